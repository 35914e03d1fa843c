/** Lists of policies in the form that Mastodon imports and exports, with one column or with all. */
import { isIP } from 'node:net'
import { type Info, parse } from 'csv-parse/sync'
import type { Severity } from '../../../schema/policies.ts'
import { plainLine } from '../../text/sanitise.ts'

/** What one line says. */
export interface ListEntry {
  host: string
  /** Absent where the line does not say. */
  severity?: Severity
  rejectMedia: boolean
  rejectReports: boolean
  obfuscate: boolean
  /** For everyone to read. */
  comment: string
}

export interface WrongLine {
  line: number
  text: string
  why: string
}

export interface ReadList {
  entries: ListEntry[]
  wrong: WrongLine[]
}

/** The most lines that are read. */
export const mostLines = 100_000
/** The largest list, in bytes. */
export const largestList = 10 << 20
const longestRecord = 20_000

interface Row {
  line: number
  cells: string[]
}

/**
 * Reads a list. Lines that are wrong are told with their number, the rest is taken; of two lines about one server the first
 * counts. Throws nothing, whatever it is given.
 */
export function readCsv(bytes: Uint8Array | string): ReadList {
  const text = typeof bytes === 'string' ? bytes : decode(bytes)
  const wrong: WrongLine[] = []
  const rows = rowsOf(text.replace(/^\uFEFF/, ''), wrong)
  const entries = new Map<string, ListEntry>()
  let columns: Columns | undefined
  for (const { line, cells } of rows) {
    const first = cells[0]?.trim() ?? ''
    if (cells.every((cell) => cell.trim() === '')) continue
    if (!columns) {
      columns = readColumns(cells)
      if (columns) continue
      columns = { domain: 0, ...(cells.length > 1 && { severity: 1 }) }
    }
    // A hash begins a comment, but for the one in Mastodon's first line.
    if (first.startsWith('#')) continue
    const tell = (why: string) => wrong.push({ line, text: plainLine(cells.join(','), 120), why })
    const entry = readEntry(cells, columns)
    if (typeof entry === 'string') tell(entry)
    else if (entries.has(entry.host)) tell(`${entry.host} stands in the list before`)
    else if (entries.size >= mostLines) tell(`Only the first ${mostLines.toLocaleString('en-GB')} are taken`)
    else entries.set(entry.host, entry)
  }
  return { entries: [...entries.values()], wrong: wrong.sort((one, other) => one.line - other.line) }
}

