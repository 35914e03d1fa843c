/** Communities as Groups (FEP-1b12): two councils, a server shaped like Mastodon, one like Lemmy, and a stranger. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actorByUri } from '../../server/actors/actors.store.ts'
import {
  addCoordinator,
  type Community,
  closeCommunity,
  createCommunity,
  findGroup,
  joinCommunity,
  removeCoordinator
} from '../../server/communities/communities.ts'
import { removeMember, removePost, restorePost } from '../../server/communities/moderate.ts'
import { groupsOfPost, listCommunityPosts, placeOf } from '../../server/communities/places.store.ts'
import { personByHandle } from '../../server/members/members.store.ts'
import { makeViewer, type Viewer } from '../../server/members/viewer.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import { withdrawPost } from '../../server/posts/withdraw.ts'
import { writeReply } from '../../server/replies/replies.ts'
import { editStory, writeStory } from '../../server/stories/stories.ts'
import { type Doc, type Peer, type PeerActor, startPeer } from '../help/peer.ts'
import { type Answer, freePorts, type Person, type TestServer, testServer, until } from '../help/server.ts'

const publicUri = 'https://www.w3.org/ns/activitystreams#Public'

let aldermere: TestServer
let thornbeck: TestServer
let mastodon: Peer
let lemmy: Peer
let stranger: Peer
let ruth: Person
let coordinator: Viewer
let nia: Viewer
let gwil: Viewer
let group: Community
let maddy: PeerActor
let lena: PeerActor
let finn: PeerActor

const storyInput = {
  title: 'A repairs team that calls back',
  summary: 'Two people ring every tenant after a repair.',
  body: 'We ring within **two days**.',
  wentWell: 'Fewer second visits.',
  wentBadly: 'Nobody rang at Christmas.'
}

beforeAll(async () => {
  const ports = await freePorts(5)
  const origins = ports.map((port) => `http://127.0.0.1:${port}`)
  const [a, b, c, d, e] = ports as [number, number, number, number, number]
  ;[aldermere, thornbeck, mastodon, lemmy, stranger] = await Promise.all([
    testServer(a, 'Aldermere', origins),
    testServer(b, 'Thornbeck', origins),
    startPeer(c),
    startPeer(d),
    startPeer(e)
  ])
  ruth = await aldermere.person('ruth', 'admin')
  const moira = await thornbeck.person('moira', 'admin')
  await aldermere.person('nia')
  await thornbeck.person('gwil')
  coordinator = await viewerOf(aldermere, 'ruth')
  nia = await viewerOf(aldermere, 'nia')
  gwil = await viewerOf(thornbeck, 'gwil')
  const know = (by: Person, host: string) =>
    by.call('PUT', `moderation/domains/${encodeURIComponent(host)}`, { state: 'known', reason: 'test' })
  for (const { host } of [thornbeck, mastodon, lemmy]) await know(ruth, host)
  for (const { host } of [aldermere, lemmy]) await know(moira, host)
  maddy = mastodon.actor('maddy')
  lena = lemmy.actor('lena')
  finn = stranger.actor('finn')
  group = await createCommunity(aldermere.context, coordinator, {
    handle: 'repairs',
    name: 'Housing repairs',
    purpose: 'For everyone who mends **homes**.'
  })
}, 60_000)
afterAll(async () => {
  await Promise.all([aldermere, thornbeck, mastodon, lemmy, stranger].map((one) => one?.stop()))
})

async function viewerOf(server: TestServer, handle: string): Promise<Viewer> {
  const person = await personByHandle(server.context.store.read, handle)
  return makeViewer(person!.member, person!.actor)
}

const read = (server = aldermere) => server.context.store.read
const actorId = async (uri: string, server = aldermere) => {
  return (await actorByUri(read(server), uri))!.id
}
const settle = () => new Promise((done) => setTimeout(done, 500))

/** The Announces of the group that a peer got, of an object by id, or of an activity of this type about it. */
const announces = (peer: Peer, object: string, type?: string) =>
  peer.inbox
    .map(({ body }) => body)
    .filter(
      (body) =>
        body.type === 'Announce' &&
        body.actor === group.actor.uri &&
        (type
          ? body.object?.type === type && idOf(type === 'Undo' ? body.object.object : body.object) === object
          : body.object === object)
    )
