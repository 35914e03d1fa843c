/** Letting in the words only, for real: a peer sends pictures and links to them, and nothing of these is fetched or shows anywhere. */
import { createServer, type Server } from 'node:http'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { actorByUri } from '../../../server/actors/actors.store.ts'
import { personByActor } from '../../../server/members/members.store.ts'
import { startSession } from '../../../server/members/sessions.ts'
import { heldById, listHeld } from '../../../server/moderation/held.store.ts'
import { listDecisions } from '../../../server/moderation/log/decisions.store.ts'
import { choose, release } from '../../../server/moderation/queue.ts'
import { undoChoice } from '../../../server/moderation/undo/undo.ts'
import { sessionCookie } from '../../../server/plugins/session.ts'
import { anyPost } from '../../../server/posts/posts.store.ts'
import { pageText } from '../../help/html.ts'
import { type Doc, type Peer, type PeerActor, startPeer } from '../../help/peer.ts'
import { type Answer, freePorts, type Person, type TestServer, testServer, until } from '../../help/server.ts'
import { Browser } from '../../help/site.ts'

let server: TestServer
let peer: Peer
let pictures: Server
let elsewhere: string
const asked: string[] = []
let nia: Person
let moderator: Person
let ruth: Browser
let story: Answer
let n = 0

beforeAll(async () => {
  const [port, other, third] = (await freePorts(3)) as [number, number, number]
  elsewhere = `http://127.0.0.1:${third}`
  const red = { create: { width: 40, height: 20, channels: 3 as const, background: '#ff0000' } }
  const bytes = await sharp(red).png().toBuffer()
  pictures = createServer((request, response) => {
    asked.push(request.url!)
    response.writeHead(200, { 'content-type': 'image/png' }).end(bytes)
  })
  await new Promise<void>((done) => pictures.listen(third, '127.0.0.1', done))
  peer = await startPeer(other)
  server = await testServer(port, 'Aldermere', [peer.origin, elsewhere])
  nia = await server.person('nia')
  moderator = await server.person('ruth', 'moderator')
  ruth = new Browser(server.app, server.origin)
  const { member } = (await personByActor(server.context.store.read, moderator.id))!
  const secret = await server.context.store.write((tx) => startSession(server.context, tx, member.id))
  ruth.cookies.set(sessionCookie(server.origin), secret)
  story = await nia.call('POST', 'stories', {
    ...{ title: 'A table in the library', summary: 'We moved it. It worked.', body: 'We moved it.' },
    ...{ wentWell: 'People came.', wentBadly: 'No room.' }
  })
}, 60_000)
afterAll(async () => {
  await Promise.all([server?.stop(), peer?.stop()])
  await new Promise((done) => pictures?.close(done))
})

const db = () => server.context.store.read
const stranger = () => peer.actor(`finn${++n}`)
const picture = (name: string) => ({
  type: 'Document',
  mediaType: 'image/png',
  name: `A ${name}`,
  url: `${elsewhere}/${name}.png`
})

/** A stranger answers the story, and waits. */
async function answer(by: PeerActor, words: string, more: Doc = {}) {
  const object = { inReplyTo: story.uri, content: words && `<p>${words}</p>`, cc: [nia.uri], ...more }
  const create = peer.create(by, object)
  await by.post(`${server.origin}/inbox`, create)
  const item = await until(async () =>
    (await listHeld(db(), { actor: by.id })).rows.find(({ object }) => object === create.object.id)
  )
  return { item, uri: create.object.id as string }
}

/** Everything here that could show a reply: pages, API, feed, what others may fetch. */
async function everywhere(uri: string): Promise<string> {
  const { id } = (await until(() => anyPost(db(), { uri }))).post
  const pages = [story.url, `/replies/${id}`, '/', '/feeds/stories.atom'].map((path) => server.page(path))
  const calls = [`object?uri=${encodeURIComponent(uri)}`, 'search?q=kettle', 'notifications', 'timeline']
  const told = calls.map((path) => nia.call('GET', path).then((value: unknown) => JSON.stringify(value)))
  return (await Promise.all([...pages, ...told])).join('\n')
}

