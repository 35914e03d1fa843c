/** Judges a request by its transport alone, before anything is parsed, looked up or fetched. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { bytesOf, parseCavage, parseRfc9421, type SignatureFields } from './signature-header.ts'

export interface SignedRequest {
  method: string
  /** As in the request line: path and query. */
  path: string
  /** As received, in their order, repetitions included. */
  headers: readonly (readonly [name: string, value: string])[]
  body: Buffer
}

export interface TransportRules {
  /** The hosts we answer for, in lower case, with their port unless it is the scheme's own. */
  hosts: ReadonlySet<string>
  now: Date
}

export type Transport =
  | { ok: true; signature: SignatureFields; signed: Date }
  | { ok: false; status: number; reason: string }

const MAX_BODY = 1 << 20
const HOUR = 3600
/** Mastodon's figures: a signature lives five minutes, and clocks may be an hour apart either way. */
const OLDEST = HOUR + 300
/** An expiry is the sender's promise, kept but for clocks slightly apart. */
const EXPIRY_GRACE = 300
const SINGLE = [
  'host',
  'date',
  'digest',
  'content-digest',
  'signature',
  'signature-input',
  'content-type',
  'content-length'
]
const ALGORITHMS = {
  'draft-cavage-http-signatures-12': new Set(['rsa-sha256', 'hs2019', 'ed25519']),
  rfc9421: new Set(['rsa-v1_5-sha256', 'ed25519'])
}

/** Node's flat list of raw headers as pairs. */
export function headerPairs(rawHeaders: readonly string[]): [name: string, value: string][] {
  const pairs: [string, string][] = []
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) pairs.push([rawHeaders[at] ?? '', rawHeaders[at + 1] ?? ''])
  return pairs
}

/** The value of a header; of several lines, all of them joined as HTTP joins them. */
export function headerOf(request: SignedRequest, name: string): string | undefined {
  const lines = request.headers.filter(([key]) => key.toLowerCase() === name)
  return lines.length === 0 ? undefined : lines.map(([, value]) => value.trim()).join(', ')
}

/**
 * Checks a POST to an inbox: 421 for another server's host, 413, 415, and 401 for a signature that is missing,
 * malformed, stale, weak, or covers too little (draft-cavage-12, RFC 9421). What it passes is still unverified.
 */
