/** Accounts that move or go, and lists of followers that both sides keep the same. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deleteMember } from '../../server/members/delete.ts'
import { personByHandle } from '../../server/members/members.store.ts'
import { createMember } from '../../server/members/members.ts'
import { moveAccount, setAliases } from '../../server/members/move.ts'
import { makeViewer } from '../../server/members/viewer.ts'
import { type Doc, type Peer, type PeerActor, startPeer } from '../help/peer.ts'
import { type Answer, freePorts, type Person, type TestServer, testServer, until } from '../help/server.ts'

let server: TestServer
let mastodon: Peer
let nia: Person
let admin: Person

beforeAll(async () => {
  const [a, b] = (await freePorts(2)) as [number, number]
  server = await testServer(a, 'Aldermere', [`http://127.0.0.1:${b}`])
  mastodon = await startPeer(b)
  nia = await server.person('nia')
  admin = await server.person('ruth', 'admin')
  await admin.call('PUT', `moderation/domains/${encodeURIComponent(mastodon.host)}`, { state: 'known', reason: 'test' })
})
afterAll(async () => {
  await Promise.all([server?.stop(), mastodon?.stop()])
})

const following = async (who = nia): Promise<string[]> =>
  (await server.document(`${who.uri}/following?page=true`)).orderedItems
const followers = async (who: Person): Promise<string[]> =>
  (await server.document(`${who.uri}/followers?page=true`)).orderedItems
const viewerOf = async (handle: string) => {
  const { member, actor } = (await personByHandle(server.context.store.read, handle))!
  return makeViewer(member, actor)
}
const send = (by: PeerActor, activity: Doc, headers?: Record<string, string>) =>
  by.post(
    `${server.origin}/inbox`,
    activity,
    headers && { tamper: (request) => void Object.assign(request.headers, headers) }
  )

async function followed(by: Person, target: PeerActor): Promise<Doc> {
  await by.call('POST', 'follows', { target: target.id })
  const { body } = await mastodon.received(
    ({ type, actor, object }) => type === 'Follow' && actor === by.uri && object === target.id
  )
  await target.post(`${by.uri}/inbox`, mastodon.activity(target, 'Accept', body))
  await until(async () => (await following(by)).includes(target.id))
  return body
}

async function follows(by: PeerActor, target: Person): Promise<void> {
  await by.post(`${target.uri}/inbox`, mastodon.activity(by, 'Follow', target.uri))
  await until(async () => (await followers(target)).includes(by.id))
}

test('people here go with an account that moves, once, and only if the new one says that it was the old one', async () => {
  const old = mastodon.actor('old')
  const next = mastodon.actor('next')
  await followed(nia, old)
  await send(old, mastodon.activity(old, 'Move', old.id, { target: next.id }))
  await new Promise((done) => setTimeout(done, 400))
  expect(await following()).toContain(old.id)
  mastodon.documents.set(next.id, { ...next.document, alsoKnownAs: [old.id] })
  await send(old, mastodon.activity(old, 'Move', old.id, { target: next.id }))
  const { body } = await mastodon.received(({ type, object }) => type === 'Follow' && object === next.id)
  await next.post(`${nia.uri}/inbox`, mastodon.activity(next, 'Accept', body))
  await mastodon.received(({ type, object }) => type === 'Undo' && object.object === old.id)
  await until(async () => (await following()).includes(next.id) && !(await following()).includes(old.id))
  const told = await until(async () =>
    (await nia.call('GET', 'notifications')).items.find((one: Answer) => one.kind === 'move')
  )
  expect(told.author.uri).toBe(next.id)
  const third = mastodon.actor('third', { alsoKnownAs: [old.id] })
  await nia.call('POST', 'follows', { target: old.id })
  await send(old, mastodon.activity(old, 'Move', old.id, { target: third.id }))
  await new Promise((done) => setTimeout(done, 400))
  expect(mastodon.inbox.some(({ body: one }) => one.type === 'Follow' && one.object === third.id)).toBe(false)
})

test('nobody moves an account but itself', async () => {
  const victim = mastodon.actor('victim')
  const mallory = mastodon.actor('mallory', { alsoKnownAs: [victim.id] })
  await followed(nia, victim)
  await send(mallory, mastodon.activity(mallory, 'Move', victim.id, { target: mallory.id }))
  await new Promise((done) => setTimeout(done, 400))
  expect(await following()).toContain(victim.id)
})

test('one of ours moves away: followers are told, the page says where to', async () => {
  const ifor = await server.person('ifor')
  const fan = mastodon.actor('fan')
  await follows(fan, ifor)
  const away = mastodon.actor('away')
  const viewer = await viewerOf('ifor')
  await expect(moveAccount(server.context, viewer, away.id)).rejects.toThrow()
  mastodon.documents.set(away.id, { ...away.document, alsoKnownAs: [ifor.uri] })
  await moveAccount(server.context, viewer, away.id)
  const { body } = await mastodon.received(({ type, actor }) => type === 'Move' && actor === ifor.uri)
  expect(body).toMatchObject({ object: ifor.uri, target: away.id })
  expect((await server.document(ifor.uri)).movedTo).toBe(away.id)
  expect(await server.page('/@ifor')).toContain(`has moved to <a class="govuk-link" href="${away.id}"`)
  await expect(moveAccount(server.context, viewer, away.id)).rejects.toThrow('moved already')
})

test('one of ours names other accounts, so that they can move in', async () => {
  const before = mastodon.actor('before')
  await setAliases(server.context, await viewerOf('nia'), [before.id])
  expect((await server.document(nia.uri)).alsoKnownAs).toEqual([before.id])
})

test('a deleted account is gone for everyone, and its handle is never given again', async () => {
  const owen = await server.person('owen')
  const fan = mastodon.actor('fan2')
  await follows(fan, owen)
  const words = { title: 'Short', summary: 'Short.', body: 'We moved.', wentWell: 'Well.', wentBadly: 'Badly.' }
  const story = await owen.call('POST', 'stories', words)
  const { member } = (await personByHandle(server.context.store.read, 'owen'))!
  await deleteMember(server.context, member.id)
  const { body } = await mastodon.received(({ type, object }) => type === 'Delete' && object === owen.uri)
  expect(body.actor).toBe(owen.uri)
  const status = async (url: string, accept: string) => (await fetch(url, { headers: { accept } })).status
  for (const url of [owen.uri, story.uri]) expect(await status(url, 'application/activity+json'), url).toBe(410)
  for (const url of [`${server.origin}/@owen`, story.url]) expect(await status(url, 'text/html'), url).toBe(410)
  const finger = `${server.origin}/.well-known/webfinger?resource=acct:owen@${server.host}`
  expect([404, 410]).toContain((await fetch(finger)).status)
  expect((await owen.ask('GET', 'timeline')).status).toBe(401)
  const again = { handle: 'owen', name: 'Owen', email: 'owen2@aldermere.example', role: 'practitioner' }
  await expect(createMember(server.context, again)).rejects.toThrow()
})

const digestOf = (uris: string[]) =>
  uris
    .map((uri) => createHash('sha256').update(uri).digest())
    .reduce((sum, hash) => Buffer.from(sum.map((byte, n) => byte ^ hash[n]!)), Buffer.alloc(32))
    .toString('hex')

test('a list of followers that differs is set right, on both sides', async () => {
  const lena = mastodon.actor('lena')
  await followed(nia, lena)
  const url = `${lena.id}/followers_synchronization`
  const listed = [admin.uri]
  mastodon.documents.set(url, { id: url, type: 'OrderedCollection', orderedItems: listed })
  const header = (digest: string) => ({
    'collection-synchronization': `collectionId="${lena.id}/followers", url="${url}", digest="${digest}"`
  })
  const note = () => mastodon.create(lena, { content: '<p>For followers</p>', to: [`${lena.id}/followers`], cc: [] })
  // Nothing happens when the digests are the same, or the list is not what its digest says.
  await send(lena, note(), header(digestOf([nia.uri])))
  await send(lena, note(), header('0'.repeat(64)))
  await new Promise((done) => setTimeout(done, 400))
  expect(await following()).toContain(lena.id)
  await send(lena, note(), header(digestOf(listed)))
  await until(async () => !(await following()).includes(lena.id))
  const { body } = await mastodon.received(({ type, actor }) => type === 'Undo' && actor === admin.uri)
  expect(body.object).toMatchObject({ type: 'Follow', actor: admin.uri, object: lena.id })
})

test('strangers are not told who follows whom', async () => {
  const headers = { accept: 'application/activity+json' }
  expect((await fetch(`${nia.uri}/followers/synchronization`, { headers })).status).toBe(401)
})

test('what an actor features is fetched', async () => {
  const flo = mastodon.actor('flo')
  flo.document.featured = `${flo.id}/collections/featured`
  const pinned = mastodon.create(flo, { content: '<p>Read this first</p>' }).object
  await send(flo, mastodon.activity(flo, 'Add', pinned.id, { target: flo.document.featured }))
  await until(
    async () => (await fetch(`${server.origin}/api/folkmoot/v1/object?uri=${encodeURIComponent(pinned.id)}`)).ok
  )
})