test('the words come in; pictures and links to them are never fetched and show nowhere, until all is let in after all', async () => {
  const linked = `<a href="${elsewhere}/linked.png#large">${elsewhere}/linked.png#large</a>`
  const words = `The kettle rota. <a href="${elsewhere}/kettle.png">Our kettle</a> ${linked} <a href="${elsewhere}/minutes">Minutes</a>`
  const { item, uri } = await answer(stranger(), words, { attachment: [picture('mug'), picture('spoon')] })
  await ruth.open(`/moderation/held/${item.id}`)
  expect(pageText(ruth.html)).toContain('2 photos are left out and never fetched')
  await ruth.press('Do it', { act: 'release-words', reason: 'Faces' })
  expect(pageText(ruth.html)).toContain('The words are let in.')
  const undo = /href="(\/moderation\/undo\/[0-9a-f]{32})"/.exec(ruth.html)?.[1]
  const shown = await everywhere(uri)
  expect(shown).toContain('The kettle rota. Our kettle [link left out]')
  expect(shown).toContain(`href="${elsewhere}/minutes"`)
  for (const word of ['mug', 'spoon', 'kettle.png', 'linked.png']) expect(shown, word).not.toContain(word)
  expect(asked).toEqual([])
  await ruth.open('/moderation/log')
  expect(pageText(ruth.html)).toContain('let in the words only of')
  await ruth.open(undo!)
  expect(pageText(ruth.html)).toContain('let in the words only of 1 thing')
  await ruth.press('Undo it')
  expect(await heldById(db(), item.id)).toMatchObject({ state: 'waiting', marks: {} })
  expect(await server.page(story.url)).not.toContain('kettle rota')
  // Let in whole, the same shows its pictures: what is asserted above would be seen here.
  await release(server.context, moderator.id, item.id)
  const whole = await everywhere(uri)
  for (const word of ['A mug', 'A spoon', 'kettle.png', 'linked.png']) expect(whole, word).toContain(word)
})

test('is offered in the list, only where there are both words and media', async () => {
  const bare = await answer(stranger(), 'No picture at all')
  const only = await answer(stranger(), '', { attachment: [picture('mug')] })
  const both = await answer(stranger(), 'Words and more', { attachment: [picture('ladle')] })
  await ruth.open('/moderation')
  const rows = ruth.html.split('<li class="fm-held"').slice(1)
  const offered = (id: string) => rows.find((row) => row.includes(id))?.includes('value="release-words"')
  expect([bare, only, both].map(({ item }) => offered(item.id))).toEqual([false, false, true])
  const call = (id: string, body: Doc) =>
    moderator.call('POST', `moderation/queue/${id}/release`, body).catch((error: Error) => error.message)
  expect(await call(only.item.id, { wordsOnly: true })).toContain('It has no words of its own')
  expect((await heldById(db(), only.item.id))?.state).toBe('waiting')
  expect(await call(both.item.id, { wordsOnly: true, trust: 'author' })).toContain('choose one of the two')
  expect(await call(both.item.id, { wordsOnly: true })).toMatchObject({ state: 'released' })
  expect(await everywhere(both.uri)).not.toContain('ladle')
  expect(asked.filter((path) => path !== '/mug.png' && path !== '/spoon.png')).toEqual([])
})

test('does not count towards an author being known, whose pictures would show at once', async () => {
  const finn = stranger()
  const sent = []
  for (const words of ['one', 'two', 'three', 'four', 'five', 'six'])
    sent.push(await answer(finn, words, { attachment: [picture('mug')] }))
  const ids = sent.map(({ item }) => item.id)
  await choose(server.context, moderator.id, 'release-words', ids.slice(0, 3))
  for (const id of ids.slice(3)) await release(server.context, moderator.id, id)
  await until(async () => (await actorByUri(db(), finn.id))?.trust === 'known')
  const { rows } = await listDecisions(db(), { target: finn.id, act: 'actor known' })
  expect(rows[0]?.reason).toContain('3 of their posts were let in')
})

test('a change is let in without what it attaches, and undone', async () => {
  const finn = stranger()
  const { item, uri } = await answer(finn, 'First words')
  await release(server.context, moderator.id, item.id)
  await until(() => anyPost(db(), { uri }))
  const object: Doc = {
    ...(item.activity!.object as Doc),
    content: '<p>Second words</p>',
    attachment: [picture('mug')]
  }
  const update = { ...object, updated: new Date().toISOString() }
  await finn.post(`${server.origin}/inbox`, peer.activity(finn, 'Update', update, { to: object.to }))
  const change = await until(async () => (await listHeld(db(), { actor: finn.id })).rows[0])
  const { choice } = await choose(server.context, moderator.id, 'release-words', [change.id])
  const html = () => anyPost(db(), { uri }).then((found) => found?.post.html)
  await until(async () => (await html())?.includes('Second words'))
  expect((await anyPost(db(), { uri }))?.post.attachments).toEqual([])
  await undoChoice(server.context, moderator.id, choice)
  expect(await html()).toContain('First words')
})
