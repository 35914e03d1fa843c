/** What is for some only: how it is addressed, to whom it goes, what may be done with it, and that it never gets wider. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../federation/json.ts'
import { visibilityOf } from '../../../federation/objects/received-audience.ts'
import type { Actor } from '../../../server/actors/actors.store.ts'
import { followActor } from '../../../server/follows/follows.ts'
import { receiveInterest, showInterest } from '../../../server/interest/interest.ts'
import type { Viewer } from '../../../server/members/viewer.ts'
import { anyPost, type WholePost } from '../../../server/posts/posts.store.ts'
import { receivePost } from '../../../server/posts/receive.ts'
import { withdrawPost } from '../../../server/posts/withdraw.ts'
import { askQuestion } from '../../../server/questions/questions.ts'
import { writeQuote } from '../../../server/quotes/quotes.ts'
import { editReply, writeReply } from '../../../server/replies/replies.ts'
import { editStory } from '../../../server/stories/stories.ts'
import { type Doc, type Peer, startPeer } from '../../help/peer.ts'
import { freePorts } from '../../help/server.ts'
import { storyInput, type TestCouncil, testCouncil } from '../council.ts'
import { isSignedBy } from '../signatures.ts'

const everyone = 'https://www.w3.org/ns/activitystreams#Public'
let friends: Peer
let strangers: Peer
let council: TestCouncil
let nia: Viewer
let tom: Viewer
/** Follows Nia. Follows nobody, at the same server. Follows nobody, at another. */
let owl: Actor
let fox: Actor
let eve: Actor

const arrived = (type: string, peer = friends) => peer.inbox.filter(({ body }) => body.type === type)
const only = (type: string) => {
  expect(arrived(type)).toHaveLength(1)
  return arrived(type)[0]!
}
const keep = (peer: Peer, name: string, extra: Doc = {}) =>
  council.remote(peer.actor(name, extra).document as JsonObject)
const followersOf = (actor: { uri: string }) => `${actor.uri}/followers`
const fromElsewhere = (author: Actor, n: number, extra: object = {}) =>
  council.received({ uri: `${author.uri}/statuses/${n}`, author: author.id, ...extra })
const now = async ({ post }: WholePost) => (await anyPost(council.context.store.read, { id: post.id }))!
const reply = (to: WholePost, audience?: string, body = 'I see.') =>
  writeReply(council.context, tom, { inReplyTo: to.post.uri, body, ...(audience && { audience }) })

beforeAll(async () => {
  const ports = await freePorts(2)
  friends = await startPeer(ports[0]!)
  strangers = await startPeer(ports[1]!)
  council = await testCouncil({ allowPrivateOrigins: [friends.origin, strangers.origin] })
  ;[nia, tom] = [await council.person('nia'), await council.person('tom')]
  ;[owl, fox, eve] = [await keep(friends, 'owl'), await keep(friends, 'fox'), await keep(strangers, 'eve')]
  await council.follow(owl, nia.actor.id)
  await council.follow(eve, (await council.council()).id)
  await followActor(council.context, tom.actor.id, nia.actor.id)
  await council.settle()
})
beforeEach(async () => {
  await council.settle()
  friends.inbox.length = 0
  strangers.inbox.length = 0
})
afterAll(async () => {
  await council?.close()
  await friends?.stop()
  await strangers?.stop()
})

