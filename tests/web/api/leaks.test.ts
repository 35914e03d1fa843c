/** What is not for everyone is nowhere that a stranger can look, and what is held or blocked nowhere at all. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepFollow } from '../../../server/follows/follows.store.ts'
import { receiveInterest } from '../../../server/interest/interest.ts'
import { addNotification } from '../../../server/notifications/notifications.store.ts'
import type { Actor } from '../../../server/posts/posts.store.ts'
import { type ApiServer, apiServer, type Caller, type Person, story } from './server.ts'

/** A word that stands in everything that must not be seen, and that a search would find. */
const secret = 'xylophone'
const feeds = ['stories', 'went-badly', 'questions', 'council', 'people/nia', 'topics/libraries'].flatMap((name) =>
  ['atom', 'rss', 'json'].map((ending) => `/feeds/${name}.${ending}`)
)

let server: ApiServer
let nia: Person
let tom: Person
let far: Actor

beforeAll(async () => {
  server = await apiServer()
  nia = await server.person('nia')
  tom = await server.person('tom')
  far = await server.actor('far.example', 'rhys', 'known')
})
afterAll(() => server.stop())

const secretly = { ...story, title: `About the ${secret}`, body: `The ${secret}` }

/** Everything that a caller can list, as one text. */
async function everything(who: Caller, also: string[] = []): Promise<string> {
  const lists = ['stories', 'questions', `search?q=${secret}`, 'stories?topic=libraries', 'stories?badly=true', ...also]
  const bodies = await Promise.all(lists.map((path) => who.get(`${path}${path.includes('?') ? '&' : '?'}size=100`)))
  return JSON.stringify(bodies)
}

async function allFeeds(): Promise<string> {
  const texts = await Promise.all(feeds.map((url) => server.app.inject(url).then((answer) => answer.body)))
  return texts.join('\n')
}

/** It is in no list, no feed, and at no address. */
async function expectHidden(who: Caller, uri: string, path: string, also: string[] = []) {
  expect(await everything(who, also)).not.toContain(uri)
  expect(await allFeeds()).not.toContain(uri)
  for (const address of [`object?uri=${encodeURIComponent(uri)}`, path]) {
    const answer = await who.call('GET', address)
    expect(answer.status, address).toBe(404)
    expect(JSON.stringify(answer.body)).not.toContain(secret)
  }
}

describe('what is not for everyone', () => {
  it('a draft is for its author alone', async () => {
    const { id, uri } = await nia.post('stories', { ...secretly, audience: 'draft' })
    await expectHidden(server.stranger, uri, `stories/${id}`)
    await expectHidden(tom, uri, `stories/${id}`, ['timeline', 'drafts'])
    for (const method of ['PATCH', 'DELETE'])
      expect((await tom.call(method, `stories/${id}`, method === 'PATCH' ? { title: 'x' } : undefined)).status).toBe(
        404
      )
    expect((await tom.call('POST', 'likes', { object: uri })).status).toBe(404)
    expect((await tom.call('POST', 'replies', { inReplyTo: uri, body: 'I see you' })).status).toBe(404)
    expect((await tom.call('POST', 'questions', { title: 'What?', about: uri })).status).toBe(404)
    expect((await nia.get(`stories/${id}`)).title).toContain(secret)
    await nia.call('DELETE', `stories/${id}`)
    expect((await server.stranger.call('GET', `stories/${id}`)).status).toBe(404)
  })

  it('what is local is for those who are signed in', async () => {
    const { id, uri } = await nia.post('stories', { ...secretly, audience: 'local' })
    const asked = await tom.post('questions', { title: `Which ${secret}?`, about: uri })
    const reply = await nia.post('replies', { inReplyTo: asked.uri, body: `The red ${secret}` })
    await expectHidden(server.stranger, uri, `stories/${id}`)
    await expectHidden(server.stranger, asked.uri, `questions/${asked.id}`)
    await expectHidden(server.stranger, reply.uri, `replies/${reply.id}`)
    expect(await everything(tom)).toContain(uri)
    expect((await tom.get(`object?uri=${uri}`)).replies).toHaveLength(2)
    expect((await server.stranger.get('metrics')).stories).toBe(0)
  })

  it('what is for followers is for those, and what is direct for those named', async () => {
    const [toFollowers, toTom] = await Promise.all([
      server.received(far.id, { html: `<p>${secret}</p>`, visibility: 'followers' }),
      server.received(far.id, { html: `<p>${secret}</p>`, visibility: 'direct', named: [tom.viewer.actor.id] })
    ])
    const followed = {
      follower: nia.viewer.actor.id,
      followed: far.id,
      uri: 'https://x.example/f',
      state: 'accepted'
    } as const
    await server.context.store.write((tx) => keepFollow(tx, followed))
    for (const id of [toFollowers, toTom]) {
      const { uri } = await (id === toTom ? tom : nia).get(`replies/${id}`)
      await expectHidden(server.stranger, uri, `replies/${id}`)
      await expectHidden(id === toTom ? nia : tom, uri, `replies/${id}`, ['timeline'])
    }
    expect(JSON.stringify(await nia.get('timeline'))).toContain(secret)
    expect((await nia.call('GET', `replies/${toTom}`)).status).toBe(404)
  })

  it('what is not for somebody cannot be told from what is not there', async () => {
    const above = await server.received(far.id, { visibility: 'direct', named: [nia.viewer.actor.id] })
    const { uri } = await nia.get(`replies/${above}`)
    const { id } = await nia.post('replies', { inReplyTo: uri, body: secret })
    for (const which of [id, above, '0'.repeat(32)])
      for (const [method, path, body] of [
        ['GET', `replies/${which}`],
        ['PATCH', `replies/${which}`, { body: 'x' }],
        ['DELETE', `replies/${which}`],
        ['POST', `replies/${which}/accept`]
      ] as const)
        expect((await tom.call(method, path, body)).status, `${method} ${path}`).toBe(404)
  })

  it('having been told of something does not show it', async () => {
    const { id, uri } = await nia.post('stories', { ...secretly, audience: 'draft' })
    const told = { to: tom.viewer.actor.id, kind: 'mention' as const, by: nia.viewer.actor.id, post: id }
    await server.context.store.write((tx) => addNotification(tx, told))
    const list = await tom.get('notifications')
    expect(list.items).toMatchObject([{ kind: 'mention', html: '' }])
    expect(JSON.stringify(list)).not.toContain(uri)
  })

  it('a reply that is not for everyone is left out of the thread, and out of what is accepted', async () => {
    const asked = await nia.post('questions', { title: 'Who knows?' })
    const place = { inReplyTo: asked.uri, kind: 'reply' as const, html: `<p>${secret}</p>` }
    const id = await server.received(far.id, { ...place, visibility: 'direct', named: [nia.viewer.actor.id] })
    const accepted = await nia.post(`replies/${id}/accept`)
    expect(accepted.accepted).toHaveLength(1)
    for (const who of [server.stranger, tom]) {
      const thread = await who.get(`object?uri=${asked.uri}`)
      expect(thread).toMatchObject({ answered: true, accepted: [], replies: [], counts: { replies: 0 } })
    }
  })
})

