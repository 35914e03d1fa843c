/** Polls of others are voted in, and ours are counted, as Mastodon and snac do it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { personByActor } from '../../server/members/members.store.ts'
import { startSession } from '../../server/members/sessions.ts'
import { sessionCookie } from '../../server/plugins/session.ts'
import { type Doc, type Peer, type PeerActor, startPeer } from '../help/peer.ts'
import { type Answer, freePorts, type Person, type TestServer, testServer, until } from '../help/server.ts'

let server: TestServer
let mastodon: Peer
let nia: Person
let admin: Person
let maddy: PeerActor

beforeAll(async () => {
  const [a, b] = (await freePorts(2)) as [number, number]
  server = await testServer(a, 'Aldermere', [`http://127.0.0.1:${b}`])
  mastodon = await startPeer(b)
  nia = await server.person('nia')
  admin = await server.person('ruth', 'admin')
  maddy = mastodon.actor('maddy')
  await trust('known')
})
afterAll(async () => {
  await Promise.all([server?.stop(), mastodon?.stop()])
})

const trust = (state: string) =>
  admin.call('PUT', `moderation/domains/${encodeURIComponent(mastodon.host)}`, { state, reason: 'test' })
const object = (uri: string) => nia.call('GET', `object?uri=${encodeURIComponent(uri)}`)
const soon = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString()
const settle = () => new Promise((done) => setTimeout(done, 400))
const choice = (name: string, totalItems = 0) => ({ type: 'Note', name, replies: { type: 'Collection', totalItems } })

/** A poll of the peer, here once it is. */
async function remotePoll(part: Doc): Promise<Doc> {
  const create = mastodon.create(maddy, {
    type: 'Question',
    content: '<p>Which day for bins?</p>',
    cc: [nia.uri],
    endTime: soon(3600),
    votersCount: 0,
    ...part
  })
  await maddy.post(`${server.origin}/inbox`, create)
  await until(() => object(create.object.id))
  return create.object
}

const votesFor = (poll: string) =>
  mastodon.inbox.filter(({ body }) => body.type === 'Create' && body.object?.inReplyTo === poll)

