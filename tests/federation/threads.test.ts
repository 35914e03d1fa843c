/** Conversations are made whole: what a reply answers is fetched upwards, what was said below a post downwards. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { threadLimits } from '../../federation/threads.ts'
import { type Doc, type Peer, type PeerActor, startPeer } from '../help/peer.ts'
import { type Answer, freePorts, type Person, type TestServer, testServer, until } from '../help/server.ts'

let server: TestServer
let mastodon: Peer
let other: Peer
let stranger: Peer
let maddy: PeerActor
let owen: PeerActor
let nia: Person
let admin: Person
let story: Answer

beforeAll(async () => {
  const [a, b, c, d] = (await freePorts(4)) as [number, number, number, number]
  server = await testServer(
    a,
    'Aldermere',
    [b, c, d].map((port) => `http://127.0.0.1:${port}`)
  )
  mastodon = await startPeer(b)
  other = await startPeer(c)
  stranger = await startPeer(d)
  nia = await server.person('nia')
  admin = await server.person('ruth', 'admin')
  maddy = mastodon.actor('maddy')
  owen = other.actor('owen')
  for (const { host } of [mastodon, other])
    await admin.call('PUT', `moderation/domains/${encodeURIComponent(host)}`, { state: 'known', reason: 'test' })
  story = await nia.call('POST', 'stories', {
    ...{ title: 'Library table', summary: 'Two officers and a kettle.', body: 'We moved.' },
    ...{ wentWell: 'People came earlier.', wentBadly: 'No private room.', topics: ['housing'] }
  })
  await nia.call('POST', 'follows', { target: maddy.id })
  const follow = await mastodon.received(({ type }) => type === 'Follow')
  await maddy.post(`${nia.uri}/inbox`, mastodon.activity(maddy, 'Accept', follow.body))
  await until(async () => (await server.document(`${nia.uri}/following`)).totalItems === 1)
})
afterAll(async () => {
  await Promise.all([server?.stop(), mastodon?.stop(), other?.stop(), stranger?.stop()])
})

const object = (uri: string): Promise<Answer> => nia.call('GET', `object?uri=${encodeURIComponent(uri)}`)
const isHere = async (uri: string) =>
  (await fetch(`${server.origin}/api/folkmoot/v1/object?uri=${encodeURIComponent(uri)}`)).status === 200
const send = (by: PeerActor, activity: Doc) => by.post(`${server.origin}/inbox`, activity)
const say = (peer: Peer, by: PeerActor, content: string, inReplyTo: string | null, extra: Doc = {}): Doc =>
  peer.create(by, { content: `<p>${content}</p>`, inReplyTo, ...extra }).object
/** A long time ago, so that opening it looks below. */
const published = '2025-01-01T00:00:00Z'

test('what a reply answers is fetched, twenty posts up and no further', async () => {
  const chain: Doc[] = [say(mastodon, maddy, 'Step 0', null)]
  for (let n = 1; n < 30; n++) chain.push(say(mastodon, maddy, `Step ${n}`, chain[n - 1]!.id))
  await send(maddy, mastodon.create(maddy, { content: '<p>At last</p>', inReplyTo: chain[29]!.id, cc: [nia.uri] }))
  await until(() => isHere(chain[30 - threadLimits.above]!.id), 60)
  await new Promise((done) => setTimeout(done, 500))
  expect(await isHere(chain[29 - threadLimits.above]!.id)).toBe(false)
}, 90_000)

