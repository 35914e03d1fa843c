/** What somebody hides, by the API: lists, ends, undoing, and what is folded. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { keepFollow } from '../../../server/follows/follows.store.ts'
import { type ApiServer, apiServer, type Person, story } from './server.ts'

let server: ApiServer
let nia: Person
let tom: Person

beforeAll(async () => {
  server = await apiServer()
  nia = await server.person('nia')
  tom = await server.person('tom')
  server.pretend({ findActor: async (text) => (text === '@tom@aldermere.example' ? tom.viewer.actor.id : undefined) })
  const both = { follower: nia.viewer.actor.id, followed: tom.viewer.actor.id }
  await server.context.store.write((tx) => keepFollow(tx, { ...both, uri: 'https://x.example/1', state: 'accepted' }))
})
afterAll(() => server.stop())

const titles = async (who: Person, path = 'stories') =>
  (await who.get(path)).items.map(({ title }: { title: string }) => title)

it('mutes by handle or address until a time, lists it, and takes it back', async () => {
  await tom.post('stories', { ...story, title: 'Of Tom' })
  const until = new Date(Date.now() + 86_400_000).toISOString()
  const kept = await nia.post('controls/mutes', { target: '@tom@aldermere.example', until })
  expect(kept).toMatchObject({ target: tom.viewer.actor.uri, handle: '@tom@aldermere.example', until })
  const again = await nia.post('controls/mutes', { target: tom.viewer.actor.uri })
  expect(again).toMatchObject({ since: kept.since, until: null })
  expect((await nia.get('controls/mutes')).items).toEqual([again])
  expect((await tom.get('controls/mutes')).items).toEqual([])
  for (const path of ['stories', 'timeline', 'search?q=tom']) {
    expect(await titles(nia, path), path).not.toContain('Of Tom')
    if (path !== 'timeline') expect(await titles(tom, path), path).toContain('Of Tom')
  }
  for (const n of [1, 2])
    expect((await nia.call('DELETE', 'controls/mutes', { target: tom.viewer.actor.uri })).status, `${n}`).toBe(204)
  expect(await titles(nia, 'timeline')).toContain('Of Tom')
  const wrong = await nia.call('POST', 'controls/mutes', { target: tom.viewer.actor.uri, until: '1999-01-01' })
  expect(wrong.body.faults).toEqual([{ field: 'until', text: 'Give a time that is still to come' }])
  expect((await nia.call('POST', 'controls/mutes', { target: '@nobody@moot.example' })).status).toBe(404)
  expect((await nia.call('POST', 'controls/mutes', { target: nia.viewer.actor.uri })).status).toBe(409)
})

it('filters fold what holds the words and tell which, or leave it out; a topic stands for itself alone', async () => {
  await tom.post('stories', { ...story, title: 'A Crème brûlée', topics: ['pudding'] })
  const filter = await nia.post('controls/filters', { words: 'creme BRULEE' })
  expect(filter).toMatchObject({ words: 'creme BRULEE', kind: 'words', act: 'fold', until: null })
  const folded = (await nia.get('stories')).items.find(({ title }: { title: string }) => title === 'A Crème brûlée')
  expect(folded.filtered).toBe('creme BRULEE')
  expect((await tom.get('stories')).items[0].filtered).toBeUndefined()
  expect((await nia.post('controls/filters', { words: 'creme BRULEE', act: 'hide' })).id).toBe(filter.id)
  expect(await titles(nia)).not.toContain('A Crème brûlée')
  expect((await tom.call('DELETE', `controls/filters/${filter.id}`)).status).toBe(404)
  expect((await nia.call('DELETE', `controls/filters/${filter.id}`)).status).toBe(204)
  expect(await titles(nia)).toContain('A Crème brûlée')
  const topic = await nia.post('controls/filters', { words: '#Pudding', kind: 'topic', act: 'hide' })
  expect(topic.words).toBe('pudding')
  expect(await titles(nia)).not.toContain('A Crème brûlée')
  expect((await nia.get('controls/filters')).items).toEqual([topic])
  await nia.call('DELETE', `controls/filters/${topic.id}`)
})

it('blocks people and servers, for oneself', async () => {
  expect((await nia.post('controls/blocks', { target: tom.viewer.actor.uri })).until).toBeNull()
  expect((await tom.call('POST', 'follows', { target: '@nia@aldermere.example' })).status).toBe(404)
  expect(await titles(nia)).toEqual([])
  expect((await nia.call('DELETE', 'controls/blocks', { target: tom.viewer.actor.uri })).status).toBe(204)
  expect((await nia.call('POST', 'controls/servers', { host: 'Moot.Example' })).status).toBe(204)
  expect((await nia.get('controls/servers')).items).toMatchObject([{ host: 'moot.example' }])
  expect((await nia.call('POST', 'controls/servers', { host: 'aldermere.example' })).body.faults[0].field).toBe('host')
  expect((await nia.call('DELETE', 'controls/servers', { host: 'moot.example' })).status).toBe(204)
  expect((await nia.get('controls/servers')).items).toEqual([])
})
