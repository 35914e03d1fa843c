/** Real servers for the tests of the gate: peers that serve documents, and one of ours that asks the gate. */
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { type Fetching, fetchDocument } from '../../../federation/fetch.ts'
import { type ActorKeys, createGate, type Gate, type HeldActor } from '../../../federation/gate/gate.ts'
import { createLimits, type Limits } from '../../../federation/gate/limits.ts'
import { headerPairs } from '../../../federation/gate/request.ts'
import { type Network, openNetwork } from '../../../federation/network/network.ts'
import { ACTIVITY, type Keys, rsaKeys, signingKey } from './signing.ts'

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

/** Where https would arrive if the guard failed; without the right to bind the port, only the error is seen. */
export async function tcpCanary(): Promise<{ count: () => number; close: () => Promise<void> }> {
  let count = 0
  const tcp = createTcpServer((socket) => {
    count++
    socket.destroy()
  })
  await new Promise<void>((resolve) => tcp.once('error', () => resolve()).listen(443, '127.0.0.1', () => resolve()))
  return { count: () => count, close: () => new Promise((resolve) => tcp.close(() => resolve())) }
}
