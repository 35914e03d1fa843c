/** What other servers get when they ask: documents, collections, and nothing that is not for them. */
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { outboxQuery } from '../../federation/outbox.store.ts'
import { interestQuery, saidQuery } from '../../federation/served/collections.store.ts'
import { acceptConstraint, documentRoutes } from '../../federation/served/routes.ts'
import { dialect } from '../../schema/columns.ts'
import type { Actor } from '../../server/actors/actors.store.ts'
import { changeActor } from '../../server/actors/actors.store.ts'
import { followActor } from '../../server/follows/follows.ts'
import { receiveInterest, showInterest } from '../../server/interest/interest.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { setActorTrust, setInstanceTrust } from '../../server/moderation/instances.store.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import { withdrawPost } from '../../server/posts/withdraw.ts'
import { acceptAnswer } from '../../server/questions/answers.ts'
import { askQuestion } from '../../server/questions/questions.ts'
import { writeReply } from '../../server/replies/replies.ts'
import { editStory } from '../../server/stories/stories.ts'
import type { Doc } from '../help/peer.ts'
import { actorElsewhere, storyInput, type TestCouncil, testCouncil } from './council.ts'

const activity = 'application/activity+json'
const mastodon = `${activity}, application/ld+json; profile="https://www.w3.org/ns/activitystreams", text/html;q=0.1`
const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

let council: TestCouncil
let app: FastifyInstance
let nia: Viewer
let gwil: Viewer
let owl: Actor
let story: WholePost
/** Who the next signed requests are by. */
let signer: string | undefined

