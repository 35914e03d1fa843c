/** Undoing each thing that can be chosen in the queue, for real: over HTTP, with a peer that sends, and pages that show or do not. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { actorByUri } from '../../../server/actors/actors.store.ts'
import { followBetween } from '../../../server/follows/follows.store.ts'
import { personByActor } from '../../../server/members/members.store.ts'
import { startSession } from '../../../server/members/sessions.ts'
import { dropHeldObject, heldById, listHeld } from '../../../server/moderation/held.store.ts'
import { trustOfHost } from '../../../server/moderation/instances.store.ts'
import { listDecisions } from '../../../server/moderation/log/decisions.store.ts'
import { reject, release } from '../../../server/moderation/queue.ts'
import { undoChoice } from '../../../server/moderation/undo/undo.ts'
import { sessionCookie } from '../../../server/plugins/session.ts'
import { anyPost } from '../../../server/posts/posts.store.ts'
import { pageText } from '../../help/html.ts'
import { type Peer, type PeerActor, startPeer } from '../../help/peer.ts'
import { type Answer, freePorts, type Person, type TestServer, testServer, until } from '../../help/server.ts'
import { Browser } from '../../help/site.ts'

let server: TestServer
let peer: Peer
let nia: Person
let moderator: Person
let ruth: Browser
let story: Answer
let n = 0

beforeAll(async () => {
  const [port, other] = (await freePorts(2)) as [number, number]
  peer = await startPeer(other)
  server = await testServer(port, 'Aldermere', [peer.origin])
  nia = await server.person('nia')
  moderator = await server.person('ruth', 'moderator')
  ruth = new Browser(server.app, server.origin)
  const { member } = (await personByActor(server.context.store.read, moderator.id))!
  const secret = await server.context.store.write((tx) => startSession(server.context, tx, member.id))
  ruth.cookies.set(sessionCookie(server.origin), secret)
}, 60_000)
afterAll(async () => {
  await peer?.stop()
  await server?.stop()
})
beforeEach(async () => {
  story = await nia.call('POST', 'stories', {
    ...{ title: `A table in the library ${++n}`, summary: 'We moved it. It worked.', body: 'We moved it.' },
    ...{ wentWell: 'People came.', wentBadly: 'No room.' }
  })
})

const read = () => server.context.store.read
const page = (path: string) => server.page(path)
const heldOf = (actor: PeerActor) =>
  until(async () => {
    const { rows } = await listHeld(read(), { actor: actor.id })
    return rows.length > 0 && rows
  })
const inbox = () => `${server.origin}/inbox`
const stateOf = async (id: string) => (await heldById(read(), id))?.state
const newcomer = () => peer.actor(`finn${++n}`)

/** A stranger answers the story; gives the item that waits, and the post. */
async function answer(by: PeerActor, words: string) {
  const create = peer.create(by, { inReplyTo: story.uri, content: `<p>${words}</p>`, cc: [nia.uri] })
  await by.post(inbox(), create)
  const item = await until(async () =>
    (await listHeld(read(), { actor: by.id })).rows.find(({ object }) => object === create.object.id)
  )
  return { item, create }
}

/** Undoes what the page before said was done, through its link and its page. */
async function undoFromBanner() {
  const link = /href="(\/moderation\/undo\/[0-9a-f]{32})"/.exec(ruth.html)?.[1]
  if (!link) throw new Error('The page has no link to undo.')
  await ruth.open(link)
  expect(ruth.status).toBe(200)
  await ruth.press('Undo it', { reason: 'A slip of the hand' })
  expect(ruth.status).toBe(200)
}

async function decide(id: string, act: string) {
  await ruth.open(`/moderation/held/${id}`)
  const button = ruth.html.includes('Do it, and show the next') ? 'Do it, and show the next' : 'Do it'
  await ruth.press(button, { act })
}

