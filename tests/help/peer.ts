/** A peer shaped like Mastodon: its own actors, keys and signatures, made without any of our code. */
import { createHash, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { until } from './server.ts'

// biome-ignore lint/suspicious/noExplicitAny: activities of every shape arrive here.
export type Doc = Record<string, any>
export type Scheme = 'cavage' | 'rfc9421'

export interface Delivery {
  path: string
  headers: IncomingMessage['headers']
  body: Doc
  bytes: string
}

export interface PeerActor {
  id: string
  keyId: string
  privateKey: string
  document: Doc
  /** Signs an activity and posts it; gives the response. */
  post(inbox: string, activity: Doc, options?: PostOptions): Promise<Response>
}

export interface PostOptions {
  /** The JSON text to send, where that matters. */
  text?: string
  scheme?: Scheme
  /** Changes the signed request before it is sent, for attacks. */
  tamper?: (request: { headers: Record<string, string>; body: string; url: string }) => void
  keyId?: string
  date?: Date
}

export const publicUri = 'https://www.w3.org/ns/activitystreams#Public'
export const mastodonContext = [
  'https://www.w3.org/ns/activitystreams',
  {
    ostatus: 'http://ostatus.org#',
    atomUri: 'ostatus:atomUri',
    conversation: 'ostatus:conversation',
    sensitive: 'as:sensitive',
    toot: 'http://joinmastodon.org/ns#',
    votersCount: 'toot:votersCount',
    Hashtag: 'as:Hashtag'
  }
]

export type Peer = Awaited<ReturnType<typeof startPeer>>

/** Starts one on a port. */
export async function startPeer(port: number) {
  const origin = `http://127.0.0.1:${port}`
  const documents = new Map<string, Doc>()
  const inbox: Delivery[] = []
  /** What WebFinger answers instead of the usual, by the resource asked for. */
  const fingers = new Map<string, Doc>()
  /** What was asked of it by GET. */
  const asked: { path: string; headers: IncomingMessage['headers'] }[] = []
  let answer: (delivery: Delivery) => { status: number; headers?: Record<string, string> } = () => ({ status: 202 })
  let n = 0

  const server = createServer((request, response) => {
    if (request.method === 'POST') return take(request, response)
    asked.push({ path: request.url ?? '', headers: request.headers })
    const url = `${origin}${request.url}`
    if (request.url?.startsWith('/.well-known/webfinger')) return finger(request, response)
    const found = documents.get(url) ?? documents.get(url.split('?')[0]!)
    if (!found) return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'application/activity+json; charset=utf-8' }).end(JSON.stringify(found))
  })
  function take(request: IncomingMessage, response: ServerResponse) {
    let bytes = ''
    request.on('data', (chunk) => {
      bytes += chunk
    })
    request.on('end', () => {
      const delivery = { path: request.url ?? '', headers: request.headers, bytes, body: JSON.parse(bytes) as Doc }
      const { status, headers } = answer(delivery)
      if (status < 300) inbox.push(delivery)
      response.writeHead(status, headers).end()
    })
  }
  function finger(request: IncomingMessage, response: ServerResponse) {
    const resource = new URL(request.url!, origin).searchParams.get('resource') ?? ''
    const given = fingers.get(resource)
    if (given)
      return void response.writeHead(200, { 'content-type': 'application/jrd+json' }).end(JSON.stringify(given))
    const name = /^acct:([^@]+)@/.exec(resource)?.[1]
    const actor = documents.get(`${origin}/users/${name}`)
    if (!actor) return void response.writeHead(404).end()
    const links = [
      { rel: 'self', type: 'application/activity+json', href: actor.id },
      { rel: 'http://ostatus.org/schema/1.0/subscribe', template: `${origin}/authorize_interaction?uri={uri}` }
    ]
    response
      .writeHead(200, { 'content-type': 'application/jrd+json' })
      .end(JSON.stringify({ subject: `acct:${name}@127.0.0.1:${port}`, links }))
  }
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))

  /** Makes an actor with an RSA-2048 key. */
  function actor(name: string, extra: Doc = {}): PeerActor {
    const id = `${origin}/users/${name}`
    const pair = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' }
    })
    const document: Doc = {
      '@context': ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/v1'],
      id,
      type: 'Person',
      preferredUsername: name,
      name: `${name[0]!.toUpperCase()}${name.slice(1)} of Mastodon`,
      summary: `<p>${name} here</p>`,
      url: `${origin}/@${name}`,
      inbox: `${id}/inbox`,
      outbox: `${id}/outbox`,
      followers: `${id}/followers`,
      following: `${id}/following`,
      endpoints: { sharedInbox: `${origin}/inbox` },
      publicKey: { id: `${id}#main-key`, owner: id, publicKeyPem: pair.publicKey },
      ...extra
    }
    documents.set(id, document)
    const made = { id, keyId: `${id}#main-key`, privateKey: pair.privateKey, document }
    return { ...made, post: (to, activity, options) => signedPost(made, to, activity, options) }
  }

  /** A Create of a Note as Mastodon writes it; the note can be fetched. */
  function create(by: PeerActor, note: Doc): Doc {
    const id = `${by.id}/statuses/${++n}`
    const published = new Date().toISOString()
    const base = {
      id,
      type: 'Note',
      summary: null,
      inReplyTo: null,
      published,
      url: `${origin}/@x/${n}`,
      attributedTo: by.id,
      to: [publicUri],
      cc: [`${by.id}/followers`],
      sensitive: false,
      attachment: [],
      tag: []
    }
    const object: Doc = { ...base, ...note }
    documents.set(object.id, { '@context': mastodonContext, ...object })
    return {
      '@context': mastodonContext,
      id: `${object.id}/activity`,
      type: 'Create',
      actor: by.id,
      published,
      to: object.to,
      cc: object.cc,
      object
    }
  }

  return {
    origin,
    host: `127.0.0.1:${port}`,
    documents,
    inbox,
    fingers,
    asked,
    actor,
    create,
    /** An activity of the given type. */
    activity: (by: PeerActor, type: string, object: unknown, extra: Doc = {}): Doc => ({
      '@context': 'https://www.w3.org/ns/activitystreams',
      id: `${by.id}#${type.toLowerCase()}s/${++n}`,
      type,
      actor: by.id,
      object,
      ...extra
    }),
    /** Decides how deliveries are answered. */
    answerWith: (next: typeof answer) => {
      answer = next
    },
    /** Waits for a delivery that fits. */
    received: (fits: (body: Doc) => boolean, seconds = 15) =>
      until(() => inbox.find(({ body }) => fits(body)), seconds),
    stop: () =>
      new Promise<void>((done) => {
        server.closeAllConnections()
        server.close(() => done())
      })
  }
}

