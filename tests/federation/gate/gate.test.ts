/** The gate over real HTTP: who may say what, what each attack gets, and what it costs us. */
import { createServer } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Keys, Ours, OursOptions, Peer, Reply, SignOptions } from './help.ts'
import {
  ACTIVITY,
  AS,
  byFedify,
  bytes,
  cavage,
  ed25519Keys,
  listen,
  person,
  rfc9421,
  rsaKeys,
  send,
  startOurs,
  startPeer,
  stop
} from './help.ts'

const keys = rsaKeys()
const evilKeys = rsaKeys()
const closing: (() => Promise<void>)[] = []
let peer: Peer
let evil: Peer
let ours: Ours
let alice: string
let mallory: string

beforeEach(async () => {
  peer = await startPeer()
  evil = await startPeer()
  alice = `${peer.origin}/users/alice`
  mallory = `${evil.origin}/users/mallory`
  peer.pages.set('/users/alice', person(alice, keys))
  evil.pages.set('/users/mallory', person(mallory, evilKeys))
  closing.push(peer.close, evil.close)
  await open({})
})

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})

async function open(options: Omit<OursOptions, 'peers'>): Promise<void> {
  ours = await startOurs({ peers: [peer, evil], ...options })
  closing.push(ours.close)
}

function like(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    '@context': AS,
    id: `${alice}#likes/1`,
    type: 'Like',
    actor: alice,
    object: `${ours.origin}/stories/1`,
    ...more
  }
}

function post(document: unknown, more: Partial<SignOptions> = {}, sign = cavage): Promise<Reply> {
  const body = bytes(document)
  const url = `${ours.origin}/inbox`
  return send(url, 'POST', sign({ url, keyId: `${alice}#main-key`, keys, body, ...more }), body)
}

const refusal = (reply: Reply): [number, boolean] => [reply.status, reply.passed]

describe('an honest peer', () => {
  test.each([
    ['draft-cavage', cavage],
    ['RFC 9421', rfc9421]
  ])('passes with %s, and costs one fetch however much it says', async (_name, sign) => {
    for (let turn = 0; turn < 5; turn++) expect(refusal(await post(like(), {}, sign))).toEqual([202, true])
    expect(ours.fetches).toEqual([alice])
  })

  test.each(['draft-cavage-http-signatures-12', 'rfc9421'] as const)('passes as Fedify signs: %s', async (spec) => {
    const body = bytes(like())
    const url = `${ours.origin}/inbox`
    const reply = await send(url, 'POST', await byFedify({ url, keyId: `${alice}#main-key`, keys, body, spec }), body)
    expect(refusal(reply)).toEqual([202, true])
  })

  test('passes what it said by its plain keys, normalised', async () => {
    const reply = await post(
      like({ actor: [{ type: 'Person', id: alice }], type: ['Like'], summary: null, to: [null, 'a'] })
    )
    const said = JSON.parse(reply.text)
    expect(said).toMatchObject({ actor: alice, type: 'Like', id: `${alice}#likes/1`, to: ['a'] })
    expect('summary' in said).toBe(false)
  })

  test('passes with a stale Linked-Data signature or proof beside the good one', async () => {
    const signature = { type: 'RsaSignature2017', creator: `${mallory}#main-key`, signatureValue: 'AAAA' }
    expect((await post(like({ signature, proof: { type: 'DataIntegrityProof', proofValue: 'z1' } }))).passed).toBe(true)
  })

  test('is fetched once for a hundred first requests at once', async () => {
    await open({ limits: { inFlight: 200 } })
    const replies = await Promise.all(Array.from({ length: 100 }, () => post(like())))
    expect(replies.filter((reply) => reply.passed)).toHaveLength(100)
    expect(ours.fetches).toHaveLength(1)
  })
})

