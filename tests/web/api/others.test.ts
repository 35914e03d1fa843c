/** The other calls of the contract: search, notifications, objects, reports, counts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addNotification } from '../../../server/notifications/notifications.store.ts'
import { type ApiServer, apiServer, type Person, story } from './server.ts'

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

  it('pins one’s own posts, and the council’s for admins', async () => {
    const { body } = await nia.call('GET', 'stories')
    const [story] = body.items.filter((item: { author: { uri: string } }) => item.author.uri === nia.viewer.actor.uri)
    const object = story.uri
    const made = await nia.call('POST', 'pins', { object })
    expect(made.status).toBe(201)
    expect(made.body).toEqual({ object, page: 'me' })
    expect((await nia.call('POST', 'pins', { object })).status).toBe(201)
    expect((await nia.get('pins')).items).toMatchObject([{ uri: object }])
    expect((await nia.call('POST', 'pins', { object, page: 'council' })).status).toBe(403)
    expect((await mod.call('POST', 'pins', { object })).status).toBe(403)
    expect((await nia.get('pins?page=council')).items).toEqual([])
    expect((await nia.call('DELETE', 'pins', { object })).status).toBe(204)
    expect((await nia.get('pins')).items).toEqual([])
  })

  it('counts', async () => {
    const told = await server.stranger.get('metrics')
    expect(told).toMatchObject({ people: 3, stories: 2, questions: 0, replies: 0, followers: 0 })
    expect(told.held).toBeUndefined()
    expect((await mod.get('metrics')).reports).toBe(1)
  })
})
