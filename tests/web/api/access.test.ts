/** Who may make which call: every route there is, by everyone there may be. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiCalls, apiRoot } from '../../../web/api/routes.ts'
import { type ApiServer, apiServer, type Caller, type Person } from './server.ts'

let server: ApiServer
let callers: Record<string, Caller>
let nia: Person
const calls = apiCalls({} as never).map((call) => [`${call.method} ${call.path}`, call] as const)
const who = [
  'stranger',
  'nothing',
  'read',
  'write',
  'practitioner',
  'moderator',
  'moderator without',
  'admin',
  'browser',
  'browser of a moderator'
] as const

beforeAll(async () => {
  server = await apiServer()
  nia = await server.person('nia')
  callers = {
    stranger: server.stranger,
    read: await server.person('ria', 'admin', ['read']),
    write: await server.person('wil', 'admin', ['write']),
    nothing: await server.person('non', 'admin', ['admin']),
    practitioner: nia,
    moderator: await server.person('mod', 'moderator'),
    'moderator without': await server.person('max', 'moderator', ['read', 'write']),
    admin: await server.person('ada', 'admin'),
    browser: await server.browser(nia),
    'browser of a moderator': await server.browser(await server.person('meg', 'moderator'))
  }
})
afterAll(() => server.stop())

const everybody = [
  'practitioner',
  'moderator',
  'moderator without',
  'admin',
  'browser',
  'browser of a moderator'
] as const
/** Who may do what needs this. */
const allowed: Record<string, readonly (typeof who)[number][]> = {
  open: ['stranger', 'read', ...everybody],
  read: ['read', ...everybody],
  write: ['write', ...everybody],
  moderate: ['moderator', 'admin', 'browser of a moderator']
}

describe.each(calls)('%s', (_name, call) => {
  it.each(who)('by %s', async (name) => {
    const path = call.path.slice(1).replace(':id', '0'.repeat(32)).replace(':host', 'moot.example')
    // Wrong on purpose: whoever may make the call is told so, and nothing happens.
    const { status, body, headers } = await callers[name]!.call(call.method, path, call.body && [])
    if (allowed[call.access]!.includes(name)) return expect([200, 204, 404, 422]).toContain(status)
    expect(status).toBe(name === 'stranger' ? 401 : 403)
    expect(headers['content-type']).toMatch('application/problem+json')
    expect(body.detail.length).toBeGreaterThan(10)
    if (status === 401) expect(headers['www-authenticate']).toMatch(/^Bearer/)
  })
})

describe('tokens and sessions', () => {
  it('a token that is not known is refused everywhere, also where none is needed', async () => {
    for (const token of ['folk_nonsense', 'x', 'folk_'.padEnd(300, 'x')]) {
      const told = await server.stranger.call('GET', 'stories', undefined, { authorization: `Bearer ${token}` })
      expect(told.status).toBe(401)
      expect(told.headers['www-authenticate']).toMatch(/^Bearer/)
    }
  })

  it('a browser may read with its session, and write with its form token only', async () => {
    const browser = await server.browser(nia, false)
    expect(await browser.get('me')).toMatchObject({ role: 'practitioner' })
    const forged = await browser.call('POST', 'questions', { title: 'Forged?' })
    expect(forged.status).toBe(403)
    expect((await browser.call('POST', 'questions', { title: 'Forged?' }, { 'x-csrf-token': 'guess' })).status).toBe(
      403
    )
    const elsewhere = { origin: 'https://evil.example' }
    expect((await callers.browser!.call('POST', 'questions', { title: 'Forged?' }, elsewhere)).status).toBe(403)
    expect((await server.stranger.get('questions')).items).toEqual([])
    expect((await callers.browser!.call('POST', 'questions', { title: 'Mine?' })).status).toBe(201)
  })

  it('wrong methods are told the right ones', async () => {
    const { status, headers, body } = await nia.call('PUT', 'stories', {})
    expect(status).toBe(405)
    expect(headers.allow).toBe('GET, POST, HEAD')
    expect(body.detail).toMatch('GET, POST')
    expect((await server.stranger.call('DELETE', 'timeline')).status).toBe(405)
    expect((await server.stranger.call('GET', 'likes')).status).toBe(405)
  })

  it('unknown addresses are told so', async () => {
    for (const path of ['', 'nothing', 'stories/x', `stories/${'0'.repeat(32)}/more`, 'stories/%00']) {
      const told = await server.app.inject({ url: `${apiRoot}/${path}` })
      expect(told.statusCode, path).toBe(404)
      expect(told.headers['content-type']).toMatch('application/problem+json')
    }
  })

  it('whoever asks too often is told when to come back', async () => {
    const busy = await apiServer(0)
    const ann = await busy.person('ann')
    const report = { actor: 'https://moot.example/users/x', text: 'x' }
    const asksOf: [Caller, string, string, object?][] = [
      [ann, 'POST', 'reports', report],
      [busy.stranger, 'GET', 'metrics']
    ]
    for (const [who, method, path, body] of asksOf) {
      let asked = 0
      let told = await who.call(method, path, body)
      for (; told.status < 300 && asked < 2_000; asked++) told = await who.call(method, path, body)
      expect(told.status).toBe(429)
      expect(asked).toBeGreaterThan(3)
      expect(Number(told.headers['retry-after'])).toBeGreaterThan(0)
      expect(told.body.detail).toMatch('too often')
    }
    expect((await ann.call('GET', 'metrics')).status).toBe(200)
    await busy.stop()
  })
})
