/** Signed GETs over real HTTP: who asks for a document that not all may have. */
import { describe, expect, test } from 'vitest'
import { person } from './help.ts'
import { alice, evil, evilKeys, keys, open, ours, peer, useScene } from './scene.ts'
import { cavage, type Keys, type SignOptions } from './signing.ts'

useScene()

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