const idOf = (inner: Doc): string => (typeof inner.object === 'string' ? inner.object : inner.object.id)
const announced = (peer: Peer, object: string, type?: string) =>
  until(() => announces(peer, object, type)[0], 20) as Promise<Doc>

async function follow(by: PeerActor, peer: Peer) {
  const followed = peer.activity(by, 'Follow', group.actor.uri, { id: `${by.id}/follow` })
  expect((await by.post(`${group.actor.uri}/inbox`, followed)).status).toBe(202)
  await peer.received(
    ({ type, actor, object }) => type === 'Accept' && actor === group.actor.uri && object.actor === by.id
  )
}

/** A Note that names the group, as Mastodon writes it. */
const mentioning = (peer: Peer, by: PeerActor, words: string, extra: Doc = {}) =>
  peer.create(by, {
    content: `<p><span class="h-card"><a href="${group.actor.url}" class="u-url mention">@<span>repairs</span></a></span> ${words}</p>`,
    cc: [`${by.id}/followers`, group.actor.uri],
    tag: [{ type: 'Mention', href: group.actor.uri, name: `@repairs@${aldermere.host}` }],
    ...extra
  })

/** A Page in the community, as Lemmy writes it. */
const paging = (words: string, extra: Doc = {}): Doc => {
  const create = lemmy.create(lena, {
    type: 'Page',
    name: words,
    content: `<p>${words}</p>`,
    to: [group.actor.uri, publicUri],
    cc: [],
    audience: group.actor.uri,
    ...extra
  })
  return { ...create, cc: [group.actor.uri], audience: group.actor.uri }
}

test('a community has its page and its document at one address', async () => {
  const at = (accept: string) => fetch(group.actor.url, { headers: { accept } })
  const page = await at('text/html')
  expect(page.headers.get('content-type')).toContain('text/html')
  expect(page.headers.get('vary')).toMatch(/accept/i)
  expect(page.headers.get('link')).toContain(`<${group.actor.uri}>; rel="alternate"`)
  expect(await page.text()).toContain('Housing repairs')
  const document = await at('application/activity+json')
  expect(await document.json()).toMatchObject({ id: group.actor.uri, type: 'Group', url: group.actor.url })
  expect((await fetch(`${group.actor.url}/members`, { headers: { accept: 'text/html' } })).status).toBe(200)
})

describe('who the Group is', () => {
  test('its document, by every address, tells who coordinates it', async () => {
    const document = await aldermere.document(group.actor.uri)
    expect(document).toMatchObject({
      type: 'Group',
      preferredUsername: 'repairs',
      url: `${aldermere.origin}/communities/repairs`,
      summary: expect.stringContaining('mends <strong>homes</strong>'),
      attributedTo: `${group.actor.uri}/moderators`,
      postingRestrictedToMods: false,
      inbox: `${group.actor.uri}/inbox`,
      endpoints: { sharedInbox: `${aldermere.origin}/inbox` },
      featured: `${group.actor.uri}/featured`
    })
    expect(document.publicKey.publicKeyPem).toContain('BEGIN PUBLIC KEY')
    expect(document.assertionMethod[0].type).toBe('Multikey')
    expect(JSON.stringify(document['@context'])).toContain('https://join-lemmy.org/ns#')
    expect((await aldermere.document(`${aldermere.origin}/communities/repairs`)).id).toBe(group.actor.uri)
    for (const resource of [`acct:repairs@${aldermere.host}`, group.actor.url]) {
      const found = await fetch(`${aldermere.origin}/.well-known/webfinger?resource=${encodeURIComponent(resource)}`)
      expect(((await found.json()) as Answer).aliases).toEqual([group.actor.url, group.actor.uri])
    }
    const moderators = await aldermere.document(document.attributedTo)
    expect(moderators).toMatchObject({ type: 'OrderedCollection', totalItems: 1, orderedItems: [ruth.uri] })
    expect((await fetch(`${ruth.uri}/moderators`)).status).toBe(404)
    expect(
      (await fetch(`${aldermere.origin}/communities/nia`, { headers: { accept: 'application/activity+json' } })).status
    ).toBe(404)
  })

  test('people of other servers join by following it', async () => {
    await follow(maddy, mastodon)
    await follow(lena, lemmy)
    await until(async () => (await aldermere.document(`${group.actor.uri}/followers`)).totalItems === 3)
  })
})

