/** Lists stand in the order of publishing: what was begun long ago and is shown today comes first, here and elsewhere. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, freePorts, type Person, type TestServer, testServer, until } from '../help/server.ts'

let aldermere: TestServer
let thornbeck: TestServer
let nia: Person
let gwil: Person
let community: Answer

const story = (title: string, more: object = {}) => ({
  title,
  summary: `${title}, told in short.`,
  body: 'We moved a table.',
  wentWell: 'It was light.',
  wentBadly: 'It was cold.',
  topics: ['tables'],
  ...more
})

beforeAll(async () => {
  const [a, b] = (await freePorts(2)) as [number, number]
  const origins = [a, b].map((port) => `http://127.0.0.1:${port}`)
  aldermere = await testServer(a, 'Aldermere', origins)
  thornbeck = await testServer(b, 'Thornbeck', origins)
  nia = await aldermere.person('nia')
  gwil = await thornbeck.person('gwil')
  const boss = await thornbeck.person('moira', 'admin')
  const trusted = { state: 'network', reason: 'peer council' }
  await boss.call('PUT', `moderation/domains/${encodeURIComponent(aldermere.host)}`, trusted)
  await gwil.call('POST', 'follows', { target: `@nia@${aldermere.host}` })
  await until(async () => (await aldermere.document(`${nia.uri}/followers`)).totalItems === 1)
  const ruth = await aldermere.person('ruth', 'coordinator')
  community = await ruth.call('POST', 'communities', { name: 'Tables', handle: 'tables', purpose: 'For tables.' })
})
afterAll(async () => {
  await Promise.all([aldermere?.stop(), thornbeck?.stop()])
})

/** In which order these titles come in a text, each counted where it comes first. */
const inOrder = (text: string, titles: string[]) =>
  titles.filter((title) => text.includes(title)).sort((one, other) => text.indexOf(one) - text.indexOf(other))
const titlesOf = (page: Answer): string[] => page.items.map((item: Answer) => item.title)
const publish = async (person: Person, title: string, more: object = {}) =>
  person.call('POST', 'stories', story(title, { community: community.id, ...more }))

/** Every place where stories of nia's are listed, as pages, feeds and documents. */
const places = [
  '/stories',
  '/stories?badly=1',
  '/topics/tables',
  '/@nia',
  '/@aldermere',
  '/communities/tables',
  '/feeds/stories.atom',
  '/feeds/went-badly.rss',
  '/feeds/council.json',
  '/feeds/topics/tables.atom',
  '/feeds/people/nia.rss',
  '/feeds/communities/tables.json'
]

async function expectOrder(titles: string[]): Promise<void> {
  for (const path of places) expect(inOrder(await aldermere.page(path), titles), path).toEqual(titles)
  const author = encodeURIComponent(nia.uri)
  for (const list of ['stories', 'stories?badly=true', 'stories?topic=tables', `stories?author=${author}`])
    expect(titlesOf(await nia.call('GET', list)).slice(0, titles.length), list).toEqual(titles)
  expect(titlesOf(await nia.call('GET', 'timeline')).slice(0, titles.length)).toEqual(titles)
  const inCommunity = await nia.call('GET', `communities/${community.id}/posts`)
  expect(titlesOf(inCommunity).slice(0, titles.length)).toEqual(titles)
  const outbox = await aldermere.document(`${nia.uri}/outbox?page=true`)
  expect(inOrder(JSON.stringify(outbox), titles)).toEqual(titles)
}

/** The same at the other council, once it has arrived there. */
async function expectOrderElsewhere(titles: string[]): Promise<void> {
  const timeline = () => gwil.call('GET', 'timeline')
  await until(async () => {
    const arrived = titlesOf(await timeline())
    return titles.every((title) => arrived.includes(title))
  })
  expect(titlesOf(await timeline()).slice(0, titles.length)).toEqual(titles)
  for (const path of ['/stories', '/topics/tables', `/@nia@${aldermere.host}`])
    expect(inOrder(await thornbeck.page(path), titles), path).toEqual(titles)
}

describe('what others see for the first time comes first', () => {
  test('a draft that was begun before others and is published after them', async () => {
    const draft = await publish(nia, 'Begun before all', { audience: 'draft' })
    await publish(nia, 'Told at once')
    await publish(nia, 'Told thereafter')
    for (const path of places) expect(await aldermere.page(path), path).not.toContain('Begun before all')
    const shown = await nia.call('PATCH', `stories/${draft.id}`, { audience: 'world' })
    const titles = ['Begun before all', 'Told thereafter', 'Told at once']
    await expectOrder(titles)
    await expectOrderElsewhere(titles)
    expect(shown.uri).toBe(draft.uri)
  })

  test('what only this council could read, with the date on which everyone can', async () => {
    const draft = await publish(nia, 'Begun for colleagues', { audience: 'draft' })
    await publish(nia, 'Told in between')
    const here = await nia.call('PATCH', `stories/${draft.id}`, { audience: 'local' })
    expect(titlesOf(await nia.call('GET', 'stories')).slice(0, 2)).toEqual(['Begun for colleagues', 'Told in between'])
    await publish(nia, 'Told last')
    const shown = await nia.call('PATCH', `stories/${draft.id}`, { audience: 'world' })
    expect(Date.parse(shown.published)).toBeGreaterThan(Date.parse(here.published))
    const titles = ['Begun for colleagues', 'Told last', 'Told in between']
    await expectOrder(titles)
    await expectOrderElsewhere(titles)
    const document = await aldermere.document(shown.uri)
    expect(document.published).toBe(shown.published)
    expect(document.updated).toBeUndefined()
  })

  test('and stays where it is when it is changed', async () => {
    const [last] = (await nia.call('GET', 'stories')).items
    await publish(nia, 'Told after that')
    await nia.call('PATCH', `stories/${last.id}`, { summary: 'In other words.' })
    expect(titlesOf(await nia.call('GET', 'stories')).slice(0, 2)).toEqual(['Told after that', last.title])
  })

  test('a recipe that was begun before another', async () => {
    const [first, second] = (await nia.call('GET', 'stories')).items
    const begun = await nia.call('POST', `stories/${first.id}/recipe`)
    const other = await nia.call('POST', `stories/${second.id}/recipe`)
    await nia.call('POST', `recipes/${other.id}/publish`, {})
    await nia.call('POST', `recipes/${begun.id}/publish`, {})
    const { items } = await nia.call('GET', 'recipes')
    expect(items.map(({ id }: Answer) => id)).toEqual([begun.id, other.id])
  })
})
