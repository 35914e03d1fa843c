/** What goes out when people here publish, edit and withdraw: looked at where it arrives. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../federation/json.ts'
import { sendStory } from '../../../federation/outbox/story.ts'
import { activityByUri } from '../../../federation/outbox.store.ts'
import type { Actor } from '../../../server/actors/actors.store.ts'
import { followActor } from '../../../server/follows/follows.ts'
import type { Viewer } from '../../../server/members/viewer.ts'
import { setInstanceTrust } from '../../../server/moderation/instances.store.ts'
import { anyPost, type WholePost } from '../../../server/posts/posts.store.ts'
import { withdrawPost } from '../../../server/posts/withdraw.ts'
import { acceptAnswer, unacceptAnswer } from '../../../server/questions/answers.ts'
import { askQuestion } from '../../../server/questions/questions.ts'
import { writeReply } from '../../../server/replies/replies.ts'
import { editStory } from '../../../server/stories/stories.ts'
import { readTimeline } from '../../../server/timeline/timeline.store.ts'
import { type Doc, type Peer, startPeer } from '../../help/peer.ts'
import { freePorts } from '../../help/server.ts'
import { storyInput, type TestCouncil, testCouncil } from '../council.ts'
import { isProvenBy, isSignedBy } from '../signatures.ts'

const everyone = 'https://www.w3.org/ns/activitystreams#Public'
let peer: Peer
let council: TestCouncil
let nia: Viewer
let gwil: Viewer
/** Follows Nia, follows the council, follows nobody. */
let owl: Actor
let elk: Actor
let fox: Actor

/** What arrived since the last look, by type. */
const arrived = (type: string) => peer.inbox.filter(({ body }) => body.type === type)
const only = (type: string) => {
  expect(arrived(type)).toHaveLength(1)
  return arrived(type)[0]!
}
const keep = (name: string) => council.remote(peer.actor(name).document as JsonObject)
/** A post of somebody at the peer. */
const remotePost = (author: Actor, n: number, extra: object = {}) =>
  council.received({ uri: `${author.uri}/statuses/${n}`, author: author.id, ...extra })

beforeAll(async () => {
  const [port] = (await freePorts(1)) as [number]
  peer = await startPeer(port)
  council = await testCouncil({ allowPrivateOrigins: [peer.origin] })
  ;[nia, gwil] = [await council.person('nia'), await council.person('gwil')]
  ;[owl, elk, fox] = [await keep('owl'), await keep('elk'), await keep('fox')]
  await council.follow(owl, nia.actor.id)
  await council.follow(elk, (await council.council()).id)
  await council.settle()
})
beforeEach(async () => {
  await council.settle()
  peer.inbox.length = 0
})
afterAll(async () => {
  await council?.close()
  await peer?.stop()
})

