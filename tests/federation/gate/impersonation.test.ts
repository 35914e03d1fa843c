/** Who may say what: every way to speak in another’s name, over real HTTP. */
import { describe, expect, test } from 'vitest'
import { parseDocument } from '../../../federation/json.ts'
import { AS, person, send } from './help.ts'
import { alice, evil, evilKeys, keys, like, mallory, ours, peer, post, useScene, verdict } from './scene.ts'
import { ACTIVITY, asRequest, bytes, cavage, rsaKeys } from './signing.ts'

useScene()

describe('impersonation', () => {
  test('a signer who is not the actor', async () => {
    const reply = await post(like(), { keyId: `${mallory}#main-key`, keys: evilKeys })
    expect(verdict(reply)).toEqual([401, false])
    expect(ours.fetches).toEqual([])
  })

  test('another actor of the same origin', async () => {
    const bob = `${peer.origin}/users/bob`
    const bobs = rsaKeys()
    peer.pages.set('/users/bob', person(bob, bobs))
    expect(verdict(await post(like(), { keyId: `${bob}#main-key`, keys: bobs }))).toEqual([401, false])
  })

  test('the right key id and the wrong key', async () => {
    expect(verdict(await post(like(), { keys: evilKeys }))).toEqual([401, false])
  })

  test('an activity whose id is on another origin than its actor', async () => {
    expect(verdict(await post(like({ id: `${evil.origin}/1` })))).toEqual([401, false])
    const reply = await post(like({ id: `${alice}#1`, actor: mallory }), {
      keyId: `${mallory}#main-key`,
      keys: evilKeys
    })
    expect(verdict(reply)).toEqual([401, false])
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
      expect(verdict(reply)).toEqual([401, false])
    }
  })

  test('an actor that lists a key in somebody else’s name', async () => {
    const publicKey = { id: `${mallory}#main-key`, owner: alice, publicKeyPem: evilKeys.pem }
    evil.pages.set('/users/mallory', person(mallory, evilKeys, { publicKey }))
    const reply = await post(like({ id: `${mallory}#1`, actor: mallory }), {
      keyId: `${mallory}#main-key`,
      keys: evilKeys
    })
    expect(verdict(reply)).toEqual([401, false])
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
    expect(verdict(reply)).toEqual([401, false])
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
    expect(verdict(reply)).toEqual([401, false])
  })

  test('an uploaded page with rel=alternate', async () => {
    const page = `<link rel="alternate" type="${ACTIVITY}" href="${evil.origin}/users/mallory">`
    peer.pages.set('/uploads/2', (_req, res) => res.writeHead(200, { 'content-type': 'text/html' }).end(page))
    const actor = `${peer.origin}/uploads/2`
    expect(verdict(await post(like({ actor }), { keyId: `${actor}#main-key`, keys: evilKeys }))).toEqual([401, false])
    expect(evil.asked).toEqual([])
  })

  test('a document that says it is another actor of its origin', async () => {
    peer.pages.set('/uploads/3', person(alice, evilKeys))
    const actor = `${peer.origin}/uploads/3`
    const reply = await post(like({ actor }), { keyId: `${alice}#main-key`, keys: evilKeys })
    expect(verdict(reply)).toEqual([401, false])
  })

  test('one actor under two addresses: only its id counts', async () => {
    peer.pages.set('/@alice', person(alice, keys))
    expect(verdict(await post(like({ actor: `${peer.origin}/@alice` })))).toEqual([401, false])
    expect(verdict(await post(like()))).toEqual([202, true])
  })

  test('documents the store should never have kept', async () => {
    const publicKey = { id: `${mallory}#main-key`, owner: alice, publicKeyPem: evilKeys.pem }
    const parsed = parseDocument(bytes(person(alice, evilKeys, { publicKey })))
    if (parsed.ok) ours.actors.held.set(mallory, { document: parsed.document, fetchedAt: new Date() })
    evil.pages.delete('/users/mallory')
    const by = { keyId: `${mallory}#main-key`, keys: evilKeys }
    for (const actor of [alice, mallory]) {
      expect((await post(like({ actor, id: `${mallory}#1` }), by)).passed).toBe(false)
    }
    const headers = cavage({ url: `${ours.origin}/x`, method: 'GET', ...by })
    expect(await ours.gate.checkSignedGet(asRequest(`${ours.origin}/x`, headers, undefined, 'GET'))).toBeUndefined()
  })

  test('two actors, or none', async () => {
    const both = [alice, mallory]
    for (const actor of [both, [], {}, 7, '', [[alice]], undefined, [{ id: alice }, { id: alice }]]) {
      expect(verdict(await post(like({ actor })))).toEqual([400, false])
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
      expect(verdict(await post(like(more)))).toEqual([400, false])
    }
    for (const id of ['none', 'urn:uuid:1', 'javascript:1', `${alice}`.replace('//', '//u:p@')]) {
      expect(verdict(await post(like({ id })))).toEqual([401, false])
    }
  })

  test('key ids that are no web addresses', async () => {
    for (const keyId of ['none', 'acct:a@b', 'did:key:z6Mk', 'file:///etc/passwd', alice.replace('//', '//u:p@')]) {
      expect(verdict(await post(like(), { keyId }))).toEqual([401, false])
    }
  })

  test('in our own name, without asking ourselves', async () => {
    const actor = `${ours.origin}/users/bob`
    const reply = await post(like({ actor, id: `${actor}#1` }), { keyId: `${actor}#main-key`, keys: evilKeys })
    expect(verdict(reply)).toEqual([401, false])
    expect(ours.fetches).toEqual([])
  })

  test('bent contexts and twins of core terms', async () => {
    for (const more of [
      { '@context': [AS, { boss: 'as:actor' }], boss: mallory },
      { 'as:actor': mallory },
      { '@graph': [] },
      { [`${AS}#object`]: 'x' }
    ]) {
      expect(verdict(await post(like(more)))).toEqual([400, false])
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
    expect(verdict(reply)).toEqual([401, false])
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
