/** Two councils and a server with lists, over real HTTP: a suspension cuts and comes back, lists are read, peers advise. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keepSetting } from '../../server/council/settings.store.ts'
import { sweepPolicies } from '../../server/moderation/policies/daily.ts'
import { changeList } from '../../server/moderation/policies/lists.store.ts'
import { adviceOn } from '../../server/moderation/vouching.ts'
import { type Answer, freePorts, type Person, type TestServer, testServer, until } from '../help/server.ts'

let aldermere: TestServer
let thornbeck: TestServer
let nia: Person
let ruth: Person
let gwil: Person
let moira: Person
let shelf: Server
let shelfOrigin: string
/** What the server with lists answers, by path, and what it was asked with. */
const shelved = new Map<string, { type: string; body: string; etag?: string }>()
const asked: { path: string; headers: IncomingHttpHeaders }[] = []

beforeAll(async () => {
  const [a, b, c] = (await freePorts(3)) as [number, number, number]
  const origins = [a, b, c].map((port) => `http://127.0.0.1:${port}`)
  shelfOrigin = origins[2]!
  shelf = createServer((request, response) => {
    const path = request.url ?? ''
    asked.push({ path, headers: request.headers })
    const found = shelved.get(path)
    if (!found) return void response.writeHead(404).end()
    if (found.etag && request.headers['if-none-match'] === found.etag) return void response.writeHead(304).end()
    response.writeHead(200, { 'content-type': found.type, ...(found.etag && { etag: found.etag }) }).end(found.body)
  })
  await new Promise<void>((done) => shelf.listen(c, '127.0.0.1', done))
  aldermere = await testServer(a, 'Aldermere', origins)
  thornbeck = await testServer(b, 'Thornbeck', origins)
  nia = await aldermere.person('nia')
  ruth = await aldermere.person('ruth', 'admin')
  gwil = await thornbeck.person('gwil')
  moira = await thornbeck.person('moira', 'admin')
  await decide(ruth, thornbeck, 'network')
  await decide(moira, aldermere, 'network')
})
afterAll(async () => {
  await Promise.all([aldermere?.stop(), thornbeck?.stop()])
  await new Promise((done) => shelf?.close(done))
})

const decide = (by: Person, about: TestServer, state: string) =>
  by.call('PUT', `moderation/domains/${encodeURIComponent(about.host)}`, { state, reason: 'for the test' })
const count = async (server: TestServer, person: Person, of: 'followers' | 'following') =>
  (await server.document(`${person.uri}/${of}`)).totalItems as number
const object = (person: Person, uri: string) => person.ask('GET', `object?uri=${encodeURIComponent(uri)}`)

describe('a suspension', () => {
  test('cuts the follows both ways and hides what was said; undone, both follows work again on both sides', async () => {
    await nia.call('POST', 'follows', { target: `@gwil@${thornbeck.host}` })
    await gwil.call('POST', 'follows', { target: `@nia@${aldermere.host}` })
    await until(async () => (await count(aldermere, nia, 'following')) === 1)
    await until(async () => (await count(aldermere, nia, 'followers')) === 1)
    const question = await gwil.call('POST', 'questions', { title: 'Who has tried it?', body: 'Anybody?' })
    await until(async () => (await object(nia, question.uri)).status === 200)
    const host = encodeURIComponent(thornbeck.host)
    const cost = await ruth.call('GET', `moderation/policies/${host}/cost`)
    expect(cost).toMatchObject({ followers: 1, following: 1, questions: 1 })

    await decide(ruth, thornbeck, 'blocked')
    expect(await count(aldermere, nia, 'following')).toBe(0)
    expect(await count(aldermere, nia, 'followers')).toBe(0)
    expect((await object(nia, question.uri)).status).toBe(404)
    // The other side noticed nothing; or its moderators ended the follow, which undoing has to mend.
    await gwil.call('DELETE', 'follows', { target: `@nia@${aldermere.host}` })
    await gwil.call('POST', 'follows', { target: `@nia@${aldermere.host}` })

    const { status } = await ruth.ask('DELETE', `moderation/policies/${host}`)
    expect(status).toBe(204)
    expect(await count(aldermere, nia, 'following')).toBe(1)
    expect(await count(aldermere, nia, 'followers')).toBe(1)
    expect((await object(nia, question.uri)).status).toBe(200)
    await until(async () => (await count(thornbeck, gwil, 'followers')) === 1)
    const after = await gwil.call('POST', 'questions', { title: 'Does it come again?', body: 'It should.' })
    await until(async () => (await nia.call('GET', 'timeline')).items.some((item: Answer) => item.uri === after.uri))
    const own = await nia.call('POST', 'questions', { title: 'And the other way?', body: 'Also.' })
    await until(async () => (await gwil.call('GET', 'timeline')).items.some((item: Answer) => item.uri === own.uri))
    const [state] = (await ruth.call('GET', 'moderation/domains?state=network')).items as Answer[]
    expect(state.host).toBe(thornbeck.host)
  })
})