describe('addressed', () => {
  test('by link: to followers, open to the public in the second place, and not shown by the council', async () => {
    const { post } = await council.story(nia, { audience: 'unlisted' })
    await council.settle()
    const { body } = only('Create')
    expect(body).toMatchObject({ to: [followersOf(nia.actor)], cc: [everyone] })
    expect(body.object).toMatchObject({ id: post.uri, to: [followersOf(nia.actor)], cc: [everyone] })
    expect(arrived('Create', strangers)).toEqual([])
    expect(arrived('Announce', strangers)).toEqual([])
  })

  test('for followers: to them alone, once to their server, with a digest of who they are', async () => {
    const { post } = await council.story(nia, { audience: 'followers' })
    await council.settle()
    const delivery = only('Create')
    expect(delivery.path).toBe('/inbox')
    expect(delivery.body).toMatchObject({ to: [followersOf(nia.actor)], cc: [] })
    expect(delivery.body.object).toMatchObject({ id: post.uri, to: [followersOf(nia.actor)], cc: [] })
    expect(delivery.bytes).not.toContain(`"${everyone}"`)
    expect(delivery.headers['collection-synchronization']).toContain(`collectionId="${followersOf(nia.actor)}"`)
    expect(isSignedBy(delivery, nia.actor, friends.origin)).toBe(true)
    expect(delivery.body).not.toHaveProperty('proof')
    expect(delivery.body.object.interactionPolicy.canQuote.automaticApproval).toEqual([nia.actor.uri])
    expect(strangers.inbox).toEqual([])
  })

  test('for those named: to them, each with a mention, and to nobody else', async () => {
    const words = `Only for you, @fox@${friends.host} and @tom`
    const { post } = await council.story(nia, { audience: 'direct', body: words })
    await council.settle()
    const { body, headers } = only('Create')
    expect(body.to.toSorted()).toEqual([fox.uri, tom.actor.uri].sort())
    expect(body.cc).toEqual([])
    expect(body.object).toMatchObject({ id: post.uri, cc: [] })
    expect(body.object.to.toSorted()).toEqual(body.to.toSorted())
    const mentions = body.object.tag.filter(({ type }: Doc) => type === 'Mention')
    expect(mentions.map(({ href }: Doc) => href).sort()).toEqual([fox.uri, tom.actor.uri].sort())
    expect(headers).not.toHaveProperty('collection-synchronization')
    expect(body).not.toHaveProperty('proof')
    expect(strangers.inbox).toEqual([])
  })

  test('a local story and a draft go nowhere', async () => {
    await council.story(nia, { audience: 'local', body: `Not for @fox@${friends.host}` })
    await council.story(nia, { audience: 'draft', body: `Not yet for @fox@${friends.host}` })
    await council.settle()
    expect([...friends.inbox, ...strangers.inbox]).toEqual([])
  })

  test('naming nobody, or somebody who is not known, is no message to anyone', async () => {
    await expect(council.story(nia, { audience: 'direct' })).rejects.toMatchObject({ status: 422 })
    const body = `For @nobody@${friends.host}`
    await expect(council.story(nia, { audience: 'direct', body })).rejects.toThrow(/@nobody@.* is not known here/)
    await expect(askQuestion(council.context, nia, { title: 'Hm?', audience: 'direct' })).rejects.toThrow(
      /Name who may/
    )
    await expect(council.story(nia, { audience: 'friends' })).rejects.toThrow(/Choose who may read it/)
    await expect(council.story(nia, { audience: '__proto__' })).rejects.toThrow(/Choose who may read it/)
    await council.settle()
    expect(friends.inbox).toEqual([])
  })
})