describe('a poll elsewhere', () => {
  test('is voted in once, by a Note with the name of the option to the personal inbox', async () => {
    const poll = await remotePoll({ oneOf: [choice('Monday', 2), choice('Friday', 1)] })
    const before = await nia.ask('POST', 'votes', { object: poll.id, option: 'Sunday' })
    expect(before.status).toBe(422)
    const told = await nia.call('POST', 'votes', { object: poll.id, option: 'Friday' })
    expect(told).toMatchObject({ options: [{ votes: 2 }, { text: 'Friday', votes: 2 }], voted: ['Friday'] })
    const { path, body } = await mastodon.received((one) => one.object?.inReplyTo === poll.id)
    expect(path).toBe('/users/maddy/inbox')
    expect(body).toMatchObject({ type: 'Create', actor: nia.uri, to: maddy.id })
    expect(body.object).toMatchObject({ type: 'Note', name: 'Friday', attributedTo: nia.uri, to: maddy.id })
    expect(body.object.id.startsWith(`${nia.uri}#votes/`)).toBe(true)
    for (const key of ['content', 'published', 'cc']) expect(body.object).not.toHaveProperty(key)
    expect(body).not.toHaveProperty('proof')
    expect((await nia.ask('POST', 'votes', { object: poll.id, option: 'Monday' })).status).toBe(409)
    await settle()
    expect(votesFor(poll.id)).toHaveLength(1)
  })

  test('with several answers takes each once', async () => {
    const poll = await remotePoll({ anyOf: [choice('Bins'), choice('Roads'), choice('Trees')] })
    await nia.call('POST', 'votes', { object: poll.id, option: 'Bins' })
    await nia.call('POST', 'votes', { object: poll.id, option: 'Trees' })
    expect((await nia.ask('POST', 'votes', { object: poll.id, option: 'Trees' })).status).toBe(409)
    await until(() => votesFor(poll.id).length === 2)
    expect(votesFor(poll.id).map(({ body }) => body.object.name)).toEqual(['Bins', 'Trees'])
  })

  test('takes no vote when it is closed', async () => {
    const poll = await remotePoll({ oneOf: [choice('Yes'), choice('No')], endTime: soon(-60), closed: soon(-60) })
    expect((await nia.ask('POST', 'votes', { object: poll.id, option: 'Yes' })).status).toBe(409)
  })

  test('shows new results although its words are as old as before', async () => {
    const updated = new Date().toISOString()
    const poll = await remotePoll({ oneOf: [choice('Ja'), choice('Nein')], published: soon(-600), updated })
    const again = { ...poll, updated: soon(-300), votersCount: 9, oneOf: [choice('Ja', 4), choice('Nein', 5)] }
    await maddy.post(`${server.origin}/inbox`, mastodon.activity(maddy, 'Update', again))
    const told = await until(async () => {
      const item = await object(poll.id)
      return item.poll.voters === 9 && item
    })
    expect(told.poll.options).toEqual([
      { text: 'Ja', votes: 4 },
      { text: 'Nein', votes: 5 }
    ])
  })

  test('is drawn with its choices for who may vote, and with results afterwards', async () => {
    const poll = await remotePoll({ oneOf: [choice('North'), choice('South')] })
    const { id } = await object(poll.id)
    const visitor = await server.page(`/posts/${id}`)
    expect(visitor).toContain('North')
    expect(visitor).not.toContain('name="option"')
    const { member } = (await personByActor(server.context.store.read, nia.id))!
    const secret = await server.context.store.write((tx) => startSession(server.context, tx, member.id))
    const cookie = `${sessionCookie(server.origin)}=${secret}`
    const page = async () =>
      (await fetch(`${server.origin}/posts/${id}`, { headers: { accept: 'text/html', cookie } })).text()
    const open = await page()
    expect(open.match(/name="option" type="radio"/g)).toHaveLength(2)
    const csrf = /name="_csrf" value="([^"]+)"/.exec(open)![1]!
    const vote = (body: Record<string, string>) =>
      fetch(`${server.origin}/votes`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie, 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
        body: new URLSearchParams({ _csrf: csrf, object: poll.id, ...body })
      })
    expect((await vote({})).status).toBe(422)
    const voted = await vote({ option: 'North' })
    expect([voted.status, voted.headers.get('location')]).toEqual([303, `/posts/${id}`])
    const closed = await page()
    expect(closed).not.toContain('name="option"')
    expect(closed).toMatch(/North.*1 vote, yours too/)
    await until(() => votesFor(poll.id).length === 1)
  })
})