describe('what is said to the Group', () => {
  let note: Doc
  let page: Doc

  test('a mention from Mastodon is announced by id and by the whole Create, each at an address of its own', async () => {
    const create = mentioning(mastodon, maddy, 'Who mends lifts?')
    note = create.object
    expect((await maddy.post(`${aldermere.origin}/inbox`, create)).status).toBe(202)
    const byId = await announced(mastodon, note.id)
    const byActivity = await announced(lemmy, note.id, 'Create')
    for (const announce of [byId, byActivity]) {
      expect(announce.to).toEqual([publicUri])
      expect(announce.cc).toContain(`${group.actor.uri}/followers`)
      expect(await aldermere.document(announce.id)).toMatchObject({
        id: announce.id,
        type: 'Announce',
        actor: group.actor.uri
      })
    }
    expect(byActivity.object).toEqual(create)
    expect(byActivity.id).not.toBe(byId.id)
  })

  test('a Page from Lemmy with `audience` likewise, and both stand in the community', async () => {
    const create = paging('Damp in flats')
    page = create.object
    await lena.post(`${group.actor.uri}/inbox`, create)
    expect((await announced(lemmy, page.id, 'Create')).object).toEqual(create)
    await announced(mastodon, page.id)
    const listed = await listCommunityPosts(read(), undefined, group.actor.id, {})
    expect(listed.rows.map(({ post }) => post.uri).sort()).toEqual([note.id, page.id].sort())
  })

  test('a reply in the conversation is announced too, also when it names the Group nowhere', async () => {
    const create = mastodon.create(maddy, { inReplyTo: page.id, content: '<p>A fan helped us.</p>', cc: [lena.id] })
    await maddy.post(`${aldermere.origin}/inbox`, create)
    expect((await announced(lemmy, create.object.id, 'Create')).object.object.content).toContain('A fan')
    const listed = await listCommunityPosts(read(), undefined, group.actor.id, {})
    expect(listed.rows).toHaveLength(2)
  })

  test('likes, changes and deletions are passed on whole, and nothing twice', async () => {
    const like = mastodon.activity(maddy, 'Like', page.id)
    await maddy.post(`${aldermere.origin}/inbox`, like)
    expect((await announced(lemmy, page.id, 'Like')).object).toEqual(like)
    const again = mastodon.activity(maddy, 'Like', page.id)
    await maddy.post(`${aldermere.origin}/inbox`, again)
    const undo = mastodon.activity(maddy, 'Undo', like)
    await maddy.post(`${aldermere.origin}/inbox`, undo)
    expect((await announced(lemmy, page.id, 'Undo')).object).toEqual(undo)
    const updated = new Date(Date.now() + 60_000).toISOString()
    const update = lemmy.activity(lena, 'Update', { ...page, content: '<p>Damp in two flats</p>', updated })
    await lena.post(`${aldermere.origin}/inbox`, update)
    expect((await announced(lemmy, page.id, 'Update')).object).toEqual(update)
    expect(announces(lemmy, page.id, 'Like')).toHaveLength(1)
    expect(announces(lemmy, page.id, 'Create')).toHaveLength(1)
    expect(announces(lemmy, page.id)).toHaveLength(1)
    const kept = (await announced(lemmy, page.id, 'Create')).id
    const removal = lemmy.activity(lena, 'Delete', page.id)
    await lena.post(`${aldermere.origin}/inbox`, removal)
    expect((await announced(mastodon, page.id, 'Delete')).object).toEqual(removal)
    expect((await fetch(kept, { headers: { accept: 'application/activity+json' } })).status).toBe(404)
  })

  test('what somebody else says of a post changes nothing and is not passed on', async () => {
    await lena.post(`${aldermere.origin}/inbox`, lemmy.activity(lena, 'Delete', note.id))
    const bent = { ...note, content: '<p>Bent</p>' }
    await lena.post(`${aldermere.origin}/inbox`, lemmy.activity(lena, 'Update', bent))
    await settle()
    expect(announces(mastodon, note.id, 'Delete')).toEqual([])
    expect(announces(mastodon, note.id, 'Update')).toEqual([])
  })

  test('what another Group passes on is not passed on again', async () => {
    const other = lemmy.actor('elsewhere', { type: 'Group' })
    const like = lemmy.activity(lena, 'Like', note.id)
    lemmy.documents.set(like.id, like)
    const passed = lemmy.activity(other, 'Announce', like, { to: [publicUri] })
    await other.post(`${aldermere.origin}/inbox`, passed)
    await other.post(`${aldermere.origin}/inbox`, lemmy.activity(other, 'Announce', note.id, { to: [publicUri] }))
    await until(async () => (await anyPost(read(), { uri: note.id }))?.post.shares === 2)
    await settle()
    expect(announces(mastodon, note.id, 'Like')).toEqual([])
    expect(announces(mastodon, note.id)).toHaveLength(1)
  })

  test('nulls, unknown keys and their order stay as they were sent, in the bytes that arrive and where they can be fetched', async () => {
    const create = mentioning(mastodon, maddy, 'Who paints doors?', {
      ...{ zeta: null, alpha: [{ deep: null, list: [1, null, 2.5] }], contentMap: { en: null } }
    })
    const proof = { type: 'DataIntegrityProof', proofValue: 'z1', extra: null }
    const odd = { zzz: { b: null, a: 'é\u2028' }, ...create, proof }
    expect((await maddy.post(`${aldermere.origin}/inbox`, odd)).status).toBe(202)
    const announce = await announced(lemmy, create.object.id, 'Create')
    const { bytes } = lemmy.inbox.find(({ body }) => body.id === announce.id)!
    expect(bytes).toContain(`"object":${JSON.stringify(odd)}`)
    const fetched = await fetch(announce.id, { headers: { accept: 'application/activity+json' } })
    expect(await fetched.text()).toContain(`"object":${JSON.stringify(odd)}`)
    const like = { ...mastodon.activity(maddy, 'Like', create.object.id), content: null, unknown: { x: null } }
    await maddy.post(`${aldermere.origin}/inbox`, like)
    await announced(lemmy, create.object.id, 'Like')
    expect(lemmy.inbox.some((one) => one.bytes.includes(`"object":${JSON.stringify(like)}`))).toBe(true)
  })

  test('what two readers could read in two ways is passed on as we read it', async () => {
    const create = mentioning(mastodon, maddy, 'Who paints gates?')
    const victim = 'https://victim.example/users/v'
    const text = JSON.stringify({ ...create, published: null })
      .replace('"actor":', `"actor":"${victim}","actor":`)
      .replace('"type":"Create"', '"type":"Create","actor\\u0000":"x"')
    expect((await maddy.post(`${aldermere.origin}/inbox`, create, { text })).status).toBe(202)
    await announced(lemmy, create.object.id, 'Create')
    const sent = lemmy.inbox.filter(({ bytes }) => bytes.includes(create.object.id))
    for (const { bytes } of sent) expect(bytes).not.toContain(victim)
    for (const { bytes } of sent) expect(bytes).not.toContain('u0000')
  })
})

