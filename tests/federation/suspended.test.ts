/** Accounts that their own server suspended, and those of people who died: what `suspended` and `memorial` do here. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { trustActor, trustServer } from '../../server/moderation/trust.ts'
import { type Doc, type Peer, type PeerActor, startPeer } from '../help/peer.ts'
import { type Answer, freePorts, type Person, type TestServer, testServer, until } from '../help/server.ts'

let server: TestServer
let peer: Peer
let nia: Person
let admin: Person
let maddy: PeerActor
let owen: PeerActor
let note: Doc
let story: Answer

beforeAll(async () => {
  const [a, b] = (await freePorts(2)) as [number, number]
  server = await testServer(a, 'Aldermere', [`http://127.0.0.1:${b}`])
  peer = await startPeer(b)
  nia = await server.person('nia')
  admin = await server.person('ruth', 'admin')
  maddy = peer.actor('maddy')
  owen = peer.actor('owen')
  await trustServer(server.context, admin.id, peer.host, 'known', 'test')
  story = await nia.call('POST', 'stories', {
    ...{ title: 'Table', summary: 'A summary.', body: 'Body', wentWell: 'Well', wentBadly: 'Badly' }
  })
  await nia.call('POST', 'follows', { target: maddy.id })
  const { body } = await peer.received(({ type }) => type === 'Follow')
  await send(maddy, peer.activity(maddy, 'Accept', body))
  const create = peer.create(maddy, { content: '<p>Bins on Friday</p>', inReplyTo: story.uri, cc: [nia.uri] })
  note = create.object
  await send(maddy, create)
  await send(maddy, peer.activity(maddy, 'Like', story.uri))
  await until(async () => (await counts()).likes === 1 && (await isHere()))
})
afterAll(async () => {
  await Promise.all([server?.stop(), peer?.stop()])
})

const send = (by: PeerActor, activity: Doc) => by.post(`${server.origin}/inbox`, activity)
const trust = (state: 'known' | 'blocked') => trustActor(server.context, admin.id, maddy.id, state, 'test')
const counts = async () => (await nia.call('GET', `object?uri=${encodeURIComponent(story.uri)}`)).counts
const isHere = async () => (await nia.ask('GET', `object?uri=${encodeURIComponent(note.id)}`)).status === 200
const profile = () =>
  fetch(`${server.origin}/@maddy@${peer.host}`, { headers: { accept: 'text/html' } }).then(async (answer) => ({
    status: answer.status,
    html: await answer.text()
  }))
/** Mastodon tells it by an Update of the actor; its document says so too. */
async function say(words: Doc, by = maddy) {
  const document = { ...by.document, ...words }
  peer.documents.set(by.id, document)
  expect((await send(by, peer.activity(by, 'Update', document, { to: 'as:Public' }))).status).toBe(202)
}

test('what a suspended account said is hidden, its profile says why, and its counts go', async () => {
  await say({ suspended: true, name: '', summary: '' })
  await until(async () => !(await isHere()))
  expect(await server.page(story.page)).not.toContain('Bins on Friday')
  expect(await counts()).toMatchObject({ likes: 0, replies: 0 })
  expect(JSON.stringify(await nia.call('GET', 'timeline'))).not.toContain('Bins on Friday')
  const { status, html } = await profile()
  expect(status).toBe(200)
  expect(html).toContain('This account was suspended by its own server.')
  expect(html).not.toContain('Bins on Friday')
  const followed = await nia.ask('POST', 'follows', { target: maddy.id })
  expect(followed.status).toBeGreaterThanOrEqual(400)
})

test('trusting its author or its server does not bring it back', async () => {
  await trust('known')
  await trustServer(server.context, admin.id, peer.host, 'network', 'test')
  expect(await isHere()).toBe(false)
  expect((await profile()).html).toContain('suspended by its own server')
})

test('once its server lets it back, everything is as it was', async () => {
  await say({})
  await until(isHere)
  expect(await counts()).toMatchObject({ likes: 1, replies: 1 })
  const { html } = await profile()
  expect(html).toContain('Maddy of Mastodon')
  expect(html).not.toContain('suspended')
  expect((await server.document(`${nia.uri}/following`)).totalItems).toBe(1)
})

test('who is blocked here besides stays so, and is not shown at all', async () => {
  await say({ suspended: true })
  await until(async () => !(await isHere()))
  await trust('blocked')
  expect((await profile()).status).toBe(404)
  await trust('known')
  expect((await profile()).html).toContain('suspended by its own server')
  await say({})
  await until(isHere)
})

test('wrong types are no suspension, and nobody suspends somebody else', async () => {
  await say({ suspended: [true], memorial: { a: 1 } })
  const forged = { ...maddy.document, suspended: true }
  await send(owen, peer.activity(owen, 'Update', forged))
  await say({ name: 'Owen again' }, owen)
  const create = peer.create(owen, { content: '<p>After that</p>', cc: [nia.uri] })
  await send(owen, create)
  await until(async () => (await nia.ask('GET', `object?uri=${encodeURIComponent(create.object.id)}`)).status === 200)
  expect(await isHere()).toBe(true)
})

test('of somebody who died the profile says so, and what they wrote stays', async () => {
  await say({ memorial: true })
  await until(async () => (await profile()).html.includes('In memory of Maddy of Mastodon'))
  expect(await isHere()).toBe(true)
  await say({})
  await until(async () => !(await profile()).html.includes('In memory of'))
})
