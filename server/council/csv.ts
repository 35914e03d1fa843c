/** Reads the lists that councils download: CSV with a heading line, by comma, semicolon or tab. */
import { CsvError, parse } from 'csv-parse/sync'
import { Problem } from '../errors.ts'

/** A list that cannot be read; the message names the line. */
export class WrongList extends Problem {
  constructor(message: string) {
    super(422, message)
  }
}

export interface Line {
  /** Its number in the file, counting from 1. */
  number: number
  /** The value under a heading of that name, in any case; the first that is there and not empty counts. */
  get(...headings: (string | RegExp)[]): string
}

/** The largest list taken, in characters; the whole LGSL has one million. */
const largest = 20_000_000

/** Reads a list; `needed` are headings, of each of which one must be there. Throws {@link WrongList}. */
export function readList(text: string, needed: { name: string; headings: (string | RegExp)[] }[]): Line[] {
  if (text.length > largest) throw new WrongList('The list is larger than 20 MB.')
  // Only the first line is asked which sign parts its cells: names further down may hold any of the three.
  const [first = ''] = text.replace(/^\uFEFF/, '').split(/\r?\n/, 1)
  const delimiter = [',', ';', '\t'].toSorted((a, b) => first.split(b).length - first.split(a).length)[0]!
  const rows = parseRows(text, delimiter)
  const [heading, ...lines] = rows
  if (!heading) throw new WrongList('The list is empty.')
  const names = heading.record.map((name) => name.trim())
  for (const { name, headings } of needed) {
    if (columns(names, headings).length > 0) continue
    throw new WrongList(
      `Line ${heading.number} has no column for ${name}. It should be one of: ${headings.map(spell).join(', ')}.`
    )
  }
  return lines.map(({ record, number }) => ({
    number,
    get: (...headings) => {
      for (const at of columns(names, headings)) {
        const value = record[at]?.trim()
        if (value) return value
      }
      return ''
    }
  }))
}

const spell = (heading: string | RegExp) =>
  typeof heading === 'string' ? heading : heading.source.replace(/\\d\{2\}/g, '24').replace(/[\^$]/g, '')

function columns(names: string[], headings: (string | RegExp)[]): number[] {
  return headings.flatMap((heading) => {
    const at = names.findIndex((name) =>
      typeof heading === 'string' ? name.toLowerCase() === heading.toLowerCase() : heading.test(name)
    )
    return at < 0 ? [] : [at]
  })
}

function parseRows(text: string, delimiter: string): { record: string[]; number: number }[] {
  try {
    const rows = parse(text, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 200_000
    }) as unknown as { record: string[]; info: { lines: number } }[]
    return rows.map(({ record, info }) => ({ record, number: info.lines }))
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = (error as { lines?: number }).lines
    throw new WrongList(`Line ${line ?? '?'} cannot be read as CSV: ${error.message}`)
  }
}