describe('a release', () => {
  test('is undone: off every page, count and notification, and it can come in once more', async () => {
    const finn = newcomer()
    const { item, create } = await answer(finn, 'The kettle rota nearly ended us')
    await decide(item.id, 'release')
    await until(async () => (await page(story.url)).includes('kettle rota'))
    const answered = await nia.call('GET', `object?uri=${encodeURIComponent(story.uri)}`)
    expect(answered.counts.replies).toBe(1)
    await until(async () => (await nia.call('GET', 'notifications')).items.length > 0)
    await undoFromBanner()
    expect(pageText(ruth.html)).toContain('Undone. It waits again, and shows to nobody else.')
    expect(await stateOf(item.id)).toBe('waiting')
    expect(await page(story.url)).not.toContain('kettle rota')
    expect((await nia.call('GET', `object?uri=${encodeURIComponent(story.uri)}`)).counts.replies).toBe(0)
    expect(JSON.stringify(await nia.call('GET', 'notifications'))).not.toContain('kettle rota')
    expect((await nia.call('GET', 'search?q=kettle')).items).toEqual([])
    expect(await anyPost(read(), { uri: create.object.id })).toBeUndefined()
    const [undone] = (await listDecisions(read(), { act: 'undone' })).rows
    expect(undone).toMatchObject({ by: moderator.id, reason: 'A slip of the hand', target: item.uri })
    await decide(item.id, 'release')
    await until(async () => (await page(story.url)).includes('kettle rota'))
  })

  test('of a like takes the like back', async () => {
    const finn = newcomer()
    await finn.post(inbox(), peer.activity(finn, 'Like', story.uri))
    const [item] = await heldOf(finn)
    const likes = async () => (await nia.call('GET', `object?uri=${encodeURIComponent(story.uri)}`)).counts.likes
    const { choice } = await release(server.context, moderator.id, item!.id)
    await until(async () => (await likes()) === 1)
    await undoChoice(server.context, moderator.id, choice)
    expect(await likes()).toBe(0)
  })

  test('of a change gives the post its words back', async () => {
    const finn = newcomer()
    const { item, create } = await answer(finn, 'First words')
    await release(server.context, moderator.id, item.id)
    await until(async () => (await page(story.url)).includes('First words'))
    const object = { ...create.object, content: '<p>Second words</p>', updated: new Date().toISOString() }
    await finn.post(inbox(), peer.activity(finn, 'Update', object, { to: object.to }))
    const [change] = await heldOf(finn)
    const { choice } = await release(server.context, moderator.id, change!.id)
    await until(async () => (await page(story.url)).includes('Second words'))
    await undoChoice(server.context, moderator.id, choice)
    const shown = await page(story.url)
    expect(shown).toContain('First words')
    expect(shown).not.toContain('Second words')
  })

  test('that is taken back before its turn comes never shows', async () => {
    const finn = newcomer()
    const { item, create } = await answer(finn, 'Never to be seen')
    const { choice } = await release(server.context, moderator.id, item.id)
    await undoChoice(server.context, moderator.id, choice)
    const after = await answer(finn, 'Later words')
    await release(server.context, moderator.id, after.item.id)
    await until(async () => (await page(story.url)).includes('Later words'))
    // If it was being taken in at that very moment, it is taken back a moment later.
    await until(async () => (await anyPost(read(), { uri: create.object.id })) === undefined)
    expect(await page(story.url)).not.toContain('Never to be seen')
  })

  test('with trust in the author is undone with the trust, and with what came in along', async () => {
    const finn = newcomer()
    const first = await answer(finn, 'One of two')
    const second = await answer(finn, 'Two of two')
    await decide(first.item.id, 'release-author')
    await until(async () => (await page(story.url)).includes('Two of two'))
    expect((await actorByUri(read(), finn.id))?.trust).toBe('known')
    await undoFromBanner()
    expect(pageText(ruth.html)).toContain('Undone. 2 wait again')
    expect((await actorByUri(read(), finn.id))?.trust).toBeNull()
    expect([await stateOf(first.item.id), await stateOf(second.item.id)]).toEqual(['waiting', 'waiting'])
    expect(await page(story.url)).not.toContain('of two')
  })
})