describe('impersonation', () => {
  test('a signer who is not the actor', async () => {
    const reply = await post(like(), { keyId: `${mallory}#main-key`, keys: evilKeys })
    expect(refusal(reply)).toEqual([401, false])
    expect(ours.fetches).toEqual([])
  })

  test('another actor of the same origin', async () => {
    const bob = `${peer.origin}/users/bob`
    const bobs = rsaKeys()
    peer.pages.set('/users/bob', person(bob, bobs))
    expect(refusal(await post(like(), { keyId: `${bob}#main-key`, keys: bobs }))).toEqual([401, false])
  })

  test('the right key id and the wrong key', async () => {
    expect(refusal(await post(like(), { keys: evilKeys }))).toEqual([401, false])
  })

  test('an activity whose id is on another origin than its actor', async () => {
    expect(refusal(await post(like({ id: `${evil.origin}/1` })))).toEqual([401, false])
    const reply = await post(like({ id: `${alice}#1`, actor: mallory }), {
      keyId: `${mallory}#main-key`,
      keys: evilKeys
    })
    expect(refusal(reply)).toEqual([401, false])
  })

  test('a copy of the actor on another origin, with the forger’s key', async () => {
    evil.pages.set('/users/alice', {
      ...person(alice, evilKeys),
      publicKey: { id: `${evil.origin}/users/alice#k`, owner: alice, publicKeyPem: evilKeys.pem }
    })
    for (const actor of [alice, `${evil.origin}/users/alice`]) {
      const reply = await post(like({ actor, id: `${evil.origin}/1` }), {
        keyId: `${evil.origin}/users/alice#k`,
        keys: evilKeys
      })
      expect(refusal(reply)).toEqual([401, false])
    }
  })

  test('an actor that lists a key in somebody else’s name', async () => {
    const publicKey = { id: `${mallory}#main-key`, owner: alice, publicKeyPem: evilKeys.pem }
    evil.pages.set('/users/mallory', person(mallory, evilKeys, { publicKey }))
    const reply = await post(like({ id: `${mallory}#1`, actor: mallory }), {
      keyId: `${mallory}#main-key`,
      keys: evilKeys
    })
    expect(refusal(reply)).toEqual([401, false])
  })

  test('an actor behind an open redirect of the victim’s origin', async () => {
    const trap = `${evil.origin}/trap`
    const path = '/redirect?to=trap'
    peer.pages.set(path, (_req, res) => res.writeHead(302, { location: trap }).end())
    const actor = peer.origin + path
    evil.pages.set('/trap', {
      ...person(actor, evilKeys),
      publicKey: { id: `${actor}#k`, owner: actor, publicKeyPem: evilKeys.pem }
    })
    const reply = await post(like({ actor }), { keyId: `${actor}#k`, keys: evilKeys })
    expect(refusal(reply)).toEqual([401, false])
    expect(evil.asked).toEqual([])
  })

  test.each([
    'application/json',
    'image/png',
    'text/plain',
    'text/html',
    'application/ld+json',
    'application/octet-stream'
  ])('an uploaded file as actor, served as %s', async (type) => {
    const upload = `${peer.origin}/uploads/1`
    const page = JSON.stringify(person(upload, evilKeys))
    peer.pages.set('/uploads/1', (_req, res) => res.writeHead(200, { 'content-type': type }).end(page))
    const reply = await post(like({ actor: upload }), { keyId: `${upload}#main-key`, keys: evilKeys })
    expect(refusal(reply)).toEqual([401, false])
  })

  test('an uploaded page with rel=alternate', async () => {
    const page = `<link rel="alternate" type="${ACTIVITY}" href="${evil.origin}/users/mallory">`
    peer.pages.set('/uploads/2', (_req, res) => res.writeHead(200, { 'content-type': 'text/html' }).end(page))
    const actor = `${peer.origin}/uploads/2`
    expect(refusal(await post(like({ actor }), { keyId: `${actor}#main-key`, keys: evilKeys }))).toEqual([401, false])
    expect(evil.asked).toEqual([])
  })

  test('a document that says it is another actor of its origin', async () => {
    peer.pages.set('/uploads/3', person(alice, evilKeys))
    const actor = `${peer.origin}/uploads/3`
    const reply = await post(like({ actor }), { keyId: `${alice}#main-key`, keys: evilKeys })
    expect(refusal(reply)).toEqual([401, false])
  })

  test('two actors, or none', async () => {
    const both = [alice, mallory]
    for (const actor of [both, [], {}, 7, '', [[alice]], undefined, [{ id: alice }, { id: alice }]]) {
      expect(refusal(await post(like({ actor })))).toEqual([400, false])
    }
  })

  test('types and ids of other shapes', async () => {
    for (const more of [
      { type: ['Like', 'Delete'] },
      { type: 7 },
      { type: undefined },
      { id: undefined },
      { id: null },
      { id: [`${alice}#1`] },
      { id: 7 }
    ]) {
      expect(refusal(await post(like(more)))).toEqual([400, false])
    }
    for (const id of ['none', 'urn:uuid:1', 'javascript:1', `${alice}`.replace('//', '//u:p@')]) {
      expect(refusal(await post(like({ id })))).toEqual([401, false])
    }
  })

  test('key ids that are no web addresses', async () => {
    for (const keyId of ['none', 'acct:a@b', 'did:key:z6Mk', 'file:///etc/passwd', alice.replace('//', '//u:p@')]) {
      expect(refusal(await post(like(), { keyId }))).toEqual([401, false])
    }
  })

  test('in our own name, without asking ourselves', async () => {
    const actor = `${ours.origin}/users/bob`
    const reply = await post(like({ actor, id: `${actor}#1` }), { keyId: `${actor}#main-key`, keys: evilKeys })
    expect(refusal(reply)).toEqual([401, false])
    expect(ours.fetches).toEqual([])
  })

  test('bent contexts and twins of core terms', async () => {
    for (const more of [
      { '@context': [AS, { boss: 'as:actor' }], boss: mallory },
      { 'as:actor': mallory },
      { '@graph': [] },
      { [`${AS}#object`]: 'x' }
    ]) {
      expect(refusal(await post(like(more)))).toEqual([400, false])
    }
  })

  test('a Linked-Data signature and no other', async () => {
    const body = bytes(
      like({ signature: { type: 'RsaSignature2017', creator: `${alice}#main-key`, signatureValue: 'AAAA' } })
    )
    const host = new URL(ours.origin).host
    const reply = await send(
      `${ours.origin}/inbox`,
      'POST',
      [
        ['host', host],
        ['content-type', ACTIVITY]
      ],
      body
    )
    expect(refusal(reply)).toEqual([401, false])
  })

  test('signed for another server, replayed with its Host and with ours', async () => {
    const body = bytes(like())
    const headers = cavage({ url: 'https://elsewhere.example/inbox', keyId: `${alice}#main-key`, keys, body })
    expect((await send(`${ours.origin}/inbox`, 'POST', headers, body)).status).toBe(421)
    const renamed = headers.map(([name, value]): [string, string] => [
      name,
      name === 'host' ? new URL(ours.origin).host : value
    ])
    expect((await send(`${ours.origin}/inbox`, 'POST', renamed, body)).status).toBe(401)
  })

  test('signed for another path, or another body', async () => {
    const body = bytes(like())
    const url = `${ours.origin}/inbox`
    const headers = cavage({ url, keyId: `${alice}#main-key`, keys, body })
    expect((await send(`${ours.origin}/users/b/inbox`, 'POST', headers, body)).status).toBe(401)
    expect((await send(url, 'POST', headers, bytes(like({ type: 'Undo' })))).status).toBe(401)
    expect((await send(url, 'POST', headers, body)).status).toBe(202)
  })

  test('doubled headers, as they arrive', async () => {
    const body = bytes(like())
    const url = `${ours.origin}/inbox`
    const headers = cavage({ url, keyId: `${alice}#main-key`, keys, body })
    for (const name of ['signature', 'date', 'digest']) {
      const again = headers.find(([key]) => key === name)
      expect((await send(url, 'POST', [...headers, again ?? ['', '']], body)).status).toBe(401)
    }
  })
})

