/** A person blocks somebody elsewhere: their server is told, follows end both ways, and what they send does nothing. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { queueDepth } from '../../server/jobs/jobs.store.ts'
import { type Doc, type Peer, type PeerActor, startPeer } from '../help/peer.ts'
import { freePorts, type Person, type TestServer, testServer, until } from '../help/server.ts'

let server: TestServer
let peer: Peer
let nia: Person
let tom: Person
let maddy: PeerActor
let block: Doc
let story: Doc

beforeAll(async () => {
  const [a, b] = (await freePorts(2)) as [number, number]
  server = await testServer(a, 'Aldermere', [`http://127.0.0.1:${b}`])
  peer = await startPeer(b)
  nia = await server.person('nia')
  tom = await server.person('tom')
  const admin = await server.person('ruth', 'admin')
  maddy = peer.actor('maddy')
  await admin.call('PUT', `moderation/domains/${encodeURIComponent(peer.host)}`, { state: 'known', reason: 'test' })
  story = await nia.call('POST', 'stories', {
    ...{ title: 'Table', summary: 'A summary.', body: 'Body', wentWell: 'Well', wentBadly: 'Badly' }
  })
  // The council shows it on; whatever else is counted would come from Maddy.
  await until(async () => (await object(story.uri)).counts.shares === 1)
  await nia.call('POST', 'follows', { target: maddy.id })
  const { body: follow } = await peer.received(({ type }) => type === 'Follow')
  await send(peer.activity(maddy, 'Accept', follow))
  await send(peer.activity(maddy, 'Follow', nia.uri))
  await peer.received(({ type }) => type === 'Accept')
  await until(async () => (await followers()).includes(maddy.id))
}, 60_000)
afterAll(async () => {
  await Promise.all([server?.stop(), peer?.stop()])
})

const send = (activity: Doc) => maddy.post(`${nia.uri}/inbox`, activity)
const followers = async () => JSON.stringify(await server.document(`${nia.uri}/followers?page=1`))
const object = (uri: string) => tom.call('GET', `object?uri=${encodeURIComponent(uri)}`)

test('a Block goes to the one whom it is about, with the end of both follows', async () => {
  await nia.call('POST', 'controls/blocks', { target: maddy.id })
  const sent = await peer.received(({ type }) => type === 'Block')
  block = sent.body
  expect(sent.path).toBe('/users/maddy/inbox')
  expect(block).toMatchObject({ actor: nia.uri, object: maddy.id, to: [maddy.id] })
  const { body: undo } = await peer.received(({ type }) => type === 'Undo')
  expect(undo.object).toMatchObject({ type: 'Follow', actor: nia.uri, object: maddy.id })
  const { body: reject } = await peer.received(({ type }) => type === 'Reject')
  expect(reject.object).toMatchObject({ type: 'Follow', actor: maddy.id, object: nia.uri })
  // Nobody else learns of it.
  expect((await fetch(block.id, { headers: { accept: 'application/activity+json' } })).status).not.toBe(200)
})

test('what they send her is answered 202 and has no effect; what they send others has', async () => {
  const answers = peer.inbox.length
  const told = await tom.call('POST', 'stories', {
    ...{ title: 'Open', summary: 'A summary.', body: 'Body', wentWell: 'Well', wentBadly: 'Badly' }
  })
  const sent = [
    peer.activity(maddy, 'Follow', nia.uri),
    peer.activity(maddy, 'Like', story.uri),
    peer.activity(maddy, 'Announce', story.uri),
    peer.create(maddy, { content: '<p>Still here</p>', inReplyTo: story.uri, cc: [nia.uri] }),
    peer.create(maddy, { content: '<p>To you</p>', inReplyTo: told.uri, cc: [tom.uri, nia.uri] })
  ]
  for (const activity of sent) expect((await send(activity)).status).toBe(202)
  await send(peer.activity(maddy, 'Like', told.uri))
  const open = await until(async () => {
    const found = await object(told.uri)
    return found.counts.likes === 1 && found.replies.length === 1 && found
  })
  await until(async () => (await queueDepth(server.context.store.read, 'inbox')).waiting === 0)
  expect(open.replies[0].html).toContain('To you')
  const closed = await object(story.uri)
  expect(closed.counts).toEqual({ likes: 0, shares: 1, replies: 0 })
  expect(closed.replies).toEqual([])
  expect((await nia.call('GET', `object?uri=${encodeURIComponent(told.uri)}`)).replies).toEqual([])
  expect((await nia.call('GET', 'notifications')).items.filter(({ kind }: Doc) => kind === 'mention')).toEqual([])
  expect(peer.inbox.slice(answers).filter(({ body }) => ['Accept', 'Reject'].includes(body.type))).toEqual([])
})

test('taken back, it is undone by name, and they may follow again', async () => {
  await nia.call('DELETE', 'controls/blocks', { target: maddy.id })
  const { body } = await peer.received(({ type, object }) => type === 'Undo' && object.type === 'Block')
  expect(body.object).toMatchObject({ id: block.id, type: 'Block', actor: nia.uri, object: maddy.id })
  const follow = peer.activity(maddy, 'Follow', nia.uri)
  await send(follow)
  await peer.received(({ type, object }) => type === 'Accept' && object.id === follow.id)
})