test('a post that is looked up comes with what was said below it, on all known servers', async () => {
  const root = say(mastodon, maddy, 'Who has a spare key', null, { published })
  const first = say(other, owen, 'We have one', root.id)
  const second = say(mastodon, maddy, 'How kind', first.id)
  const unknown = say(stranger, stranger.actor('sid'), 'Buy keys here', root.id)
  const unrelated = say(other, owen, 'Of something else', null)
  const page = (n: number, items: string[], next?: string): Doc => ({
    id: `${root.id}/replies?page=${n}`,
    type: 'CollectionPage',
    partOf: `${root.id}/replies`,
    items,
    ...(next && { next })
  })
  const listed: Doc = { id: `${root.id}/replies`, type: 'Collection', first: `${root.id}/replies/1` }
  const farAway = `${other.origin}/page`
  const hidden = say(other, owen, 'Listed elsewhere', root.id)
  Object.assign(root, { replies: listed.id })
  Object.assign(first, { replies: { type: 'Collection', items: [second.id] } })
  for (const [id, document] of [
    [root.id, root],
    [first.id, first],
    [listed.id, listed],
    [
      `${root.id}/replies/1`,
      { ...page(1, [unknown.id, unrelated.id], `${root.id}/replies/2`), id: `${root.id}/replies/1` }
    ],
    [`${root.id}/replies/2`, { ...page(2, [first.id], farAway), id: `${root.id}/replies/2` }]
  ] as [string, Doc][])
    (id.startsWith(other.origin) ? other : mastodon).documents.set(id, document)
  other.documents.set(farAway, { ...page(3, [hidden.id]), id: farAway })
  await object(root.id)
  const whole = await until(async () => {
    const found = await object(root.id)
    return found.replies.length === 2 && found
  }, 40)
  expect(new Set(whole.replies.map((one: Answer) => one.uri))).toEqual(new Set([first.id, second.id]))
  const held = await until(async () =>
    (await admin.call('GET', 'moderation/queue')).items.find((one: Answer) => one.object === unknown.id)
  )
  expect(held.summary).toContain('Buy keys here')
  for (const uri of [unknown.id, unrelated.id, hidden.id]) expect(await isHere(uri)).toBe(false)
})

test('an old post is asked about again when somebody opens it', async () => {
  const note = mastodon.create(maddy, { content: '<p>Long ago</p>', published, cc: [nia.uri] })
  await send(maddy, note)
  await until(() => isHere(note.object.id))
  const late = say(other, owen, 'Much later', note.object.id)
  mastodon.documents.set(note.object.id, {
    ...note.object,
    replies: {
      type: 'Collection',
      id: `${note.object.id}/replies`,
      first: { type: 'CollectionPage', items: [late.id] }
    }
  })
  await object(note.object.id)
  await until(() => isHere(late.id), 40)
})

test('of a long conversation no more is fetched in a day than the limit', async () => {
  const root = say(mastodon, maddy, 'A long one', null, { published })
  const replies = Array.from({ length: 130 }, (_, n) => say(mastodon, maddy, `Answer ${n}`, root.id))
  const context = `${mastodon.origin}/contexts/1`
  mastodon.documents.set(context, {
    id: context,
    type: 'OrderedCollection',
    orderedItems: [root.id, ...replies.map(({ id }) => id)]
  })
  mastodon.documents.set(root.id, { ...root, context })
  await object(root.id)
  const count = async () => (await object(root.id)).replies.length as number
  await until(() => isHere(replies[threadLimits.day - 1]!.id), 60)
  await new Promise((done) => setTimeout(done, 1_500))
  expect(await count()).toBe(threadLimits.day)
}, 90_000)

test('a collection that never ends is left', async () => {
  const root = say(mastodon, maddy, 'Round and round', null, { published })
  const pages = Array.from({ length: 60 }, (_, n) => `${root.id}/replies/${n}`)
  for (const [n, id] of pages.entries())
    mastodon.documents.set(id, { id, type: 'CollectionPage', items: 7, next: pages[(n + 1) % 60] })
  mastodon.documents.set(root.id, { ...root, replies: pages[0] })
  await object(root.id)
  expect((await object(story.uri)).uri).toBe(story.uri)
})

test('what stands beside a reply that came is fetched too, without anybody opening it, and within limits', async () => {
  const root = say(other, owen, 'Who has a lorry', null, { published })
  const answers = Array.from({ length: threadLimits.beside + 5 }, (_, n) => say(other, owen, `Lorry ${n}`, root.id))
  other.documents.set(root.id, {
    ...root,
    replies: { type: 'Collection', id: `${root.id}/replies`, items: answers.map(({ id }) => id) }
  })
  // Nobody here follows Owen; what Maddy answers brings him.
  await send(maddy, mastodon.create(maddy, { content: '<p>Ask Owen</p>', inReplyTo: root.id }))
  await until(() => isHere(root.id))
  await until(() => isHere(answers[threadLimits.beside - 1]!.id), 60)
  await new Promise((done) => setTimeout(done, 1_500))
  expect(await isHere(answers[threadLimits.beside]!.id)).toBe(false)
}, 90_000)
