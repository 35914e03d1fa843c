/** Forms keep what was typed and say what is wrong; what they lead to is on this server. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Problem } from '../../../server/errors.ts'
import { backTo } from '../../../web/guard.ts'
import { addPeer } from './elsewhere.ts'
import { led, makeSite, type SignedIn, type Site, storyFields } from './site.ts'

let site: Site
let nia: SignedIn

beforeAll(async () => {
  site = await makeSite()
  nia = await site.person('nia')
})
afterAll(() => site.close())

describe('a story', () => {
  test('with faults comes back with all that was typed, and every fault above and beside', async () => {
    const fields = storyFields('A table & two chairs', {
      ...{
        wentBadly: '',
        summary: 'long '.repeat(100),
        service: '999999',
        place: 'The "old" library',
        topics: 'a-b, !!'
      }
    })
    const { statusCode, body } = await site.post('/stories', fields, nia)
    expect(statusCode).toBe(422)
    expect(body).toContain('<title>Error: Write a story')
    expect(body).toContain('govuk-error-summary__title')
    expect(body).toContain('href="#wentBadly"')
    expect(body).toContain('href="#summary"')
    expect(body).toContain('id="wentBadly-error"')
    expect(body).toContain('Choose a service from the list')
    expect(body).toContain('value="A table &amp; two chairs"')
    expect(body).toContain('value="The &quot;old&quot; library"')
    expect(body).toContain('We moved a table. #libraries')
    expect(body).toContain('value="a-b, !!"')
    expect(body).toMatch(/<input[^>]*name="audience"[^>]*value="world" checked/)
    expect((await site.get('/stories')).body).not.toContain('A table')
  })

  test('is asked who may read it when nothing was chosen', async () => {
    const { statusCode, body } = await site.post('/stories', storyFields('Untold', { audience: '' }), nia)
    expect(statusCode).toBe(422)
    expect(body).toContain('Choose who may read it')
  })

  test('can be seen before it is kept, with the form below', async () => {
    const fields = storyFields('Only looked at', { body: 'It is **bold**.', basedOn: 'https://x.example/1' })
    const { statusCode, body } = await site.post('/stories/preview', fields, nia)
    expect(statusCode).toBe(200)
    expect(body).toContain('How it will look')
    expect(body).toContain('<strong>bold</strong>')
    expect(body).toContain('It is **bold**.')
    expect(body).toContain('value="https://x.example/1"')
    expect((await site.get('/stories', nia)).body).not.toContain('Only looked at')
    const wrong = await site.post('/stories/preview', storyFields('', {}), nia)
    expect(wrong.statusCode).toBe(422)
    expect(wrong.body).toContain('Give the story a title')
  })

  test('goes from a draft to the council to the world, and not back', async () => {
    const title = 'Step by step'
    const path = led(await site.post('/stories', storyFields(title, { audience: 'draft', wentBadly: '' }), nia))
    expect((await site.get(path)).statusCode).toBe(404)
    expect((await site.get(path, nia)).body).toContain('only you can read it')
    const local = await site.post(`${path}/edit`, storyFields(title, { audience: 'local', wentBadly: '' }), nia)
    expect(local.statusCode).toBe(422)
    expect(local.body).toContain('Write what went badly')
    expect(led(await site.post(`${path}/edit`, storyFields(title, { audience: 'local' }), nia))).toBe(path)
    expect((await site.get(path)).statusCode).toBe(404)
    expect(led(await site.post(`${path}/edit`, storyFields(title), nia))).toBe(path)
    expect((await site.get(path)).statusCode).toBe(200)
    expect((await site.post(`${path}/edit`, storyFields(title, { audience: 'draft' }), nia)).statusCode).toBe(409)
    expect((await site.get(`${path}/edit`, nia)).body).not.toMatch(/name="audience"[^>]*value="draft"/)
    const preview = await site.post(`${path}/preview`, storyFields('Step back', { audience: '' }), nia)
    expect(preview.body).toContain('Step back')
    expect(preview.body).toContain(`action="${path}/edit"`)
  })
})

describe('a question', () => {
  test('without words comes back as it was', async () => {
    const { statusCode, body } = await site.post('/questions', { title: '', body: 'We tried.', topics: 'waste' }, nia)
    expect(statusCode).toBe(422)
    expect(body).toContain('Write your question in one sentence')
    expect(body).toContain('We tried.')
    expect(body).toContain('value="waste"')
  })
  test('about a story says so, stands under it, and is changed and withdrawn', async () => {
    const story = led(await site.post('/stories', storyFields('Asked about'), nia))
    const about = `${site.context.config.origin}${story}`
    const wrong = await site.post('/questions', { title: '', about }, nia)
    expect(wrong.body).toContain('Asked about')
    const path = led(await site.post('/questions', { title: 'And the cost?', about }, nia))
    expect((await site.get(path)).body).toContain(`href="${story}"`)
    expect((await site.get(story)).body).toContain('And the cost?')
    expect((await site.get(`${path}/edit`, nia)).body).toContain('value="And the cost?"')
    expect((await site.post(`${path}/edit`, { title: ' ' }, nia)).statusCode).toBe(422)
    expect(led(await site.post(`${path}/edit`, { title: 'And the gain?' }, nia))).toBe(path)
    expect((await site.get(story)).body).toContain('And the gain?')
    expect((await site.get(`${path}/withdraw`, nia)).body).toContain('Withdraw this question?')
    expect(led(await site.post(`${path}/withdraw`, {}, nia))).toBe('/home')
    expect((await site.get(path)).statusCode).toBe(410)
  })
})

test('an empty reply comes back with what it answers', async () => {
  const story = led(await site.post('/stories', storyFields('To be answered'), nia))
  const inReplyTo = `${site.context.config.origin}${story}`
  const { statusCode, body } = await site.post('/replies', { inReplyTo, body: '  ' }, nia)
  expect(statusCode).toBe(422)
  expect(body).toContain('Write your reply')
  expect(body).toContain('To be answered')
  expect(body).toContain(`value="${inReplyTo}"`)
})

describe('following', () => {
  test('tells beside the field what went wrong', async () => {
    const { remote } = site.context
    const tried = async (findActor: typeof remote.findActor, target: string) => {
      remote.findActor = findActor
      return site.post('/follows', { target }, nia)
    }
    const nobody = await tried(async () => undefined, '@no"body@moot.example')
    expect(nobody.statusCode).toBe(422)
    expect(nobody.body).toContain('Nobody was found')
    expect(nobody.body).toContain('value="@no&quot;body@moot.example"')
    const silent = await tried(
      () => Promise.reject(new Problem(502, 'That server did not answer. Try again later.')),
      'x@y.z'
    )
    expect(silent.statusCode).toBe(502)
    expect(silent.body).toContain('That server did not answer')
    expect((await tried(async () => nia.viewer.actor.id, '@nia')).body).toContain('You cannot follow yourself')
    expect((await tried(async () => undefined, '')).body).toContain('Give a handle')
  })
  test('asks, shows whom one follows, and stops', async () => {
    const { gwil } = await addPeer(site.context)
    site.context.remote.findActor = async () => gwil.id
    const page = '/@gwil@moot.thornbeck.example'
    expect(led(await site.post('/follows', { target: gwil.uri, back: page }, nia))).toBe(page)
    expect((await site.get(page, nia)).body).toContain('You asked to follow them')
    expect((await site.get('/people/follow', nia)).body).toContain('Gwilym Tate')
    expect(led(await site.post('/follows/undo', { target: gwil.uri }, nia))).toBe('/people/follow')
    expect((await site.get('/people/follow', nia)).body).not.toContain('Gwilym Tate')
  })
})

describe('search by handle or address', () => {
  test('leads somebody signed in to what was found', async () => {
    const { gwil } = await addPeer(site.context, 'moot.pellbridge.example')
    const id = await site.receive(gwil, { content: '<p>Hello</p>' })
    const asked: string[] = []
    site.context.remote.findActor = async (text) => {
      asked.push(text)
      return gwil.id
    }
    site.context.remote.findPost = async (text) => {
      asked.push(text)
      return text.includes('/posts/') ? id : undefined
    }
    const search = (q: string, as?: SignedIn, headers?: Record<string, string>) =>
      site.get(`/search?q=${encodeURIComponent(q)}`, as, headers)
    expect(led(await search('@gwil@moot.pellbridge.example', nia))).toBe('/@gwil@moot.pellbridge.example')
    expect(led(await search(`${gwil.uri}/posts/1`, nia))).toBe(`/posts/${id}`)
    expect(led(await search(gwil.uri, nia))).toBe('/@gwil@moot.pellbridge.example')
    expect(led(await search('https://aldermere.example/stories?badly=1', nia))).toBe('/stories?badly=1')
    expect(led(await search('https://aldermere.example//evil.example', nia))).toBe('/')
    asked.length = 0
    expect((await search(gwil.uri)).statusCode).toBe(200)
    expect((await search(gwil.uri, nia, { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(200)
    expect(asked).toEqual([])
    site.context.remote.findActor = () =>
      Promise.reject(new Problem(502, 'That server did not answer. Try again later.'))
    expect((await search('@a@b.example', nia)).body).toContain('That server did not answer')
    site.context.remote.findActor = async () => undefined
    expect((await search('@a@b.example', nia)).body).toContain('Nobody was found by that handle')
  })
})

describe('after a button the way back', () => {
  test.each([
    ['/stories/1#reply-2', '/stories/1#reply-2'],
    ['/search?q=%C5%B7&badly=1', '/search?q=%C5%B7&badly=1'],
    ['/stories/../home', '/home'],
    ['//evil.example', '/x'],
    ['/\\evil.example', '/x'],
    ['/..//evil.example', '/x'],
    ['/.//evil.example', '/x'],
    ['/\t/evil.example', '/x'],
    ['/ /evil.example', '/x'],
    ['https://evil.example/', '/x'],
    ['javascript:alert(1)', '/x'],
    ['evil.example', '/x'],
    ['', '/x'],
    [['/a', '/b'], '/x'],
    [undefined, '/x']
  ])('%s leads to %s', (back, path) => {
    expect(backTo(back, '/x')).toBe(path)
  })
  test('never leads off this server', async () => {
    const story = led(await site.post('/stories', storyFields('Liked'), nia))
    const object = `${site.context.config.origin}${story}`
    for (const back of ['//evil.example', 'https://evil.example', '/\\evil.example', '/\n/evil.example'])
      for (const path of ['/likes', '/likes/undo', '/shares', '/shares/undo'])
        expect(led(await site.post(path, { object, back }, nia))).toBe(story)
  })
})

test('nothing is done for a form without its token, or for somebody who is not signed in', async () => {
  const before = (await site.get('/stories')).body
  const forged = await site.post('/stories', storyFields('Forged', { _csrf: 'x' }), nia)
  expect(forged.statusCode).toBe(403)
  expect(forged.body).toContain('Forged')
  const nobody: SignedIn = { ...nia, cookie: '' }
  for (const path of ['/stories', '/questions', '/replies', '/likes', '/shares', '/follows', '/stories/preview'])
    expect([401, 403]).toContain((await site.post(path, storyFields('Forged'), nobody)).statusCode)
  expect((await site.get('/stories')).body).toBe(before)
})
