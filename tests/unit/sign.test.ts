/** Signed requests as a peer receives them, and finding out which signature it takes. */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { publicKeysOf } from '../../federation/gate/keys.ts'
import { checkGet, checkPost, headerPairs, type SignedRequest } from '../../federation/gate/request.ts'
import type { Scheme } from '../../federation/gate/signature-header.ts'
import { verifySignature } from '../../federation/gate/verify.ts'
import { type JsonObject, parseDocument } from '../../federation/json.ts'
import { type Network, openNetwork } from '../../federation/network/network.ts'
import { knock, signedFetch } from '../../federation/sign.ts'
import { listen, person, stop } from '../federation/gate/help.ts'
import { bytes, rsaKeys, signingKey } from '../federation/gate/signing.ts'

const keys = rsaKeys()
const actor = 'https://ours.example/actor'
const signer = { keyId: `${actor}#main-key`, privateKey: signingKey(keys) }
const received: SignedRequest[] = []
let answerTo: (req: IncomingMessage) => number = () => 202
let server: Server
let origin: string
let network: Network

beforeAll(async () => {
  server = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk) => chunks.push(chunk))
    req.on('end', () => {
      const { method = '', url: path = '' } = req
      received.push({ method, path, headers: headerPairs(req.rawHeaders), body: Buffer.concat(chunks) })
      res.writeHead(answerTo(req), { location: '/elsewhere' }).end()
    })
  })
  origin = await listen(server)
  network = openNetwork({ allowPrivateOrigins: [origin], userAgent: 'Folkmoot test' })
})

beforeEach(() => {
  received.length = 0
  answerTo = () => 202
})

afterAll(async () => {
  await network.close()
  await stop(server)
})

async function holds(request: SignedRequest | undefined): Promise<boolean> {
  if (!request) return false
  const rules = { hosts: new Set([new URL(origin).host]), now: new Date() }
  const checked = request.method === 'GET' ? checkGet(request, rules) : checkPost(request, rules)
  const parsed = parseDocument(bytes(person(actor, keys)))
  const [key] = publicKeysOf(parsed.ok ? parsed.document : ({} as JsonObject))
  return checked.ok && key !== undefined && (await verifySignature(request, checked.signature, key, 'http:'))
}

function memory() {
  const kept = new Map<string, Scheme>()
  return {
    kept,
    get: async (key: string) => kept.get(key),
    set: async (key: string, spec: Scheme) => void kept.set(key, spec)
  }
}

const takes = (scheme: Scheme, refusal: number) => (req: IncomingMessage) =>
  'signature-input' in req.headers === (scheme === 'rfc9421') ? 202 : refusal
const post = {
  method: 'POST',
  headers: { 'Content-Type': 'application/activity+json' },
  body: JSON.stringify({ type: 'Like', name: 'ä' })
}
const CAVAGE = 'draft-cavage-http-signatures-12'

describe('signedFetch', () => {
  test.each([CAVAGE, 'rfc9421'] as const)('a POST and a GET hold by our own gate: %s', async (spec) => {
    await signedFetch(network, signer, `${origin}/inbox`, { ...post, spec })
    await signedFetch(network, signer, `${origin}/users/a?page=1`, {
      headers: { accept: 'application/activity+json' },
      spec
    })
    expect(await Promise.all(received.map(holds))).toEqual([true, true])
    expect(received[0]?.body.toString()).toBe(post.body)
  })

  test('covers target, Host, Date, Content-Type and Digest', async () => {
    await signedFetch(network, signer, `${origin}/inbox`, { ...post, spec: CAVAGE })
    const signature = received[0]?.headers.find(([name]) => name.toLowerCase() === 'signature')?.[1] ?? ''
    const covered = /headers="([^"]+)"/.exec(signature)?.[1]?.split(' ').toSorted()
    expect(covered).toEqual(['(request-target)', 'content-type', 'date', 'digest', 'host'])
    expect(signature).toContain(`keyId="${actor}#main-key"`)
  })

  test('does not follow redirects', async () => {
    answerTo = () => 302
    expect((await signedFetch(network, signer, `${origin}/a`, { spec: CAVAGE })).status).toBe(302)
    expect(received).toHaveLength(1)
  })
})

describe('knock', () => {
  test('begins with draft-cavage and is content when that is taken', async () => {
    const specs = memory()
    expect((await knock(network, signer, specs, `${origin}/inbox`, post)).status).toBe(202)
    expect(received).toHaveLength(1)
    expect(received[0]?.headers.some(([name]) => name.toLowerCase() === 'signature-input')).toBe(false)
  })

  test.each([400, 401])('after %d tries the other scheme, and remembers it for the origin', async (refusal) => {
    const specs = memory()
    answerTo = takes('rfc9421', refusal)
    expect((await knock(network, signer, specs, `${origin}/inbox`, post)).status).toBe(202)
    expect([...specs.kept]).toEqual([[origin, 'rfc9421']])
    expect(received).toHaveLength(2)
    expect(await holds(received[1])).toBe(true)
    expect((await knock(network, signer, specs, `${origin}/other`, post)).status).toBe(202)
    expect(received).toHaveLength(3)
  })

  test('finds the way back when the peer changes', async () => {
    const specs = memory()
    specs.kept.set(origin, 'rfc9421')
    answerTo = takes(CAVAGE, 401)
    expect((await knock(network, signer, specs, `${origin}/inbox`, post)).status).toBe(202)
    expect(specs.kept.get(origin)).toBe(CAVAGE)
  })

  test('does not knock twice for other refusals, and remembers nothing that failed', async () => {
    const specs = memory()
    for (const status of [403, 404, 410, 429, 500, 503]) {
      answerTo = () => status
      expect((await knock(network, signer, specs, `${origin}/inbox`, post)).status).toBe(status)
    }
    expect(received).toHaveLength(6)
    answerTo = () => 401
    expect((await knock(network, signer, specs, `${origin}/inbox`, post)).status).toBe(401)
    expect(received).toHaveLength(8)
    expect(specs.kept.size).toBe(0)
  })
})
