/** Communities by the API: opened, found, joined, read and looked after, and nobody told of what is not for them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addActor } from '../../../server/actors/actors.store.ts'
import { type ApiServer, apiServer, type Person, story, type Told } from './server.ts'

let server: ApiServer
let ruth: Person
let nia: Person
let tom: Person
let at: string
let repairs: Told

const opening = { handle: 'repairs', name: 'Housing repairs', purpose: 'For all who mend **homes**.' }
const titles = async (who: { get: Person['get'] }, query = '') =>
  (await who.get(`${at}/posts${query}`)).items.map((item: Told) => item.title)

beforeAll(async () => {
  server = await apiServer()
  ruth = await server.person('ruth', 'coordinator')
  nia = await server.person('nia')
  tom = await server.person('tom')
  repairs = await ruth.post('communities', opening)
  at = `communities/${repairs.id}`
})
afterAll(() => server.stop())

describe('opening and finding', () => {
  it('gives all of it to whoever opened it, and less to others', async () => {
    expect(repairs).toMatchObject({
      ...{ handle: '@repairs@aldermere.example', posting: 'everyone', local: true, members: 1, you: 'coordinator' },
      ...{ purpose: opening.purpose, html: expect.stringContaining('<strong>homes</strong>'), closed: null },
      page: 'https://aldermere.example/communities/repairs',
      coordinators: [{ handle: '@ruth@aldermere.example' }]
    })
    expect((await server.stranger.get(at)).you).toBeNull()
  })

  it('is for those who may, and says what is wrong', async () => {
    expect((await nia.call('POST', 'communities', { ...opening, handle: 'other' })).status).toBe(403)
    const { status, body } = await ruth.call('POST', 'communities', { ...opening, name: '' })
    expect(status).toBe(422)
    expect(body.faults.map((fault: Told) => fault.field).sort()).toEqual(['name'])
    expect((await ruth.call('POST', 'communities', opening)).status).toBe(422)
    expect((await ruth.call('POST', 'communities', { ...opening, handle: 'new' })).status).toBe(422)
  })

  it('lists what is open, by name too, a page at a time', async () => {
    await ruth.post('communities', { ...opening, handle: 'drains', name: 'Drains' })
    const first = await server.stranger.get('communities?size=1')
    expect(first.items.map((one: Told) => one.name)).toEqual(['Drains'])
    const second = await server.stranger.get(`communities?size=1&after=${first.next}`)
    expect(second.items.map((one: Told) => one.name)).toEqual(['Housing repairs'])
    expect((await server.stranger.get('communities?q=DRAIN')).items).toHaveLength(1)
    expect((await server.stranger.get('communities?closed=true')).items).toEqual([])
  })

  it('is changed by its coordinators only', async () => {
    expect((await nia.call('PATCH', at, { name: 'Mine' })).status).toBe(403)
    const { status, body } = await ruth.call('PATCH', at, { name: 'Repairs' })
    expect([status, body.name, body.purpose]).toEqual([200, 'Repairs', opening.purpose])
    expect((await ruth.call('PATCH', `communities/${nia.viewer.actor.id}`, { name: 'x' })).status).toBe(404)
  })
})

describe('taking part', () => {
  it('joins by address, handle or key, once, and leaves', async () => {
    for (const community of [repairs.uri, '@repairs', repairs.id])
      expect(await nia.post('memberships', { community })).toMatchObject({ state: 'accepted', role: 'member' })
    expect((await nia.get(at)).you).toBe('member')
    expect((await nia.get('memberships')).items.map((one: Told) => one.handle)).toEqual(['@repairs@aldermere.example'])
    expect((await nia.call('POST', 'memberships', { community: '@nobody' })).status).toBe(404)
    expect((await nia.call('DELETE', 'memberships', { community: '@repairs' })).status).toBe(204)
    expect((await nia.get('memberships')).items).toEqual([])
    expect((await ruth.call('DELETE', 'memberships', { community: repairs.uri })).status).toBe(409)
    await nia.post('memberships', { community: repairs.uri })
    expect((await nia.get(`${at}/members`)).items).toMatchObject([
      { member: { name: 'nia of Aldermere' }, role: 'member' },
      { member: { name: 'ruth of Aldermere' }, role: 'coordinator' }
    ])
    expect((await server.stranger.call('GET', `${at}/members`)).status).toBe(401)
  })

  it('lists what was posted, as whoever asks may read it', async () => {
    await nia.post('stories', { ...story, title: 'For all', community: repairs.uri })
    await nia.post('stories', { ...story, title: 'For us', community: '@repairs', audience: 'community' })
    await nia.post('questions', { title: 'For all?', community: repairs.id })
    expect(await titles(nia)).toEqual(['For all?', 'For us', 'For all'])
    expect(await titles(server.stranger)).toEqual(['For all?', 'For all'])
    expect(await titles(tom, '?kind=story')).toEqual(['For all'])
    const { items } = await nia.get(`${at}/posts?size=1`)
    expect(items[0].communities).toEqual([repairs.uri])
  })

  it('shows communities of other servers to people here only', async () => {
    const uri = 'https://lemmy.example/c/gardening'
    const names = { type: 'Group' as const, username: 'gardening', host: 'lemmy.example', name: 'Gardening' }
    const { id } = await server.context.store.write((tx) =>
      addActor(tx, { ...names, uri, url: uri, inbox: `${uri}/inbox` })
    )
    expect(await nia.get(`communities/${id}`)).toMatchObject({ local: false, posting: null, purpose: null })
    expect((await server.stranger.call('GET', `communities/${id}`)).status).toBe(404)
    expect((await server.stranger.call('GET', `communities/${id}/posts`)).status).toBe(404)
    expect(await nia.post('memberships', { community: uri })).toMatchObject({ state: 'requested', role: 'member' })
    await nia.post('questions', { title: 'Slugs?', community: uri })
    expect((await nia.get(`communities/${id}/posts`)).items[0].title).toBe('Slugs?')
    expect((await nia.call('PATCH', `communities/${id}`, { name: 'x' })).status).toBe(404)
  })
})

describe('looking after it', () => {
  it('takes posts out and puts them back', async () => {
    const { uri } = await nia.post('questions', { title: 'Buy ladders?', community: repairs.uri })
    const out = { object: uri, reason: 'An advertisement' }
    expect((await nia.call('POST', `${at}/removed-posts`, out)).status).toBe(403)
    for (let n = 0; n < 2; n++) expect((await ruth.call('POST', `${at}/removed-posts`, out)).status).toBe(204)
    expect(await titles(nia)).not.toContain('Buy ladders?')
    expect((await nia.call('GET', `${at}/removed-posts`)).status).toBe(403)
    expect((await ruth.get(`${at}/removed-posts`)).items).toMatchObject([{ ...out, by: ruth.viewer.actor.uri }])
    expect((await ruth.call('DELETE', `${at}/removed-posts`, { object: uri })).status).toBe(204)
    expect(await titles(nia)).toContain('Buy ladders?')
    const elsewhere = { object: 'https://x.example/1' }
    expect((await ruth.call('POST', `${at}/removed-posts`, elsewhere)).status).toBe(404)
  })

  it('removes people, lets them in again, and makes coordinators', async () => {
    const member = nia.viewer.actor.uri
    const call = async (who: Person, method: string, end: string) =>
      (await who.call(method, `${at}/${end}`, { member })).status
    for (const end of ['removed-members', 'coordinators']) expect(await call(nia, 'POST', end)).toBe(403)
    expect(await call(ruth, 'POST', 'coordinators')).toBe(204)
    expect((await nia.get(at)).you).toBe('coordinator')
    expect(await call(ruth, 'POST', 'removed-members')).toBe(409)
    expect(await call(ruth, 'DELETE', 'coordinators')).toBe(204)
    expect(await call(ruth, 'POST', 'removed-members')).toBe(204)
    expect((await nia.get(at)).you).toBe('removed')
    expect((await ruth.get(`${at}/removed-members`)).items).toMatchObject([{ uri: member }])
    expect((await nia.call('POST', 'memberships', { community: repairs.uri })).status).toBe(403)
    expect((await nia.call('POST', 'questions', { title: 'Again?', community: repairs.uri })).status).toBe(422)
    expect(await call(ruth, 'DELETE', 'removed-members')).toBe(204)
    expect(await nia.post('memberships', { community: repairs.uri })).toMatchObject({ state: 'accepted' })
    expect(await call(tom, 'DELETE', 'coordinators')).toBe(403)
  })

  it('closes it for good', async () => {
    expect((await nia.call('POST', `${at}/close`, {})).status).toBe(403)
    const { status, body } = await ruth.call('POST', `${at}/close`, { words: 'Thank you.' })
    expect(status).toBe(200)
    expect(body.closed).not.toBeNull()
    expect((await tom.call('POST', 'memberships', { community: repairs.uri })).status).toBe(409)
    expect((await nia.call('POST', 'stories', { ...story, community: repairs.uri })).body.faults[0].field).toBe(
      'community'
    )
    expect((await server.stranger.get('communities?closed=true')).items).toHaveLength(1)
    expect(await titles(server.stranger)).toContain('For all')
  })
})