const ask = (url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
  app.inject({ method, url: url.replace('https://aldermere.example', ''), headers: { accept: activity, ...headers } })
const document = async (url: string, headers: Record<string, string> = {}): Promise<Doc> => {
  const response = await ask(url, headers)
  expect(response.statusCode, `${url}: ${response.body}`).toBe(200)
  expect(response.headers['content-type']).toBe('application/activity+json; charset=utf-8')
  return response.json()
}
const signedBy = (uri: string) => ({ signature: `keyId="${uri}#main-key",headers="date",signature="AAAA"` })
const status = async (url: string, headers: Record<string, string> = {}) => (await ask(url, headers)).statusCode

async function start(from: TestCouncil): Promise<FastifyInstance> {
  const made = Fastify({ routerOptions: { constraints: { accept: acceptConstraint } } })
  for (const url of ['/stories/:id', '/questions/:id', '/replies/:id', '/@:handle'])
    made.get(url, async (_request, reply) => reply.type('text/html').send('<h1>A page</h1>'))
  await made.register(documentRoutes(from.federation, { signedBy: async () => signer }))
  return made as unknown as FastifyInstance
}

beforeAll(async () => {
  council = await testCouncil()
  app = await start(council)
  nia = await council.person('nia')
  gwil = await council.person('gwil')
  owl = await council.remote(actorElsewhere('owl'))
  story = await council.story(nia)
  await council.react()
})
beforeEach(() => {
  signer = undefined
})
afterAll(async () => {
  await app.close()
  await council.close()
})

describe('the same address', () => {
  test('gives machines the document and people the page', async () => {
    const { post } = story
    expect(await document(post.uri)).toMatchObject({ id: post.uri, type: 'Article' })
    expect((await ask(post.uri, { accept: browser })).body).toContain('A page')
    expect((await ask(post.uri, { accept: '*/*' })).body).toContain('A page')
  })

  test.each([
    [mastodon, true],
    ['application/ld+json; profile="https://www.w3.org/ns/activitystreams"', true],
    ['text/html, application/activity+json', true],
    ['text/html;q=0.9, application/activity+json;q=0.8', false],
    ['application/activity+json;q=0', false],
    ['application/json', false]
  ])('by what is wanted more: %s', async (accept, wanted) => {
    const { headers } = await ask(story.post.uri, { accept })
    expect(String(headers['content-type']).startsWith(activity)).toBe(wanted)
  })

  test('HEAD is answered like GET, without the body', async () => {
    const response = await ask(story.post.uri, {}, 'HEAD')
    expect(response.statusCode).toBe(200)
    expect(response.headers['content-type']).toContain(activity)
    expect(response.body).toBe('')
  })

  test('caches are told that it depends on who asks, and to ask again soon', async () => {
    const { headers } = await ask(story.post.uri)
    expect(headers.vary).toBe('Accept')
    expect(headers['cache-control']).toBe('public, max-age=30')
  })
})

describe('documents', () => {
  test('actors, by id and by handle', async () => {
    const actor = await document(nia.actor.uri)
    expect(actor).toMatchObject({ id: nia.actor.uri, type: 'Person', '@context': expect.any(Array) })
    expect(actor['@context']).toContain('https://w3id.org/security/v1')
    expect(await document('/@nia')).toEqual(actor)
    expect(await document('/@nia@aldermere.example')).toEqual(actor)
    expect(await document('/@NIA')).toEqual(actor)
    expect(await status('/@nobody')).toBe(404)
    expect(await status('/@owl@mastodon.example')).toBe(404)
    expect(await status(`/actors/${owl.id}`)).toBe(404)
    expect(await status('/actors/%00')).toBe(404)
    expect(await document('/actor')).toMatchObject({ id: 'https://aldermere.example/actor', type: 'Application' })
  })

  test('what has no page is a document for whoever does not ask for a page by name', async () => {
    expect((await ask(nia.actor.uri, { accept: '*/*' })).headers['content-type']).toContain(activity)
    expect((await ask(nia.actor.uri, { accept: browser })).statusCode).toBe(404)
  })

  test('questions and replies', async () => {
    const question = await askQuestion(council.context, nia, { title: 'Who knows?' })
    const reply = await writeReply(council.context, gwil, { inReplyTo: question.post.uri, body: 'I do.' })
    expect(await document(question.post.uri)).toMatchObject({ id: question.post.uri, type: 'Note' })
    expect(await document(reply.post.uri)).toMatchObject({ id: reply.post.uri, inReplyTo: question.post.uri })
    expect(await status(reply.post.uri.replace('/replies/', '/stories/'))).toBe(404)
  })

  test('what was withdrawn answers 410 with a Tombstone, to anyone', async () => {
    const gone = await council.story(nia)
    await council.react()
    await withdrawPost(council.context, nia, gone.post.id)
    const response = await ask(gone.post.uri)
    expect(response.statusCode).toBe(410)
    expect(response.json()).toMatchObject({ type: 'Tombstone', id: gone.post.uri, formerType: 'Article' })
    expect(response.body).not.toContain('lorries')
    expect(await status(`${gone.post.uri}/replies`)).toBe(410)
  })

  test('a deleted actor answers 410', async () => {
    const gone = await council.person('gone')
    const { store, clock } = council.context
    await store.write((tx) => changeActor(tx, gone.actor.id, { deleted: clock() }))
    expect(await status(gone.actor.uri)).toBe(410)
    expect(await status(`${gone.actor.uri}/outbox`)).toBe(410)
  })

  test('follows of ours, so that an Accept can be checked', async () => {
    const { uri } = await followActor(council.context, nia.actor.id, owl.id)
    expect(await document(uri)).toMatchObject({ id: uri, type: 'Follow', actor: nia.actor.uri, object: owl.uri })
    expect(await status('/follows/00000000000070008000000000000000')).toBe(404)
  })
})

describe('what is not for everyone', () => {
  test.each(['draft', 'local'])('a %s story is nowhere', async (audience) => {
    const hidden = await council.story(nia, { audience })
    signer = owl.uri
    for (const path of ['', '/replies', '/likes', '/shares', '/context'])
      expect(await status(hidden.post.uri + path, signedBy(owl.uri))).toBe(404)
    await withdrawPost(council.context, nia, hidden.post.id)
    expect(await status(hidden.post.uri)).toBe(404)
  })

  test('a direct reply is for those named, when they sign', async () => {
    const secret = await council.received({
      uri: 'https://mastodon.example/secret',
      author: owl.id,
      visibility: 'direct',
      named: [nia.actor.id]
    })
    const reply = await writeReply(council.context, nia, { inReplyTo: secret.post.uri, body: 'Yes.' })
    await council.react()
    expect(await status(reply.post.uri)).toBe(404)
    expect(await status(`${reply.post.uri}/context`)).toBe(404)
    signer = owl.uri
    const response = await ask(reply.post.uri, signedBy(owl.uri))
    expect(response.statusCode).toBe(200)
    expect(response.headers['cache-control']).toBe('private, no-store')
    signer = (await council.remote(actorElsewhere('mouse'))).uri
    expect(await status(reply.post.uri, signedBy(signer))).toBe(404)
    // A name without a signature that holds opens nothing.
    signer = undefined
    expect(await status(reply.post.uri, signedBy(owl.uri))).toBe(404)
    expect(JSON.stringify(await document(`${nia.actor.uri}/outbox?page=true`))).not.toContain(reply.post.uri)
  })
})

describe('activities', () => {
  test('stand in the outbox, newest first, a page at a time', async () => {
    const writer = await council.person('writer')
    const uris: string[] = []
    for (let n = 0; n < 25; n++) uris.unshift((await council.story(writer)).post.uri)
    await council.react()
    const outbox = await document(`${writer.actor.uri}/outbox`)
    expect(outbox).toMatchObject({
      id: `${writer.actor.uri}/outbox`,
      type: 'OrderedCollection',
      totalItems: 25,
      first: `${writer.actor.uri}/outbox?page=true`
    })
    const first = await document(outbox.first)
    expect(first).toMatchObject({ type: 'OrderedCollectionPage', partOf: outbox.id })
    const second = await document(first.next)
    expect(second).not.toHaveProperty('next')
    const items = [...first.orderedItems, ...second.orderedItems]
    expect(items.map((item: Doc) => item.object.id)).toEqual(uris)
    expect(items[0]).toMatchObject({ type: 'Create', object: { type: 'Article' } })
    expect(items[0]).not.toHaveProperty('@context')
    const announced = await document(`${(await council.council()).uri}/outbox?page=true`)
    expect(announced.orderedItems[0]).toMatchObject({ type: 'Announce', object: uris[0] })
  })

  test('can be fetched, with what they are about as it now stands', async () => {
    const writer = await council.person('editor')
    const whole = await council.story(writer)
    await council.react()
    const [create] = (await document(`${writer.actor.uri}/outbox?page=true`)).orderedItems
    expect(await document(create.id)).toMatchObject({ id: create.id, proof: { type: 'DataIntegrityProof' } })
    await editStory(council.context, writer, whole.post.id, { ...storyInput, title: 'Smaller lorries' })
    const now = await document(create.id)
    expect(now.object.name).toBe('Smaller lorries')
    expect(now).not.toHaveProperty('proof')
    await council.react()
    await withdrawPost(council.context, writer, whole.post.id)
    expect((await document(`${writer.actor.uri}/outbox?page=true`)).orderedItems).toEqual([])
    expect(await status(create.id)).toBe(404)
    await council.react()
    expect(await document(`${writer.actor.uri}/outbox`)).toMatchObject({ totalItems: 0 })
    expect(await status('/activities/nothing')).toBe(404)
  })
})

describe('collections of people', () => {
  test('followers are counted, and those are named who are not strangers', async () => {
    const famous = await council.person('famous')
    const known = await council.remote(actorElsewhere('known', 'known.example'))
    const stranger = await council.remote(actorElsewhere('stranger', 'stranger.example'), 'unknown')
    for (const actor of [known, stranger]) await council.follow(actor, famous.actor.id)
    await followActor(council.context, gwil.actor.id, famous.actor.id)
    const followers = await document(`${famous.actor.uri}/followers`)
    expect(followers).toMatchObject({ type: 'OrderedCollection', totalItems: 3 })
    expect((await document(followers.first)).orderedItems.sort()).toEqual([gwil.actor.uri, known.uri].sort())
    const following = await document(`${gwil.actor.uri}/following`)
    expect(following).toMatchObject({ totalItems: 1 })
    expect((await document(following.first)).orderedItems).toEqual([famous.actor.uri])
  })

  test('nothing is featured that nobody pinned, and the council’s topics are its featured tags', async () => {
    expect(await document(`${nia.actor.uri}/featured`)).toMatchObject({ totalItems: 0, orderedItems: [] })
    expect(await document('/actor/outbox')).toMatchObject({ totalItems: 0 })
    const tags = await document(`${(await council.council()).uri}/featuredTags`)
    expect(tags.items).toContainEqual({
      type: 'Hashtag',
      href: 'https://aldermere.example/topics/waste',
      name: '#waste'
    })
  })
})

describe('collections of a post', () => {
  test('replies are listed oldest first, ours and others’, a page at a time', async () => {
    const question = await askQuestion(council.context, nia, { title: 'How many?' })
    const uris: string[] = []
    for (let n = 0; n < 23; n++) {
      const uri = `https://mastodon.example/answers/${n}`
      await council.received({ uri, author: owl.id, inReplyTo: question.post.uri })
      uris.push(uri)
    }
    uris.push((await writeReply(council.context, gwil, { inReplyTo: question.post.uri, body: 'One.' })).post.uri)
    const replies = await document(`${question.post.uri}/replies`)
    expect(replies).toMatchObject({ type: 'Collection', totalItems: 24, first: { type: 'CollectionPage' } })
    const rest = await document(replies.first.next)
    expect([...replies.first.items, ...rest.items]).toEqual(uris)
    expect((await document(question.post.uri)).replies.totalItems).toBe(24)
  })

  test('a blocked person’s reply is neither listed nor counted', async () => {
    const question = await askQuestion(council.context, nia, { title: 'And now?' })
    const pest = await council.remote(actorElsewhere('pest', 'pest.example'))
    await council.received({ uri: 'https://pest.example/1', author: pest.id, inReplyTo: question.post.uri })
    expect(await document(`${question.post.uri}/replies`)).toMatchObject({ totalItems: 1 })
    await council.context.store.write((tx) => setActorTrust(tx, pest.uri, 'blocked'))
    expect(await document(`${question.post.uri}/replies`)).toMatchObject({ totalItems: 0, first: { items: [] } })
    expect((await document(question.post.uri)).replies.totalItems).toBe(0)
  })

  test('likes and shares list the activities that said so', async () => {
    await receiveInterest(council.context, {
      ...{ actor: owl.id, post: story.post.id, kind: 'like', uri: 'https://mastodon.example/likes/1' }
    })
    await showInterest(council.context, gwil, 'share', story.post.uri)
    expect(await document(`${story.post.uri}/likes`)).toMatchObject({ type: 'Collection', totalItems: 1 })
    expect((await document(`${story.post.uri}/likes?page=true`)).items).toEqual(['https://mastodon.example/likes/1'])
    const shares = await document(`${story.post.uri}/shares`)
    // The council’s own Announce is one of them.
    expect(shares.totalItems).toBe(2)
    expect((await document(shares.first)).items).toHaveLength(2)
    await council.react()
    for (const uri of (await document(shares.first)).items)
      expect(await document(uri)).toMatchObject({ type: 'Announce', object: story.post.uri })
  })

  test('the conversation lists all of it, has an owner, and names the accepted answers', async () => {
    const question = await askQuestion(council.context, gwil, { title: 'Why?', about: story.post.uri })
    const answer = await writeReply(council.context, nia, { inReplyTo: question.post.uri, body: 'Because.' })
    await acceptAnswer(council.context, gwil, answer.post.id)
    const { context } = await document(answer.post.uri)
    expect(context).toBe(`${story.post.uri}/context`)
    expect(await document(context)).toMatchObject({
      id: context,
      type: 'OrderedCollection',
      attributedTo: nia.actor.uri,
      totalItems: 3,
      'schema:acceptedAnswer': [answer.post.uri]
    })
    const page = await document(`${context}?page=true`)
    expect(page.orderedItems).toEqual([story.post.uri, question.post.uri, answer.post.uri])
  })

  test.skipIf(dialect === 'postgres')('no list is read without an index', () => {
    const { read } = council.context.store
    const key = story.post.id
    const queries = [
      saidQuery(read, { parent: key }, { after: key }, 20),
      saidQuery(read, { thread: key }, { after: key }, 20),
      interestQuery(read, key, ['like', 'reaction'], { after: key }, 20),
      outboxQuery(read, key, { after: key }, 20)
    ]
    for (const query of queries)
      expect(council.context.store.explain(query).join('\n')).not.toMatch(/SCAN (?!CONSTANT)/)
  })

  test('a key that is none is no fault', async () => {
    expect(await document(`${story.post.uri}/replies?after=%00'--`)).toMatchObject({ type: 'CollectionPage' })
    expect(await document(`${story.post.uri}/likes?page=1&page=2`)).toMatchObject({ type: 'CollectionPage' })
  })
})

describe('blocked servers', () => {
  afterEach(() => council.context.store.write((tx) => setInstanceTrust(tx, 'evil.example', 'unknown', '')))

  test('read nothing, by whichever signature they come; others do', async () => {
    await council.context.store.write((tx) => setInstanceTrust(tx, 'evil.example', 'blocked', ''))
    council.context.pass(2_000)
    expect(await status(story.post.uri, signedBy('https://evil.example/actor'))).toBe(403)
    expect(await status(story.post.uri, signedBy('https://sub.evil.example/actor'))).toBe(403)
    const input = 'sig1=("@method");created=1;keyid="https://evil.example/actor#main-key"'
    expect(await status(story.post.uri, { 'signature-input': input, signature: 'sig1=:AAAA:' })).toBe(403)
    expect(await status(`${nia.actor.uri}/outbox`, signedBy('https://evil.example/actor'))).toBe(403)
    expect(await status(story.post.uri, signedBy('https://good.example/actor'))).toBe(200)
    expect(await status('/actor', signedBy('https://evil.example/actor'))).toBe(200)
  })

  test('nor does a blocked person', async () => {
    const pest = await council.remote(actorElsewhere('pest2', 'other.example'))
    await council.context.store.write((tx) => setActorTrust(tx, pest.uri, 'blocked'))
    expect(await status(story.post.uri, signedBy(pest.uri))).toBe(403)
  })
})

describe('with an allow-list', () => {
  let closed: TestCouncil
  let before: FastifyInstance
  beforeAll(async () => {
    closed = await testCouncil({ federationMode: 'allow-list' })
    before = app
    app = await start(closed)
  })
  afterAll(async () => {
    await app.close()
    app = before
    await closed.close()
  })

  test('only those on it who sign may read; the server’s own actor everyone may', async () => {
    const writer = await closed.person('writer')
    const friend = await closed.remote(actorElsewhere('friend', 'friend.example'), 'known')
    const { uri } = (await closed.story(writer)).post
    expect(await status(uri)).toBe(401)
    expect(await status(uri, signedBy(friend.uri))).toBe(401)
    signer = 'https://stranger.example/actor'
    expect(await status(uri, signedBy(signer))).toBe(403)
    signer = friend.uri
    const response = await ask(uri, signedBy(friend.uri))
    expect(response.statusCode).toBe(200)
    expect(response.headers['cache-control']).toBe('private, no-store')
    expect(response.headers.vary).toContain('Signature')
    expect(await status(`${writer.actor.uri}/outbox`)).toBe(401)
    expect(await status('/actor')).toBe(200)
  })
})
