/** Every request this server makes to another goes through here, so that none can reach inwards, run on or fill memory. */
import type { LookupAddress } from 'node:dns'
import { lookup as systemLookup } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import { Agent, type Dispatcher, request } from 'undici'
import { isPublicAddress, literalAddress } from './address.ts'
import { pourBody, readBody } from './body.ts'
import { NetworkRefused } from './refused.ts'

export { NetworkRefused } from './refused.ts'

export interface Answer {
  status: number
  headers: Headers
  body: Buffer
  /** The final URL, after redirects. */
  url: string
  redirected: boolean
}

export interface FetchOptions {
  method?: string | undefined
  headers?: Record<string, string> | undefined
  body?: Uint8Array | string | undefined
  /** Counted after decompression; 1 MiB unless told. */
  maxBytes?: number | undefined
  /** For everything, redirects and body included; 10 s unless told. */
  timeoutMs?: number | undefined
  /** How many to follow: 3 unless told, 0 for anything but GET and HEAD. With 0 the redirect itself is the answer. */
  redirects?: number | undefined
  /** A file for the body of an answer 200, written as it comes; then `body` is empty. */
  into?: string | undefined
}

export interface Network {
  fetch(url: string | URL, options?: FetchOptions): Promise<Answer>
  /** The origin that stands for a host in a handle: https, or the private origin we are allowed to reach at that host. */
  originOf(host: string): string
  close(): Promise<void>
}

export interface NetworkOptions {
  /** Exact origins that may be private, plain http, or on any port: for development and tests. */
  allowPrivateOrigins: string[]
  userAgent: string
  /** Resolves a name; the system's resolver unless told. */
  lookup?: ((hostname: string) => Promise<LookupAddress[]>) | undefined
}

const SOCKETS_PER_ORIGIN = 8
const CONNECT_MS = 5_000
const TIMEOUT_MS = 10_000
const MAX_BYTES = 1 << 20
const REDIRECTS = 3
const REDIRECT_STATUS = new Set([301, 302, 303, 307, 308])
/** Never carried to another origin: whoever gets them could use them elsewhere. */
const PERSONAL_HEADERS = new Set(['authorization', 'cookie', 'host', 'signature', 'signature-input', 'date', 'digest'])

/**
 * Opens the guarded network. Addresses are checked in the socket's own look-up, so no second answer of the resolver can
 * slip in between. `fetch` throws only `NetworkRefused`.
 */
export function openNetwork(options: NetworkOptions): Network {
  const allowed = new Set(options.allowPrivateOrigins.map((origin) => new URL(origin).origin))
  const resolve = options.lookup ?? ((hostname: string) => systemLookup(hostname, { all: true, verbatim: true }))
  const guarded = agent(guardedLookup(resolve, isPublicAddress))
  const open = agent(guardedLookup(resolve, () => true))

  function check(url: URL): Dispatcher {
    if (url.username || url.password) throw new NetworkRefused('scheme', 'credentials in a URL')
    if (allowed.has(url.origin)) return open
    if (url.protocol !== 'https:' || url.port !== '')
      throw new NetworkRefused('scheme', `only https on port 443: ${url.origin}`)
    const literal = literalAddress(url)
    if (literal !== undefined && !isPublicAddress(literal))
      throw new NetworkRefused('address', `not public: ${literal}`)
    return guarded
  }

  async function fetch(target: string | URL, ask: FetchOptions = {}): Promise<Answer> {
    const method = (ask.method ?? 'GET').toUpperCase()
    const safe = method === 'GET' || method === 'HEAD'
    const redirects = ask.redirects ?? (safe ? REDIRECTS : 0)
    const signal = AbortSignal.timeout(ask.timeoutMs ?? TIMEOUT_MS)
    let headers = lowerCased({
      'user-agent': options.userAgent,
      'accept-encoding': ask.into === undefined ? 'gzip, deflate, br' : 'identity',
      ...ask.headers
    })
    let url = parse(target)
    for (let hop = 0; ; hop++) {
      const dispatcher = check(url)
      try {
        const response = await request(url, { method, headers, body: ask.body ?? null, dispatcher, signal })
        const next =
          redirects > 0 && REDIRECT_STATUS.has(response.statusCode) ? oneOf(response.headers.location) : undefined
        if (next === undefined) {
          const body = method === 'HEAD' ? discard(response.body, signal) : await bodyOf(response, ask)
          const answered = headersOf(response.headers)
          return { status: response.statusCode, headers: answered, body, url: url.href, redirected: hop > 0 }
        }
        discard(response.body, signal)
        if (hop >= redirects) throw new NetworkRefused('redirect', `more than ${redirects} redirects`)
        const following = parse(next, url)
        if (following.origin !== url.origin) headers = withoutPersonal(headers)
        url = following
      } catch (error) {
        throw refusalOf(error, signal)
      }
    }
  }

  return {
    fetch,
    originOf: (host) => {
      const name = host.toLowerCase()
      return [...allowed].find((origin) => new URL(origin).host === name) ?? `https://${name}`
    },
    close: async () => {
      await Promise.all([guarded.destroy(), open.destroy()])
    }
  }
}

