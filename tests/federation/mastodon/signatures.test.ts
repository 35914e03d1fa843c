/** Mastodon, section 5: signatures as each of its versions makes and takes them, time, and keys that change. */
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commands } from '../../../scripts/commands/index.ts'
import type { Delivery, Doc, PeerActor } from '../../help/peer.ts'
import { type Answer, until } from '../../help/server.ts'
import { bytes, cavage, ed25519Keys, type Keys, rfc9421, type SignOptions } from '../gate/signing.ts'
import { isSignedBy } from '../signatures.ts'
import { keysIn, type Mastodon, openScene, type Scene, schemes } from './scene.ts'

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(() => scene?.close())

const seconds = (ahead: number) => Math.floor(Date.now() / 1000) + ahead
const keysOf = ({ privateKey, document }: PeerActor): Keys => ({
  privateKey: createPrivateKey(privateKey),
  publicKey: createPublicKey(document.publicKey.publicKeyPem),
  pem: document.publicKey.publicKeyPem
})

/** Posts a Like, signed as told; gives the status. */
async function posted(
  { peer }: Mastodon,
  by: PeerActor,
  sign: (options: SignOptions) => [string, string][],
  part: Partial<SignOptions> = {},
  path = '/inbox'
): Promise<number> {
  const body = bytes(peer.activity(by, 'Like', story.uri))
  const url = scene.server.origin + path
  const headers = sign({ url, keyId: by.keyId, keys: keysOf(by), body, ...part }).filter(([name]) => name !== 'host')
  return (await fetch(url, { method: 'POST', headers, body: new Uint8Array(body) })).status
}

let story: Answer
let n = 0
const newcomer = ({ peer }: Mastodon, extra: Doc = {}) => peer.actor(`new${++n}`, extra)

describe('cavage in', () => {
  let mastodon: Mastodon
  let by: PeerActor
  beforeAll(async () => {
    mastodon = scene.mastodon('cavage')
    by = newcomer(mastodon)
    story = await scene.story()
  })
  const created = (options: SignOptions) =>
    cavage({
      ...options,
      algorithm: 'hs2019',
      covered: ['(request-target)', '(created)', 'host', 'digest'],
      parameters: `,created=${seconds(0)}`
    })

  test.each<[string, (options: SignOptions) => [string, string][], Partial<SignOptions>]>([
    ['rsa-sha256', cavage, {}],
    ['hs2019', cavage, { algorithm: 'hs2019' }],
    ['(created) instead of Date', created, {}],
    ['headers in another order', cavage, { covered: ['digest', 'content-type', 'date', 'host', '(request-target)'] }]
  ])('%s is taken', async (_name, sign, part) => expect(await posted(mastodon, by, sign, part)).toBe(202))

  test('a POST that does not sign its digest is refused', async () =>
    expect(await posted(mastodon, by, cavage, { covered: ['(request-target)', 'host', 'date'] })).toBe(401))

  test('the query string may be in (request-target) or not', async () => {
    expect(await posted(mastodon, by, cavage, {}, '/inbox?x=1')).toBe(202)
    expect(await posted(mastodon, by, cavage, { target: 'post /inbox' }, '/inbox?x=1')).toBe(202)
  })

  test.each([
    ['half an hour ago', -30 * 60, 202],
    ['half an hour ahead', 30 * 60, 202],
    ['two hours ago', -2 * 3600, 401],
    ['two hours ahead', 2 * 3600, 401]
  ])('a date of %s', async (_name, ahead, status) =>
    expect(await posted(mastodon, by, cavage, { date: new Date(Date.now() + ahead * 1000) })).toBe(status)
  )
})

describe('RFC 9421 in', () => {
  let mastodon: Mastodon
  let by: PeerActor
  beforeAll(async () => {
    mastodon = scene.mastodon('rfc9421')
    by = newcomer(mastodon)
    story = await scene.story()
  })
  const at = (ahead: number | undefined) => (options: SignOptions) =>
    rfc9421({ ...options, created: ahead === undefined ? undefined : seconds(ahead) })

  test('rsa-v1_5-sha256 is taken, named or not', async () => {
    expect(await posted(mastodon, by, rfc9421)).toBe(202)
    expect(await posted(mastodon, by, rfc9421, { algorithm: 'rsa-v1_5-sha256' })).toBe(202)
  })

  test('ed25519 by a key in assertionMethod is taken (4.7)', async () => {
    const keys = ed25519Keys()
    const raw = keys.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
    const { base58 } = await import('@scure/base')
    const multibase = `z${base58.encode(Uint8Array.from([0xed, 0x01, ...raw]))}`
    const uma = newcomer(mastodon)
    const id = `${uma.id}#ed25519-key`
    uma.document.assertionMethod = [{ id, type: 'Multikey', controller: uma.id, publicKeyMultibase: multibase }]
    expect(await posted(mastodon, uma, rfc9421, { keys, keyId: id })).toBe(202)
  })

  test.each<[string, string[]]>([
    ['@method', ['@target-uri', 'content-digest']],
    ['@target-uri', ['@method', 'content-digest']],
    ['content-digest', ['@method', '@target-uri']]
  ])('%s must be covered', async (_name, covered) => expect(await posted(mastodon, by, rfc9421, { covered })).toBe(401))

  test.each([
    ['half an hour ago', -30 * 60, 202],
    ['two hours ago', -2 * 3600, 401],
    ['two hours ahead', 2 * 3600, 401],
    ['no time at all', undefined, 401]
  ])('created %s', async (_name, ahead, status) => expect(await posted(mastodon, by, at(ahead))).toBe(status))

  test('@target-uri covers the query string', async () => {
    expect(await posted(mastodon, by, rfc9421, {}, '/inbox?x=1')).toBe(202)
    expect(await posted(mastodon, by, rfc9421, { target: `${scene.server.origin}/inbox` }, '/inbox?x=1')).toBe(401)
  })
})

