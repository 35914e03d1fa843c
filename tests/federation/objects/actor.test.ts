/** Our actors as others get them, and others' actors as we read them. */
import { Article, Note, Organization, Person, Update } from '@fedify/vocab'
import { preloadedContexts } from '@fedify/vocab-runtime'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkContexts } from '../../../federation/gate/contexts.ts'
import { publicKeysOf } from '../../../federation/gate/keys.ts'
import type { JsonObject } from '../../../federation/json.ts'
import { actorDocumentOf } from '../../../federation/objects/actor.ts'
import { proofContext, withContext } from '../../../federation/objects/context.ts'
import { documentOf } from '../../../federation/objects/document.ts'
import { readActor } from '../../../federation/objects/received-actor.ts'
import { actorById, actorByUri } from '../../../server/actors/actors.store.ts'
import { addPicture } from '../../../server/media/media.store.ts'
import { editProfile } from '../../../server/members/profile.ts'
import type { Viewer } from '../../../server/members/viewer.ts'
import { askQuestion } from '../../../server/questions/questions.ts'
import { actorElsewhere, type TestCouncil, testCouncil } from '../council.ts'

let council: TestCouncil
let nia: Viewer
let person: JsonObject
const sent = (document: JsonObject): JsonObject => JSON.parse(JSON.stringify(withContext(document))) as JsonObject

beforeAll(async () => {
  council = await testCouncil({ handleHost: 'aldermere.gov.example' })
  nia = await council.person('nia')
  const { context } = council
  const picture = await context.store.write((tx) =>
    addPicture(tx, {
      ...{ file: 'a.webp', mediaType: 'image/webp', width: 400, height: 400, bytes: 9, alt: 'Nia at a lorry' },
      owner: nia.actor.id
    })
  )
  const role = { role: 'Waste officer', team: 'Streets & <Parks>', skills: ['Rounds', 'Lorries'] }
  await editProfile(context, nia, {
    name: 'Nia Hughes',
    ...role,
    bio: 'I *drive*.',
    avatar: picture.id,
    discoverable: true
  })
  person = sent(await actorDocumentOf(context, (await actorById(context.store.read, nia.actor.id))!))
})
afterAll(() => council.close())

describe('a person of ours', () => {
  test('is a Person with all addresses, and a handle on the domain of handles', () => {
    const id = nia.actor.uri
    expect(person).toMatchObject({
      type: 'Person',
      id,
      url: 'https://aldermere.example/@nia',
      preferredUsername: 'nia',
      webfinger: 'nia@aldermere.gov.example',
      name: 'Nia Hughes',
      summary: '<p>I <em>drive</em>.</p>',
      inbox: `${id}/inbox`,
      outbox: `${id}/outbox`,
      followers: `${id}/followers`,
      following: `${id}/following`,
      featured: `${id}/featured`,
      endpoints: { sharedInbox: 'https://aldermere.example/inbox' },
      manuallyApprovesFollowers: false,
      discoverable: true,
      indexable: true,
      attributionDomains: ['aldermere.example'],
      'schema:knowsAbout': ['Rounds', 'Lorries']
    })
    expect(Date.parse(String(person.published))).toBeGreaterThan(0)
  })

  test('shows job, team and council as fields, made harmless', () => {
    expect(person.attachment).toEqual([
      { type: 'PropertyValue', name: 'Role', value: 'Waste officer' },
      { type: 'PropertyValue', name: 'Team', value: 'Streets &amp; &lt;Parks&gt;' },
      { type: 'PropertyValue', name: 'Council', value: 'Aldermere Borough Council' }
    ])
  })

  test('has a picture that says what it is', () => {
    expect(person.icon).toMatchObject({ type: 'Image', mediaType: 'image/webp', name: 'Nia at a lorry' })
    expect((person.icon as JsonObject).url).toMatch(/^https:\/\/aldermere\.example\/media\/[0-9a-f]{32}$/)
  })

  test('lists its RSA key first, as one object, and its Ed25519 key as a Multikey', () => {
    const id = nia.actor.uri
    expect(person.publicKey).toMatchObject({ id: `${id}#main-key`, owner: id })
    expect((person.publicKey as JsonObject).publicKeyPem).toMatch(/^-----BEGIN PUBLIC KEY-----\n/)
    expect(person.assertionMethod).toMatchObject([
      { id: `${id}#ed25519-key`, type: 'Multikey', controller: id, publicKeyMultibase: expect.stringMatching(/^z6Mk/) }
    ])
    expect(publicKeysOf(person).map(({ kind }) => kind)).toEqual(['rsa', 'ed25519'])
  })

  test('is read back by a server like ours as what it is', () => {
    const read = readActor(person)!
    expect(read).toMatchObject({
      uri: nia.actor.uri,
      url: nia.actor.url,
      type: 'Person',
      username: 'nia',
      name: 'Nia Hughes',
      summary: '<p>I <em>drive</em>.</p>',
      profile: { skills: ['Rounds', 'Lorries'] },
      inbox: nia.actor.inbox,
      sharedInbox: nia.actor.sharedInbox,
      followersUri: nia.actor.followersUri,
      publicKeys: nia.actor.publicKeys,
      discoverable: true,
      locked: false
    })
    // The other host is no domain above the actor's own: nobody may call themselves by it on their own word.
    expect(read.host).toBe('aldermere.example')
    expect(readActor({ ...person, webfinger: 'nia@example' })!.host).toBe('aldermere.example')
  })
})

