/** How the decision log is chained: what each entry's hash is made of, so that anyone can make it again. */
import { createHash } from 'node:crypto'
import canonical from 'json-canon'

/** What stands in for the hash before the first entry. */
export const genesis = '0'.repeat(64)

/** One entry as it is hashed: everything it says, its number, and the hash of the one before. */
export interface Entry {
  /** From 1, without gaps. */
  sequence: number
  id: string
  /** RFC 3339 in UTC, to the millisecond. */
  at: string
  /** The id of the actor who decided; null for the software. */
  by: string | null
  act: string
  target: string
  reason: string
  detail: Record<string, unknown>
  previous: string
}

export interface Chained extends Entry {
  hash: string
}

/** The place in the log after which the next entry stands. */
export interface Head {
  sequence: number
  hash: string
}

export const start: Head = { sequence: 0, hash: genesis }

/** SHA-256, in hex, over the canonical JSON (RFC 8785) of an entry. */
export function entryHash(entry: Entry): string {
  const { sequence, id, at, by, act, target, reason, detail, previous } = entry
  return sha256(canonical({ sequence, id, at, by, act, target, reason, detail, previous }))
}

/** SHA-256 of text or bytes, in hex. */
export const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex')

/** Text as every database gives it back: without NUL and without halves of characters. */
export const keepable = (text: string) => text.toWellFormed().replaceAll('\0', '')

/** A JSON value as every database gives it back. */
export function keepableJson<Value extends object>(value: Value): Value {
  const pairs = (one: unknown): unknown => {
    if (typeof one === 'string') return keepable(one)
    if (Array.isArray(one)) return one.map(pairs)
    if (one === null || typeof one !== 'object') return one
    return Object.fromEntries(Object.entries(one).map(([name, inner]) => [keepable(name), pairs(inner)]))
  }
  return pairs(JSON.parse(JSON.stringify(value))) as Value
}

/** The entry that stands after `head`, with its hash. */
export function chain(head: Head, entry: Omit<Entry, 'sequence' | 'previous'>): Chained {
  const whole = { ...entry, sequence: head.sequence + 1, previous: head.hash }
  return { ...whole, hash: entryHash(whole) }
}