describe.each(schemes)('signing by %s', (scheme) => {
  let mastodon: Mastodon
  beforeAll(async () => {
    mastodon = scene.mastodon(scheme)
    story = await scene.story()
  })

  test('blind key rotation in: new keys are found by asking the actor once, and the old one proves nothing more', async () => {
    const before = newcomer(mastodon)
    await mastodon.send(before, mastodon.peer.activity(before, 'Like', story.uri))
    const after = mastodon.peer.actor(before.document.preferredUsername)
    const asked = () => mastodon.peer.asked.filter(({ path }) => path === new URL(before.id).pathname).length
    const times = asked()
    await mastodon.send(after, mastodon.peer.activity(after, 'Like', story.uri))
    expect(asked()).toBe(times + 1)
    const late = await before.post(`${scene.server.origin}/inbox`, mastodon.peer.activity(before, 'Like', story.uri), {
      scheme
    })
    expect(late.status).toBe(401)
  })

  test('an LD signature in the body proves nothing and harms nothing', async () => {
    const by = newcomer(mastodon)
    const signature = {
      type: 'RsaSignature2017',
      creator: by.keyId,
      created: new Date().toISOString(),
      signatureValue: 'eA=='
    }
    await mastodon.send(by, mastodon.peer.activity(by, 'Like', story.uri, { signature }))
    const bare = await fetch(`${scene.server.origin}/inbox`, {
      method: 'POST',
      headers: { 'content-type': 'application/activity+json' },
      body: JSON.stringify(mastodon.peer.activity(by, 'Like', story.uri, { signature }))
    })
    expect(bare.status).toBe(401)
  })

  test('out: all that it wants is covered, keyId is `#main-key`, and a 400 or 401 is answered in the other way', async () => {
    const maddy = await mastodon.follower('maddy', scene.nia.uri)
    const accept = await mastodon.received((one) => one.type === 'Accept' && one.object?.actor === maddy.id)
    const said = String(accept.headers[scheme === 'cavage' ? 'signature' : 'signature-input'])
    expect(said).toMatch(new RegExp(`keyid="${scene.nia.uri}#main-key"`, 'i'))
    const covered =
      scheme === 'cavage'
        ? ['(request-target)', 'host', 'date', 'digest', 'content-type']
        : ['"@method"', '"@target-uri"', '"content-digest"', 'created=']
    for (const part of covered) expect(said).toContain(part)
  })

  test('GETs out are signed by the server’s own actor, which is readable without a signature', async () => {
    const by = newcomer(mastodon)
    await mastodon.send(by, mastodon.peer.activity(by, 'Like', story.uri))
    const { headers } = await until(() => mastodon.peer.asked.find(({ path }) => path === new URL(by.id).pathname))
    expect(`${headers['signature-input']} ${headers.signature}`).toMatch(
      new RegExp(`keyid="${scene.server.origin}/actor#main-key"`, 'i')
    )
    expect(await scene.server.document(`${scene.server.origin}/actor`)).toMatchObject({ type: 'Application' })
  })

  test('keys rotate: one Update signed by the key that is known, everything after it by the new one', async () => {
    await mastodon.follower('maddy', scene.nia.uri)
    const before = await scene.server.document(scene.nia.uri)
    // As Mastodon keeps it: the key of the last document that it has seen.
    let known = keysIn(before)
    const refused: string[] = []
    mastodon.peer.answerWith((delivery: Delivery) => {
      if (delivery.body.actor !== scene.nia.uri) return { status: 202 }
      const good = isSignedBy(delivery, known, mastodon.peer.origin)
      if (!good) refused.push(delivery.body.type)
      else if (delivery.body.type === 'Update') known = keysIn(delivery.body.object)
      return { status: good ? 202 : 401 }
    })
    const told: Answer[] = []
    const rotate = commands.find(({ name }) => name === 'keys rotate')!
    const out = { answer: (document: object) => void told.push(document), fail: () => {} }
    await rotate.run(scene.server.context, ['nia'], out)
    expect(told[0].rotated).toEqual([expect.objectContaining({ uri: scene.nia.uri })])
    const update = await mastodon.peer.received(
      (one) =>
        one.type === 'Update' &&
        one.object?.publicKey &&
        one.object.publicKey.publicKeyPem !== before.publicKey.publicKeyPem
    )
    expect(isSignedBy(update, keysIn(before), mastodon.peer.origin)).toBe(true)
    const next = await scene.story({ title: `After the keys, ${scheme}` })
    const create = await mastodon.peer.received((one) => one.type === 'Create' && one.object?.id === next.uri)
    const now = await scene.server.document(scene.nia.uri)
    expect(isSignedBy(create, keysIn(now), mastodon.peer.origin)).toBe(true)
    expect(isSignedBy(create, keysIn(before), mastodon.peer.origin)).toBe(false)
    expect(now.publicKey.publicKeyPem).not.toBe(before.publicKey.publicKeyPem)
    expect(JSON.stringify(now)).not.toContain(JSON.stringify(before.publicKey.publicKeyPem).slice(1, -1))
    expect(refused).not.toContain('Update')
  })
})
