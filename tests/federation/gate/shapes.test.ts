/** Activities as fourteen kinds of servers really write them; the gate has to let every one of them in. */
import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { AS } from './help.ts'
import { alice, keys, like, ours, peer, post, useScene } from './scene.ts'
import { cavage, rsaKeys } from './signing.ts'

useScene()

const LITEPUB = 'https://pleroma.example/schemas/litepub-0.1.jsonld'

/** Sends an activity by an actor whose document has these differences, and whose key has this id. */
async function passes(
  activity: Record<string, unknown>,
  actor: Record<string, unknown> = {},
  keyId?: string
): Promise<void> {
  const id = String(actor.id ?? alice)
  const key = keyId ?? `${id}#main-key`
  const document = {
    '@context': AS,
    id,
    type: 'Person',
    inbox: `${id}/inbox`,
    publicKey: { id: key, owner: id, publicKeyPem: keys.pem },
    ...actor
  }
  peer.pages.set(new URL(id).pathname + new URL(id).search, document)
  const reply = await post(like({ id: `${id}#likes/1`, actor: id, ...activity }), { keyId: key })
  expect(reply.text).toContain('"actor"')
  expect([reply.status, reply.passed]).toEqual([202, true])
}

describe('contexts', () => {
  test.each([
    ['Pleroma', [AS, LITEPUB, { '@language': 'und' }]],
    ['Mbin', 'https://mbin.example/contexts'],
    [
      'Mobilizon',
      [AS, 'https://litepub.social/litepub/context.jsonld', { Hashtag: 'as:Hashtag', category: 'sc:category' }]
    ],
    [
      'PeerTube',
      [AS, 'https://w3id.org/security/v1', { RsaSignature2017: 'https://w3id.org/security#RsaSignature2017' }]
    ],
    ['GoToSocial', ['https://gotosocial.org/ns', AS]],
    ['Hubzilla', [AS, 'https://w3id.org/security/v1', 'https://hub.example/apschema/v1.21']],
    [
      'Funkwhale',
      [
        AS,
        'https://w3id.org/security/v1',
        'https://funkwhale.audio/ns',
        { manuallyApprovesFollowers: 'as:manuallyApprovesFollowers', Hashtag: 'as:Hashtag' }
      ]
    ],
    ['BookWyrm', [AS, { quote: 'https://bookwyrm.example/ns#quote', Hashtag: 'as:Hashtag' }]],
    ['none', undefined]
  ])('of %s', (_name, context) => passes({ '@context': context }))

  test('on embedded objects (NodeBB, WordPress, Prismo)', () =>
    passes({
      type: 'Create',
      object: { '@context': [AS, { sensitive: 'as:sensitive' }], id: `${alice}/notes/1`, type: 'Note' }
    }))

  test('with prefixed keys (Friendica, Smithereen)', () =>
    passes({
      'diaspora:guid': '1',
      'diaspora:like': '{}',
      object: { type: 'Note', 'as:sensitive': true, 'vcard:bday': null }
    }))
})

describe('ids', () => {
  test('with fragments, queries, slashes at the end', async () => {
    for (const id of [`${alice}#updates/1`, `${peer.origin}/?p=1`, `${alice}/`, `${alice}/statuses/1/activity`])
      await passes({ id })
  })

  test('of actors: WordPress /?author=1, Takahe’s slash, a bare origin (Bridgy Fed, relays)', async () => {
    for (const id of [`${peer.origin}/?author=1`, `${peer.origin}/@a@b/`, `${peer.origin}/`])
      await passes({ id: `${peer.origin}/x` }, { id })
    await passes({ id: `${peer.origin}/y` }, { id: peer.origin })
  })

  test('null in an emoji (GoToSocial)', () =>
    passes({ tag: [{ id: null, type: 'Emoji', name: ':a:', updated: null }] }))
})

