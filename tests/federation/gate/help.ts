/** Real servers for the tests of the gate: peers that serve documents, and one of ours that asks the gate. */
import { createHash, createSign, generateKeyPairSync, type KeyObject, sign as signBytes } from 'node:crypto'
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { signRequest } from '@fedify/fedify/sig'
import { type Fetching, fetchDocument } from '../../../federation/fetch.ts'
import { type ActorKeys, createGate, type Gate, type HeldActor } from '../../../federation/gate/gate.ts'
import { createLimits, type Limits } from '../../../federation/gate/limits.ts'
import { headerPairs, type SignedRequest } from '../../../federation/gate/request.ts'
import type { Scheme } from '../../../federation/gate/signature-header.ts'
import { type Network, openNetwork } from '../../../federation/network/network.ts'

export const ACTIVITY = 'application/activity+json'
export const AS = 'https://www.w3.org/ns/activitystreams'

export type Handler = (req: IncomingMessage, res: ServerResponse, body: Buffer) => void
export type Page = Handler | Record<string, unknown>

export interface Peer {
  origin: string
  pages: Map<string, Page>
  /** `GET /path` for each request, in order. */
  asked: string[]
  close(): Promise<void>
}

/** A server on the loopback address; a page is a document served as ActivityPub, or a handler. */
export async function startPeer(): Promise<Peer> {
  const pages = new Map<string, Page>()
  const asked: string[] = []
  const server = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk) => chunks.push(chunk))
    req.on('end', () => {
      asked.push(`${req.method} ${req.url}`)
      const page = pages.get(req.url ?? '')
      if (typeof page === 'function') return page(req, res, Buffer.concat(chunks))
      res.writeHead(page ? 200 : 404, { 'content-type': ACTIVITY })
      res.end(JSON.stringify(page ?? {}))
    })
  })
  const origin = await listen(server)
  return { origin, pages, asked, close: () => stop(server) }
}

export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

export function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}

export interface Keys {
  privateKey: KeyObject
  publicKey: KeyObject
  pem: string
}

export function rsaKeys(modulusLength = 2048): Keys {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength })
  return { privateKey, publicKey, pem: publicKey.export({ type: 'spki', format: 'pem' }).toString() }
}

export function ed25519Keys(): Keys {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return { privateKey, publicKey, pem: publicKey.export({ type: 'spki', format: 'pem' }).toString() }
}

export function signingKey({ privateKey }: Keys): CryptoKey {
  return privateKey.toCryptoKey({ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, true, ['sign']) as CryptoKey
}

/** An actor's document as Mastodon writes it. */
export function person(id: string, keys: Keys, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    '@context': [AS, 'https://w3id.org/security/v1'],
    id,
    type: 'Person',
    preferredUsername: 'someone',
    inbox: `${id}/inbox`,
    publicKey: { id: `${id}#main-key`, owner: id, publicKeyPem: keys.pem },
    ...more
  }
}

export interface Ours {
  origin: string
  gate: Gate
  actors: ActorKeys & { held: Map<string, HeldActor> }
  network: Network
  limits: Limits
  /** How many documents were fetched. */
  fetches: string[]
  now: { offset: number }
  close(): Promise<void>
}

export interface OursOptions {
  peers: Peer[]
  blocked?: (host: string) => boolean
  limits?: Parameters<typeof createLimits>[0]
}

/** A server whose every POST is judged by a gate over the real network, answering the gate's status and reason. */
export async function startOurs({ peers, blocked, limits: settings }: OursOptions): Promise<Ours> {
  const now = { offset: 0 }
  const clock = (): Date => new Date(Date.now() + now.offset)
  const network = openNetwork({ allowPrivateOrigins: peers.map((peer) => peer.origin), userAgent: 'test' })
  const limits = createLimits(settings, clock)
  const actors = heldActors(network, clock)
  const hosts = new Set<string>()
  let gate: Gate | undefined
  const server = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk) => chunks.push(chunk))
    req.on('end', async () => {
      const { method = '', url: path = '' } = req
      const judged = await gate?.check({
        method,
        path,
        headers: headerPairs(req.rawHeaders),
        body: Buffer.concat(chunks)
      })
      const passed = judged?.ok === true
      if (judged?.ok === false && judged.retryAfter !== undefined) res.setHeader('retry-after', judged.retryAfter)
      res.writeHead(judged?.ok === false ? judged.status : 202, { 'x-passed': String(passed) })
      res.end(judged?.ok === false ? judged.reason : JSON.stringify(judged?.activity.json))
    })
  })
  const origin = await listen(server)
  hosts.add(new URL(origin).host)
  gate = createGate({ hosts, origin, actors, isBlocked: blocked ?? (() => false), clock, limits })
  const close = async (): Promise<void> => {
    await network.close()
    await stop(server)
  }
  return { origin, gate, actors, network, limits, fetches: actors.fetches, now, close }
}

/** Keeps actors' documents in memory, as the store will in the database. */
function heldActors(network: Network, clock: () => Date) {
  const keys = rsaKeys()
  const held = new Map<string, HeldActor>()
  const fetches: string[] = []
  const signer = { keyId: 'https://ours.example/actor#main-key', privateKey: signingKey(keys) }
  const fetching: Fetching = { network, signer, specs: { get: async () => undefined, set: async () => undefined } }
  const refetch = async (uri: string): Promise<HeldActor> => {
    fetches.push(uri)
    const { document, url } = await fetchDocument(fetching, uri, { kind: 'actor' })
    const actor = { document, fetchedAt: clock() }
    held.set(url, actor)
    return actor
  }
  return {
    held,
    fetches,
    refetch,
    get: async (uri: string) => held.get(uri) ?? refetch(uri),
    known: (uri: string) => held.has(uri)
  }
}