describe('the council and the server', () => {
  test('the council is an Organization, which wears no badge in Mastodon', async () => {
    const document = sent(await actorDocumentOf(council.context, await council.council()))
    expect(document).toMatchObject({
      type: 'Organization',
      preferredUsername: 'aldermere',
      name: 'Aldermere Borough Council'
    })
    expect(document.summary).toContain('<em>small</em>')
  })

  test('the server is an Application at /actor, not to be found in directories', async () => {
    const actor = (await actorByUri(council.context.store.read, 'https://aldermere.example/actor'))!
    expect(sent(await actorDocumentOf(council.context, actor))).toMatchObject({
      type: 'Application',
      id: 'https://aldermere.example/actor',
      preferredUsername: 'aldermere.gov.example',
      discoverable: false
    })
  })
})

describe('as JSON-LD', () => {
  // Only what comes with the library: any other context would have to be fetched.
  const contextLoader = async (url: string) => {
    const document = preloadedContexts[url]
    if (!document) throw new Error(`${url} would be fetched`)
    return { document, documentUrl: url, contextUrl: null }
  }
  const options = { documentLoader: contextLoader, contextLoader }

  test('actors say the same to those who expand them', async () => {
    const read = await Person.fromJsonLd(person, options)
    expect(read.preferredUsername).toBe('nia')
    expect(read.inboxId?.href).toBe(nia.actor.inbox)
    expect((await read.getPublicKey())?.id?.href).toBe(`${nia.actor.uri}#main-key`)
    const methods = await Array.fromAsync(read.getAssertionMethods())
    expect(methods.map(({ id }) => id?.href)).toEqual([`${nia.actor.uri}#ed25519-key`])
    expect(read.discoverable).toBe(true)
    const organization = sent(await actorDocumentOf(council.context, await council.council()))
    const update = { id: 'https://aldermere.example/u', type: 'Update', actor: nia.actor.uri, object: person }
    const told = await Update.fromJsonLd(withContext(update, [proofContext]), options)
    expect(((await told.getObject()) as Person).inboxId?.href).toBe(nia.actor.inbox)
    expect((await ((await told.getObject()) as Person).getPublicKey())?.ownerId?.href).toBe(nia.actor.uri)
    expect((await Organization.fromJsonLd(organization, options)).name?.toString()).toBe('Aldermere Borough Council')
  })

  test('stories and questions do too, and no server’s gate finds fault with them', async () => {
    const story = withContext(await documentOf(council.context, await council.story(nia)))
    const question = withContext(
      await documentOf(council.context, await askQuestion(council.context, nia, { title: 'Who has one?' }))
    )
    const article = await Article.fromJsonLd(story, options)
    expect(article.name?.toString()).toBe('A food waste round with smaller lorries')
    expect(article.repliesId ?? (await article.getReplies())?.id).toBeTruthy()
    expect((await Note.fromJsonLd(question, options)).attributionId?.href).toBe(nia.actor.uri)
    for (const document of [story, question, person]) expect(checkContexts(document as JsonObject)).toBeUndefined()
  })
})