describe('a stranger', () => {
  const held = async () => (await ruth.call('GET', 'moderation/queue')).items as Answer[]

  test('waits for a person before the Group shows anything', async () => {
    const create = mentioning(stranger, finn, 'Cheap drills')
    await finn.post(`${aldermere.origin}/inbox`, create)
    const item = await until(async () => (await held()).find((one) => one.object === create.object.id))
    await settle()
    expect(announces(mastodon, create.object.id)).toEqual([])
    await ruth.call('POST', `moderation/queue/${item.id}/release`, {})
    await announced(mastodon, create.object.id)
    expect((await announced(lemmy, create.object.id, 'Create')).object).toEqual(create)
  })

  test('waits also when somebody here follows them, who reads it at once', async () => {
    await ruth.call('POST', 'follows', { target: finn.id })
    const { body } = await stranger.received(({ type }) => type === 'Follow')
    await finn.post(`${ruth.uri}/inbox`, stranger.activity(finn, 'Accept', body))
    await until(async () => (await aldermere.document(`${ruth.uri}/following`)).totalItems >= 2)
    const create = mentioning(stranger, finn, 'More drills')
    await finn.post(`${aldermere.origin}/inbox`, create)
    const item = await until(async () => (await held()).find((one) => one.object === create.object.id))
    expect((await ruth.call('GET', `object?uri=${encodeURIComponent(create.object.id)}`)).html).toContain('More drills')
    expect(
      (await fetch(`${aldermere.origin}/api/folkmoot/v1/object?uri=${encodeURIComponent(create.object.id)}`)).status
    ).toBe(404)
    await ruth.call('POST', `moderation/queue/${item.id}/release`, {})
    await announced(mastodon, create.object.id)
    expect(
      (await fetch(`${aldermere.origin}/api/folkmoot/v1/object?uri=${encodeURIComponent(create.object.id)}`)).status
    ).toBe(200)
  })
})