describe('keys that change', () => {
  test('a new key counts at once, the old one never again', async () => {
    expect((await post(like())).passed).toBe(true)
    const next = rsaKeys()
    peer.pages.set('/users/alice', person(alice, next))
    expect((await post(like(), { keys: next })).passed).toBe(true)
    expect((await post(like())).status).toBe(401)
    expect((await post(like(), { keys: next })).passed).toBe(true)
  })

  test('a forger cannot make us fetch more than once a minute', async () => {
    expect((await post(like())).passed).toBe(true)
    for (let turn = 0; turn < 10; turn++) expect((await post(like(), { keys: evilKeys })).status).toBe(401)
    expect(ours.fetches).toHaveLength(2)
    ours.now.offset = 61_000
    expect((await post(like(), { keys: evilKeys })).status).toBe(401)
    expect(ours.fetches).toHaveLength(3)
    expect((await post(like())).passed).toBe(true)
  })

  test('a peer that is away loses nothing of what its known key signs', async () => {
    expect((await post(like())).passed).toBe(true)
    peer.pages.set('/users/alice', (req) => req.socket.destroy())
    expect((await post(like(), { keys: evilKeys })).status).toBe(503)
    expect((await post(like())).passed).toBe(true)
  })

  test('Ed25519 by Multikey beside the RSA key', async () => {
    const ed = ed25519Keys()
    const { base58 } = await import('@scure/base')
    const raw = Buffer.from(ed.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
    const publicKeyMultibase = `z${base58.encode(Buffer.concat([Buffer.from([0xed, 0x01]), raw]))}`
    const assertionMethod = [{ id: `${alice}#ed`, type: 'Multikey', controller: alice, publicKeyMultibase }]
    peer.pages.set('/users/alice', person(alice, keys, { assertionMethod }))
    expect((await post(like(), { keyId: `${alice}#ed`, keys: ed }, rfc9421)).passed).toBe(true)
    expect((await post(like(), { keyId: `${alice}#ed`, keys }, rfc9421)).passed).toBe(false)
  })
})

describe('actors that are gone', () => {
  const gone = (status: number) => peer.pages.set('/users/alice', (_req, res) => res.writeHead(status).end())
  const leave = (): Record<string, unknown> => like({ type: 'Delete', id: `${alice}#delete`, object: alice })

  test('the Delete of one we never met: 202 and nothing, without a fetch', async () => {
    gone(410)
    expect(await post(leave())).toMatchObject({ status: 202, passed: false, text: 'unknown actor' })
    expect(await post({ ...leave(), object: { id: alice, type: 'Person' } }, { keys: evilKeys })).toMatchObject({
      status: 202,
      passed: false
    })
    expect(peer.asked).toEqual([])
  })

  test('the Delete of one we know passes by the key we hold', async () => {
    expect((await post(like())).passed).toBe(true)
    gone(410)
    expect((await post(leave())).passed).toBe(true)
  })

  test.each([410, 404])(
    'the Delete of one we know by a key we do not hold, when it answers %d: 202 and nothing',
    async (status) => {
      expect((await post(like())).passed).toBe(true)
      gone(status)
      expect(await post(leave(), { keys: evilKeys })).toMatchObject({ status: 202, passed: false, text: 'gone actor' })
    }
  )

  test('a forged Delete of one that is still there: 401', async () => {
    expect((await post(like())).passed).toBe(true)
    expect((await post(leave(), { keys: evilKeys })).status).toBe(401)
  })

  test('anything else it said: 401', async () => {
    gone(410)
    expect((await post(like())).status).toBe(401)
  })
})

describe('documents of actors that are of no use', () => {
  test.each([
    ['not JSON', 'nothing', 401],
    ['a list', '[]', 401],
    ['50 000 deep', '['.repeat(50_000), 401],
    ['two mebibytes', `"${'a'.repeat(2 << 20)}"`, 401],
    ['not an actor', JSON.stringify({ id: 'ID', type: 'Note', inbox: 'x' }), 401],
    ['without inbox', JSON.stringify({ id: 'ID', type: 'Person' }), 401],
    [
      'a key of rubbish',
      JSON.stringify({
        id: 'ID',
        type: 'Person',
        inbox: 'x',
        publicKey: { id: 'ID#main-key', owner: 'ID', publicKeyPem: 'x' }
      }),
      401
    ],
    [
      'keys of all wrong types',
      JSON.stringify({
        id: 'ID',
        type: 'Person',
        inbox: 'x',
        publicKey: [7, [], {}, null, { id: {}, publicKeyPem: [] }],
        assertionMethod: 'x'
      }),
      401
    ]
  ])('%s', async (_name, text, status) => {
    const page = text.replaceAll('ID', alice)
    peer.pages.set('/users/alice', (_req, res) => res.writeHead(200, { 'content-type': ACTIVITY }).end(page))
    expect(refusal(await post(like()))).toEqual([status, false])
  })

  test.each([500, 502, 503, 429])('an answer of %d is tried again later', async (status) => {
    peer.pages.set('/users/alice', (_req, res) => res.writeHead(status).end())
    expect(await post(like())).toMatchObject({ status: 503, passed: false, retryAfter: '60' })
    expect(await post(like())).toMatchObject({ status: 429, passed: false, retryAfter: '60' })
    expect(peer.asked.length).toBeLessThanOrEqual(1)
    peer.pages.set('/users/alice', person(alice, keys))
    ours.now.offset = 61_000
    expect((await post(like(), { date: new Date(Date.now() + 61_000) })).passed).toBe(true)
  })
})

describe('limits', () => {
  test('blocked servers get 403, before anything is fetched', async () => {
    await open({ blocked: (host) => host === new URL(evil.origin).host })
    const reply = await post(like({ actor: mallory, id: `${mallory}#1` }), {
      keyId: `${mallory}#main-key`,
      keys: evilKeys
    })
    expect(refusal(reply)).toEqual([403, false])
    expect(ours.fetches).toEqual([])
    expect((await post(like())).passed).toBe(true)
  })

  test('invented actors: at most ten look-ups of a host at once, others undisturbed', async () => {
    const waiting: (() => void)[] = []
    for (let index = 0; index < 40; index++) {
      evil.pages.set(`/u/${index}`, (_req, res) => waiting.push(() => res.writeHead(404).end()))
    }
    const flood = Array.from({ length: 40 }, (_, index) => {
      const actor = `${evil.origin}/u/${index}`
      return post(like({ actor, id: `${actor}#1` }), { keyId: `${actor}#k`, keys: evilKeys })
    })
    await expect.poll(() => waiting.length).toBe(8)
    expect(evil.asked).toHaveLength(8)
    expect((await post(like())).passed).toBe(true)
    const release = setInterval(() => waiting.splice(0).forEach((answer) => void answer()), 5)
    const replies = await Promise.all(flood)
    clearInterval(release)
    expect(replies.filter((reply) => reply.status === 401)).toHaveLength(10)
    expect(replies.filter((reply) => reply.status === 429 && reply.retryAfter === '1')).toHaveLength(30)
    expect(evil.asked).toHaveLength(10)
  })

  test('a look-up that failed is not repeated for a minute', async () => {
    const actor = `${evil.origin}/none`
    const again = () => post(like({ actor, id: `${actor}#1` }), { keyId: `${actor}#k`, keys: evilKeys })
    expect((await again()).status).toBe(401)
    expect(await again()).toMatchObject({ status: 429, retryAfter: '60' })
    expect(evil.asked).toEqual(['GET /none'])
  })

  test('more than its share a second: 429 and when to come again', async () => {
    await open({ limits: { burst: 3, perSecond: 0.1 } })
    for (let turn = 0; turn < 3; turn++) expect((await post(like())).status).toBe(202)
    const reply = await post(like())
    expect(reply.status).toBe(429)
    expect(Number(reply.retryAfter)).toBeGreaterThan(1)
    const other = await post(like({ actor: mallory, id: `${mallory}#1` }), {
      keyId: `${mallory}#main-key`,
      keys: evilKeys
    })
    expect(other.passed).toBe(true)
  })
})

describe('bodies that are too much', () => {
  test.each([
    ['50 000 deep', '{"a":'.repeat(50_000) + '1' + '}'.repeat(50_000), 400],
    ['a list 50 000 deep', '['.repeat(50_000), 400],
    ['a bare string', '"hello"', 400],
    ['a list', '[]', 400],
    ['nothing', '', 400],
    ['two mebibytes', `{"a":"${'a'.repeat(2 << 20)}"}`, 413]
  ])('%s', async (_name, text, status) => {
    expect(refusal(await post(text))).toEqual([status, false])
  })

  test('10 000 recipients pass, for the readers cut them', async () => {
    const to = Array.from({ length: 10_000 }, (_, index) => `https://a.example/${index}`)
    expect((await post(like({ to }))).passed).toBe(true)
  })
})

test('a failure of our own is 503, and told', async () => {
  const told: unknown[] = []
  const { createGate } = await import('../../../federation/gate/gate.ts')
  const { createLimits } = await import('../../../federation/gate/limits.ts')
  const broken = async () => {
    throw new Error('database is locked')
  }
  const actors = { get: broken, refetch: broken, known: broken }
  const host = 'ours.example'
  const options = { hosts: new Set([host]), origin: `https://${host}`, clock: () => new Date(), limits: createLimits() }
  const gate = createGate({ ...options, actors, isBlocked: () => false, onError: (error) => told.push(error) })
  const body = bytes(like())
  const url = `https://${host}/inbox`
  const headers = cavage({ url, keyId: `${alice}#main-key`, keys, body })
  expect(await gate.check({ method: 'POST', path: '/inbox', headers, body })).toMatchObject({
    status: 503,
    retryAfter: 60
  })
  const get = cavage({ url, keyId: `${alice}#main-key`, keys, method: 'GET' })
  expect(await gate.checkSignedGet({ method: 'GET', path: '/inbox', headers: get, body })).toBeUndefined()
  expect(told).toHaveLength(2)
})

describe('signed GETs', () => {
  const get = (by: { keyId: string; keys: Keys }, path = '/stories/1?page=2', more: Partial<SignOptions> = {}) => {
    const headers = cavage({ url: ours.origin + path, method: 'GET', ...by, ...more })
    return ours.gate.checkSignedGet({ method: 'GET', path, headers, body: Buffer.alloc(0) })
  }

  test('name the actor behind a #main-key', async () => {
    expect(await get({ keyId: `${alice}#main-key`, keys })).toEqual({ actor: alice })
  })

  test('name the actor behind GoToSocial’s /main-key and Hubzilla’s own id', async () => {
    const carol = `${peer.origin}/users/carol`
    const publicKey = { id: `${carol}/main-key`, owner: carol, publicKeyPem: keys.pem }
    peer.pages.set('/users/carol', person(carol, keys, { publicKey }))
    expect(await get({ keyId: `${carol}/main-key`, keys })).toEqual({ actor: carol })
    peer.pages.set('/users/carol', person(carol, keys, { publicKey: { ...publicKey, id: carol } }))
    ours.now.offset = 61_000
    expect(await get({ keyId: carol, keys }, '/x', { date: new Date(Date.now() + 61_000) })).toEqual({ actor: carol })
  })

  test('name the actor behind a key document of an unknown form', async () => {
    const dora = `${peer.origin}/users/dora`
    const page = person(dora, keys, { publicKey: { id: `${dora}/keys/7`, owner: dora, publicKeyPem: keys.pem } })
    peer.pages.set('/users/dora', page)
    peer.pages.set('/users/dora/keys/7', page)
    expect(await get({ keyId: `${dora}/keys/7`, keys })).toEqual({ actor: dora })
  })

  test('name nobody when the key is another’s, on another origin, blocked, stale, or for another host', async () => {
    expect(await get({ keyId: `${alice}#main-key`, keys: evilKeys })).toBeUndefined()
    evil.pages.set('/key', { id: `${evil.origin}/key`, type: 'Key', owner: alice, publicKeyPem: evilKeys.pem })
    expect(await get({ keyId: `${evil.origin}/key`, keys: evilKeys })).toBeUndefined()
    evil.pages.set('/key', person(alice, evilKeys))
    expect(await get({ keyId: `${evil.origin}/key`, keys: evilKeys })).toBeUndefined()
    expect(
      await get({ keyId: `${alice}#main-key`, keys }, '/x', { date: new Date(Date.now() - 3 * 3_600_000) })
    ).toBeUndefined()
    expect(
      await get({ keyId: `${alice}#main-key`, keys }, '/x', { headers: { host: 'elsewhere.example' } })
    ).toBeUndefined()
    expect(await get({ keyId: 'none', keys })).toBeUndefined()
    expect(await get({ keyId: `${ours.origin}/actor#main-key`, keys })).toBeUndefined()
    await open({ blocked: () => true })
    expect(await get({ keyId: `${alice}#main-key`, keys })).toBeUndefined()
  })
})

test('an actor’s server that hangs holds nothing for long', { timeout: 20_000 }, async () => {
  const server = createServer(() => undefined)
  const origin = await listen(server)
  const hanging: Peer = { ...evil, origin }
  ours = await startOurs({ peers: [hanging] })
  closing.push(ours.close)
  const actor = `${origin}/u`
  const started = performance.now()
  const reply = await post(like({ actor, id: `${actor}#1` }), { keyId: `${actor}#k`, keys: evilKeys })
  expect(reply).toMatchObject({ status: 503, retryAfter: '60' })
  expect(performance.now() - started).toBeLessThan(11_500)
  await stop(server)
})
