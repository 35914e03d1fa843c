/** Whatever is sent, the answer tells what is wrong with it, and is never an error of ours. */
import type { TSchema } from 'typebox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiCalls, apiRoot } from '../../../web/api/routes.ts'
import { type ApiServer, apiServer, type Person, story, type Told } from './server.ts'

let server: ApiServer
let ada: Person
const ids: Record<string, string> = {}

beforeAll(async () => {
  server = await apiServer()
  ada = await server.person('ada', 'admin')
  await server.person('bob')
  const about = await ada.post('stories', story)
  const asked = await ada.post('questions', { title: 'How?', body: 'Please', about: about.uri })
  const reply = await ada.post('replies', { inReplyTo: asked.uri, body: 'So.' })
  const poll = await ada.post('polls', { question: 'Which?', options: ['A', 'B'], multiple: true })
  Object.assign(ids, { poll: poll.uri, polls: poll.id })
  const { id: communities } = await ada.post('communities', { handle: 'bins', name: 'Bins', purpose: 'Bins' })
  Object.assign(ids, { communities })
  Object.assign(ids, { stories: about.id, questions: asked.id, replies: reply.id, uri: about.uri })
  ids.moderation = await server.held('https://unknown.example/users/ann')
})
afterAll(() => server.stop())

const calls = apiCalls({} as never)
const namesOf = (schema?: TSchema) =>
  Object.keys((schema as { properties?: Record<string, unknown> } | undefined)?.properties ?? {})
const bodies = calls.flatMap((call) =>
  namesOf(call.body).map((field) => ({ call, field, name: `${call.method} ${call.path}` }))
)
const queries = calls
  .filter(({ method }) => method === 'GET')
  .flatMap((call) => namesOf(call.query).map((field) => ({ call, field, name: call.path })))

const long = 'x'.repeat(150_000)
const wrong: Record<string, unknown> = {
  'a number': 17,
  'an object': { a: { b: [1] } },
  null: null,
  true: true,
  'a list of numbers': [1, 2],
  'a list of lists': [[['x']], {}],
  'a long text': long,
  'a long list': Array.from({ length: 20_000 }, () => 'x'),
  'an empty text': '',
  blanks: ' \n\t ',
  'the character NUL': 'a\u0000b',
  'half a character': '\ud800',
  'signs that turn the text': '\u202etxt.exe',
  'an address': 'https://moot.example/none',
  'a script': 'javascript:alert(1)',
  'a statement': "'; drop table posts; --",
  'a path': '../../../etc/passwd'
}

/** The address of a call about something that is there. */
const addressOf = (path: string) =>
  path
    .slice(1)
    .replace(':id', ids[path.split('/')[1]!] ?? '0'.repeat(32))
    .replace(':host', 'moot.example')

/** Each community needs a handle of its own. */
let opened = 0
const nextYear = new Date(Date.now() + 300 * 86_400_000).toISOString().slice(0, 10)

const rule = { name: 'Prizes', conditions: [{ on: 'words', list: ['prize'] }], actions: { decide: 'hold' } }

/** What the calls about recipes, steps and moderators' settings take. */
const rightOfMore: Record<string, Record<string, unknown>> = {
  '/recipes/:id/editors': { handle: 'bob' },
  '/offers/:id/pass': { who: 'bob' },
  '/offers/limit': { perWeek: 2 },
  '/recipes/:id/suggestions': { reply: '0'.repeat(32), take: true, text: 'x', section: 'steps' },
  '/nominations': {
    kind: 'council',
    title: 'Bins',
    who: 'Them',
    place: 'Here',
    why: 'So',
    name: 'Ada',
    email: 'a@bin.uk'
  },
  '/nominations/:id/ask': { nominee: 'a@bin.uk' },
  '/nominations/:id/assignment': { to: 'ben', way: 'visit', due: nextYear },
  '/autonomy': { level: 'free' },
  '/rounds/:id/answers': { question: '0'.repeat(32), words: 'So.' },
  '/rounds/:id/assignee': { assignee: 'bob' },
  '/rounds/:id/state': { state: 'open' },
  '/stories/:id/checks': { buddy: '@bob', check: '0'.repeat(32) },
  '/stories/:id/checks/comments': { part: 'title', comment: '0'.repeat(32) },
  '/stories/:id/checks/decision': { decision: 'fine', seen: 'x' },
  '/stories/:id/clip': { alt: 'x' },
  '/stories/:id/pictures': { picture: '0'.repeat(32) },
  '/stories/:id/review': { still: true },
  '/stories/:id/thanks': { words: 'x' },
  '/moderation/queue': { act: 'reject', ids: ['0'.repeat(32)] },
  '/moderation/proposals/:id/review': { found: 'stands' },
  '/moderation/settings/two-persons': { kinds: [], hours: 72 },
  '/moderation/settings/retention': { heldDays: 30, undoDays: 30 },
  '/moderation/settings/trust': { authors: 3, servers: 5, share: false },
  '/moderation/reports/:id/forward': { text: 'x' },
  '/moderation/holds/:id/review': { reason: 'x', review: nextYear },
  '/moderation/settings/hours': { hold: false, holidays: false, digest: '', days: {} },
  '/moderation/settings/rota': { weeks: [] },
  '/moderation/settings/house-rules': { rules: ['Be kind'] },
  '/moderation/settings/strikes': { days: 30 },
  '/moderation/evidence': { kind: 'item', target: 'https://moot.example/none', reason: 'x' },
  '/moderation/rules': rule,
  '/moderation/rules/:id': { ...rule, version: 1 },
  '/moderation/rules/test': { rule, text: 'x' },
  '/moderation/rules/simulate': { rule }
}

