/** The gate over real HTTP: honest peers, keys that change, actors that are gone, faults of our own. */
import { describe, expect, test } from 'vitest'
import { person, send } from './help.ts'
import { alice, evilKeys, keys, like, mallory, open, ours, peer, post, useScene, verdict } from './scene.ts'
import { byFedify, bytes, cavage, ed25519Keys, rfc9421, rsaKeys } from './signing.ts'

useScene()

describe('an honest peer', () => {
  test.each([
    ['draft-cavage', cavage],
    ['RFC 9421', rfc9421]
  ])('passes with %s, and costs one fetch however much it says', async (_name, sign) => {
    for (let turn = 0; turn < 5; turn++) expect(verdict(await post(like(), {}, sign))).toEqual([202, true])
    expect(ours.fetches).toEqual([alice])
  })

  test.each(['draft-cavage-http-signatures-12', 'rfc9421'] as const)('passes as Fedify signs: %s', async (spec) => {
    const body = bytes(like())
    const url = `${ours.origin}/inbox`
    const reply = await send(url, 'POST', await byFedify({ url, keyId: `${alice}#main-key`, keys, body, spec }), body)
    expect(verdict(reply)).toEqual([202, true])
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
