/** What Groups pass on of likes, changes and deletions; and what nobody may pass on in another's name. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Doc, type Peer, type PeerActor, startPeer } from '../help/peer.ts'
import { type Answer, freePorts, type Person, type TestServer, testServer, until } from '../help/server.ts'

let server: TestServer
let lemmy: Peer
let other: Peer
let group: PeerActor
let lena: PeerActor
let mallory: PeerActor
let nia: Person

beforeAll(async () => {
  const [a, b, c] = (await freePorts(3)) as [number, number, number]
  server = await testServer(a, 'Aldermere', [`http://127.0.0.1:${b}`, `http://127.0.0.1:${c}`])
  lemmy = await startPeer(b)
  other = await startPeer(c)
  nia = await server.person('nia')
  const admin = await server.person('ruth', 'admin')
  for (const { host } of [lemmy, other])
    await admin.call('PUT', `moderation/domains/${encodeURIComponent(host)}`, { state: 'known', reason: 'test' })
  group = lemmy.actor('allotments', { type: 'Group' })
  lena = lemmy.actor('lena')
  mallory = lemmy.actor('mallory')
  for (const actor of [group, mallory]) {
    await nia.call('POST', 'follows', { target: actor.id })
    const { body } = await lemmy.received(({ type, object }) => type === 'Follow' && object === actor.id)
    await actor.post(`${nia.uri}/inbox`, lemmy.activity(actor, 'Accept', body))
  }
  await until(async () => (await server.document(`${nia.uri}/following`)).totalItems === 2)
})
afterAll(async () => {
  await Promise.all([server?.stop(), lemmy?.stop(), other?.stop()])
})

const object = (uri: string): Promise<Answer> => nia.call('GET', `object?uri=${encodeURIComponent(uri)}`)
const statusOf = async (uri: string) =>
  (await fetch(`${server.origin}/api/folkmoot/v1/object?uri=${encodeURIComponent(uri)}`)).status
const announce = (by: PeerActor, inner: Doc) =>
  by.post(`${server.origin}/inbox`, lemmy.activity(by, 'Announce', inner, { to: group.document.followers }))
const settle = () => new Promise((done) => setTimeout(done, 400))

/** A post of Lena's that the group showed on. */
async function shown(words: string): Promise<Doc> {
  const { object: page } = lemmy.create(lena, { content: `<p>${words}</p>` })
  await announce(group, lemmy.activity(lena, 'Create', page))
  await until(async () => (await statusOf(page.id)) === 200)
  return page
}

test('a Group passes on likes, changes and deletions of its server', async () => {
  const page = await shown('Standpipes')
  await announce(group, lemmy.activity(lena, 'Like', page.id))
  await until(async () => (await object(page.id)).counts.likes === 1)
  const updated = new Date(Date.now() + 60_000).toISOString()
  await announce(group, lemmy.activity(lena, 'Update', { ...page, content: '<p>Felted standpipes</p>', updated }))
  await until(async () => (await object(page.id)).html.includes('Felted'))
  await announce(group, lemmy.activity(lena, 'Delete', page.id))
  await until(async () => (await statusOf(page.id)) === 410)
})

test('what is of another server is asked of that server', async () => {
  const page = await shown('Water butts')
  const owen = other.actor('owen')
  const real = other.activity(owen, 'Like', page.id, { id: `${other.origin}/likes/1` })
  other.documents.set(real.id, real)
  await announce(group, other.activity(owen, 'Like', page.id, { id: `${other.origin}/likes/invented` }))
  await settle()
  expect((await object(page.id)).counts.likes).toBe(0)
  await announce(group, real)
  await until(async () => (await object(page.id)).counts.likes === 1)
})

test('a person passes on nothing in the name of others, not even of their own server', async () => {
  const page = await shown('Rain gauges')
  await announce(mallory, lemmy.activity(lena, 'Delete', page.id))
  await announce(mallory, lemmy.activity(lena, 'Update', { ...page, content: '<p>Bent</p>' }))
  await announce(group, lemmy.activity(mallory, 'Delete', page.id))
  await announce(group, lemmy.activity(mallory, 'Update', { ...page, content: '<p>Bent</p>' }))
  await settle()
  expect((await object(page.id)).html).toContain('Rain gauges')
})
