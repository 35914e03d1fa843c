/** Four forgeries that once worked against a library of the field: keys that only claim to be somebody's. */
import { signJsonLd, signObject } from '@fedify/fedify/sig'
import { Create, Note } from '@fedify/vocab'
import { getDocumentLoader } from '@fedify/vocab-runtime'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AS, type Ours, type Peer, person, type Reply, send, startOurs, startPeer } from './help.ts'
import { bytes, cavage, ed25519Keys, rsaKeys, signingKey } from './signing.ts'

const own = rsaKeys()
const evil = rsaKeys()
const ed = ed25519Keys()
const contextLoader = getDocumentLoader()
let victims: Peer
let others: Peer
let ours: Ours
let victim: string
let document: Record<string, unknown>

beforeAll(async () => {
  victims = await startPeer()
  others = await startPeer()
  ours = await startOurs({ peers: [victims, others] })
  victim = `${victims.origin}/users/v`
  victims.pages.set('/users/v', person(victim, own))
  others.pages.set('/key', {
    '@context': 'https://w3id.org/security/v1',
    id: `${others.origin}/key`,
    type: 'Key',
    owner: victim,
    publicKeyPem: evil.pem
  })
  const actor = `${others.origin}/actor`
  others.pages.set(
    '/actor',
    person(actor, evil, { publicKey: { id: `${actor}#k`, owner: victim, publicKeyPem: evil.pem } })
  )
  const object = { id: `${victim}/n/1`, type: 'Note', attributedTo: victim, content: 'x' }
  document = { '@context': AS, id: `${victim}/c/1`, type: 'Create', actor: victim, object }
})

afterAll(async () => {
  await ours.close()
  await victims.close()
  await others.close()
})

function post(json: unknown, keyId: string, keys = evil): Promise<Reply> {
  const url = `${ours.origin}/inbox`
  const body = bytes(json)
  return send(url, 'POST', cavage({ url, keyId, keys, body }), body)
}

test('the honest request passes', async () => {
  expect((await post(document, `${victim}#main-key`, own)).passed).toBe(true)
})

test('a key document elsewhere that claims the victim as owner', async () => {
  expect(await post(document, `${others.origin}/key`)).toMatchObject({ status: 401, passed: false })
})

test('an actor elsewhere whose key claims the victim as owner', async () => {
  expect(await post(document, `${others.origin}/actor#k`)).toMatchObject({ status: 401, passed: false })
})

test('a Linked-Data signature by a key elsewhere', async () => {
  const signed = await signJsonLd(document, signingKey(evil), new URL(`${others.origin}/key`), { contextLoader })
  const host = new URL(ours.origin).host
  const headers: [string, string][] = [
    ['host', host],
    ['content-type', 'application/activity+json']
  ]
  expect(await send(`${ours.origin}/inbox`, 'POST', headers, bytes(signed))).toMatchObject({
    status: 401,
    passed: false
  })
  // And beside a good HTTP signature of the forger's own.
  expect(await post(signed, `${others.origin}/key`)).toMatchObject({ status: 401, passed: false })
})

test('an integrity proof by a key elsewhere', async () => {
  const note = new Note({ id: new URL(`${victim}/n/1`), attribution: new URL(victim), content: 'x' })
  const create = new Create({ id: new URL(`${victim}/c/3`), actor: new URL(victim), object: note })
  const privateKey = ed.privateKey.toCryptoKey('Ed25519', true, ['sign']) as CryptoKey
  const signed = await signObject(create, privateKey, new URL(`${others.origin}/mk`), { contextLoader })
  const json = await signed.toJsonLd({ contextLoader })
  const host = new URL(ours.origin).host
  const headers: [string, string][] = [
    ['host', host],
    ['content-type', 'application/activity+json']
  ]
  expect(await send(`${ours.origin}/inbox`, 'POST', headers, bytes(json))).toMatchObject({ status: 401, passed: false })
  expect(await post(json, `${others.origin}/key`)).toMatchObject({ status: 401, passed: false })
})