describe('what our people say to it', () => {
  let uri: string
  let id: string

  test('a story for it goes to its members, addressed to it', async () => {
    const told = await writeStory(aldermere.context, nia, { ...storyInput, community: '@repairs' })
    ;({ uri, id } = told.post)
    const create = (await announced(lemmy, uri, 'Create')).object
    await announced(mastodon, uri)
    expect(create.object).toMatchObject({ audience: group.actor.uri, type: 'Article', attributedTo: nia.actor.uri })
    for (const document of [create, create.object, await aldermere.document(uri)]) {
      expect(document.to).toEqual([publicUri, group.actor.uri])
      expect(document.cc).toContain(`${group.actor.uri}/followers`)
      expect(document.audience).toBe(group.actor.uri)
    }
    expect((await aldermere.document(create.id)).type).toBe('Create')
  })

  test('its change, a like and its withdrawal are passed on, and no old words stay at our addresses', async () => {
    const wrapped = await announced(lemmy, uri, 'Create')
    await editStory(aldermere.context, nia, id, { ...storyInput, wentBadly: 'Nobody rang at Easter either.' })
    expect((await announced(lemmy, uri, 'Update')).object.object.content).toContain('Easter')
    await mastodon.received((body) => body.type === 'Update' && body.actor === nia.actor.uri)
    expect((await aldermere.document(wrapped.id)).object).toBe(wrapped.object.id)
    await ruth.call('POST', 'likes', { object: uri })
    expect((await announced(lemmy, uri, 'Like')).object.actor).toBe(ruth.uri)
    await withdrawPost(aldermere.context, nia, id)
    expect((await announced(lemmy, uri, 'Delete')).object).toMatchObject({
      actor: nia.actor.uri,
      audience: group.actor.uri
    })
    // Mastodon heeds the author alone.
    await mastodon.received((body) => body.type === 'Delete' && body.actor === nia.actor.uri)
    expect((await fetch(wrapped.id, { headers: { accept: 'application/activity+json' } })).status).toBe(404)
  })

  test('who names it in a text posts to it', async () => {
    const told = await writeStory(aldermere.context, nia, {
      ...storyInput,
      title: 'Ladders',
      body: 'For @repairs only.'
    })
    await announced(mastodon, told.post.uri)
    expect((await aldermere.document(told.post.uri)).tag).toContainEqual(
      expect.objectContaining({ type: 'Mention', href: group.actor.uri })
    )
  })

  test('a draft waits, and is shown once it is published', async () => {
    const draft = await writeStory(aldermere.context, nia, {
      ...storyInput,
      audience: 'draft',
      community: group.actor.id
    })
    expect(
      (await listCommunityPosts(read(), { actor: nia.actor.id }, group.actor.id, {})).rows.map(({ post }) => post.id)
    ).not.toContain(draft.post.id)
    await editStory(aldermere.context, nia, draft.post.id, { ...storyInput, audience: 'world' })
    const wrapped = await announced(lemmy, draft.post.uri, 'Create')
    expect(wrapped.object.audience).toBe(group.actor.uri)
  })
})