export interface Reply {
  status: number
  passed: boolean
  text: string
  retryAfter: string | undefined
}

/** Sends headers exactly as given, repetitions and all. */
export function send(
  url: string,
  method: string,
  headers: readonly (readonly [string, string])[],
  body?: Buffer
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const req = request(url, { method, setHost: false, agent: false })
    const lists = new Map<string, string[]>()
    for (const [name, value] of headers) lists.set(name, [...(lists.get(name) ?? []), value])
    for (const [name, values] of lists) req.setHeader(name, values.length === 1 ? (values[0] ?? '') : values)
    req.on('error', reject)
    req.on('response', (res) => {
      const chunks: Buffer[] = []
      res.on('data', (chunk) => chunks.push(chunk))
      res.on('end', () => {
        const retryAfter = res.headers['retry-after']
        const text = Buffer.concat(chunks).toString()
        resolve({ status: res.statusCode ?? 0, passed: res.headers['x-passed'] === 'true', text, retryAfter })
      })
    })
    req.end(body)
  })
}

export interface SignOptions {
  url: string
  keyId: string
  keys: Keys
  method?: string
  body?: Buffer
  date?: Date
  /** What is covered, in order; what Mastodon covers unless told. */
  covered?: string[]
  algorithm?: string
  headers?: Record<string, string>
  /** What comes after the known parameters of the Signature header. */
  parameters?: string
  /** The target as it is signed, when not the real one. */
  target?: string
}

/** Signs by draft-cavage-12 with nothing but Node, every part of it open to change. */
export function cavage(options: SignOptions): [string, string][] {
  const { url, keyId, keys, body, date = new Date(), algorithm = 'rsa-sha256', parameters = '' } = options
  const method = options.method ?? 'POST'
  const { host, pathname, search } = new URL(url)
  const headers: Record<string, string> = { host, date: date.toUTCString() }
  if (body) headers['content-type'] = ACTIVITY
  if (body) headers.digest = `SHA-256=${createHash('sha256').update(body).digest('base64')}`
  Object.assign(headers, options.headers)
  const covered = options.covered ?? ['(request-target)', 'host', 'date', ...(body ? ['digest', 'content-type'] : [])]
  const created = /created=(\d+)/.exec(parameters)?.[1]
  const lines = covered.map((name) => {
    if (name === '(request-target)')
      return `${name}: ${options.target ?? `${method.toLowerCase()} ${pathname}${search}`}`
    return `${name}: ${name === '(created)' ? created : headers[name]}`
  })
  const signature = bytesSignature(lines.join('\n'), keys)
  const value = `keyId="${keyId}",algorithm="${algorithm}",headers="${covered.join(' ')}"${parameters},signature="${signature}"`
  return [...Object.entries(headers), ['signature', value]]
}

/** Signs by RFC 9421 with nothing but Node. */
export function rfc9421(options: SignOptions & { created?: number | undefined }): [string, string][] {
  const { url, keyId, keys, body, algorithm, parameters = '' } = options
  const { host, pathname, search } = new URL(url)
  const method = options.method ?? 'POST'
  const created = 'created' in options ? options.created : Math.floor(Date.now() / 1000)
  const headers: Record<string, string> = { host }
  if (body) headers['content-type'] = ACTIVITY
  if (body) headers['content-digest'] = `sha-256=:${createHash('sha256').update(body).digest('base64')}:`
  Object.assign(headers, options.headers)
  const covered = options.covered ?? ['@method', '@target-uri', ...(body ? ['content-digest'] : [])]
  const derived: Record<string, string> = {
    '@method': method,
    '@target-uri': options.target ?? url,
    '@authority': host,
    '@path': pathname,
    '@query': search || '?',
    '@request-target': `${pathname}${search}`
  }
  const list = `(${covered.map((name) => `"${name}"`).join(' ')})`
  const times = created === undefined ? '' : `;created=${created}`
  const signed = `${list}${times};keyid="${keyId}"${algorithm ? `;alg="${algorithm}"` : ''}${parameters}`
  const lines = covered.map((name) => `"${name}": ${derived[name] ?? headers[name]}`)
  const signature = bytesSignature([...lines, `"@signature-params": ${signed}`].join('\n'), keys)
  return [...Object.entries(headers), ['signature-input', `sig1=${signed}`], ['signature', `sig1=:${signature}:`]]
}

function bytesSignature(text: string, { privateKey }: Keys): string {
  if (privateKey.asymmetricKeyType === 'ed25519')
    return signBytes(null, Buffer.from(text), privateKey).toString('base64')
  return createSign('sha256').update(text).sign(privateKey, 'base64')
}

/** Signs as Fedify, Hollo and Ghost do. */
export async function byFedify(options: SignOptions & { spec: Scheme }): Promise<[string, string][]> {
  const { url, keyId, keys, body, spec, method = 'POST' } = options
  const asked = new Request(url, {
    method,
    headers: body ? { 'content-type': ACTIVITY } : {},
    body: body ? new Uint8Array(body) : null
  })
  const signed = await signRequest(asked, signingKey(keys), new URL(keyId), { spec })
  return [...signed.headers]
}

export function bytes(document: unknown): Buffer {
  return Buffer.from(typeof document === 'string' ? document : JSON.stringify(document))
}

/** The request as the gate sees it, for tests without a server of ours. */
export function asRequest(
  url: string,
  headers: [string, string][],
  body = Buffer.alloc(0),
  method = 'POST'
): SignedRequest {
  const { pathname, search } = new URL(url)
  return { method, path: `${pathname}${search}`, headers, body }
}