describe('once sent', () => {
  test('who may read it stays', async () => {
    for (const audience of ['unlisted', 'followers', 'world']) {
      const { post } = await council.story(nia, { audience })
      for (const other of ['world', 'unlisted', 'followers', 'local', 'draft'].filter((one) => one !== audience)) {
        const changed = editStory(council.context, nia, post.id, { ...storyInput, audience: other })
        await expect(changed, `${audience} to ${other}`).rejects.toMatchObject({ status: 409 })
      }
      await council.settle()
      friends.inbox.length = 0
      await editStory(council.context, nia, post.id, { ...storyInput, title: 'Said better', audience })
      await council.settle()
      expect(only('Update').body.object).toMatchObject({ name: 'Said better' })
      friends.inbox.length = 0
    }
  })

  test('what was a draft is sent to those chosen; what was for here may go to the world, not to a few', async () => {
    const draft = await council.story(nia, { audience: 'draft' })
    await editStory(council.context, nia, draft.post.id, { ...storyInput, audience: 'followers' })
    await council.settle()
    expect(only('Create').body).toMatchObject({ to: [followersOf(nia.actor)], cc: [] })
    const { post } = await council.story(nia, { audience: 'local' })
    const narrowed = editStory(council.context, nia, post.id, { ...storyInput, audience: 'followers' })
    await expect(narrowed).rejects.toMatchObject({ status: 409 })
    friends.inbox.length = 0
    await editStory(council.context, nia, post.id, { ...storyInput, audience: 'world' })
    await council.settle()
    expect(only('Create').body.to).toEqual([everyone])
  })

  test('a change and a withdrawal reach all who have it, also who is no longer named', async () => {
    const body = `For @fox@${friends.host} and @eve@${strangers.host}`
    const { post } = await council.story(nia, { audience: 'direct', body })
    await council.settle()
    await editStory(council.context, nia, post.id, { ...storyInput, body: `For @fox@${friends.host}` })
    await council.settle()
    expect(arrived('Update')).toHaveLength(1)
    expect(arrived('Update', strangers)).toHaveLength(1)
    await withdrawPost(council.context, nia, post.id)
    await council.settle()
    for (const peer of [friends, strangers]) expect(arrived('Delete', peer)[0]!.body.object.id).toBe(post.uri)
  })

  test('followers learn that something for them was withdrawn', async () => {
    const { post } = await council.story(nia, { audience: 'followers' })
    await council.settle()
    await withdrawPost(council.context, nia, post.id)
    await council.settle()
    const { body } = only('Delete')
    expect(body).toMatchObject({ to: [followersOf(nia.actor)], object: { id: post.uri, type: 'Tombstone' } })
    expect(strangers.inbox).toEqual([])
  })
})

describe('a reply', () => {
  test.each([
    ['world', 'public', ['world', 'unlisted', 'followers', 'local']],
    ['unlisted', 'unlisted', ['unlisted', 'followers', 'local']],
    ['followers', 'direct', ['direct']],
    ['local', 'local', ['local']]
  ])('to what is for %s is %s, and never wider', async (audience, usual, may) => {
    const above = await council.story(nia, { audience })
    expect((await reply(above)).post).toMatchObject({ audience: usual, visibility: usual })
    for (const word of ['world', 'unlisted', 'followers', 'local']) {
      const made = reply(above, word)
      if (may.includes(word)) await expect(made).resolves.toBeTruthy()
      else await expect(made, word).rejects.toMatchObject({ status: 422 })
      const asked = askQuestion(council.context, tom, { title: 'And?', about: above.post.uri, audience: word })
      if (may.includes(word)) await expect(asked).resolves.toBeTruthy()
      else await expect(asked, word).rejects.toMatchObject({ status: 422 })
    }
    const asked = await askQuestion(council.context, tom, { title: 'And so?', about: above.post.uri })
    expect(asked.post.visibility).toBe(usual)
  })

  test('to a message goes to who wrote it and to those named, and on from there to the same', async () => {
    const message = await fromElsewhere(fox, 1, { visibility: 'direct', named: [nia.actor.id] })
    const answer = await writeReply(council.context, nia, { inReplyTo: message.post.uri, body: 'Yes.' })
    await council.settle()
    expect(only('Create').body).toMatchObject({ to: [fox.uri], cc: [] })
    friends.inbox.length = 0
    const more = await writeReply(council.context, nia, { inReplyTo: answer.post.uri, body: 'And more.' })
    await council.settle()
    expect(only('Create').body).toMatchObject({ to: [fox.uri], cc: [] })
    expect(more.post.visibility).toBe('direct')
    friends.inbox.length = 0
    await editReply(council.context, nia, more.post.id, { body: 'And no more.' })
    await council.settle()
    expect(only('Update').body.to).toEqual([fox.uri])
  })

  test('to one’s own words for followers may be for followers too', async () => {
    const above = await council.story(nia, { audience: 'followers' })
    await council.settle()
    friends.inbox.length = 0
    const more = await writeReply(council.context, nia, { inReplyTo: above.post.uri, body: 'One more thing.' })
    await council.settle()
    expect(more.post.visibility).toBe('followers')
    expect(only('Create').body).toMatchObject({ to: [followersOf(nia.actor)], cc: [] })
  })
})