describe('coordinators', () => {
  test('take a post out: the Announce is undone, Lemmy is told by whom and why, and its author keeps it', async () => {
    const create = mentioning(mastodon, maddy, 'Buy my van')
    const { id } = create.object
    await maddy.post(`${aldermere.origin}/inbox`, create)
    const first = await announced(mastodon, id)
    const post = (await anyPost(read(), { uri: id }))!.post.id
    await expect(removePost(aldermere.context, nia, group.actor.id, post)).rejects.toThrow('Only its coordinators')
    await removePost(aldermere.context, coordinator, group.actor.id, post, 'No adverts')
    const told = await announced(lemmy, id, 'Delete')
    expect(told.object).toMatchObject({
      actor: ruth.uri,
      summary: 'No adverts',
      audience: group.actor.uri,
      cc: [group.actor.uri]
    })
    expect(await aldermere.document(told.object.id)).toMatchObject({ type: 'Delete', summary: 'No adverts' })
    const undo = await mastodon.received((body) => body.type === 'Undo' && body.actor === group.actor.uri)
    expect(undo.body.object).toMatchObject({ type: 'Announce', id: first.id, object: id })
    const page = await listCommunityPosts(read(), undefined, group.actor.id, {})
    expect(page.rows.map((row) => row.post.uri)).not.toContain(id)
    expect((await anyPost(read(), { uri: id }))?.post.audience).toBe('public')
    await maddy.post(`${aldermere.origin}/inbox`, mastodon.activity(maddy, 'Like', id))
    await until(async () => (await anyPost(read(), { uri: id }))?.post.likes === 1)
    expect(announces(lemmy, id, 'Like')).toEqual([])

    await restorePost(aldermere.context, coordinator, group.actor.id, post)
    const back = await until(() => announces(mastodon, id).find((one) => one.id !== first.id), 20)
    expect(back.object).toBe(id)
    const undone = await until(
      () => lemmy.inbox.find(({ body }) => body.object?.type === 'Undo' && body.object.object?.type === 'Delete'),
      20
    )
    expect(undone.body.object.object.id).toBe(told.object.id)
  })

  test('come and go, and the list tells', async () => {
    const lenaId = await actorId(lena.id)
    await addCoordinator(aldermere.context, coordinator, group.actor.id, lenaId)
    const added = await until(() => lemmy.inbox.find(({ body }) => body.object?.type === 'Add'), 20)
    expect(added.body).toMatchObject({ type: 'Announce', actor: group.actor.uri })
    expect(added.body.object).toMatchObject({
      actor: ruth.uri,
      object: lena.id,
      target: `${group.actor.uri}/moderators`
    })
    expect((await aldermere.document(`${group.actor.uri}/moderators`)).orderedItems).toEqual([ruth.uri, lena.id])
    await removeCoordinator(aldermere.context, coordinator, group.actor.id, lenaId)
    await until(() => lemmy.inbox.find(({ body }) => body.object?.type === 'Remove'), 20)
    await expect(
      removeCoordinator(aldermere.context, coordinator, group.actor.id, coordinator.actor.id)
    ).rejects.toThrow('last coordinator')
  })

  test('remove somebody: their follow is refused, and what they say is no longer shown', async () => {
    const olga = mastodon.actor('olga')
    const { uri: storyUri } = await ruth.call('POST', 'stories', { ...storyInput, community: '@repairs' })
    await announced(mastodon, storyUri)
    await follow(olga, mastodon)
    await removeMember(aldermere.context, coordinator, group.actor.id, await actorId(olga.id), 'Rude')
    const refused = await mastodon.received((body) => body.type === 'Reject' && body.actor === group.actor.uri)
    expect(refused.body.object).toMatchObject({ type: 'Follow', actor: olga.id, object: group.actor.uri })
    const create = mentioning(mastodon, olga, 'Hello again')
    await olga.post(`${aldermere.origin}/inbox`, create)
    await until(async () => anyPost(read(), { uri: create.object.id }))
    const like = mastodon.activity(olga, 'Like', storyUri)
    await olga.post(`${aldermere.origin}/inbox`, like)
    await until(async () => (await anyPost(read(), { uri: storyUri }))?.post.likes === 1)
    const again = mastodon.activity(olga, 'Follow', group.actor.uri)
    await olga.post(`${group.actor.uri}/inbox`, again)
    await mastodon.received((body) => body.type === 'Reject' && body.object.id === again.id)
    expect(announces(mastodon, create.object.id)).toEqual([])
    expect(announces(mastodon, storyUri, 'Like')).toEqual([])
    expect((await fetch(`${group.actor.uri}/followers`).then((answer) => answer.json())) as Answer).toMatchObject({
      totalItems: 3
    })
  })
})