describe('a poll of ours', () => {
  let poll: Answer
  const vote = (by: PeerActor, name: string, extra: Doc = {}, uri = poll.uri) => {
    const id = `${by.id}#votes/${Math.random()}`
    const note = { id, type: 'Note', name, attributedTo: by.id, inReplyTo: uri, to: nia.uri, ...extra }
    return by.post(`${nia.uri}/inbox`, mastodon.activity(by, 'Create', note, { id: `${id}/activity`, to: nia.uri }))
  }
  const counts = async (uri = poll.uri) =>
    Object.fromEntries((await object(uri)).poll.options.map((one: Answer) => [one.text, one.votes]))

  beforeAll(async () => {
    await maddy.post(`${nia.uri}/inbox`, mastodon.activity(maddy, 'Follow', nia.uri))
    await mastodon.received((body) => body.type === 'Accept')
    poll = await nia.call('POST', 'polls', { question: 'Which award?', options: ['Bins', 'Roads'] })
  })

  test('goes out as a Question, and stands at its address', async () => {
    expect(poll).toMatchObject({
      options: [
        { text: 'Bins', votes: 0 },
        { text: 'Roads', votes: 0 }
      ],
      multiple: false
    })
    const { body } = await mastodon.received((one) => one.type === 'Create' && one.object?.id === poll.uri)
    for (const document of [body.object, await server.document(poll.uri)]) {
      expect(document).toMatchObject({ type: 'Question', votersCount: 0, oneOf: [choice('Bins'), choice('Roads')] })
      expect(document).not.toHaveProperty('closed')
      expect(document).not.toHaveProperty('anyOf')
      expect(Date.parse(document.endTime)).toBeGreaterThan(Date.now())
    }
    expect(await server.page(poll.url)).toContain('Which award?')
  })

  test('counts one vote by each, for listed options only, also with a line break for content', async () => {
    const snac = mastodon.actor('snac')
    const liar = mastodon.actor('liar')
    for (const name of ['Bins', 'Bins', 'Roads']) expect((await vote(maddy, name)).status).toBe(202)
    await vote(snac, 'Roads', { content: '<br>' })
    await vote(liar, 'Mayor')
    await until(async () => (await counts()).Roads === 1)
    await settle()
    expect(await counts()).toEqual({ Bins: 1, Roads: 1 })
    const { replies } = await object(poll.uri)
    expect(replies).toEqual([])
    expect((await server.document(poll.uri)).votersCount).toBe(2)
  })

  test('tells its results by an Update that is no newer, once a minute at most', async () => {
    const { body } = await mastodon.received((one) => one.type === 'Update' && one.object?.id === poll.uri)
    expect(body.object.type).toBe('Question')
    expect(body.object).not.toHaveProperty('updated')
    const told = mastodon.inbox.filter((one) => one.body.type === 'Update' && one.body.object?.id === poll.uri)
    expect(new Set(told.map((one) => one.body.id)).size).toBe(1)
  })

  test('holds the votes of servers that are not known, and counts them once let in', async () => {
    await trust('unknown')
    const stranger = mastodon.actor('stranger')
    await vote(stranger, 'Bins')
    const held = await until(async () =>
      (await admin.call('GET', 'moderation/queue')).items.find((item: Answer) => item.actor === stranger.id)
    )
    expect(await counts()).toEqual({ Bins: 1, Roads: 1 })
    await admin.call('POST', `moderation/queue/${held.id}/release`, {})
    await until(async () => (await counts()).Bins === 2)
    await trust('known')
  })

  test('with several answers counts each once for one person', async () => {
    const several = await nia.call('POST', 'polls', { question: 'Which?', options: ['A', 'B', 'C'], multiple: true })
    for (const name of ['A', 'B', 'A']) await vote(maddy, name, {}, several.uri)
    await until(async () => (await counts(several.uri)).B === 1)
    await settle()
    expect(await counts(several.uri)).toEqual({ A: 1, B: 1, C: 0 })
    const document = await server.document(several.uri)
    expect(document).toMatchObject({ votersCount: 1, anyOf: [choice('A', 1), choice('B', 1), choice('C')] })
  })

  test('is closed at its end: told so, and later votes do not count', async () => {
    const short = await nia.call('POST', 'polls', { question: 'Quick?', options: ['Yes', 'No'], endsAt: soon(1.5) })
    const { body } = await mastodon.received((one) => one.type === 'Update' && one.object?.id === short.uri)
    expect(body.object.closed).toBeTruthy()
    await vote(maddy, 'Yes', {}, short.uri)
    await settle()
    expect(await counts(short.uri)).toEqual({ Yes: 0, No: 0 })
    expect((await nia.ask('POST', 'votes', { object: short.uri, option: 'Yes' })).status).toBe(409)
  })

  test('leaves out whoever is blocked', async () => {
    expect(await counts()).toEqual({ Bins: 2, Roads: 1 })
    await trust('blocked')
    expect(await counts()).toEqual({ Bins: 0, Roads: 0 })
    await trust('known')
    expect(await counts()).toEqual({ Bins: 2, Roads: 1 })
  })

  test('refuses what is no poll, in words', async () => {
    const bad = await nia.ask('POST', 'polls', { question: '', options: ['Only'], endsAt: 'yesterday' })
    expect(bad.status).toBe(422)
    expect((await bad.json()).faults.map((one: Answer) => one.field)).toEqual(['question', 'options', 'endsAt'])
  })
})