async function signedPost(
  by: Omit<PeerActor, 'post'>,
  url: string,
  activity: Doc,
  options: PostOptions = {}
): Promise<Response> {
  const body = options.text ?? JSON.stringify(activity)
  const headers =
    options.scheme === 'rfc9421' ? messageSignature(by, url, body, options) : cavage(by, url, body, options)
  const request = { headers: { ...headers, 'content-type': 'application/activity+json' }, body, url }
  options.tamper?.(request)
  const { host: _, ...sent } = request.headers as Record<string, string>
  return fetch(request.url, { method: 'POST', headers: sent, body: request.body })
}

const digestOf = (body: string) => createHash('sha256').update(body).digest('base64')
const rsa = (key: string, text: string) => sign('sha256', Buffer.from(text), createPrivateKey(key)).toString('base64')

function cavage(
  by: Omit<PeerActor, 'post'>,
  url: string,
  body: string,
  { keyId, date = new Date() }: PostOptions
): Record<string, string> {
  const { host, pathname } = new URL(url)
  const headers: Record<string, string> = {
    host,
    date: date.toUTCString(),
    digest: `SHA-256=${digestOf(body)}`,
    'content-type': 'application/activity+json'
  }
  const names = ['(request-target)', 'host', 'date', 'digest', 'content-type']
  const text = names
    .map((name) => `${name}: ${name === '(request-target)' ? `post ${pathname}` : headers[name]}`)
    .join('\n')
  const signature = `keyId="${keyId ?? by.keyId}",algorithm="rsa-sha256",headers="${names.join(' ')}",signature="${rsa(by.privateKey, text)}"`
  return { ...headers, signature }
}

function messageSignature(
  by: Omit<PeerActor, 'post'>,
  url: string,
  body: string,
  { keyId, date = new Date() }: PostOptions
): Record<string, string> {
  const contentDigest = `sha-256=:${digestOf(body)}:`
  const covered = '("@method" "@target-uri" "content-digest")'
  const parameters = `${covered};created=${Math.floor(date.getTime() / 1000)};keyid="${keyId ?? by.keyId}"`
  const text = `"@method": POST\n"@target-uri": ${url}\n"content-digest": ${contentDigest}\n"@signature-params": ${parameters}`
  return {
    'content-digest': contentDigest,
    'signature-input': `sig1=${parameters}`,
    signature: `sig1=:${rsa(by.privateKey, text)}:`
  }
}
