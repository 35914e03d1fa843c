/** Untrusted JSON is read here, once and by literal key names, so that every later reader sees the same plain values. */

/** Any value a parsed document can hold. */
export type JsonValue = string | number | boolean | JsonValue[] | JsonObject

/** A parsed document: plain data, without nulls outside `@context`. */
export interface JsonObject {
  [key: string]: JsonValue
}

/** `whole` is the same with its nulls, for passing on; where more than nulls had to go it is what is left. */
export type Parsed = { ok: true; document: JsonObject; whole: object } | { ok: false; reason: string }

const MAX_DEPTH = 32
const MAX_LIST = 200
/** Longer ids fit no database index, and no server sends them. */
const MAX_ID = 2048

/**
 * Reads the bytes of a document: UTF-8, a top-level object, nested at most 32 deep. Nulls are dropped from objects and
 * lists (GoToSocial and Mbin write them everywhere), but kept inside `@context`, where they have a meaning to
 * judge. `__proto__` is dropped, strings lose NUL and lone surrogates, which databases refuse. Never throws.
 */
export function parseDocument(bytes: Uint8Array): Parsed {
  if (tooDeep(bytes)) return { ok: false, reason: 'nested too deep' }
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return { ok: false, reason: 'not JSON' }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { ok: false, reason: 'not an object' }
  const found = { bent: false }
  const document = clean(value, false, found) as JsonObject
  return { ok: true, document, whole: found.bent ? document : value }
}

/** Counts brackets outside strings, so that 50 000 levels cost one short scan and no recursion. */
function tooDeep(bytes: Uint8Array): boolean {
  let depth = 0
  let inString = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]
    if (inString) {
      if (byte === 0x5c) at++
      else if (byte === 0x22) inString = false
    } else if (byte === 0x22) inString = true
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > MAX_DEPTH) return true
    } else if (byte === 0x7d || byte === 0x5d) depth--
  }
  return false
}

/** Whether something other than a null was changed: two readers of the original could then see two documents. */
interface Found {
  bent: boolean
}

/** The depth is known to be small here, so recursion is safe. Inside a context, null stays null. */
function clean(value: unknown, inContext: boolean, found: Found): JsonValue | null | undefined {
  if (typeof value === 'string') return cleanText(value, found)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) found.bent = true
    return Number.isFinite(value) ? value : undefined
  }
  if (typeof value === 'boolean') return value
  if (value === null || typeof value !== 'object') return inContext ? null : undefined
  if (Array.isArray(value))
    return value.map((item) => clean(item, inContext, found)).filter((item) => item !== undefined) as JsonValue[]
  const result: JsonObject = {}
  for (const [key, inner] of Object.entries(value)) {
    if (key === '__proto__') found.bent = true
    const kept = key === '__proto__' ? undefined : clean(inner, inContext || key === '@context', found)
    if (kept !== undefined) result[cleanText(key, found)] = kept as JsonValue
  }
  return result
}

function cleanText(text: string, found: Found): string {
  const clear = (text.includes('\0') ? text.replaceAll('\0', '') : text).toWellFormed()
  if (clear !== text) found.bent = true
  return clear
}

/** Whether a value is an object, not a list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value's items: nothing, one, or the first 200 of a list. */
export function listOf(value: unknown): JsonValue[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value.slice(0, MAX_LIST) : [value as JsonValue]
}

/** The one id a value stands for: a string, an object with an id, or a list of exactly one of these. */
export function idOf(value: unknown): string | undefined {
  const only = Array.isArray(value) ? (value.length === 1 ? value[0] : undefined) : value
  const id = isObject(only) ? only.id : only
  return typeof id === 'string' && id !== '' && id.length <= MAX_ID ? id : undefined
}

/** All ids in a value, without repetition; what has no id is left out. */
export function idsOf(value: unknown): string[] {
  const ids = listOf(value).map((item) => (Array.isArray(item) ? undefined : idOf(item)))
  return [...new Set(ids.filter((id) => id !== undefined))]
}

/** The text of a value: a string, a JSON-LD value object, or the first of a list of these. */
export function textOf(value: unknown): string | undefined {
  const first = Array.isArray(value) ? value[0] : value
  const text = isObject(first) ? first['@value'] : first
  return typeof text === 'string' ? text : undefined
}

/** The types of an object, one string or a list of them on the wire. */
export function typesOf(document: unknown): string[] {
  if (!isObject(document)) return []
  return listOf(document.type).filter((type) => typeof type === 'string')
}

/** The web address in a `url`, `icon` or `href`: a string, a Link or Image, or a list, HTML pages first; http(s) only. */
export function hrefOf(value: unknown): string | undefined {
  const found = listOf(value).flatMap((item) => {
    const link = isObject(item) ? (item.href ?? item.url) : item
    const href = isObject(link) || Array.isArray(link) ? hrefOfOnce(link) : link
    if (typeof href !== 'string' || !isWebAddress(href)) return []
    return [{ href, html: isObject(item) && item.mediaType === 'text/html' }]
  })
  return (found.find((link) => link.html) ?? found[0])?.href
}

/** An Image's own `url` may be a Link again, but nothing nests deeper than that. */
function hrefOfOnce(value: JsonValue): JsonValue | undefined {
  const first = listOf(value)[0]
  return isObject(first) ? first.href : first
}

function isWebAddress(href: string): boolean {
  if (href.length > MAX_ID || !/^https?:\/\//i.test(href)) return false
  return URL.canParse(href)
}

const DATE =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)? ?(?:([Zz])|([+-])(\d\d):?(\d\d)?)?)?$/

/**
 * A moment, tolerant of what servers write: microseconds, offsets, a missing zone (taken as UTC, Bonfire), a date alone
 * (RFC 3339 otherwise). Undefined when it is none, or names a day that does not exist.
 */
export function dateOf(value: unknown): Date | undefined {
  const match = typeof value === 'string' && value.length <= 64 ? DATE.exec(value.trim()) : null
  if (!match) return undefined
  const number = (index: number): number => Number(match[index] ?? 0)
  const [year, month, day] = [number(1), number(2), number(3)]
  const [hour, minute, second] = [number(4), number(5), Math.min(number(6), 59)]
  const [zoneHour, zoneMinute] = [number(10), number(11)]
  if (hour > 23 || minute > 59 || number(6) > 60 || zoneHour > 23 || zoneMinute > 59) return undefined
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  date.setUTCHours(hour, minute, second, Number((match[7] ?? '').padEnd(3, '0').slice(0, 3)))
  const offset = (zoneHour * 60 + zoneMinute) * (match[9] === '-' ? -1 : 1)
  return new Date(date.getTime() - offset * 60_000)
}

/** A finite number, or a string that is one. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  return typeof value === 'string' && /^-?\d{1,15}(\.\d{1,15})?$/.test(value) ? Number(value) : undefined
}

/** A boolean, or the words some servers write for one. */
export function boolOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  return value === 'true' ? true : value === 'false' ? false : undefined
}