describe('value, array or object', () => {
  test('one recipient without list (GoToSocial, Lotide, Owncast)', () =>
    passes({ to: `${AS}#Public`, cc: 'https://a.example/f' }))
  test('the actor embedded (Kroeg, Hubzilla, Discourse)', () =>
    passes({ actor: { type: 'Person', id: alice, name: 'A' } }))
  test('the actor in a list of one (Prismo)', () => passes({ actor: [alice] }))
  test('two authors as objects (PeerTube)', () =>
    passes({
      object: {
        type: 'Video',
        attributedTo: [
          { type: 'Person', id: alice },
          { type: 'Group', id: `${alice}/c` }
        ],
        url: [{ type: 'Link', href: 'https://a.example' }]
      }
    }))
  test('nulls everywhere (Mbin)', () =>
    passes({ summary: null, to: [null], object: { contentMap: { en: null }, endpoints: { sharedInbox: null } } }))
  test('an Announce of something of another origin (Lemmy, Mbin, NodeBB, PeerTube)', () =>
    passes({
      type: 'Announce',
      object: {
        id: 'https://elsewhere.example/1',
        type: 'Create',
        actor: 'https://elsewhere.example/u',
        object: { type: 'Page' }
      }
    }))
  test('types nobody here knows', async () => {
    for (const type of ['Listen', 'View', 'EmojiReact', 'QuoteRequest', 'Warn', 'Lock']) await passes({ type })
  })
})

describe('actors and keys', () => {
  test.each([
    ['Mastodon', '#main-key'],
    ['NodeBB, Honk', '#key'],
    ['BookWyrm', '/#main-key'],
    ['GoToSocial', '/main-key'],
    ['Hubzilla', '/public_key_pem'],
    ['Hubzilla', ''],
    ['others', '#publicKey'],
    ['Lotide', '//key']
  ])('the key id of %s: %s', (_name, end) => passes({}, {}, alice + end))

  test('a key with its type or without, and without a context that knows keys (Discourse, Honk, Bridgy Fed, Bonfire)', async () => {
    await passes({}, { publicKey: { type: 'Key', id: `${alice}#main-key`, owner: alice, publicKeyPem: keys.pem } })
  })

  test('PKCS#1 (Mobilizon, Funkwhale)', () => {
    const publicKeyPem = keys.publicKey.export({ type: 'pkcs1', format: 'pem' })
    return passes({}, { publicKey: { id: `${alice}#main-key`, owner: alice, publicKeyPem } })
  })

  test('several keys, the last of which signs', () => {
    const more = { id: `${alice}#old`, owner: alice, publicKeyPem: rsaKeys().pem }
    return passes({}, { publicKey: [more, { id: `${alice}#main-key`, owner: alice, publicKeyPem: keys.pem }] })
  })

  test('long keys (Friendica, Fedify: 4096 bits)', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 4096 })
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
    peer.pages.set('/users/alice', {
      id: alice,
      type: 'Person',
      inbox: 'x',
      publicKey: { id: `${alice}#main-key`, owner: alice, publicKeyPem: pem }
    })
    expect((await post(like(), { keys: { privateKey, publicKey, pem } })).passed).toBe(true)
  })

  test('Applications, Services and Groups send too, with neither followers nor outbox (Lemmy, Discourse)', async () => {
    for (const type of ['Application', 'Service', 'Group', 'Organization', ['Person']]) await passes({}, { type })
  })
})

describe('signatures', () => {
  const url = (): string => `${ours.origin}/inbox`
  test.each([
    ['Pleroma', ['(request-target)', 'content-length', 'date', 'digest', 'host']],
    ['Friendica', ['(request-target)', 'date', 'content-length', 'content-type', 'host', 'digest']],
    ['microblog.pub', ['(request-target)', 'user-agent', 'host', 'date', 'digest', 'content-type']],
    ['Mastodon', ['(request-target)', 'host', 'date', 'digest', 'content-type']],
    ['Misskey, WriteFreely', ['(request-target)', 'date', 'host', 'digest']]
  ])('of %s', async (_name, covered) => {
    const length = String(JSON.stringify(like()).length)
    expect(
      (await post(like(), { url: url(), covered, headers: { 'content-length': length, 'user-agent': 'x' } })).passed
    ).toBe(true)
  })

  test('hs2019 (GoToSocial, Lemmy)', async () => {
    expect((await post(like(), { algorithm: 'hs2019' })).passed).toBe(true)
    const covered = ['(request-target)', '(created)', 'host', 'digest']
    const parameters = `,created=${Math.floor(Date.now() / 1000)}`
    expect((await post(like(), { algorithm: 'hs2019', covered, parameters })).passed).toBe(true)
  })

  test('parameters in another order (Pixelfed, Mbin)', async () => {
    const turned: typeof cavage = (options) =>
      cavage(options).map(([name, value]) =>
        name === 'signature' ? [name, (value.match(/\w+="[^"]*"/g) ?? []).toReversed().join(',')] : [name, value]
      )
    expect((await post(like(), {}, turned)).passed).toBe(true)
  })
})