describe('a member at another council', () => {
  const theirs = async () => actorId(group.actor.uri, thornbeck)

  test('joins, reads what is said there, and answers into it', async () => {
    const found = await findGroup(thornbeck.context, `@repairs@${aldermere.host}`)
    expect((await joinCommunity(thornbeck.context, gwil, found.id)).state).toBe('requested')
    await until(async () => (await aldermere.document(`${group.actor.uri}/followers`)).totalItems === 4)
    const told = await writeStory(aldermere.context, nia, {
      ...storyInput,
      title: 'Gutters',
      community: group.actor.uri
    })
    const there = await until(async () => anyPost(read(thornbeck), { uri: told.post.uri }))
    await until(async () => (await groupsOfPost(read(thornbeck), there.post.id)).length === 1)
    const listed = await listCommunityPosts(read(thornbeck), undefined, await theirs(), {})
    expect(listed.rows.map(({ post }) => post.title)).toEqual(['Gutters'])
    const reply = await writeReply(thornbeck.context, gwil, { inReplyTo: told.post.uri, body: 'Ours leak too.' })
    const document = await thornbeck.document(reply.post.uri)
    expect(document).toMatchObject({ audience: group.actor.uri })
    expect([...document.to, ...document.cc]).toContain(group.actor.uri)
    expect((await announced(lemmy, reply.post.uri, 'Create')).object.actor).toBe(gwil.actor.uri)
  })

  test('posts to it from there: it is announced once, and comes back to nobody twice', async () => {
    const told = await writeStory(thornbeck.context, gwil, {
      ...storyInput,
      title: 'Chimneys',
      community: group.actor.uri
    })
    await announced(lemmy, told.post.uri, 'Create')
    await announced(mastodon, told.post.uri)
    await until(async () => (await thornbeck.document(told.post.uri)).shares.totalItems >= 1)
    await settle()
    expect(announces(lemmy, told.post.uri)).toHaveLength(1)
    expect(announces(lemmy, told.post.uri, 'Create')).toHaveLength(1)
    const here = (await anyPost(read(), { uri: told.post.uri }))!
    await removePost(aldermere.context, coordinator, group.actor.id, here.post.id, 'Off topic')
    const community = await theirs()
    await until(async () => (await placeOf(read(thornbeck), community, told.post.id))?.state === 'removed')
    expect((await anyPost(read(thornbeck), { uri: told.post.uri }))?.post.audience).toBe('public')
  })

  test('reads what is for members only, which nobody else can', async () => {
    const told = await writeStory(aldermere.context, coordinator, {
      ...storyInput,
      ...{ title: 'Rats in Mill Lane', audience: 'community', community: group.actor.id }
    })
    const wrapped = await announced(lemmy, told.post.uri, 'Create')
    for (const document of [wrapped, wrapped.object, wrapped.object.object])
      expect(JSON.stringify([document.to, document.cc])).not.toContain('Public')
    const there = await until(async () => anyPost(read(thornbeck), { uri: told.post.uri }))
    expect(there.post).toMatchObject({ title: 'Rats in Mill Lane', audience: 'community' })
    await until(async () => (await groupsOfPost(read(thornbeck), there.post.id)).length === 1)
    for (const uri of [told.post.uri, wrapped.id, wrapped.object.id])
      expect((await fetch(uri, { headers: { accept: 'application/activity+json' } })).status).toBe(404)
    expect(
      (await listCommunityPosts(read(), undefined, group.actor.id, {})).rows.map(({ post }) => post.title)
    ).not.toContain('Rats in Mill Lane')
    const mine = await listCommunityPosts(read(thornbeck), { actor: gwil.actor.id }, await theirs(), {})
    expect(mine.rows.map(({ post }) => post.title)).toContain('Rats in Mill Lane')
  })
})