export function checkPost(request: SignedRequest, rules: TransportRules): Transport {
  const wrong = checkSingle(request) ?? checkHost(request, rules)
  if (wrong) return wrong
  const type = (headerOf(request, 'content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/activity+json' && type !== 'application/ld+json') return refuse(415, 'not an activity')
  if (headerOf(request, 'content-encoding') !== undefined) return refuse(415, 'content coding')
  if (request.body.length > MAX_BODY) return refuse(413, 'too large')
  const checked = checkSignature(request, rules)
  if (!checked.ok) return checked
  const header = checked.signature.scheme === 'rfc9421' ? 'content-digest' : 'digest'
  if (!checked.signature.covered.includes(header)) return refuse(401, `${header} is not signed`)
  return digestMatches(headerOf(request, header), request.body, header)
    ? checked
    : refuse(401, `${header} does not match`)
}

/** Checks a signed GET or HEAD alike, without body and digest. */
export function checkGet(request: SignedRequest, rules: TransportRules): Transport {
  return checkSingle(request) ?? checkHost(request, rules) ?? checkSignature(request, rules)
}

function checkSingle(request: SignedRequest): Transport | undefined {
  const names = request.headers.map(([name]) => name.toLowerCase())
  const doubled = SINGLE.find((name) => names.indexOf(name) !== names.lastIndexOf(name))
  return doubled === undefined ? undefined : refuse(401, `doubled ${doubled}`)
}

function checkHost(request: SignedRequest, rules: TransportRules): Transport | undefined {
  const host = headerOf(request, 'host')?.toLowerCase() ?? ''
  if (!rules.hosts.has(host) && !rules.hosts.has(host.replace(/:443$/, ''))) return refuse(421, 'not our host')
  return /^\/[\x21-\x7e]*$/.test(request.path) ? undefined : refuse(400, 'malformed path')
}

function checkSignature(request: SignedRequest, rules: TransportRules): Transport {
  const header = headerOf(request, 'signature')
  if (header === undefined) return refuse(401, 'not signed')
  const input = headerOf(request, 'signature-input')
  const signature = input === undefined ? parseCavage(header) : parseRfc9421(input, header)
  if (!signature) return refuse(401, 'malformed signature')
  const { scheme, algorithm } = signature
  if (algorithm !== undefined && !ALGORITHMS[scheme].has(algorithm)) return refuse(401, 'unsupported algorithm')
  const problem = scheme === 'rfc9421' ? checkRfc9421(request, signature) : checkCavage(request, signature, rules)
  return problem === undefined
    ? (checkTime(signature, rules) ?? { ok: true, signature, signed: signedAt(request, signature) })
    : refuse(401, problem)
}

function checkCavage(request: SignedRequest, signature: SignatureFields, rules: TransportRules): string | undefined {
  const { covered, algorithm } = signature
  if (new Set(covered).size !== covered.length) return 'covers a header twice'
  for (const name of ['(request-target)', 'host']) if (!covered.includes(name)) return `${name} is not signed`
  const absent = covered.find((name) => !name.startsWith('(') && headerOf(request, name) === undefined)
  if (absent !== undefined) return 'covers an absent header'
  if (covered.includes('(created)')) {
    // The draft forbids it with algorithms that name their hash; Mastodon refuses it as well.
    if (algorithm?.startsWith('rsa') || signature.created === undefined) return '(created) without a time or with rsa'
  } else if (!covered.includes('date')) return 'no time is signed'
  if (!covered.includes('date')) return undefined
  const date = Date.parse(headerOf(request, 'date') ?? '')
  return withinWindow(date / 1000, rules.now) ? undefined : 'stale or unreadable Date'
}

function checkRfc9421(request: SignedRequest, signature: SignatureFields): string | undefined {
  const covers = (name: string): boolean => signature.covered.includes(name)
  if (signature.created === undefined) return 'no created time'
  if (!covers('@method')) return '@method is not signed'
  const query = request.path.includes('?')
  const path = covers('@request-target') || (covers('@path') && (!query || covers('@query')))
  if (!covers('@target-uri') && !(covers('@authority') && path)) return '@target-uri is not signed'
  return undefined
}

function checkTime({ created, expires }: SignatureFields, rules: TransportRules): Transport | undefined {
  if (created !== undefined && !withinWindow(created, rules.now)) return refuse(401, 'stale signature')
  if (expires !== undefined && expires + EXPIRY_GRACE < rules.now.getTime() / 1000)
    return refuse(401, 'expired signature')
  return undefined
}

/** When it was signed, by the sender's clock: in whole seconds. */
const signedAt = (request: SignedRequest, { created, covered }: SignatureFields): Date =>
  covered.includes('date') ? new Date(headerOf(request, 'date') ?? '') : new Date((created ?? 0) * 1_000)

function withinWindow(seconds: number, now: Date): boolean {
  const age = now.getTime() / 1000 - seconds
  return age >= -HOUR && age <= OLDEST
}

/** Whether the one SHA-256 among a Digest (RFC 3230) or Content-Digest (RFC 9530) is the body's. */
function digestMatches(header: string | undefined, body: Buffer, kind: 'digest' | 'content-digest'): boolean {
  const values = (header ?? '').split(',').flatMap((entry) => {
    const [, name, value] = /^\s*([A-Za-z0-9-]+)=(\S+)\s*$/.exec(entry) ?? []
    return name?.toLowerCase() === 'sha-256' ? [value ?? ''] : []
  })
  const [only] = values
  if (values.length !== 1 || only === undefined) return false
  const base64 = kind === 'digest' ? only : /^:(.+):$/.exec(only)?.[1]
  const claimed = bytesOf(base64)
  const actual = createHash('sha256').update(body).digest()
  return claimed !== undefined && claimed.length === actual.length && timingSafeEqual(claimed, actual)
}

function refuse(status: number, reason: string): { ok: false; status: number; reason: string } {
  return { ok: false, status, reason }
}
