/** Verification with a key in hand: both schemes, both kinds of keys, the cases Fedify leaves out, and never a fetch. */
import { createServer } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { ActorKey } from '../../../federation/gate/keys.ts'
import { checkGet, checkPost, type SignedRequest } from '../../../federation/gate/request.ts'
import { verifySignature } from '../../../federation/gate/verify.ts'
import { listen, stop } from './help.ts'
import {
  asRequest,
  byFedify,
  bytes,
  cavage,
  ed25519Keys,
  type Keys,
  rfc9421,
  rsaKeys,
  type SignOptions
} from './signing.ts'

const url = 'https://ours.example/users/b/inbox'
const rsa = rsaKeys()
const other = rsaKeys()
const ed = ed25519Keys()
const body = bytes({ type: 'Like' })
const hosts = new Set(['ours.example'])

function keyOf(keys: Keys, id = 'https://peer.example/users/a#main-key'): ActorKey {
  const kind = keys.publicKey.asymmetricKeyType === 'ed25519' ? 'ed25519' : 'rsa'
  return { id, owner: 'https://peer.example/users/a', kind, key: keys.publicKey }
}

async function verified(request: SignedRequest, keys: Keys): Promise<boolean> {
  const rules = { hosts, now: new Date() }
  const checked = request.method === 'POST' ? checkPost(request, rules) : checkGet(request, rules)
  if (!checked.ok) throw new Error(checked.reason)
  return verifySignature(request, checked.signature, keyOf(keys))
}

const post = { url, keyId: 'https://peer.example/users/a#main-key', body }
const created = Math.floor(Date.now() / 1000)

describe('a POST verifies with its key and no other', () => {
  const cases: [string, Keys, (options: SignOptions) => [string, string][] | Promise<[string, string][]>][] = [
    ['draft-cavage', rsa, cavage],
    ['draft-cavage by Fedify', rsa, (options) => byFedify({ ...options, spec: 'draft-cavage-http-signatures-12' })],
    ['RFC 9421', rsa, rfc9421],
    ['RFC 9421 by Fedify', rsa, (options) => byFedify({ ...options, spec: 'rfc9421' })],
    ['RFC 9421 with Ed25519', ed, rfc9421],
    ['RFC 9421 with Ed25519, named', ed, (options) => rfc9421({ ...options, algorithm: 'ed25519' })],
    [
      'RFC 9421 by @request-target',
      rsa,
      (options) => rfc9421({ ...options, covered: ['@method', '@authority', '@request-target', 'content-digest'] })
    ],
    ['hs2019', rsa, (options) => cavage({ ...options, algorithm: 'hs2019' })],
    ['hs2019 with Ed25519', ed, (options) => cavage({ ...options, algorithm: 'hs2019' })],
    [
      'hs2019 with (created)',
      rsa,
      (options) =>
        cavage({
          ...options,
          algorithm: 'hs2019',
          covered: ['(request-target)', '(created)', 'host', 'digest'],
          parameters: `,created=${created}`
        })
    ],
    ['an expiry', rsa, (options) => cavage({ ...options, parameters: `,expires=${created + 60}` })],
    [
      'an expiry a minute ago, by a clock that is slow',
      rsa,
      (options) => cavage({ ...options, parameters: `,expires=${created - 60}` })
    ],
    ['a key id with a comma', rsa, (options) => cavage({ ...options, keyId: 'https://peer.example/a,b#k' })]
  ]
  test.each(cases)('%s', async (_name, keys, sign) => {
    const headers = await sign({ ...post, keys })
    expect(await verified(asRequest(url, headers, body), keys)).toBe(true)
    expect(await verified(asRequest(url, headers, body), keys === ed ? ed25519Keys() : other)).toBe(false)
    expect(await verified(asRequest(url, headers, body), keys === ed ? rsa : ed)).toBe(false)
    // Signed for one inbox, played at another.
    expect(await verified(asRequest('https://ours.example/inbox', headers, body), keys)).toBe(false)
  })

  test('not when a covered header was changed', async () => {
    const covered = ['(request-target)', 'host', 'date', 'digest', 'x-covered']
    const headers = cavage({ ...post, keys: rsa, covered, headers: { 'x-covered': 'a' } })
    const changed = headers.map(([name, value]): [string, string] => [name, name === 'x-covered' ? 'b' : value])
    expect(await verified(asRequest(url, headers, body), rsa)).toBe(true)
    expect(await verified(asRequest(url, changed, body), rsa)).toBe(false)
  })

  test('not when the algorithm named is for another kind of key', async () => {
    const headers = cavage({ ...post, keys: rsa, algorithm: 'ed25519' })
    expect(await verified(asRequest(url, headers, body), rsa)).toBe(false)
    const named = rfc9421({ ...post, keys: rsa, algorithm: 'ed25519' })
    expect(await verified(asRequest(url, named, body), rsa)).toBe(false)
  })

  test('not when the method was another', async () => {
    const headers = cavage({ url, keyId: post.keyId, keys: rsa, method: 'GET' })
    expect(await verified(asRequest(url, headers, undefined, 'HEAD'), rsa)).toBe(false)
    expect(await verified(asRequest(url, headers, undefined, 'GET'), rsa)).toBe(true)
  })
})

