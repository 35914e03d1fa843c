/** Reports between two real servers, a flood of them, and what others are told of a suspended account. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actorByUri } from '../../server/actors/actors.store.ts'
import { makeAppeal } from '../../server/moderation/accounts/appeals.ts'
import { tellTheirServer } from '../../server/moderation/reports/handle.ts'
import { type Answer, freePorts, type Person, type TestServer, testServer, until } from '../help/server.ts'

let aldermere: TestServer
let thornbeck: TestServer
let nia: Person
let ruth: Person
let gwil: Person
let moira: Person
let mei: Person

beforeAll(async () => {
  const [a, b] = (await freePorts(2)) as [number, number]
  const origins = [a, b].map((port) => `http://127.0.0.1:${port}`)
  aldermere = await testServer(a, 'Aldermere', origins)
  thornbeck = await testServer(b, 'Thornbeck', origins)
  nia = await aldermere.person('nia')
  ruth = await aldermere.person('ruth', 'admin')
  gwil = await thornbeck.person('gwil')
  moira = await thornbeck.person('moira', 'admin')
  mei = await thornbeck.person('mei', 'moderator')
  const trust = (by: Person, about: TestServer) =>
    by.call('PUT', `moderation/domains/${encodeURIComponent(about.host)}`, { state: 'network', reason: 'x' })
  await Promise.all([trust(ruth, thornbeck), trust(moira, aldermere)])
  await nia.call('POST', 'follows', { target: `@gwil@${thornbeck.host}` })
  await until(async () => (await aldermereKnows(gwil.uri)) !== undefined)
})
afterAll(() => Promise.all([aldermere?.stop(), thornbeck?.stop()]))

const aldermereKnows = (uri: string) => actorByUri(aldermere.context.store.read, uri)
const thornbeckReports = async () => (await moira.call('GET', 'moderation/reports?state=all')).items as Answer[]

describe('a report', () => {
  test('is told to the other server by a moderator: in the server’s name, in the words chosen; a flood is one report', async () => {
    const secret = 'I am Nia and my mother is ill'
    await nia.call('POST', 'reports', { actor: gwil.uri, text: secret, category: 'abuse' })
    const [report] = (await ruth.call('GET', 'moderation/reports')).items
    for (let n = 0; n < 12; n++)
      await tellTheirServer(aldermere.context, ruth.id, report.id, { words: `Insults, ${n}`, objects: [nia.uri] })
    const found = await until(async () => (await thornbeckReports()).find((one) => one.times === 12), 30)
    expect(await thornbeckReports()).toHaveLength(1)
    expect(found).toMatchObject({ actor: gwil.uri, reporter: `${aldermere.origin}/actor`, objects: [], state: 'open' })
    const bytes = JSON.stringify(found)
    expect(bytes).toContain('Insults, 11')
    for (const never of [secret, nia.uri, ruth.uri, 'nia']) expect(bytes).not.toContain(never)
    const closed = await moira.call('POST', `moderation/reports/${found.id}/close`, {
      reason: 'Rang',
      outcome: 'action'
    })
    expect(closed).toMatchObject({ state: 'closed', steps: [{ kind: 'closed', by: moira.uri }] })
    expect((await moira.ask('POST', `moderation/reports/${found.id}/close`, { reason: 'x' })).status).toBe(409)
  })
})

describe('a suspended account', () => {
  test('is told of to others, hides what it said there and here, and comes back whole', async () => {
    const story = await gwil.call('POST', 'stories', {
      ...{ title: 'Gritting', summary: 'Short.', body: 'We did.', wentWell: 'Well.', wentBadly: 'Badly.' }
    })
    const actions = `moderation/accounts/${gwil.id}/actions`
    expect((await gwil.ask('POST', actions, { kind: 'note', reason: 'x' })).status).toBe(403)
    const action = await mei.call('POST', actions, { kind: 'suspend', reason: 'Insults', text: 'You insulted Nia.' })
    expect(await thornbeck.document(gwil.uri)).toMatchObject({ suspended: true, name: 'gwil', summary: '' })
    const answer = await fetch(story.uri, { headers: { accept: 'application/activity+json' } })
    expect(answer.status).not.toBe(200)
    expect((await gwil.ask('GET', 'me')).status).toBe(401)
    await until(async () => (await aldermereKnows(gwil.uri))?.name === 'gwil')
    await mei.call('POST', `moderation/actions/${action.id}/undo`, { reason: 'He is sorry' })
    expect((await thornbeck.document(gwil.uri)).suspended).toBeUndefined()
    expect((await gwil.ask('GET', 'me')).status).toBe(200)
    await until(async () => (await aldermereKnows(gwil.uri))?.name === 'Gwil')
    expect((await moira.call('GET', actions)).items).toMatchObject([{ id: action.id, state: 'undone', by: mei.uri }])
  })

  test('is appealed for by its person, and decided by another than who acted', async () => {
    const actions = `moderation/accounts/${gwil.id}/actions`
    const action = await mei.call('POST', actions, { kind: 'limit', reason: 'Loud' })
    await makeAppeal(thornbeck.context, action.id, 'I was not loud')
    const [appeal] = (await moira.call('GET', 'moderation/appeals')).items
    expect(appeal).toMatchObject({ action: action.id, actor: gwil.uri, text: 'I was not loud', state: 'waiting' })
    const decision = { decision: 'upheld', reason: 'Not that loud' }
    expect((await mei.ask('POST', `moderation/appeals/${appeal.id}`, decision)).status).toBe(403)
    await moira.call('POST', `moderation/appeals/${appeal.id}`, decision)
    expect((await moira.ask('POST', `moderation/appeals/${appeal.id}`, decision)).status).toBe(409)
    expect((await moira.call('GET', actions)).items[0]).toMatchObject({ state: 'undone', appeal: 'upheld' })
  })
})