describe('in a community of Lemmy', () => {
  test('our people post, reply and like: addressed to the Group, delivered to its inbox', async () => {
    const allotments = lemmy.actor('allotments', {
      type: 'Group',
      attributedTo: `${lemmy.origin}/users/allotments/moderators`
    })
    await ruth.call('POST', 'follows', { target: allotments.id })
    const { body } = await lemmy.received(({ type, object }) => type === 'Follow' && object === allotments.id)
    await allotments.post(`${ruth.uri}/inbox`, lemmy.activity(allotments, 'Accept', body))
    const told = await writeStory(aldermere.context, coordinator, {
      ...storyInput,
      title: 'Sheds',
      community: allotments.id
    })
    const posted = await lemmy.received((one) => one.type === 'Create' && one.object?.id === told.post.uri)
    expect(posted.body).toMatchObject({ audience: allotments.id, to: [publicUri, allotments.id] })
    expect(posted.body.object).toMatchObject({ audience: allotments.id, to: [publicUri, allotments.id] })

    const { object: page } = lemmy.create(lena, {
      type: 'Page',
      name: 'Slugs',
      content: '<p>Slugs!</p>',
      audience: allotments.id
    })
    const wrapped = lemmy.activity(lena, 'Create', page, { audience: allotments.id })
    await allotments.post(
      `${aldermere.origin}/inbox`,
      lemmy.activity(allotments, 'Announce', wrapped, { to: [publicUri] })
    )
    const kept = await until(async () => anyPost(read(), { uri: page.id }))
    await until(async () => (await groupsOfPost(read(), kept.post.id)).some(({ uri }) => uri === allotments.id))
    const reply = await writeReply(aldermere.context, coordinator, { inReplyTo: page.id, body: 'Beer traps.' })
    const answered = await lemmy.received((one) => one.type === 'Create' && one.object?.id === reply.post.uri)
    expect(answered.body.object).toMatchObject({ audience: allotments.id })
    expect(answered.body.object.to).toContain(allotments.id)
    await ruth.call('POST', 'likes', { object: page.id })
    const like = await lemmy.received((one) => one.type === 'Like' && one.object === page.id && one.actor === ruth.uri)
    expect(like.body).toMatchObject({ audience: allotments.id, cc: [allotments.id] })
    const removal = lemmy.activity(lena, 'Delete', told.post.uri, {
      audience: allotments.id,
      summary: 'Sheds are next door'
    })
    await allotments.post(
      `${aldermere.origin}/inbox`,
      lemmy.activity(allotments, 'Announce', removal, { to: [publicUri] })
    )
    await until(async () => (await groupsOfPost(read(), told.post.id)).length === 0)
    expect((await anyPost(read(), { uri: told.post.uri }))?.post.audience).toBe('public')
  })
})

test('the JSON API posts to it, and tells where a post stands', async () => {
  const told = await ruth.call('POST', 'stories', { ...storyInput, title: 'Locks', community: group.actor.uri })
  expect(told.communities).toEqual([group.actor.uri])
  const asked = await ruth.call('POST', 'questions', { title: 'Which locks?', community: '@repairs' })
  expect((await ruth.call('GET', `object?uri=${encodeURIComponent(asked.uri)}`)).communities).toEqual([group.actor.uri])
  const poll = await ruth.call('POST', 'polls', { question: 'Brass?', options: ['Yes', 'No'], community: '@repairs' })
  expect((await announced(lemmy, poll.uri, 'Create')).object.object.type).toBe('Question')
  expect((await ruth.ask('POST', 'stories', { ...storyInput, community: '@nobody' })).status).toBe(422)
})

test('a closed community takes nothing new; what was said stays', async () => {
  await closeCommunity(aldermere.context, coordinator, group.actor.id, 'Thank you, all of you.')
  const last = await until(() =>
    lemmy.inbox.find(({ body }) => String(body.object?.object?.content).includes('Thank you, all'))
  )
  expect(last.body).toMatchObject({ type: 'Announce', object: { type: 'Create', audience: group.actor.uri } })
  const told = await mastodon.received((body) => body.type === 'Update' && body.object?.id === group.actor.uri)
  expect(told.body.object.postingRestrictedToMods).toBe(true)
  const before = await listCommunityPosts(read(), undefined, group.actor.id, {})
  expect(before.rows.length).toBeGreaterThan(2)
  const create = mentioning(mastodon, maddy, 'Too late')
  await maddy.post(`${aldermere.origin}/inbox`, create)
  await until(async () => anyPost(read(), { uri: create.object.id }))
  await settle()
  expect(announces(mastodon, create.object.id)).toEqual([])
  await expect(writeStory(aldermere.context, nia, { ...storyInput, community: '@repairs' })).rejects.toThrow('closed')
  await expect(joinCommunity(aldermere.context, nia, group.actor.id)).rejects.toThrow('closed')
})
