/** Whatever goes wrong is answered in the words and the form of whoever asked. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Busy, Conflict, Gone, Invalid, NotFound, Refused, TooMany } from '../../server/errors.ts'
import { pageText } from '../help/html.ts'
import { openSite, type Site } from '../help/site.ts'

const throws: Record<string, () => Error> = {
  missing: () => new NotFound(),
  gone: () => new Gone(),
  refused: () => new Refused(),
  conflict: () => new Conflict('It is <there> already.'),
  'too-many': () => new TooMany('Too often.', 42),
  busy: () => new Busy(),
  invalid: () => new Invalid([{ field: 'title', text: 'Give a title' }]),
  locked: () => Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' }),
  full: () => new Error('Failed query', { cause: Object.assign(new Error('full'), { code: 'SQLITE_FULL' }) }),
  ours: () => new Error('secret detail: password=hunter2')
}

let site: Site
beforeAll(async () => {
  site = await openSite({
    more: ({ app }) => {
      for (const [name, make] of Object.entries(throws)) {
        for (const url of [`/throw/${name}`, `/api/throw/${name}`]) {
          app.get(url, async () => {
            throw make()
          })
        }
      }
      app.post('/api/echo', async (request) => request.body)
      const schema = { body: { type: 'object', required: ['title'], properties: { title: { type: 'string' } } } }
      app.post('/api/checked', { schema }, async (request) => request.body)
    }
  })
})
afterAll(() => site.close())

const get = (url: string, accept = 'text/html') => site.app.inject({ url, headers: { accept } })
const statuses: Record<string, number> = {
  ...{ missing: 404, gone: 410, refused: 403, conflict: 409, 'too-many': 429, busy: 503 },
  ...{ invalid: 422, locked: 503, full: 503, ours: 500 }
}

for (const [name, status] of Object.entries(statuses)) {
  test(`${name}: ${status} as a page, as a problem, and for a server`, async () => {
    const page = await get(`/throw/${name}`)
    expect(page.statusCode).toBe(status)
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.body).toContain('<main')
    expect(page.headers['cache-control']).toBe('no-store')

    const problem = await get(`/api/throw/${name}`, '*/*')
    expect(problem.statusCode).toBe(status)
    expect(problem.headers['content-type']).toContain('application/problem+json')
    expect(problem.json()).toMatchObject({
      type: 'about:blank',
      status,
      detail: expect.any(String),
      title: expect.any(String)
    })

    const server = await get(`/throw/${name}`, 'application/activity+json')
    expect(server.statusCode).toBe(status)
    expect(server.json()).toEqual({ error: expect.any(String) })
    for (const { body } of [page, problem, server]) expect(body).not.toContain('hunter2')
  })
}

test('says when to come back', async () => {
  expect((await get('/throw/too-many')).headers['retry-after']).toBe('42')
  expect((await get('/throw/busy')).headers['retry-after']).toBe('30')
  expect((await get('/throw/locked')).headers['retry-after']).toBe('30')
})

test('what nobody expected is logged whole and told by a reference', async () => {
  site.context.logged.length = 0
  const { reference } = (await get('/api/throw/ours')).json()
  expect(reference).toMatch(/^[0-9a-f]{8}$/)
  const line = site.context.logged.find(({ level }) => level === 'error')
  expect(line?.detail).toMatchObject({ reference, err: { message: expect.stringContaining('hunter2') } })
  const page = await get('/throw/ours')
  expect(pageText(page.body)).toMatch(/this reference: [0-9a-f]{8}/)
})

test('faults are listed for programs and for people', async () => {
  expect((await get('/api/throw/invalid')).json().faults).toEqual([{ field: 'title', text: 'Give a title' }])
  expect(pageText((await get('/throw/invalid')).body)).toContain('Give a title')
  expect((await get('/throw/conflict')).body).toContain('It is &lt;there&gt; already.')
})

describe('an unknown address', () => {
  test('leads on: to a search, and to what there is', async () => {
    const page = await get('/no/such/<page>')
    expect(page.statusCode).toBe(404)
    expect(page.body).toContain('action="/search"')
    expect(page.body).toContain('href="/stories"')
  })

  test('is a problem for programs, also when posted to', async () => {
    const answer = await site.app.inject({ method: 'POST', url: '/api/no/such', payload: {} })
    expect(answer.statusCode).toBe(404)
    expect(answer.json()).toMatchObject({ status: 404 })
    expect((await site.app.inject({ method: 'DELETE', url: '/nowhere' })).statusCode).toBe(404)
  })
})

describe('what cannot be read', () => {
  const post = (payload: string, type = 'application/json', url = '/api/echo') =>
    site.app.inject({ method: 'POST', url, headers: { 'content-type': type }, payload })

  test('is the sender’s fault, never ours', async () => {
    const answers = {
      400: [await post('{"a":'), await post('')],
      413: [await post(JSON.stringify('x'.repeat(2 << 20)))],
      415: [await post('<a/>', 'application/xml'), await post('x', 'image/png')],
      422: [
        await post('{"title":1,"x":[]}', 'application/json', '/api/checked').then(() =>
          post('{}', 'application/json', '/api/checked')
        )
      ]
    }
    for (const [status, list] of Object.entries(answers)) {
      for (const answer of list) {
        expect(answer.statusCode).toBe(Number(status))
        expect(answer.json()).toMatchObject({ status: Number(status), detail: expect.any(String) })
      }
    }
    expect(answers[422][0]!.json().faults).toMatchObject([{ field: 'title' }])
  })
})

test('every answer forbids what our pages do not do', async () => {
  for (const url of ['/sign-in', '/throw/ours', '/nowhere', '/api/throw/missing', '/icon.png']) {
    const { headers } = await get(url)
    expect(headers, url).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'cross-origin-opener-policy': 'same-origin',
      'strict-transport-security': 'max-age=63072000'
    })
    const policy = String(headers['content-security-policy'])
    for (const part of [
      "default-src 'self'",
      "img-src 'self' data:",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'"
    ])
      expect(policy).toContain(part)
    expect(policy).not.toContain('unsafe')
  }
})

test('our own pages keep to that: no inline script, style or handler', async () => {
  for (const url of ['/sign-in', '/sign-in/sent', '/sign-in/link/x', '/nowhere', '/throw/ours']) {
    const { body } = await get(url)
    expect(body, url).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/i)
    for (const [tag] of body.matchAll(/<script[^>]*>/g)) expect(tag).toContain('src="/')
    expect(body).not.toMatch(/(src|href)="(https?:)?\/\/(?!aldermere)/)
  }
})