async function bodyOf(
  response: Dispatcher.ResponseData,
  { into, maxBytes = MAX_BYTES }: FetchOptions
): Promise<Buffer> {
  if (into === undefined || response.statusCode !== 200)
    return readBody(response, into === undefined ? maxBytes : MAX_BYTES)
  await pourBody(response, into, maxBytes)
  return Buffer.alloc(0)
}

function agent(lookup: LookupFunction): Agent {
  const limits = { headersTimeout: 30_000, bodyTimeout: 30_000, keepAliveTimeout: 10_000, maxHeaderSize: 16_384 }
  return new Agent({
    ...limits,
    connections: SOCKETS_PER_ORIGIN,
    pipelining: 1,
    connect: { lookup, timeout: CONNECT_MS }
  })
}

/** The resolver's answers, less the addresses that may not be reached: the socket is given nothing else to try. */
function guardedLookup(
  resolve: (name: string) => Promise<LookupAddress[]>,
  may: (address: string) => boolean
): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (found) => {
        const wanted = options.family === 4 || options.family === 6 ? options.family : undefined
        const usable = found.filter((entry) => may(entry.address) && (wanted === undefined || entry.family === wanted))
        const first = usable[0]
        if (!first) callback(new NetworkRefused('address', `no public address: ${hostname}`), '')
        else if (options.all) callback(null, usable)
        else callback(null, first.address, first.family)
      },
      (error) => callback(error, '')
    )
  }
}

function parse(target: string | URL, base?: URL): URL {
  if (!URL.canParse(String(target), base)) throw new NetworkRefused('scheme', 'not a URL')
  const url = new URL(target, base)
  url.hash = ''
  return url
}

/** Lets go of a body nobody reads, keeping the socket if the rest is short. */
function discard(body: Dispatcher.ResponseData['body'], signal: AbortSignal): Buffer {
  body.dump({ limit: 16_384, signal }).catch(() => undefined)
  return Buffer.alloc(0)
}

function refusalOf(error: unknown, signal: AbortSignal): NetworkRefused {
  if (error instanceof NetworkRefused) return error
  const { code, cause } = error as { code?: string; cause?: unknown }
  if (cause instanceof NetworkRefused) return cause
  if (signal.aborted || (code?.startsWith('UND_ERR') && code.endsWith('_TIMEOUT')))
    return new NetworkRefused('timeout', 'took too long')
  return new NetworkRefused('unreachable', error instanceof Error ? error.message : String(error))
}

function headersOf(raw: Record<string, string | string[] | undefined>): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(raw)) {
    for (const one of [value ?? []].flat()) headers.append(name, one)
  }
  return headers
}

function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

function withoutPersonal(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !PERSONAL_HEADERS.has(name)))
}

function oneOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}
