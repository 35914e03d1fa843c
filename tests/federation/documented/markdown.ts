/** The examples in FEDERATION.md: found by the mark before them, and written anew as they were really sent. */
import type { Doc } from '../../help/peer.ts'

/** `<!-- out: name -->` or `<!-- in: name -->`, and the block of JSON after it. */
const marked = /<!-- (out|in): ([\w-]+) -->\n\n```json\n([\s\S]*?)```/g

/** The examples of one kind by name, as the file has them. */
export const examplesIn = (markdown: string, kind: 'out' | 'in'): Map<string, Doc> =>
  new Map(
    [...markdown.matchAll(marked)].flatMap(([, which, name = '', text = '']) =>
      which === kind ? [[name, text.trim() === '' ? {} : (JSON.parse(text) as Doc)]] : []
    )
  )

/** The file with its outgoing examples replaced; one that was not made stays, so that the difference shows. */
export const withExamples = (markdown: string, made: Map<string, Doc>): string =>
  markdown.replace(marked, (whole, kind: string, name: string) => {
    const document = kind === 'out' ? made.get(name) : undefined
    return document ? `<!-- out: ${name} -->\n\n\`\`\`json\n${pretty(document)}\n\`\`\`` : whole
  })

const width = 120
/** Longer texts are cut. */
const longest = 160

/** JSON with two spaces, in which whatever fits stands on one line, but for the document itself. */
export const pretty = (document: Doc): string => onLines(cut(document), '')

function printed(value: unknown, indent: string, taken: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const line = onOneLine(value)
  return indent.length + taken + line.length <= width ? line : onLines(value, indent)
}

function onLines(value: object, indent: string): string {
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  const inner = `${indent}  `
  const lines = partsOf(value).map(([key, one]) => inner + key + printed(one, inner, key.length + 1))
  return lines.length === 0 ? `${open}${close}` : `${open}\n${lines.join(',\n')}\n${indent}${close}`
}

function onOneLine(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const parts = partsOf(value).map(([key, one]) => key + onOneLine(one))
  if (Array.isArray(value) || parts.length === 0) return Array.isArray(value) ? `[${parts.join(', ')}]` : '{}'
  return `{ ${parts.join(', ')} }`
}

const partsOf = (value: object): [string, unknown][] =>
  Array.isArray(value)
    ? value.map((one) => ['', one])
    : Object.entries(value).map(([key, one]) => [`${JSON.stringify(key)}: `, one])

/** The same with long texts cut. */
function cut<Value>(value: Value): Value {
  if (typeof value === 'string' && value.length > longest && !value.startsWith('http'))
    return `${value.slice(0, longest)}…` as Value
  if (Array.isArray(value)) return value.map(cut) as Value
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, cut(one)])) as Value
}

/** Gives documents the same hosts, ids, times and keys each time they are made. */
export function sameEachTime(hosts: [string, string][]): (document: Doc) => Doc {
  const ids = new Map<string, string>()
  const numberOf = (id: string): string => {
    const number = ids.get(id) ?? String(ids.size + 1)
    ids.set(id, number)
    return number
  }
  const time = '2027-03-02T09:15:00'
  return (document) => {
    let text = JSON.stringify(inOrder(document))
    for (const [from, to] of hosts)
      text = text
        .replaceAll(`http://${from}`, `https://${to}`)
        .replaceAll(encodeURIComponent(from), to)
        .replaceAll(from, to)
    text = text
      .replace(/\b[0-9a-f]{32}\b/g, numberOf)
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, (_all, ms) => `${time}${ms ? '.000' : ''}Z`)
      .replace(/("schema:lastReviewed":")[^"]+/g, `$1${time.slice(0, 10)}`)
      .replace(/("publicKeyPem":")[^"]+/g, '$1-----BEGIN PUBLIC KEY-----\\n…\\n-----END PUBLIC KEY-----\\n')
      .replace(/("(?:publicKeyMultibase|proofValue)":")[^"]+/g, '$1z…')
    return JSON.parse(text) as Doc
  }
}

const first = ['@context', 'id', 'type', 'url', 'actor', 'attributedTo', 'to', 'cc', 'audience', 'published', 'updated']
const last = ['object', 'instrument', 'target', 'result', 'items', 'orderedItems', 'proof']
const place = (key: string) => (last.includes(key) ? 100 + last.indexOf(key) : first.indexOf(key) + 1 || 50)

/** Keys in one order, since PostgreSQL keeps none. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, one]) => [key, inOrder(one)]))
}
