/** What machines read of a page: its address, its object, its author, and how long it may be kept. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addMastodon, addPeer } from './elsewhere.ts'
import { led, makeSite, type SignedIn, type Site, storyFields } from './site.ts'

let site: Site
let nia: SignedIn
let story = ''
const origin = 'https://aldermere.example'

beforeAll(async () => {
  site = await makeSite()
  nia = await site.person('nia')
  story = led(await site.post('/stories', storyFields('A "table" & chairs'), nia))
})
afterAll(() => site.close())

const tagsIn = (body: string) => ({
  meta: (name: string) => new RegExp(`<meta (?:name|property)="${name}" content="([^"]*)"`).exec(body)?.[1],
  link: (rel: string, type = '') =>
    [...body.matchAll(/<link rel="([^"]+)"(?: type="([^"]+)")?[^>]*href="([^"]+)"/g)]
      .filter(([, one, kind]) => one === rel && (kind ?? '') === type)
      .map(([, , , href]) => href)
})

describe('a story of ours', () => {
  test('leads to its object by header and by link, the header first', async () => {
    const { headers, body } = await site.get(story)
    expect(headers.link).toBe(`<${origin}${story}>; rel="alternate"; type="application/activity+json"`)
    expect(headers.vary).toContain('Accept')
    expect(tagsIn(body).link('alternate', 'application/activity+json')).toEqual([`${origin}${story}`])
    expect(tagsIn(body).link('canonical')).toEqual([`${origin}${story}`])
  })
  test('tells who wrote it, when, and what it is about', async () => {
    const { meta } = tagsIn((await site.get(story)).body)
    expect(meta('fediverse:creator')).toBe('@nia@aldermere.example')
    expect(meta('og:type')).toBe('article')
    expect(meta('og:title')).toBe('A &quot;table&quot; &amp; chairs')
    expect(meta('og:description')).toContain('told in two sentences')
    expect(meta('article:published_time')).toMatch(/^\d{4}-\d\d-\d\dT/)
    expect(meta('robots')).toBeUndefined()
  })
})

test('a post from elsewhere points to its own server, speaks for nobody, and asks not to be found here', async () => {
  const { gwil } = await addPeer(site.context)
  const id = await site.receive(gwil, { content: '<p>A note</p>' })
  const { headers, body } = await site.get(`/posts/${id}`)
  const { meta, link } = tagsIn(body)
  expect(headers.link).toBeUndefined()
  expect(link('canonical')[0]).toMatch(`${gwil.uri}/posts/`)
  expect(link('alternate', 'application/activity+json')).toEqual([])
  expect(meta('fediverse:creator')).toBeUndefined()
  expect(meta('robots')).toBe('noindex')
})

test('a person of ours and the council lead to their actors', async () => {
  for (const [path, actor] of [
    ['/@nia', nia.viewer.actor.uri],
    ['/@NIA', nia.viewer.actor.uri]
  ] as const) {
    const { headers, body } = await site.get(path)
    expect(headers.link).toContain(`<${actor}>`)
    expect(tagsIn(body).link('canonical')).toEqual([`${origin}/@nia`])
    expect(tagsIn(body).meta('fediverse:creator')).toBe('@nia@aldermere.example')
  }
  expect((await site.get('/@aldermere')).headers.link).toContain('activity+json')
  expect((await site.get('/@nobody')).statusCode).toBe(404)
  expect((await site.get('/@aldermere.example@aldermere.example')).statusCode).toBe(404)
})

describe('keeping pages', () => {
  const open = () => [
    '/',
    '/stories',
    story,
    '/questions',
    '/people',
    '/@nia',
    '/topics',
    '/topics/housing',
    '/councils'
  ]
  test('a visitor’s may be kept for a minute, and unchanged is not sent again', async () => {
    for (const path of open()) {
      const { headers } = await site.get(path)
      expect(headers['cache-control'], path).toBe('public, max-age=60')
      expect(headers['set-cookie'], path).toBeUndefined()
      const again = await site.get(path, undefined, { 'if-none-match': String(headers.etag) })
      expect(again.statusCode, path).toBe(304)
      expect(again.body).toBe('')
      expect((await site.get(path, undefined, { 'if-none-match': 'W/"other"' })).statusCode).toBe(200)
    }
  })
  test('those of somebody signed in are kept by nobody', async () => {
    for (const path of [...open().slice(1), '/home', '/stories/new']) {
      const { headers } = await site.get(path, nia)
      expect(headers['cache-control'], path).toBe('private, no-store')
      expect(headers.vary).toContain('Cookie')
    }
  })
  test('what is not there is not kept', async () => {
    expect((await site.get('/stories/none')).headers['cache-control']).toBe('no-store')
  })
})

test('it is told from where each person speaks', async () => {
  const maddy = await addMastodon(site.context)
  await site.receive(maddy, { name: 'Why?', 'schema:additionalType': 'https://schema.org/Question', content: 'x' })
  const page = (await site.get('/questions')).body
  expect(page).toContain('@maddy<wbr>@tidepool.example')
  const stories = await site.receive((await addPeer(site.context, 'moot.pellbridge.example')).gwil, {
    ...{ type: 'Article', name: 'Theirs', content: 'x', 'schema:additionalType': 'https://schema.org/Report' }
  })
  expect((await site.get(`/stories/${stories}`)).body).toContain('Thornbeck District Council')
  expect((await site.get(story)).body).toContain('fm-portrait--here')
})