describe('what is held', () => {
  it('is nowhere but in the queue', async () => {
    const mod = await server.person('mod', 'moderator')
    const actor = 'https://unknown.example/users/ann'
    const before = await server.stranger.get('metrics')
    await server.held(actor, `A held ${secret}`)
    for (const who of [server.stranger, nia, mod]) expect(await everything(who)).not.toContain('unknown.example')
    expect(await allFeeds()).not.toContain('unknown.example')
    expect(await server.stranger.get('metrics')).toEqual(before)
    expect((await mod.get('metrics')).held).toBe(1)
  })
})

describe('who is blocked', () => {
  it('vanishes with all that they said, shared and answered', async () => {
    const mod = await server.person('mod2', 'moderator')
    const bad = await server.actor('bad.example', 'eve', 'known')
    const asked = await nia.post('questions', { title: 'Anyone?' })
    const place = { inReplyTo: asked.uri, kind: 'reply' as const }
    const uri = 'https://bad.example/stories/1'
    const halves = { wentWellHtml: '<p>w</p>', wentBadlyHtml: '<p>b</p>' }
    const shown = {
      uri,
      url: uri,
      kind: 'story' as const,
      title: `Bad ${secret}`,
      topics: ['libraries'],
      story: halves
    }
    const id = await server.received(bad.id, { ...shown, named: [nia.viewer.actor.id] })
    const reply = await server.received(bad.id, { ...place, uri: 'https://bad.example/posts/reply' })
    await nia.post(`replies/${reply}/accept`)
    await receiveInterest(server.context, { actor: bad.id, post: asked.id, kind: 'like', uri: `${uri}/like` })
    const told = { to: nia.viewer.actor.id, kind: 'reply' as const, by: bad.id, post: reply }
    await server.context.store.write((tx) => addNotification(tx, told))
    expect(await everything(server.stranger)).toContain(uri)
    expect(await allFeeds()).toContain(uri)
    expect((await nia.get('notifications')).items).not.toEqual([])

    await mod.call('PUT', 'moderation/domains/bad.example', { state: 'blocked', reason: 'abuse' })
    await expectHidden(server.stranger, uri, `stories/${id}`)
    await expectHidden(nia, uri, `stories/${id}`, ['timeline', 'notifications'])
    const thread = await server.stranger.get(`object?uri=${asked.uri}`)
    expect(thread).toMatchObject({ accepted: [], replies: [] })
    expect(JSON.stringify(await nia.get('notifications'))).not.toContain('bad.example')
  })
})