describe('what is not for everyone', () => {
  test('cannot be shared or quoted, by us or by others', async () => {
    const theirs = await fromElsewhere(fox, 2, { visibility: 'followers', named: [nia.actor.id] })
    for (const above of [theirs, await council.story(nia, { audience: 'followers' })]) {
      const object = above.post.uri
      await expect(showInterest(council.context, nia, 'share', object)).rejects.toMatchObject({ status: 403 })
      await expect(writeQuote(council.context, nia, { object, body: 'Look' })).rejects.toMatchObject({ status: 403 })
      const share = {
        actor: owl.id,
        post: above.post.id,
        kind: 'share' as const,
        uri: `${owl.uri}#shares/${above.post.id}`
      }
      await receiveInterest(council.context, share)
      expect((await now(above)).post.shares).toBe(0)
    }
    await council.settle()
    expect(arrived('Announce')).toEqual([])
    expect(arrived('Announce', strangers)).toEqual([])
  })

  test('is liked between its author and who likes it', async () => {
    const theirs = await fromElsewhere(fox, 3, { visibility: 'direct', named: [nia.actor.id] })
    await showInterest(council.context, nia, 'like', theirs.post.uri)
    await council.settle()
    const { path, body } = only('Like')
    expect(path).toBe(new URL(fox.inbox).pathname)
    expect(body).toMatchObject({ to: [fox.uri], object: theirs.post.uri })
    expect(body).not.toHaveProperty('cc')
    expect(strangers.inbox).toEqual([])
  })

  test('is liked and answered by those who may read it, and by nobody else', async () => {
    const story = await council.story(nia, { audience: 'followers' })
    const like = (by: Actor) =>
      receiveInterest(council.context, { actor: by.id, post: story.post.id, kind: 'like', uri: `${by.uri}#likes/9` })
    const answer = (by: Actor) =>
      receivePost(
        council.context,
        {
          ...{
            uri: `${by.uri}/answers/9`,
            url: `${by.uri}/answers/9`,
            author: by.id,
            kind: 'reply',
            html: '<p>Hm</p>'
          },
          ...{ sensitive: false, visibility: 'public', topics: [], attachments: [], named: [nia.actor.id] },
          ...{ inReplyTo: story.post.uri, published: council.context.clock() }
        },
        'everyone'
      )
    await like(eve)
    expect(await answer(eve)).toBeUndefined()
    expect((await now(story)).post).toMatchObject({ likes: 0, replies: 0 })
    await like(owl)
    expect(await answer(owl)).toBeDefined()
    expect((await now(story)).post).toMatchObject({ likes: 1, replies: 1 })
  })

  test('when it is a quote, its words go to followers only', async () => {
    const open = await council.story(tom)
    await council.settle()
    friends.inbox.length = 0
    await writeQuote(council.context, nia, { object: open.post.uri, body: 'Look at that', audience: 'followers' })
    await council.settle()
    expect(only('Create').body).toMatchObject({ to: [followersOf(nia.actor)] })
    expect(only('Create').bytes).not.toContain(`"cc":["${everyone}`)
    expect(arrived('Create', strangers)).toEqual([])
  })
})

test('what comes for the people of a Group, and for nobody else, is for its community', async () => {
  const group = await keep(friends, 'waste', { type: 'Group' })
  const read = (to: string[], cc: string[] = []) => visibilityOf(council.context, { to, cc }, fox)
  expect(await read([group.uri], [`${group.uri}/followers`])).toBe('community')
  expect(await read([`${group.uri}/followers`])).toBe('community')
  expect(await read([everyone, group.uri], [`${group.uri}/followers`])).toBe('public')
  expect(await read([followersOf(fox)], [`${group.uri}/followers`])).toBe('followers')
  // A message to the Group itself is for those who look after it.
  expect(await read([group.uri])).toBe('direct')
  expect(await read([followersOf(owl)])).toBe('direct')
})