describe('a story', () => {
  test('goes whole, once to each server, signed and proven by its author', async () => {
    const story = await council.story(nia)
    await council.settle()
    const delivery = only('Create')
    expect(delivery.path).toBe('/inbox')
    expect(isSignedBy(delivery, nia.actor, peer.origin)).toBe(true)
    expect(isProvenBy(delivery.body, nia.actor)).toBe(true)
    expect(delivery.headers['content-type']).toBe('application/activity+json')
    expect(delivery.body).toMatchObject({
      id: expect.stringMatching(/^https:\/\/aldermere\.example\/activities\/[0-9a-f]{32}-1$/),
      actor: nia.actor.uri,
      to: [everyone],
      cc: [`${nia.actor.uri}/followers`],
      object: {
        id: story.post.uri,
        type: 'Article',
        attributedTo: nia.actor.uri,
        'schema:positiveNotes': '<p>Narrow lanes are served for the first time.</p>',
        'schema:negativeNotes': '<p>Two lorries were too few in December.</p>'
      }
    })
    // One context for all, in the activity.
    expect(delivery.body.object).not.toHaveProperty('@context')
  })

  test('is shown by the council to its followers, by id', async () => {
    const story = await council.story(nia)
    await council.settle()
    const delivery = only('Announce')
    const aldermere = await council.council()
    expect(isSignedBy(delivery, aldermere, peer.origin)).toBe(true)
    expect(delivery.body).toMatchObject({
      actor: aldermere.uri,
      object: story.post.uri,
      to: [everyone],
      cc: [`${aldermere.uri}/followers`, nia.actor.uri]
    })
  })

  test('counts here as shared by the council, and so reaches those here who follow it', async () => {
    await followActor(council.context, gwil.actor.id, (await council.council()).id)
    const story = await council.story(nia)
    await council.settle()
    const again = await anyPost(council.context.store.read, { id: story.post.id })
    expect(again!.post.shares).toBe(1)
    const { rows } = await readTimeline(council.context.store.read, gwil.actor.id, {})
    expect(rows[0]).toMatchObject({ post: { id: story.post.id } })
  })

  test('goes out once, however often its consequences are run', async () => {
    const story = await council.story(nia)
    await council.settle()
    const id = /([0-9a-f]{32})-1$/.exec(only('Create').body.id)![1]!
    const event = {
      id,
      kind: 'story.published',
      actor: nia.actor.id,
      subject: story.post.id,
      ids: {},
      created: new Date()
    }
    await sendStory(council.federation, event as never)
    await council.settle()
    expect(arrived('Create')).toHaveLength(1)
    expect(arrived('Announce')).toHaveLength(1)
  })

  test('stays here as a draft, and for members only', async () => {
    await council.story(nia, { audience: 'draft' })
    await council.story(nia, { audience: 'local' })
    await council.settle()
    expect(peer.inbox).toEqual([])
  })

  test('tells those whom it names', async () => {
    await council.story(gwil, { body: `As @fox@${fox.host} told us.` })
    await council.settle()
    expect(only('Create').body).toMatchObject({
      cc: [`${gwil.actor.uri}/followers`, fox.uri],
      object: { tag: expect.arrayContaining([{ type: 'Mention', href: fox.uri, name: `@fox@${fox.host}` }]) }
    })
  })

  test('edited, tells everyone who has a copy, and says when', async () => {
    const story = await council.story(nia)
    await council.settle()
    const edited = await editStory(council.context, nia, story.post.id, { ...storyInput, title: 'Smaller lorries' })
    await council.settle()
    const { body } = only('Update')
    expect(body.object).toMatchObject({ name: 'Smaller lorries', updated: edited.post.edited!.toISOString() })
    expect(isProvenBy(body, nia.actor)).toBe(true)
    await editStory(council.context, nia, story.post.id, { ...storyInput, title: 'Small lorries' })
    await council.settle()
    const [first, second] = arrived('Update').map((update) => update.body)
    expect(second!.id).not.toBe(first!.id)
    expect(second!.object.updated > first!.object.updated).toBe(true)
  })

  test('withdrawn, is deleted wherever it went, and the council takes its Announce back', async () => {
    const story = await council.story(gwil, { body: `As @fox@${fox.host} told us.` })
    await council.settle()
    const [create, announce] = [only('Create').body, only('Announce').body]
    await withdrawPost(council.context, gwil, story.post.id)
    await council.settle()
    expect(only('Delete').body).toMatchObject({
      actor: gwil.actor.uri,
      to: [everyone],
      cc: [`${gwil.actor.uri}/followers`, fox.uri],
      object: { id: story.post.uri, type: 'Tombstone', formerType: 'Article', deleted: expect.any(String) }
    })
    expect(only('Undo').body.object).toMatchObject({ id: announce.id, type: 'Announce', object: story.post.uri })
    // Nothing of what it said is kept for sending.
    expect(await activityByUri(council.context.store.read, create.id)).toBeUndefined()
  })

  test('withdrawn before it could be delivered, is not delivered any more', async () => {
    peer.answerWith(() => ({ status: 500 }))
    const story = await council.story(nia)
    await council.settle()
    await withdrawPost(council.context, nia, story.post.id)
    await council.react()
    peer.answerWith(() => ({ status: 202 }))
    council.context.pass(3_600_000)
    await council.settle()
    expect(arrived('Create')).toEqual([])
    expect(arrived('Delete')).toHaveLength(1)
  })
})

