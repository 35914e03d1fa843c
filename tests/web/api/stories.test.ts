/** Stories, as a program writes, reads, changes and withdraws them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
