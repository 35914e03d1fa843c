/** Activities that come with an id that was there before, or with none: what is said anew counts, the same request once. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Doc, type Peer, type PeerActor, publicUri, startPeer } from '../help/peer.ts'
import { type Answer, freePorts, type Person, type TestServer, testServer, until } from '../help/server.ts'

let server: TestServer
let peer: Peer
let nia: Person
let maddy: PeerActor
let story: Answer
/** Moments apart, so that no two requests are signed alike. */
let seconds = 0

beforeAll(async () => {
  const [a, b] = (await freePorts(2)) as [number, number]
  server = await testServer(a, 'Aldermere', [`http://127.0.0.1:${b}`])
  peer = await startPeer(b)
  nia = await server.person('nia')
  const admin = await server.person('ruth', 'admin')
  maddy = peer.actor('maddy')
  await admin.call('PUT', `moderation/domains/${encodeURIComponent(peer.host)}`, { state: 'known', reason: 'test' })
  story = await nia.call('POST', 'stories', {
    ...{ title: 'Table', summary: 'A summary.', body: 'Body', wentWell: 'Well', wentBadly: 'Badly' }
  })
})
afterAll(async () => {
  await Promise.all([server?.stop(), peer?.stop()])
})

const send = async (activity: Doc, date = new Date(Date.now() + ++seconds * 1_000)) => {
  expect((await maddy.post(`${nia.uri}/inbox`, activity, { date })).status).toBe(202)
}
/** Waits until all that maddy sent before has been taken in. */
const taken = async () => {
  const id = `${maddy.id}/after-${++seconds}`
  await send(peer.create(maddy, { id, content: '<p>After all that</p>', cc: [nia.uri] }))
  await until(async () => (await nia.ask('GET', `object?uri=${encodeURIComponent(id)}`)).status === 200)
}
const size = async (list: string) => (await server.document(`${nia.uri}/${list}`)).totalItems as number
const likes = async () => (await nia.call('GET', `object?uri=${encodeURIComponent(story.uri)}`)).counts.likes as number

test('a follow that ended begins again under the id that it had (Misskey)', async () => {
  const follow = { ...peer.activity(maddy, 'Follow', nia.uri), id: `${peer.origin}/follows/maddy/nia` }
  const undo = { ...peer.activity(maddy, 'Undo', follow), id: `${follow.id}/undo` }
  for (const [activity, followers] of [
    [follow, 1],
    [undo, 0],
    [follow, 1],
    [undo, 0],
    [follow, 1]
  ] as const) {
    await send(activity)
    await until(async () => (await size('followers')) === followers)
  }
  const accepts = () => peer.inbox.filter(({ body }) => body.type === 'Accept' && body.object?.id === follow.id)
  await until(() => new Set(accepts().map(({ body }) => body.id)).size === 3)
})

test('a like that was taken back is given again under the id that it had (NodeBB)', async () => {
  const like = { ...peer.activity(maddy, 'Like', story.uri), id: `${maddy.id}#activity/like/table` }
  const undo = { ...peer.activity(maddy, 'Undo', like), id: `${maddy.id}#activity/undo:like/table` }
  for (const [activity, n] of [
    [like, 1],
    [undo, 0],
    [like, 1]
  ] as const) {
    await send(activity)
    await until(async () => (await likes()) === n)
  }
})

test('an Accept under the id of an earlier one counts (NodeBB)', async () => {
  for (let n = 1; n <= 2; n++) {
    await nia.call('POST', 'follows', { target: maddy.id })
    const asked = await until(() => peer.inbox.filter(({ body }) => body.type === 'Follow').length === n)
    expect(asked).toBe(true)
    const { body } = peer.inbox.findLast((one) => one.body.type === 'Follow')!
    await send({ ...peer.activity(maddy, 'Accept', body), id: `${maddy.id}#activity/accept:follow:nia` })
    await until(async () => (await size('following')) === 1)
    await nia.call('DELETE', 'follows', { target: maddy.id })
    await until(async () => (await size('following')) === 0)
  }
})

test('the very same request again does nothing', async () => {
  const date = new Date(Date.now() - 120_000)
  const like = peer.activity(maddy, 'EmojiReact', story.uri, { content: '🔥' })
  const undo = peer.activity(maddy, 'Undo', like)
  const before = await likes()
  await maddy.post(`${nia.uri}/inbox`, like, { date })
  await until(async () => (await likes()) === before + 1)
  await send(undo)
  await until(async () => (await likes()) === before)
  expect((await maddy.post(`${nia.uri}/inbox`, like, { date })).status).toBe(202)
  await send(peer.create(maddy, { id: `${maddy.id}/last`, content: '<p>The last</p>', cc: [nia.uri] }))
  await until(async () => (await nia.ask('GET', `object?uri=${encodeURIComponent(`${maddy.id}/last`)}`)).status === 200)
  expect(await likes()).toBe(before)
})

test('what was undone does not come back when an older delivery of it arrives late', async () => {
  const before = await likes()
  seconds += 10
  const start = Date.now() + seconds * 1_000
  const at = (second: number) => new Date(start + second * 1_000)
  seconds += 10
  const react = peer.activity(maddy, 'EmojiReact', story.uri, { content: '🌊' })
  const share = peer.activity(maddy, 'Announce', story.uri, { published: at(0).toISOString(), to: [publicUri] })
  const follow = { ...peer.activity(maddy, 'Follow', nia.uri), id: `${peer.origin}/follows/late` }
  const followers = await size('followers')
  const shares = async () => (await nia.call('GET', `object?uri=${encodeURIComponent(story.uri)}`)).counts.shares
  const shared = await shares()
  // Signed before the Undo, and delivered after it: the Like and the follow for the first time, the share by its id alone.
  await send(react, at(0))
  await until(async () => (await likes()) === before + 1)
  for (const one of [react, follow]) await send(peer.activity(maddy, 'Undo', one), at(5))
  await send(peer.activity(maddy, 'Undo', share.id), at(5))
  await until(async () => (await likes()) === before)
  await send(react, at(3))
  await send(follow, at(4))
  // Signed anew for another try, it says itself that it is older.
  await send(share, at(8))
  await taken()
  expect([await likes(), await shares()]).toEqual([before, shared])
  expect([followers, await size('followers')]).toEqual([1, 0])
  // Said anew, it counts.
  await send(react, at(6))
  await send({ ...share, published: at(7).toISOString() }, at(7))
  await until(async () => (await likes()) === before + 1 && (await shares()) === shared + 1)
})

test('pins come and go without an id (Mastodon)', async () => {
  const target = `${maddy.id}/collections/featured`
  const document = { ...maddy.document, featured: target }
  peer.documents.set(maddy.id, document)
  await send(peer.activity(maddy, 'Update', document))
  const create = peer.create(maddy, { content: '<p>On top of it all</p>', cc: [nia.uri] })
  await send(create)
  const profile = () => server.page(`/@maddy@${peer.host}`)
  const turn = (type: string): Doc => ({
    '@context': 'https://www.w3.org/ns/activitystreams',
    ...{ type, actor: maddy.id, target, object: create.object.id }
  })
  for (const [type, pinned] of [
    ['Add', true],
    ['Remove', false],
    ['Add', true]
  ] as const) {
    await send(turn(type))
    await until(async () => (await profile()).includes('<span>Pinned</span>') === pinned)
  }
})