describe('a question', () => {
  test('of everyone is shown by the council; about a story elsewhere it goes to its author', async () => {
    await askQuestion(council.context, nia, { title: 'Who has small lorries?' })
    await council.settle()
    expect(only('Create').body.object).toMatchObject({ type: 'Note', name: 'Who has small lorries?' })
    expect(arrived('Announce')).toHaveLength(1)
    peer.inbox.length = 0
    const story = await remotePost(fox, 1, { kind: 'story' })
    await askQuestion(council.context, gwil, { title: 'Which licence?', about: story.post.uri })
    await council.settle()
    expect(only('Create').body).toMatchObject({
      cc: expect.arrayContaining([fox.uri]),
      object: { inReplyTo: story.post.uri, tag: [{ type: 'Mention', href: fox.uri }] }
    })
    expect(only('Create').body.object).not.toHaveProperty('name')
    expect(arrived('Announce')).toEqual([])
  })

  test('answered: its asker says so to all who have it', async () => {
    const question = await askQuestion(council.context, gwil, { title: 'Which licence?' })
    const answer = await council.received({
      uri: `${fox.uri}/statuses/9`,
      author: fox.id,
      inReplyTo: question.post.uri
    })
    await council.settle()
    peer.inbox.length = 0
    await acceptAnswer(council.context, gwil, answer.post.id)
    await council.settle()
    const accepted = only('Update').body
    expect(accepted).toMatchObject({
      actor: gwil.actor.uri,
      object: { id: question.post.uri, 'schema:acceptedAnswer': [answer.post.uri], updated: expect.any(String) }
    })
    expect(accepted.object.content).toContain('Answered:')
    await unacceptAnswer(council.context, gwil, answer.post.id)
    await council.settle()
    const taken = arrived('Update')[1]!.body
    expect(taken.object).not.toHaveProperty('schema:acceptedAnswer')
    expect(taken.object.updated > accepted.object.updated).toBe(true)
  })

  test('asked elsewhere about a story of ours, answered in the eyes of its author: the conversation says so', async () => {
    const story = await council.story(nia)
    const question = await council.received({
      uri: `${fox.uri}/statuses/20`,
      author: fox.id,
      kind: 'question',
      title: 'Which licence?',
      inReplyTo: story.post.uri,
      question: { about: story.post.uri, accepted: [] }
    })
    const answer = await writeReply(council.context, nia, { inReplyTo: question.post.uri, body: 'None.' })
    await council.settle()
    peer.inbox.length = 0
    await acceptAnswer(council.context, nia, answer.post.id)
    await council.settle()
    expect(only('Update').body).toMatchObject({
      actor: nia.actor.uri,
      object: {
        id: story.post.context,
        type: 'OrderedCollection',
        attributedTo: nia.actor.uri,
        totalItems: 3,
        'schema:acceptedAnswer': [answer.post.uri]
      }
    })
  })
})

describe('a reply', () => {
  const told = async (reply: WholePost) => {
    await council.settle()
    const { body } = only('Create')
    expect(body.object.id).toBe(reply.post.uri)
    return body as Doc
  }

  test('goes to whom it answers and to those above', async () => {
    const first = await remotePost(fox, 30, { kind: 'post' })
    const second = await council.received({ uri: `${elk.uri}/statuses/31`, author: elk.id, inReplyTo: first.post.uri })
    const body = await told(await writeReply(council.context, gwil, { inReplyTo: second.post.uri, body: 'Quite.' }))
    expect(body).toMatchObject({ to: [everyone], cc: [`${gwil.actor.uri}/followers`, elk.uri] })
    expect(body.object).not.toHaveProperty('name')
  })

  test('to something private goes to those named, and to nobody else', async () => {
    const secret = await remotePost(fox, 40, { visibility: 'direct', named: [nia.actor.id] })
    const body = await told(await writeReply(council.context, nia, { inReplyTo: secret.post.uri, body: 'Thanks.' }))
    expect(body).toMatchObject({ to: [fox.uri], cc: [] })
    // Whoever passed it on could prove who said it.
    expect(body).not.toHaveProperty('proof')
  })

  test('to something for members only stays here', async () => {
    const story = await council.story(nia, { audience: 'local' })
    await writeReply(council.context, gwil, { inReplyTo: story.post.uri, body: 'Well done.' })
    await council.settle()
    expect(peer.inbox).toEqual([])
  })
})

describe('who gets nothing', () => {
  test('with an allow-list: whoever is not on it', async () => {
    const closed = await testCouncil({ allowPrivateOrigins: [peer.origin], federationMode: 'allow-list' })
    const writer = await closed.person('writer')
    const document = peer.actor('bee').document as JsonObject
    const bee = await closed.remote(document, 'unknown')
    await closed.follow(bee, writer.actor.id)
    await closed.story(writer)
    await closed.settle()
    expect(peer.inbox).toEqual([])
    await closed.remote(document, 'known')
    await closed.story(writer)
    await closed.settle()
    expect(arrived('Create')).toHaveLength(1)
    await closed.close()
  })

  test('a blocked server', async () => {
    await council.context.store.write((tx) => setInstanceTrust(tx, peer.host, 'blocked', ''))
    await council.story(nia)
    await council.story(nia, { body: `As @fox@${fox.host} told us.` })
    await council.settle()
    expect(peer.inbox).toEqual([])
    await council.context.store.write((tx) => setInstanceTrust(tx, peer.host, 'known', ''))
  })

  test('a server blocked between publishing and delivering', async () => {
    await council.follow(owl, nia.actor.id)
    await council.settle()
    peer.inbox.length = 0
    await council.story(nia)
    await council.react()
    await council.context.store.write((tx) => setInstanceTrust(tx, peer.host, 'blocked', ''))
    await council.deliver()
    expect(peer.inbox).toEqual([])
    await council.context.store.write((tx) => setInstanceTrust(tx, peer.host, 'known', ''))
  })
})