describe('a signed GET with a query', () => {
  const page = 'https://ours.example/users/b/outbox?page=2&max=10'
  test.each([
    ['signed with it', {}],
    ['signed without it (Fedify)', { target: 'get /users/b/outbox' }]
  ])('%s', async (_name, more) => {
    const headers = cavage({ url: page, keyId: post.keyId, keys: rsa, method: 'GET', ...more })
    expect(await verified(asRequest(page, headers, undefined, 'GET'), rsa)).toBe(true)
    expect(await verified(asRequest(page, headers, undefined, 'GET'), other)).toBe(false)
    expect(
      await verified(asRequest('https://ours.example/users/c/outbox?page=2', headers, undefined, 'GET'), rsa)
    ).toBe(false)
  })

  test('signed with another', async () => {
    const headers = cavage({
      url: page,
      keyId: post.keyId,
      keys: rsa,
      method: 'GET',
      target: 'get /users/b/outbox?page=1'
    })
    expect(await verified(asRequest(page, headers, undefined, 'GET'), rsa)).toBe(false)
  })

  test.each([
    ['@method', '@target-uri'],
    ['@method', '@authority', '@path', '@query']
  ])('by RFC 9421: %s %s', async (...covered) => {
    const headers = rfc9421({ url: page, keyId: post.keyId, keys: rsa, method: 'GET', covered })
    expect(await verified(asRequest(page, headers, undefined, 'GET'), rsa)).toBe(true)
    expect(await verified(asRequest(`${page}1`, headers, undefined, 'GET'), rsa)).toBe(false)
  })
})

test('a bad signature makes no request to the address of its key', async () => {
  let asked = 0
  const server = createServer((_req, res) => {
    asked++
    res.end()
  })
  const origin = await listen(server)
  const headers = cavage({ ...post, keyId: `${origin}/key`, keys: rsa })
  const request = asRequest(url, headers, body)
  const checked = checkPost(request, { hosts, now: new Date() })
  if (!checked.ok) throw new Error(checked.reason)
  expect(await verifySignature(request, checked.signature, keyOf(other, `${origin}/key`))).toBe(false)
  expect(asked).toBe(0)
  await stop(server)
})

test('what makes no sense is false, not an exception', async () => {
  const headers = cavage({ ...post, keys: rsa })
  const request = asRequest(url, headers, body)
  const checked = checkPost(request, { hosts, now: new Date() })
  if (!checked.ok) throw new Error(checked.reason)
  const { signature } = checked
  const key = keyOf(rsa)
  expect(await verifySignature({ ...request, method: 'BAD METHOD' }, signature, key)).toBe(false)
  expect(await verifySignature({ ...request, headers: [['x\u0000', 'y']] }, signature, key)).toBe(false)
  expect(await verifySignature(request, signature, { ...key, id: 'none' })).toBe(false)
  expect(await verifySignature(request, { ...signature, covered: ['absent'] }, key)).toBe(false)
})