describe('somebody of another server', () => {
  const owl = (extra: JsonObject = {}) => readActor(actorElsewhere('owl', 'mastodon.example', extra))

  test('is kept by what their document says, and nothing in it can harm', () => {
    expect(
      owl({
        name: '<b>Owl</b>\u202e',
        summary: '<p>Hoo<script>x</script></p>',
        icon: { type: 'Image', url: 'https://cdn.example/owl.png' },
        attachment: [{ type: 'PropertyValue', name: 'Home', value: '<a href="javascript:x">x</a>' }],
        manuallyApprovesFollowers: true,
        published: '2020-01-01'
      })
    ).toMatchObject({
      username: 'owl',
      host: 'mastodon.example',
      name: 'Owl',
      summary: '<p>Hoo</p>',
      iconUrl: 'https://cdn.example/owl.png',
      fields: [{ name: 'Home', value: expect.not.stringContaining('javascript') }],
      locked: true,
      discoverable: false,
      published: new Date('2020-01-01T00:00:00Z')
    })
  })

  test('is none without one of the five types, an inbox on the web, and an address', () => {
    expect(owl({ type: 'Note' })).toBeUndefined()
    expect(owl({ inbox: 'file:///etc/passwd' })).toBeUndefined()
    expect(owl({ id: 'urn:owl' })).toBeUndefined()
    expect(owl({ type: ['Service', 'Person'] })).toMatchObject({ type: 'Person' })
  })

  test('speaks for no other host', () => {
    expect(
      owl({
        url: 'https://victim.example/@owl',
        endpoints: { sharedInbox: 'https://victim.example/inbox' },
        followers: 'https://victim.example/followers',
        webfinger: 'minister@victim.example'
      })
    ).toMatchObject({
      url: 'https://mastodon.example/users/owl',
      sharedInbox: null,
      followersUri: null,
      username: 'owl',
      host: 'mastodon.example'
    })
  })

  test('may have a handle on the domain above its server', () => {
    const read = readActor(actorElsewhere('owl', 'social.forest.example', { webfinger: 'owl@forest.example' }))
    expect(read).toMatchObject({ username: 'owl', host: 'forest.example' })
  })

  test('lists keys of its own only', () => {
    const id = 'https://mastodon.example/users/owl'
    expect(
      owl({
        publicKey: [
          { id: `${id}#main-key`, owner: id, publicKeyPem: 'PEM' },
          { id: `${id}#other`, owner: 'https://mastodon.example/users/mouse', publicKeyPem: 'PEM' }
        ],
        assertionMethod: [
          { id: `${id}#ed`, type: 'Multikey', controller: id, publicKeyMultibase: 'z6Mk' },
          `${id}#linked`
        ]
      })!.publicKeys
    ).toEqual([
      { id: `${id}#main-key`, owner: id, pem: 'PEM' },
      { id: `${id}#ed`, owner: id, multibase: 'z6Mk' }
    ])
  })

  test.each([
    [
      'a list of pictures',
      {
        icon: [
          { type: 'Image', url: 'https://x.example/1.png' },
          { type: 'Image', url: 'https://x.example/2.png' }
        ]
      }
    ],
    ['a key without type', { publicKey: { id: 'https://mastodon.example/users/owl/main-key', publicKeyPem: 'PEM' } }],
    [
      'numbers for texts',
      { name: 7, summary: {}, url: [3], endpoints: 'x', attachment: 'y', tag: 5 } as unknown as JsonObject
    ],
    ['no followers and no outbox (Lemmy, NodeBB)', { followers: [], outbox: [] } as JsonObject]
  ])('is read with %s', (_, extra) => {
    expect(owl(extra)).toMatchObject({ uri: 'https://mastodon.example/users/owl', username: 'owl' })
  })
})
