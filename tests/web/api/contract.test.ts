/** Every row of the API's contract, as a program would call it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepFollow } from '../../../server/follows/follows.store.ts'
import { receiveInterest } from '../../../server/interest/interest.ts'
import { queueDepth } from '../../../server/jobs/jobs.store.ts'
import { addNotification } from '../../../server/notifications/notifications.store.ts'
import { type ApiServer, apiServer, type Person, story, type Told } from './server.ts'

const origin = 'https://aldermere.example'
let server: ApiServer
let nia: Person
let tom: Person
let mod: Person

beforeAll(async () => {
  server = await apiServer()
  nia = await server.person('nia')
  tom = await server.person('tom')
  mod = await server.person('mod', 'moderator')
})
afterAll(() => server.stop())

describe('stories', () => {
  it('are written with all their parts and read by anyone', async () => {
    const sent = { ...story, state: 'trying', service: '437', place: 'Aldermere', cost: '£2,000', saving: '£500' }
    const made = await nia.call('POST', 'stories', { ...sent, basedOn: 'https://moot.example/stories/1' })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({
      ...sent,
      basedOn: 'https://moot.example/stories/1',
      audience: 'world',
      serviceName: 'Libraries',
      uri: `${origin}/stories/${made.body.id}`,
      url: `${origin}/stories/${made.body.id}`,
      author: { handle: '@nia@aldermere.example', uri: nia.viewer.actor.uri, name: 'nia of Aldermere' },
      counts: { likes: 0, shares: 0, replies: 0 }
    })
    expect(Date.parse(made.body.published)).toBeGreaterThan(Date.now() - 60_000)
    expect(await server.stranger.get(`stories/${made.body.id}`)).toEqual({ ...made.body })
    const { items } = await server.stranger.get('stories')
    expect(items[0]).toMatchObject({ kind: 'story', uri: made.body.uri, wentWell: story.wentWell, title: story.title })
    expect(items[0].html).toContain('<strong>volunteers</strong>')
  })

  it('may be drafts with a title only, and are published by widening', async () => {
    const draft = await nia.post('stories', { title: 'Not yet', audience: 'draft' })
    expect(draft).toMatchObject({ audience: 'draft', published: null })
    expect((await nia.get('drafts')).items.map((item: Told) => item.id)).toContain(draft.id)
    const early = await nia.call('PATCH', `stories/${draft.id}`, { audience: 'world' })
    expect(early.status).toBe(422)
    expect(early.body.faults.map((fault: Told) => fault.field).sort()).toEqual([
      'body',
      'summary',
      'wentBadly',
      'wentWell'
    ])
    const { title: _, ...rest } = story
    const done = await nia.call('PATCH', `stories/${draft.id}`, { ...rest, audience: 'world' })
    expect(done.body).toMatchObject({ title: 'Not yet', audience: 'world', wentBadly: story.wentBadly })
    expect(done.body.published).not.toBeNull()
  })

  it('keep what a change leaves out, and lose what it sets to null', async () => {
    const made = await nia.post('stories', { ...story, state: 'idea', place: 'Aldermere', service: '437' })
    const { body } = await nia.call('PATCH', `stories/${made.id}`, { place: null, wentWell: 'More came.' })
    expect(body).toMatchObject({
      title: story.title,
      state: 'idea',
      service: '437',
      place: null,
      wentWell: 'More came.'
    })
    expect(body.topics).toEqual(['libraries'])
    expect(body.edited).not.toBeNull()
  })

  it('tell every part that is missing at once', async () => {
    const { status, body, headers } = await nia.call('POST', 'stories', {})
    expect(status).toBe(422)
    expect(headers['content-type']).toMatch('application/problem+json')
    expect(body.faults.map((fault: Told) => fault.field)).toEqual(['title', 'summary', 'body', 'wentWell', 'wentBadly'])
    expect(body).toMatchObject({ status: 422, title: 'Unprocessable Entity' })
    expect(body.detail).toMatch('Write what went badly')
  })

  it('are changed and withdrawn by their author only', async () => {
    const { id, uri } = await nia.post('stories', story)
    expect((await tom.call('PATCH', `stories/${id}`, { title: 'Mine' })).status).toBe(403)
    expect((await tom.call('DELETE', `stories/${id}`)).status).toBe(403)
    expect((await mod.call('DELETE', `stories/${id}`)).status).toBe(403)
    expect((await nia.call('DELETE', `questions/${id}`)).status).toBe(404)
    expect((await nia.call('DELETE', `stories/${id}`)).status).toBe(204)
    expect((await server.stranger.call('GET', `stories/${id}`)).status).toBe(410)
    expect((await server.stranger.call('GET', `object?uri=${uri}`)).status).toBe(410)
    expect((await nia.call('PATCH', `stories/${id}`, { title: 'Back' })).status).toBe(404)
  })

  it('are listed by topic, state, author, origin, and by what went badly', async () => {
    const one = await tom.post('stories', { ...story, title: 'Of Tom', topics: ['#Potholes'], state: 'stopped' })
    const titles = async (query: string) =>
      (await server.stranger.get(`stories?${query}`)).items.map((item: Told) => item.title)
    for (const query of ['topic=potholes', 'topic=%23Potholes', 'state=stopped'])
      expect(await titles(query)).toEqual(['Of Tom'])
    expect(await titles(`author=${encodeURIComponent(one.author.uri)}`)).toEqual(['Of Tom'])
    expect(await titles('author=https://moot.example/users/nobody')).toEqual([])
    expect(await titles('badly=true')).toContain('Of Tom')
    expect(await titles('local=false')).toEqual([])
  })
})

describe('questions, answers, and accepting one', () => {
  it('goes from asking to answered', async () => {
    const about = await nia.post('stories', story)
    const asked = await tom.call('POST', 'questions', {
      title: 'Who insured it?',
      body: 'Was it *you*?',
      about: about.uri
    })
    expect(asked.status).toBe(201)
    expect(asked.body).toMatchObject({ title: 'Who insured it?', about: about.uri, answered: false, accepted: [] })
    expect(asked.body.html).toContain('<em>you</em>')
    const reply = await nia.call('POST', 'replies', {
      inReplyTo: asked.body.uri,
      body: 'The county did.',
      kind: 'answer'
    })
    expect(reply.status).toBe(201)
    expect(reply.body).toMatchObject({ kind: 'reply', body: 'The county did.', inReplyTo: asked.body.uri })
    const accepted = await tom.call('POST', `replies/${reply.body.id}/accept`)
    expect(accepted.status).toBe(200)
    expect(accepted.body).toMatchObject({ id: asked.body.id, answered: true, accepted: [reply.body.uri] })
    const { items } = await server.stranger.get('questions?answered=true')
    expect(items).toMatchObject([
      { kind: 'question', answered: true, accepted: [reply.body.uri], counts: { replies: 1 } }
    ])
    const thread = await server.stranger.get(`object?uri=${about.uri}`)
    expect(thread).toMatchObject({ kind: 'story', uri: about.uri, wentWell: story.wentWell, counts: { replies: 1 } })
    expect(thread.replies.map((one: Told) => one.uri)).toEqual([asked.body.uri, reply.body.uri])
    const inner = await server.stranger.get(`object?uri=${asked.body.uri}`)
    expect(inner.replies.map((one: Told) => one.uri)).toEqual([reply.body.uri])
    const undone = await nia.call('DELETE', `replies/${reply.body.id}/accept`)
    expect(undone.body).toMatchObject({ answered: false, accepted: [] })
    expect((await server.stranger.get(`questions?about=${about.uri}`)).items).toHaveLength(1)
  })

  it('lets only the asker or the author asked accept', async () => {
    const asked = await tom.post('questions', { title: 'How?' })
    const reply = await mod.post('replies', { inReplyTo: asked.uri, body: 'So.' })
    expect((await mod.call('POST', `replies/${reply.id}/accept`)).status).toBe(403)
    expect((await tom.call('POST', `replies/${asked.id}/accept`)).status).toBe(409)
  })

  it('changes and withdraws them', async () => {
    const asked = await tom.post('questions', { title: 'How?', body: 'Exactly?', topics: ['how'] })
    const changed = await tom.call('PATCH', `questions/${asked.id}`, { title: 'How then?' })
    expect(changed.body).toMatchObject({ title: 'How then?', body: 'Exactly?', topics: ['how'] })
    expect((await tom.call('PATCH', `questions/${asked.id}`, { body: null })).body.body).toBe('')
    const reply = await nia.post('replies', { inReplyTo: asked.uri, body: 'So.' })
    expect((await nia.call('PATCH', `replies/${reply.id}`, { body: 'So!' })).body.body).toBe('So!')
    expect((await tom.call('PATCH', `replies/${reply.id}`, { body: 'Mine' })).status).toBe(403)
    expect(await server.stranger.get(`replies/${reply.id}`)).toMatchObject({ body: 'So!' })
    expect((await nia.call('DELETE', `replies/${reply.id}`)).status).toBe(204)
    expect((await tom.call('DELETE', `questions/${asked.id}`)).status).toBe(204)
    expect((await server.stranger.call('GET', `questions/${asked.id}`)).status).toBe(410)
  })

  it('answers 404 for a reply to nothing', async () => {
    const { status } = await tom.call('POST', 'replies', { inReplyTo: 'https://moot.example/none', body: 'Hello' })
    expect(status).toBe(404)
  })
})

describe('following and the timeline', () => {
  it('follows somebody here at once, and somebody elsewhere when they accept', async () => {
    const rhys = await server.actor('moot.example', 'rhys', 'network')
    server.pretend({
      findActor: async (text) =>
        text === '@nia@aldermere.example' ? nia.viewer.actor.id : text.includes('rhys') ? rhys.id : undefined
    })
    const here = await tom.call('POST', 'follows', { target: '@nia@aldermere.example' })
    expect(here.status).toBe(202)
    expect(here.body).toMatchObject({ state: 'accepted', target: nia.viewer.actor.uri })
    expect(here.body.uri).toMatch(`${origin}/follows/`)
    const there = await tom.call('POST', 'follows', { target: 'https://moot.example/users/rhys' })
    expect(there.body).toMatchObject({ state: 'requested', target: rhys.uri })
    expect((await tom.call('POST', 'follows', { target: 'rhys@moot.example' })).body.uri).toBe(there.body.uri)
    expect((await tom.call('POST', 'follows', { target: '@nobody@moot.example' })).status).toBe(404)
    const told = await nia.post('stories', { ...story, title: 'For the timeline' })
    const { items } = await tom.get('timeline')
    expect(items[0]).toMatchObject({ kind: 'story', uri: told.uri, wentBadly: story.wentBadly })
    expect((await tom.call('DELETE', 'follows', { target: '@nia@aldermere.example' })).status).toBe(204)
    expect((await tom.call('DELETE', 'follows', { target: '@nia@aldermere.example' })).status).toBe(204)
    expect((await tom.get('timeline')).items.map((item: Told) => item.uri)).not.toContain(told.uri)
  })

  it('shows remote stories with both halves, as HTML, and who shared them', async () => {
    const peer = await server.actor('thornbury.example', 'thornbury', 'network')
    const author = await server.actor('thornbury.example', 'cai', 'network')
    server.pretend({ findActor: async () => peer.id })
    const ada = await server.person('ada')
    await ada.post('follows', { target: peer.uri })
    await server.context.store.write((tx) =>
      keepFollow(tx, { follower: ada.viewer.actor.id, followed: peer.id, uri: 'https://x.example', state: 'accepted' })
    )
    const halves = { wentWellHtml: '<p>It <em>worked</em></p>', wentBadlyHtml: '<p>It rained</p>' }
    const uri = 'https://thornbury.example/stories/1'
    const id = await server.received(author.id, { uri, url: uri, kind: 'story', title: 'Of Thornbury', story: halves })
    await receiveInterest(server.context, { actor: peer.id, post: id, kind: 'share', uri: `${uri}/announce` })
    const halvesTold = { wentWell: halves.wentWellHtml, wentBadly: halves.wentBadlyHtml }
    const { items } = await ada.get('timeline')
    expect(items).toMatchObject([{ uri, ...halvesTold, local: false, page: `${origin}/stories/${id}` }])
    expect(items[0].sharedBy).toMatchObject({ handle: '@thornbury@thornbury.example' })
    expect(await server.stranger.get(`object?uri=${uri}`)).toMatchObject({ uri, ...halvesTold, url: uri })
    expect(await server.stranger.get(`stories/${id}`)).toMatchObject({ ...halvesTold, local: false })
  })
})

describe('likes and shares', () => {
  it.each(['likes', 'shares'])('%s are given once and taken back', async (noun) => {
    const { uri, id } = await nia.post('stories', story)
    for (let n = 0; n < 2; n++) {
      const told = await tom.call('POST', noun, { object: uri })
      expect(told.status).toBe(201)
      expect(told.body).toMatchObject({ object: uri, counts: { [noun]: 1 } })
    }
    expect(await tom.get(`stories/${id}`)).toMatchObject({ [noun === 'likes' ? 'liked' : 'shared']: true })
    expect(await nia.get(`stories/${id}`)).toMatchObject({ liked: false, shared: false })
    expect((await tom.call('DELETE', noun, { object: uri })).status).toBe(204)
    expect((await server.stranger.get(`stories/${id}`)).counts[noun]).toBe(0)
    expect((await tom.call('POST', noun, { object: 'https://moot.example/none' })).status).toBe(404)
  })
})

describe('the rest', () => {
  it('finds by words', async () => {
    const { uri } = await nia.post('stories', { ...story, title: 'Toboggans in summer' })
    const { items, next } = await server.stranger.get('search?q=toboggan%20summer')
    expect(items).toMatchObject([{ uri, kind: 'story' }])
    expect(next).toBeNull()
    expect((await server.stranger.get('search?q=toboggans&kind=question')).items).toEqual([])
    expect((await server.stranger.get('search?q=%22%27%29%28*')).items).toEqual([])
  })

  it('tells what somebody was told', async () => {
    const { id, uri } = await nia.post('stories', story)
    const told = { to: nia.viewer.actor.id, by: tom.viewer.actor.id }
    await server.context.store.write((tx) => addNotification(tx, { ...told, kind: 'like', post: id }))
    await server.context.store.write((tx) => addNotification(tx, { ...told, kind: 'follow' }))
    expect((await nia.get('me')).unread).toBe(2)
    const { items } = await nia.get('notifications')
    expect(items).toMatchObject([
      { kind: 'follow', uri: tom.viewer.actor.uri, author: { uri: tom.viewer.actor.uri }, read: false, html: '' },
      { kind: 'like', uri, title: story.title, author: { uri: tom.viewer.actor.uri }, object: { uri } }
    ])
    await nia.post('notifications/read')
    expect(await nia.get('me')).toMatchObject({ unread: 0, handle: '@nia@aldermere.example', role: 'practitioner' })
    expect((await nia.get('me')).scopes).toEqual(['read', 'write'])
  })

  it('fetches what is not here for those who are signed in', async () => {
    const rhys = await server.actor('far.example', 'rhys', 'known')
    const uri = 'https://far.example/posts/new'
    let asked = 0
    server.pretend({
      findPost: async (url) => {
        asked++
        return url === uri ? server.received(rhys.id, { uri, url: uri }) : undefined
      }
    })
    expect((await server.stranger.call('GET', `object?uri=${uri}`)).status).toBe(404)
    expect(asked).toBe(0)
    expect(await nia.get(`object?uri=${uri}`)).toMatchObject({ kind: 'post', uri, replies: [] })
    expect(await server.stranger.get(`object?uri=${uri}`)).toMatchObject({ uri })
    expect((await nia.call('GET', 'object?uri=https://far.example/posts/none')).status).toBe(404)
    expect((await nia.call('GET', `object?uri=${origin}/stories/none`)).status).toBe(404)
    expect(asked).toBe(2)
  })

  it('takes reports', async () => {
    const sent = {
      actor: 'https://bad.example/users/x',
      objects: ['https://bad.example/1'],
      text: 'Spam',
      category: 'spam'
    }
    const told = await nia.call('POST', 'reports', { ...sent, forward: false })
    expect(told.status).toBe(201)
    expect(told.body).toMatchObject(sent)
    const { items } = await mod.get('moderation/reports')
    expect(items).toMatchObject([{ ...sent, reporter: nia.viewer.actor.uri }])
  })

  it('counts', async () => {
    const told = await server.stranger.get('metrics')
    expect(told.people).toBeGreaterThanOrEqual(3)
    expect(told.stories).toBeGreaterThan(3)
    expect(told.held).toBeUndefined()
    expect((await mod.get('metrics')).reports).toBe(1)
  })
})

describe('moderation', () => {
  it('lists what waits, releases it, and trusts on', async () => {
    const actor = 'https://unknown.example/users/ann'
    const first = await server.held(actor, 'First')
    await server.held(actor, 'Second')
    const { items } = await mod.get('moderation/queue')
    expect(items).toMatchObject([
      { summary: 'Second', actor, host: 'unknown.example', reason: 'unknown server', state: 'waiting' },
      { id: first, summary: 'First' }
    ])
    const told = await mod.call('POST', `moderation/queue/${first}/release`, { trust: 'server' })
    expect(told.status).toBe(200)
    expect(told.body).toMatchObject({ id: first, state: 'released' })
    // Both are taken in now, as if they had just arrived.
    expect((await queueDepth(server.context.store.read, 'inbox')).waiting).toBe(2)
    expect((await mod.get('moderation/queue')).items).toEqual([])
    expect((await mod.call('POST', `moderation/queue/${first}/release`)).status).toBe(409)
    expect((await mod.call('POST', `moderation/queue/${'0'.repeat(32)}/release`)).status).toBe(404)
    expect((await mod.get('moderation/domains?state=known')).items).toMatchObject([{ host: 'unknown.example' }])
  })

  it('rejects and blocks', async () => {
    const one = await server.held('https://odd.example/users/x')
    expect((await mod.call('POST', `moderation/queue/${one}/reject`, { reason: 'no' })).body).toMatchObject({
      state: 'rejected',
      summary: ''
    })
    const two = await server.held('https://odd.example/users/y')
    await server.held('https://odd.example/users/y')
    expect((await mod.call('POST', `moderation/queue/${two}/block`)).body.state).toBe('rejected')
    expect((await mod.get('moderation/queue')).items).toEqual([])
    const { items } = await mod.get('moderation/decisions')
    expect(items[0]).toMatchObject({ act: 'actor blocked', by: { uri: mod.viewer.actor.uri } })
    expect(items[1]).toMatchObject({ act: 'rejected', reason: 'no' })
  })

  it('decides on servers, with their port where it matters', async () => {
    for (const [host, kept] of [
      ['127.0.0.1%3A3002', '127.0.0.1:3002'],
      ['127.0.0.1:3002', '127.0.0.1:3002'],
      ['Moot.Example', 'moot.example'],
      ['moot.example:443', 'moot.example']
    ] as const) {
      const told = await mod.call('PUT', `moderation/domains/${host}`, { state: 'network', reason: 'A council' })
      expect(told.status, host).toBe(200)
      expect(told.body).toMatchObject({ host: kept, state: 'network', reason: 'A council' })
    }
    for (const host of ['aldermere.example', '%20', 'a%2Fb%3Fc', 'a b'])
      expect([404, 422], host).toContain(
        (await mod.call('PUT', `moderation/domains/${encodeURI(host)}`, { state: 'blocked', reason: '' })).status
      )
    const first = await mod.get('moderation/domains?size=1')
    expect(first).toMatchObject({ items: [{ host: '127.0.0.1:3002' }], next: '127.0.0.1:3002' })
    expect((await mod.get(`moderation/domains?size=1&after=${first.next}`)).items[0].host).toBe('moot.example')
  })
})
