/** Reactions: a Like with an emoji to most, an EmojiReact to those who show it, and back. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Doc, type Peer, type PeerActor, startPeer } from '../help/peer.ts'
import { freePorts, type Person, type TestServer, testServer, until } from '../help/server.ts'

let server: TestServer
let peer: Peer
let nia: Person
let maddy: PeerActor
let note: Doc

beforeAll(async () => {
  const [a, b] = (await freePorts(2)) as [number, number]
  server = await testServer(a, 'Aldermere', [`http://127.0.0.1:${b}`])
  peer = await startPeer(b)
  nia = await server.person('nia')
  const admin = await server.person('ruth', 'admin')
  maddy = peer.actor('maddy')
  await admin.call('PUT', `moderation/domains/${encodeURIComponent(peer.host)}`, { state: 'known', reason: 'test' })
  const create = peer.create(maddy, { content: '<p>Bins on Friday</p>', cc: [nia.uri] })
  await maddy.post(`${nia.uri}/inbox`, create)
  note = create.object
  await until(() => object(note.id))
})
afterAll(async () => {
  await Promise.all([server?.stop(), peer?.stop()])
})

const object = (uri: string) => nia.call('GET', `object?uri=${encodeURIComponent(uri)}`)

test('a reaction counts as a like, once for each emoji, and is sent as a Like that says which', async () => {
  for (const emoji of ['🎉', '🎉', '👍🏽']) await nia.call('POST', 'reactions', { object: note.id, emoji })
  expect((await object(note.id)).counts.likes).toBe(2)
  const { body, path } = await peer.received((one) => one.type === 'Like' && one.content === '🎉')
  expect(path).toBe('/users/maddy/inbox')
  expect(body).toMatchObject({ actor: nia.uri, object: note.id, _misskey_reaction: '🎉' })
  await peer.received((one) => one.content === '👍🏽')
})

test('what is no emoji is refused', async () => {
  for (const emoji of ['', 'yes', '🎉🎉', '<b>'])
    expect((await nia.ask('POST', 'reactions', { object: note.id, emoji })).status, emoji).toBe(422)
})

test('it is taken back alone, by an Undo with what it undoes', async () => {
  const { body: like } = await peer.received((one) => one.type === 'Like' && one.content === '🎉')
  await nia.call('DELETE', 'reactions', { object: note.id, emoji: '🎉' })
  const { body } = await peer.received((one) => one.type === 'Undo')
  expect(body.object).toMatchObject({ id: like.id, type: 'Like', object: note.id, content: '🎉' })
  expect((await object(note.id)).counts.likes).toBe(1)
})

test('reactions from elsewhere count among likes, and each is taken back by itself', async () => {
  const story = await nia.call('POST', 'stories', {
    ...{ title: 'Table', summary: 'A summary.', body: 'Body', wentWell: 'Well', wentBadly: 'Badly' }
  })
  const react = peer.activity(maddy, 'EmojiReact', story.uri, { content: '🔥' })
  const like = peer.activity(maddy, 'Like', story.uri, { content: '❤', _misskey_reaction: '❤' })
  for (const one of [react, like]) await maddy.post(`${nia.uri}/inbox`, one)
  await until(async () => (await object(story.uri)).counts.likes === 2)
  await maddy.post(`${nia.uri}/inbox`, peer.activity(maddy, 'Undo', react))
  await until(async () => (await object(story.uri)).counts.likes === 1)
})
