/** Actors and their keys: whose name is whose, and that private keys lie encrypted. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  actorByHandle,
  actorById,
  actorByUri,
  actorsByIds,
  addToCount,
  dropRetiredKeys,
  keepRemoteActor,
  keysOf,
  type RemoteActor
} from '../../server/actors/actors.store.ts'
import { formerKeyOf, keyPairsOf, makeKeyPairs, retiredLife, rotateKeys } from '../../server/actors/keys.ts'
import { addLocalActor, usernameFault } from '../../server/actors/local.ts'
import { Invalid, NotFound } from '../../server/errors.ts'
import { makeTestContext, type TestContext } from '../help/context.ts'

let context: TestContext
beforeAll(async () => {
  context = await makeTestContext()
})
afterAll(() => context.close())

const person = async (username: string) => {
  const keys = await makeKeyPairs()
  return context.store.write((tx) =>
    addLocalActor(context, tx, { type: 'Person', username, name: username.toUpperCase(), keys })
  )
}

test('a person of ours has all addresses, and is found by each', async () => {
  const nia = await person('nia.rees')
  expect(nia).toMatchObject({
    uri: `https://aldermere.example/actors/${nia.id}`,
    url: 'https://aldermere.example/@nia.rees',
    inbox: `${nia.uri}/inbox`,
    sharedInbox: 'https://aldermere.example/inbox',
    outbox: `${nia.uri}/outbox`,
    followersUri: `${nia.uri}/followers`,
    featuredUri: `${nia.uri}/featured`,
    host: 'aldermere.example',
    local: true,
    trust: 'network'
  })
  const db = context.store.read
  expect(await actorById(db, nia.id)).toEqual(nia)
  expect(await actorByUri(db, nia.uri)).toEqual(nia)
  expect(await actorByHandle(db, 'nia.rees', 'aldermere.example')).toEqual(nia)
  expect(await actorByHandle(db, 'Nia.Rees', 'ALDERMERE.example')).toEqual(nia)
  expect((await actorsByIds(db, [nia.id, nia.id, 'none'])).map((actor) => actor.id)).toEqual([nia.id])
})

test('the server’s own actor answers to its host', async () => {
  const keys = await makeKeyPairs()
  const server = await context.store.write((tx) =>
    addLocalActor(context, tx, { type: 'Application', username: '', name: 'Folkmoot', keys })
  )
  expect(server).toMatchObject({ uri: 'https://aldermere.example/actor', username: 'aldermere.example' })
  expect(server.inbox).toBe('https://aldermere.example/actor/inbox')
})

test('a username is given once, and never one that is kept for the server', async () => {
  await person('gwilym')
  await expect(person('gwilym')).rejects.toThrow(Invalid)
  await expect(person('inbox')).rejects.toThrow('kept for the server')
  for (const wrong of ['', 'Nia', 'nia rees', '.nia', 'nia-', 'n@a', 'ŵyn', '../etc', 'a'.repeat(31)])
    expect(usernameFault(wrong), wrong).toBeTypeOf('string')
  for (const right of ['nia', 'nia_rees', 'nia.rees-2', '2', '_nia_'])
    expect(usernameFault(right), right).toBeUndefined()
})

test('keys come back whole, RSA first, and lie encrypted', async () => {
  const { id, uri, publicKeys } = await person('priya')
  const pairs = await keyPairsOf(context, id)
  expect(pairs.map((pair) => pair.id)).toEqual([`${uri}#main-key`, `${uri}#ed25519-key`])
  for (const { algorithm, privateKey, publicKey } of pairs) {
    const text = new TextEncoder().encode('Date: today')
    const signature = await crypto.subtle.sign(algorithm, privateKey, text)
    expect(await crypto.subtle.verify(algorithm, publicKey, signature, text)).toBe(true)
  }
  expect((pairs[0]!.publicKey.algorithm as RsaHashedKeyAlgorithm).modulusLength).toBe(2048)
  expect(publicKeys).toEqual([
    { id: `${uri}#main-key`, owner: uri, pem: expect.stringMatching(/^-----BEGIN PUBLIC KEY-----\n[\s\S]+\n-----END/) },
    { id: `${uri}#ed25519-key`, owner: uri, multibase: expect.stringMatching(/^z6Mk/) }
  ])
  for (const row of await keysOf(context.store.read, id)) {
    expect(row.publicKey).not.toHaveProperty('d')
    expect(row.privateKey).not.toContain('"d"')
    expect(() => JSON.parse(row.privateKey)).toThrow()
  }
})

test('rotated keys are new at once', async () => {
  const { id } = await person('tomos')
  const [before] = await keyPairsOf(context, id)
  const changed = await rotateKeys(context, id)
  const [after] = await keyPairsOf(context, id)
  expect(await crypto.subtle.exportKey('jwk', after!.publicKey)).not.toEqual(
    await crypto.subtle.exportKey('jwk', before!.publicKey)
  )
  expect(changed.publicKeys).toHaveLength(2)
  await expect(keyPairsOf(context, 'nobody')).rejects.toThrow(NotFound)
})

test('a key out of use is kept for as long as its Update is tried, and not listed', async () => {
  const { id } = await person('tegid')
  const [before] = await keyPairsOf(context, id)
  await rotateKeys(context, id)
  const former = await formerKeyOf(context, id)
  expect(await crypto.subtle.exportKey('jwk', former!.publicKey)).toEqual(
    await crypto.subtle.exportKey('jwk', before!.publicKey)
  )
  const after = new Date(context.clock().getTime() + retiredLife + 1000)
  await context.store.write((tx) => dropRetiredKeys(tx, new Date(after.getTime() - retiredLife)))
  expect(await formerKeyOf(context, id)).toBeUndefined()
  expect(await keyPairsOf(context, id)).toHaveLength(2)
})

const remote = (more: Partial<RemoteActor> = {}): RemoteActor => ({
  uri: 'https://thornbeck.example/users/Sal',
  url: 'https://thornbeck.example/@Sal',
  type: 'Person',
  username: 'Sal',
  host: 'thornbeck.example',
  name: 'Sal',
  inbox: 'https://thornbeck.example/users/Sal/inbox',
  ...more
})

test('a remote actor keeps its id and what moderators decided, and is found in any case', async () => {
  const first = await context.store.write((tx) => keepRemoteActor(tx, remote()))
  const again = await context.store.write((tx) =>
    keepRemoteActor(tx, remote({ name: 'Salma', fields: [{ name: 'Job', value: 'Clerk' }] }))
  )
  expect(again).toMatchObject({ id: first!.id, name: 'Salma', trust: null, fields: [{ name: 'Job', value: 'Clerk' }] })
  expect((await actorByHandle(context.store.read, 'sal', 'thornbeck.example'))?.id).toBe(first!.id)
})

test('no document from elsewhere overwrites an actor of ours', async () => {
  const rhian = await person('rhian')
  const kept = await context.store.write((tx) => keepRemoteActor(tx, remote({ uri: rhian.uri, name: 'Mallory' })))
  expect(kept).toBeUndefined()
  expect((await actorById(context.store.read, rhian.id))?.name).toBe('RHIAN')
})

test('counts never fall below nought', async () => {
  const { id } = await person('dai')
  await context.store.write(async (tx) => {
    await addToCount(tx, id, 'followers', 1)
    await addToCount(tx, id, 'followers', -3)
    await addToCount(tx, id, 'following', 2)
  })
  expect(await actorById(context.store.read, id)).toMatchObject({ followers: 0, following: 2 })
})
