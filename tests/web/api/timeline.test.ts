/** Following, the timeline that comes of it, and likes and shares. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepFollow } from '../../../server/follows/follows.store.ts'
import { receiveInterest } from '../../../server/interest/interest.ts'
import { type ApiServer, apiServer, type Person, story, type Told } from './server.ts'

const origin = 'https://aldermere.example'
let server: ApiServer
let nia: Person
let tom: Person

beforeAll(async () => {
  server = await apiServer()
  nia = await server.person('nia')
  tom = await server.person('tom')
})
afterAll(() => server.stop())

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