describe('a list that is subscribed to', () => {
  const entries = async (id: string) =>
    ((await ruth.call('GET', `moderation/lists/${id}/entries`)).items as Answer[]).map((one) => [
      one.host,
      one.standing
    ])

  test('as CSV is read as a draft, asked for by its mark, and takes back what it says no more', async () => {
    const csv = (lines: string[]) => `#domain,#severity\n${lines.join('\n')}\n`
    shelved.set('/a.csv', { type: 'text/csv', body: csv(['one.example,suspend', 'two.example,silence']), etag: '"1"' })
    const list = await ruth.call('POST', 'moderation/lists', { url: `${shelfOrigin}/a.csv` })
    expect(list).toMatchObject({ waiting: 2, fault: null })
    expect(await entries(list.id)).toEqual([
      ['one.example', 'new'],
      ['two.example', 'new']
    ])
    const again = await ruth.call('POST', `moderation/lists/${list.id}/refresh`)
    expect(again).toMatchObject({ waiting: 2, fault: null })
    expect(asked.at(-1)).toMatchObject({ path: '/a.csv', headers: { 'if-none-match': '"1"' } })
    expect(await ruth.call('POST', `moderation/lists/${list.id}/apply`, { all: true })).toMatchObject({ applied: 2 })
    shelved.set('/a.csv', { type: 'text/csv', body: csv(['two.example,silence']), etag: '"2"' })
    await ruth.call('POST', `moderation/lists/${list.id}/refresh`)
    expect(await entries(list.id)).toEqual([['one.example', 'lift']])
    shelved.set('/a.csv', { type: 'text/html', body: '<!DOCTYPE html><p>Moved</p>' })
    const broken = await ruth.call('POST', `moderation/lists/${list.id}/refresh`)
    expect(broken.fault).toContain('no server')
    shelved.delete('/a.csv')
    expect((await ruth.call('POST', `moderation/lists/${list.id}/refresh`)).fault).toContain('404')
    // What could not be read takes nothing back.
    expect(await entries(list.id)).toEqual([['one.example', 'lift']])
  })

  test('as a FIRES dataset is read from its snapshot, and again only when something changed', async () => {
    const json = (path: string, body: object) =>
      shelved.set(path, { type: 'application/ld+json', body: JSON.stringify(body) })
    const at = (path: string) => `${shelfOrigin}${path}`
    const recommend = (host: string) => ({
      ...{ type: 'Recommendation', entityKind: 'domain', entityKey: host, recommendedPolicy: 'drop' },
      labels: [at('/labels/1')]
    })
    json('/datasets/1', { type: 'Dataset', endpoints: { snapshot: at('/datasets/1/snapshot') } })
    const items = [recommend('x.example'), recommend('y.example')]
    json('/datasets/1/snapshot', { type: 'OrderedCollection', items, changes: at('/datasets/1/changes?since=2') })
    json('/labels/1', { type: 'Label', name: 'Spam' })
    json('/datasets/1/changes?since=2', { type: 'OrderedCollectionPage', totalItems: 2, orderedItems: [] })
    const list = await ruth.call('POST', 'moderation/lists', { url: at('/datasets/1'), kind: 'fires' })
    expect(list).toMatchObject({ waiting: 2, fault: null })
    const [first] = (await ruth.call('GET', `moderation/lists/${list.id}/entries`)).items
    expect(first).toMatchObject({ host: 'x.example', severity: 'suspend', comment: 'Spam' })
    const before = asked.length
    await ruth.call('POST', `moderation/lists/${list.id}/refresh`)
    expect(asked.slice(before).map(({ path }) => path)).toEqual(['/datasets/1/changes?since=2'])
    json('/datasets/1/changes?since=2', { totalItems: 3, orderedItems: [{ type: 'Retraction' }] })
    json('/datasets/1/snapshot', { type: 'OrderedCollection', items: [items[1]] })
    await ruth.call('POST', `moderation/lists/${list.id}/refresh`)
    expect(await entries(list.id)).toEqual([['y.example', 'new']])
  })

  test('is asked for each day by itself', async () => {
    shelved.set('/daily.csv', { type: 'text/csv', body: 'daily.example' })
    const list = await ruth.call('POST', 'moderation/lists', { url: `${shelfOrigin}/daily.csv` })
    shelved.set('/daily.csv', { type: 'text/csv', body: 'daily.example\nfresh.example' })
    await sweepPolicies(aldermere.context)
    expect(await entries(list.id)).toEqual([['daily.example', 'new']])
    await aldermere.context.store.write((tx) => changeList(tx, list.id, { next: new Date(0) }))
    await sweepPolicies(aldermere.context)
    await until(async () => (await entries(list.id)).some(([host]) => host === 'fresh.example'))
  })
})

describe('what peers think', () => {
  test('is told to peer councils alone, by choice, and is shown as advice', async () => {
    const address = `${thornbeck.origin}/moderation/vouches`
    expect((await fetch(address)).status).toBe(404)
    const share = (on: boolean) =>
      thornbeck.context.store.write((tx) => keepSetting(tx, 'moderation-vouching', { share: on }, new Date()))
    await share(true)
    expect((await fetch(address)).status).toBe(401)
    await moira.call('PUT', 'moderation/domains/judged.example', { state: 'limited', reason: 'private words' })
    await aldermere.context.store.write((tx) => keepSetting(tx, 'moderation-vouching-round', { at: 0 }, new Date()))
    await sweepPolicies(aldermere.context)
    const advice = await until(async () => (await adviceOn(aldermere.context, 'judged.example')) || undefined)
    expect(advice).toBe('1 council in your network limits this server.')
    const domains = (await ruth.call('GET', 'moderation/domains?size=100')).items as Answer[]
    expect(domains.find((one) => one.host === 'judged.example')).toBeUndefined()
  })
})