/** UTF-8, or UTF-16 as Excel saves it. */
function decode(bytes: Uint8Array): string {
  const [one, two] = bytes
  if (one === 0xff && two === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (one === 0xfe && two === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  return new TextDecoder('utf-8').decode(bytes)
}

const options = {
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
  max_record_size: longestRecord,
  info: true as const
}

/** All rows at once; where a quote that never ends spoils that, line by line, so that one wrong line costs no other. */
function rowsOf(text: string, wrong: WrongLine[]): Row[] {
  // Only the first line is asked which sign parts its cells: comments further down may hold any of the three.
  const [first = ''] = text.split(/\r?\n/, 1)
  const delimiter = [',', ';', '\t'].toSorted((a, b) => first.split(b).length - first.split(a).length)[0]!
  try {
    return parseRows(text, delimiter, 0)
  } catch {
    return text.split(/\r\n|\n|\r/).flatMap((line, n) => {
      try {
        return parseRows(line, delimiter, n)
      } catch {
        wrong.push({
          line: n + 1,
          text: plainLine(line.slice(0, 200), 120),
          why: 'A quotation mark opens and does not close'
        })
        return []
      }
    })
  }
}

function parseRows(text: string, delimiter: string, before: number): Row[] {
  const rows = parse(text, { ...options, delimiter }) as unknown as { record: string[]; info: Info }[]
  return rows.map(({ record, info }) => ({ cells: record, line: before + info.lines }))
}

type Column = 'domain' | 'severity' | 'media' | 'reports' | 'comment' | 'obfuscate'
type Columns = Partial<Record<Column, number>>

const names: Record<string, Column> = {
  ...{ domain: 'domain', host: 'domain', instance: 'domain', server: 'domain' },
  severity: 'severity',
  ...{ reject_media: 'media', reject_reports: 'reports', obfuscate: 'obfuscate' },
  ...{ public_comment: 'comment', comment: 'comment', reason: 'comment' }
}

/** The columns that a first line names; undefined when it names none. */
function readColumns(cells: string[]): Columns | undefined {
  const found: Columns = {}
  for (const [n, cell] of cells.entries()) {
    const column = names[cell.trim().replace(/^#\s*/, '').toLowerCase()]
    if (column !== undefined) found[column] ??= n
  }
  return found.domain === undefined ? undefined : found
}

const severities: Record<string, Severity> = {
  ...{ suspend: 'suspend', block: 'suspend', blocked: 'suspend', reject: 'suspend', drop: 'suspend' },
  ...{ silence: 'limit', limit: 'limit', limited: 'limit', filter: 'limit' },
  ...{ noop: 'none', none: 'none' },
  ...{ allow: 'allow', accept: 'allow', known: 'allow' }
}

function readEntry(cells: string[], columns: Columns): ListEntry | string {
  const cell = (column: Column) => {
    const at = columns[column]
    return at === undefined ? '' : (cells[at]?.trim() ?? '')
  }
  const host = readListedHost(cell('domain'))
  if (typeof host !== 'string') return host.why
  const said = cell('severity').toLowerCase()
  const severity = severities[said]
  if (said !== '' && !severity) return `“${plainLine(said, 40)}” is no severity: suspend, silence or noop`
  return {
    host,
    ...(severity && { severity }),
    rejectMedia: isTrue(cell('media')),
    rejectReports: isTrue(cell('reports')),
    obfuscate: isTrue(cell('obfuscate')),
    comment: plainLine(cell('comment'), 1_000)
  }
}

const isTrue = (text: string) => /^(true|t|1|yes|y)$/i.test(text)

/** A name that a URL would leave as it is, which most lines of most lists are. */
const plainHost = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9]*$/

/** A host as lists write it: in any case, international, with `*.`, a port, or as part of an address. */
export function readListedHost(text: string): string | { why: string } {
  if (text.length < 254 && plainHost.test(text) && !text.includes('xn--')) return text
  const bare = text
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/^\*\./, '')
    .replace(/[/?#].*$/, text.includes('://') || /\/$/.test(text) ? '' : '$&')
    .replace(/\.(?=$|:)/, '')
  if (bare === '') return { why: 'There is no server in this line' }
  if (bare === '*' || bare.startsWith('*')) return { why: 'A star stands for every server' }
  if (bare.includes('*')) return { why: 'Part of the name is hidden by stars, so nobody can tell which server it is' }
  if (/\/\d+$/.test(bare)) return { why: 'A range of addresses is no server' }
  if (bare.includes('@')) return { why: 'This is an account and no server' }
  const written = isIP(bare) === 6 ? `[${bare}]` : bare
  if (/[\s/?#\\<>"%]/.test(written) || !URL.canParse(`https://${written}`)) return { why: 'This is no server name' }
  const { host } = new URL(`https://${written}`)
  if (host.length > 253 || host === '') return { why: 'This is no server name' }
  if (!host.includes('.') && !host.includes(':')) return { why: 'A server name has a dot, such as moot.example' }
  return host
}

/** A list in Mastodon's form, which Mastodon and others read again. */
export function writeCsv(entries: ListEntry[]): string {
  const lines = entries.map(({ host, severity = 'suspend', rejectMedia, rejectReports, comment, obfuscate }) =>
    [host, mastodonWord[severity], rejectMedia, rejectReports, quoted(comment), obfuscate].join(',')
  )
  return `${['#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate', ...lines].join('\r\n')}\r\n`
}

/** Allowed servers as Mastodon lists them: the name and nothing else. */
export const writeAllows = (hosts: string[]) => `${['#domain', ...hosts].join('\r\n')}\r\n`

const mastodonWord: Record<Severity, string> = { suspend: 'suspend', limit: 'silence', none: 'noop', allow: 'allow' }

/** Quoted where CSV wants it, and where a spreadsheet would take words for a formula. */
const quoted = (text: string) => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