/** What a call takes when nothing is wrong with it. */
const right = (path: string): Record<string, unknown> => ({
  ...(path.startsWith('/stories') && story),
  ...(path.endsWith('/captions') && { language: 'en', file: 'WEBVTT' }),
  ...(path === '/questions' && { title: 'How?' }),
  ...(path.endsWith('/rounds') && { questions: [ids.questions], due: nextYear }),
  ...(path.endsWith('/ask') && { who: '@bob' }),
  ...(path.startsWith('/replies') && { inReplyTo: ids.uri, body: 'So.' }),
  ...(/^\/(likes|shares|pins)/.test(path) && { object: ids.uri }),
  ...(path === '/reactions' && { object: ids.uri, emoji: '👍' }),
  ...(path === '/polls' && { question: 'Which?', options: ['A', 'B'] }),
  ...(path === '/votes' && { object: ids.poll, option: 'A' }),
  ...(path === '/quotes' && { object: ids.uri, body: 'So.' }),
  ...(path === '/communities' && { handle: `bins-${++opened}`, name: 'Bins', purpose: 'Bins' }),
  ...(/^\/communities.*posts$/.test(path) && { object: ids.uri }),
  ...(/^\/communities.*(members|coordinators)$/.test(path) && { member: 'https://moot.example/users/x' }),
  ...(path === '/follows' && { target: '@nobody@moot.example' }),
  ...(/^\/controls\/(mutes|shares|blocks)/.test(path) && { target: 'https://moot.example/users/x' }),
  ...(path === '/controls/servers' && { host: 'moot.example' }),
  ...(path === '/controls/filters' && { words: 'marmalade' }),
  ...(path === '/reports' && { actor: 'https://moot.example/users/x', text: 'x' }),
  ...(path.includes('domains') && { state: 'known', reason: 'x' }),
  ...(path.includes('policies') && { severity: 'limit' }),
  ...(path.startsWith('/moderation/holds') && { reason: 'x' }),
  ...(path === '/moderation/holds' && { kind: 'search', target: 'three words here', review: nextYear }),
  ...(/^\/moderation\/(reports|accounts|posts|appeals)/.test(path) && { reason: 'x' }),
  ...(path.endsWith('/notes') && { note: 'x' }),
  ...(path.startsWith('/moderation/accounts') && { kind: 'note' }),
  ...(path.startsWith('/moderation/posts') && { kind: 'hide' }),
  ...(path.startsWith('/moderation/appeals') && { decision: 'upheld' }),
  ...(path === '/moderation/lists' && { csv: 'listed.example' }),
  ...(path === '/adoption' && { object: ids.uri, step: 'trying' }),
  ...rightOfMore[path]
})