describe('a rejection', () => {
  test('is undone: it waits again, with its words', async () => {
    const { item } = await answer(newcomer(), 'Rejected by mistake')
    await decide(item.id, 'reject')
    await ruth.open('/moderation/log')
    await undoFromBanner()
    expect(await stateOf(item.id)).toBe('waiting')
    await ruth.open(`/moderation/held/${item.id}`)
    expect(pageText(ruth.html)).toContain('Rejected by mistake')
  })

  test('with a block of the author is undone with the block, and follows begin again', async () => {
    const finn = newcomer()
    const { item } = await answer(finn, 'Before we followed each other')
    await nia.call('POST', 'follows', { target: finn.id })
    const asked = await peer.received((body) => body.type === 'Follow' && body.object === finn.id)
    await finn.post(inbox(), peer.activity(finn, 'Accept', asked.body))
    await finn.post(inbox(), peer.activity(finn, 'Follow', nia.uri))
    const there = await until(() => actorByUri(read(), finn.id))
    await until(() => followBetween(read(), there.id, nia.id))
    await until(async () => (await followBetween(read(), nia.id, there.id))?.state === 'accepted')
    await decide(item.id, 'block-author')
    expect((await actorByUri(read(), finn.id))?.blocked).toBe(true)
    expect(await followBetween(read(), there.id, nia.id)).toBeUndefined()
    await undoFromBanner()
    expect((await actorByUri(read(), finn.id))?.blocked).toBe(false)
    expect(await stateOf(item.id)).toBe('waiting')
    expect((await followBetween(read(), there.id, nia.id))?.state).toBe('accepted')
    expect((await followBetween(read(), nia.id, there.id))?.state).toBe('requested')
  })

  test('with a block of the server is undone with the block', async () => {
    const one = await answer(newcomer(), 'From here')
    const other = await answer(newcomer(), 'From here too')
    await decide(one.item.id, 'block-server')
    expect((await trustOfHost(read(), peer.host))?.trust).toBe('blocked')
    expect([await stateOf(one.item.id), await stateOf(other.item.id)]).toEqual(['rejected', 'rejected'])
    await undoFromBanner()
    expect((await trustOfHost(read(), peer.host))?.trust).toBe('unknown')
    expect([await stateOf(one.item.id), await stateOf(other.item.id)]).toEqual(['waiting', 'waiting'])
  })

  test('is no way around a Delete by its author: then the words are gone', async () => {
    const finn = newcomer()
    const { item, create } = await answer(finn, 'Soon deleted')
    const { choice } = await reject(server.context, moderator.id, item.id)
    await server.context.store.write((tx) => dropHeldObject(tx, finn.id, create.object.id))
    expect(await heldById(read(), item.id)).toMatchObject({ activity: null, summary: '' })
    const undone = await undoChoice(server.context, moderator.id, choice)
    expect(undone).toMatchObject({ waiting: 0, gone: 1 })
    expect(await stateOf(item.id)).toBe('rejected')
  })
})

test('two who undo at once, and who comes too late, are told', async () => {
  const { item } = await answer(newcomer(), 'Twice')
  const { choice } = await reject(server.context, moderator.id, item.id)
  const undo = () =>
    undoChoice(server.context, moderator.id, choice).then(
      () => 'done',
      (error: Error) => error.message
    )
  expect((await Promise.all([undo(), undo()])).toSorted()).toEqual(['Somebody has undone this already.', 'done'])
  await ruth.open(`/moderation/undo/${choice}`)
  expect(ruth.status).toBe(409)
  await ruth.open(`/moderation/undo/${'0'.repeat(32)}`)
  expect(ruth.status).toBe(404)
})