describe('every field of every body', () => {
  it.each(bodies)('$name: $field', async ({ call, field }) => {
    for (const [kind, value] of Object.entries(wrong)) {
      const body = { ...right(call.path), [field]: value }
      const told = await ada.call(call.method, addressOf(call.path), body)
      expect(told.status, `${kind}: ${String(JSON.stringify(told.body)).slice(0, 300)}`).toBeLessThan(500)
      if (told.status < 400) continue
      expect([404, 409, 413, 422], kind).toContain(told.status)
      expect(told.headers['content-type']).toMatch('application/problem+json')
      expect(JSON.stringify(told.body).length, kind).toBeLessThan(4_000)
      if (told.status !== 422) continue
      const fields: string[] = told.body.faults.map((fault: Told) => fault.field.split('.')[0])
      expect(new Set(fields), kind).toEqual(new Set([field]))
    }
  })

  const texts = bodies.filter(
    ({ field }) =>
      ![
        'forward',
        'multiple',
        'paused',
        'letters',
        'interactionPolicy',
        'rejectMedia',
        'rejectReports',
        'obfuscate',
        'all',
        'pass',
        'priority',
        'take',
        'kinds',
        'hours',
        'heldDays',
        'undoDays',
        'hold',
        'holidays',
        'days',
        'enabled',
        'version',
        'conditions',
        'actions',
        'rule',
        'against',
        'action',
        'done',
        'still',
        'consent',
        'perWeek',
        'wordsOnly',
        'private',
        'authors',
        'servers',
        'share'
      ].includes(field)
  )
  it.each(texts)('$name: $field of another type is refused', async ({ call, field }) => {
    for (const value of [17, { a: 1 }, true, [1]]) {
      const { status, body } = await ada.call(call.method, addressOf(call.path), {
        ...right(call.path),
        [field]: value
      })
      expect(status, JSON.stringify(value)).toBe(422)
      expect(body.detail).toMatch(/must be/)
    }
  })
})

/** What a question cannot do without. */
function neededBy(path: string): string {
  if (path === '/object') return `uri=${ids.uri}&`
  if (path === '/search') return 'q=x&'
  if (path === '/replications') return `object=${ids.uri}&`
  return path === '/stories/similar' ? 'title=Bins&' : ''
}

describe('every part of every query', () => {
  it.each(queries)('$name: $field', async ({ field, name }) => {
    const needed = neededBy(name)
    const values = [
      '',
      'x',
      '0',
      '-1',
      '1e9',
      '%00',
      '%F0%9F',
      'a'.repeat(5_000),
      '%27%22%3B--',
      'null',
      '[]',
      'https%3A%2F%2Fx.example'
    ]
    for (const value of values) {
      const { status, body } = await ada.call(
        'GET',
        `${addressOf(name)}?${field === needed.split('=')[0] ? '' : needed}${field}=${value}`
      )
      expect([200, 404, 422], `${field}=${value.slice(0, 20)}`).toContain(status)
      if (status === 422) expect(body.faults[0].field).toBe(field)
    }
    const twice = await ada.call('GET', `${addressOf(name)}?${needed}${field}=x&${field}=y`)
    expect(twice.status).toBe(422)
  })
})

describe('the body as a whole', () => {
  const bodiesSent: [string, string, number][] = [
    ['no JSON', '{"title": ', 400],
    ['two documents', '{}{}', 400],
    ['a list', '[]', 422],
    ['a text', '"story"', 422],
    ['null', 'null', 422],
    ['nothing', '', 422],
    ['blanks', '  ', 422],
    ['a prototype', '{"__proto__": {"admin": true}}', 400],
    ['a constructor', '{"constructor": {"prototype": {"admin": true}}}', 400],
    ['great depth', `${'['.repeat(60_000)}${']'.repeat(60_000)}`, 422],
    ['great depth inside', `{"title": "x", "more": ${'['.repeat(60_000)}${']'.repeat(60_000)}}`, 422],
    ['too much', JSON.stringify({ body: 'x'.repeat(300_000) }), 413]
  ]
  it.each(bodiesSent)('%s', async (_name, body, status) => {
    const told = await ada.call('POST', 'stories', body, { 'content-type': 'application/json' })
    expect(told.status).toBe(status)
    expect(told.headers['content-type']).toMatch('application/problem+json')
    expect(told.body.detail.length).toBeGreaterThan(10)
  })

  it('of another type is refused', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml'
    ]) {
      const told = await ada.call('POST', 'stories', 'title=x', { 'content-type': type })
      expect(told.status, type).toBe(415)
    }
  })

  it('may hold what nobody asked for, which counts for nothing', async () => {
    const made = await ada.post('stories', {
      ...story,
      id: '1',
      author: 'x',
      role: 'admin',
      published: '1999-01-01',
      counts: { likes: 9 }
    })
    expect(made).toMatchObject({ counts: { likes: 0 }, author: { uri: ada.viewer.actor.uri } })
    expect(made.published).not.toMatch('1999')
  })

  it('may be left out where nothing is needed', async () => {
    const response = await server.app.inject({
      method: 'POST',
      url: `${apiRoot}/notifications/read`,
      headers: { authorization: `Bearer ${ada.token}` }
    })
    expect(response.statusCode).toBe(204)
  })
})
