/** A visitor is led to their own server to act on something of ours, and to nowhere else; our people are led back in. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Problem } from '../../server/errors.ts'
import type { Person } from '../../server/members/members.store.ts'
import { makeViewer } from '../../server/members/viewer.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import { writeStory } from '../../server/stories/stories.ts'
import { interactRoutes } from '../../web/interact/routes.ts'
import { parseFragment } from '../help/html.ts'
import { type Browser, openSite, type Site } from '../help/site.ts'

let site: Site
let nia: Awaited<ReturnType<Site['person']>>
let tom: Person
let story: { uri: string; id: string }
let draft: string
let asked: { handle: string; act: string }[]
let template: string | undefined | Problem

beforeAll(async () => {
  site = await openSite({
    config: { allowPrivateOrigins: ['http://127.0.0.1:3002'] },
    more: ({ app, pages, context }) => void app.register(interactRoutes(context, pages))
  })
  const { context } = site
  nia = await site.person()
  tom = (await site.person()).person
  const viewer = makeViewer(nia.person.member, nia.person.actor)
  const words = {
    title: 'A table in the library',
    summary: 'It is short.',
    body: 'We moved a table.',
    wentWell: 'Well.',
    wentBadly: 'Badly.'
  }
  story = (await writeStory(context, viewer, words)).post
  draft = (await writeStory(context, viewer, { title: 'Not yet', audience: 'draft' })).post.uri
  context.remote.interactionTemplate = async (handle, act) => {
    asked.push({ handle, act })
    if (template instanceof Problem) throw template
    return template
  }
  context.remote.findPost = async (uri) => (uri === story.uri ? story.id : undefined)
  const people: Record<string, string> = { nia: nia.person.actor.id, tom: tom.actor.id }
  context.remote.findActor = async (text) => people[/nia|tom/.exec(text)?.[0] ?? '']
})
afterAll(() => site.close())
beforeEach(() => {
  asked = []
  template = 'https://tidepool.example/authorize_interaction?uri={uri}'
  site.context.pass(600_000)
})

const pageFor = (act: string, uri = story.uri) => `/interact?act=${act}&uri=${encodeURIComponent(uri)}`

/** Sends the form and gives the answer itself, since it leads away. */
async function send(visitor: Browser, fields: Record<string, string>) {
  const form = parseFragment(visitor.html)[0]!
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  return site.app.inject({
    method: 'POST',
    url: '/interact',
    headers: { cookie, origin: visitor.origin, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ ...(form.fields as Record<string, string>), ...fields }).toString()
  })
}

describe('a visitor', () => {
  test.each(['follow', 'reply', 'like', 'share'])('is led to their own server to %s', async (act) => {
    const visitor = await site.browser().open(pageFor(act))
    expect(visitor.html).toContain('A table in the library')
    const answer = await send(visitor, { handle: '@maddy@tidepool.example' })
    expect(answer.statusCode).toBe(303)
    expect(answer.headers.location).toBe(
      `https://tidepool.example/authorize_interaction?uri=${encodeURIComponent(story.uri)}`
    )
    expect(asked).toEqual([{ handle: '@maddy@tidepool.example', act }])
  })

  test('may paste what they copied, such as acct:, spaces, or no first @', async () => {
    for (const handle of ['acct:maddy@tidepool.example', '  @maddy@tidepool.example ', 'maddy@tidepool.example']) {
      const visitor = await site.browser().open(pageFor('like'))
      expect((await send(visitor, { handle })).statusCode, handle).toBe(303)
    }
  })

  test('is asked about nothing but what is ours and open', async () => {
    const foreign = 'https://elsewhere.example/posts/1'
    for (const uri of [
      foreign,
      draft,
      `${site.context.config.origin}/stories/none`,
      'javascript:alert(1)',
      'x'.repeat(900)
    ])
      expect((await site.browser().open(pageFor('like', uri))).status, uri.slice(0, 60)).toBe(404)
    const visitor = await site.browser().open(pageFor('like'))
    const answer = await send(visitor, { uri: foreign, handle: '@maddy@tidepool.example' })
    expect(answer.statusCode).toBe(404)
    expect(answer.headers.location).toBeUndefined()
  })

  test('keeps what they typed when it is no handle, or nobody is found', async () => {
    for (const [handle, found] of [
      ['maddy', undefined],
      ['', undefined],
      ['@a@b@c', undefined],
      ['https://tidepool.example/@maddy', undefined],
      ['@nobody@tidepool.example', null]
    ] as const) {
      if (found === null) template = undefined
      const visitor = await site.browser().open(pageFor('follow'))
      const answer = await send(visitor, { handle })
      expect(answer.statusCode, handle).toBe(422)
      expect(answer.body).toContain('There is a problem')
      expect(answer.body).toContain('href="#handle"')
      if (handle) expect(answer.body).toContain(`value="${handle}"`)
    }
  })

  test('is told when their server does not answer', async () => {
    template = new Problem(502, 'That server did not answer. Try again later.')
    const answer = await send(await site.browser().open(pageFor('like')), { handle: '@maddy@tidepool.example' })
    expect(answer.statusCode).toBe(502)
    expect(answer.body).toContain('That server did not answer')
    expect(answer.body).toContain('value="@maddy@tidepool.example"')
  })

  test.each([
    'http://tidepool.example/i?uri={uri}',
    'javascript:alert({uri})',
    'data:text/html,{uri}',
    '//evil.example/{uri}',
    'https:{uri}',
    'http://127.0.0.1:3003/?uri={uri}'
  ])('is not led to %s', async (unsafe) => {
    template = unsafe
    const answer = await send(await site.browser().open(pageFor('like')), { handle: '@maddy@tidepool.example' })
    expect(answer.statusCode).not.toBe(303)
    expect(answer.headers.location).toBeUndefined()
  })

  test('is led to a private server only where the settings name it', async () => {
    template = 'http://127.0.0.1:3002/authorize_interaction?uri={uri}'
    const answer = await send(await site.browser().open(pageFor('like')), { handle: '@maddy@127.0.0.1:3002' })
    expect(answer.headers.location).toContain('http://127.0.0.1:3002/authorize_interaction?uri=https%3A%2F%2F')
  })

  test('cannot make us look up handles without end', async () => {
    const visitor = await site.browser().open(pageFor('like'))
    const answers = []
    for (let n = 0; n < 14; n++) answers.push((await send(visitor, { handle: `@m${n}@tidepool.example` })).statusCode)
    expect(answers.slice(0, 8)).toEqual(Array(8).fill(303))
    expect(answers.at(-1)).toBe(429)
  })

  test('is given a form that no cache keeps for the next', async () => {
    const { headers } = await site.browser().open(pageFor('like'))
    expect(headers['cache-control']).toMatch(/private/)
  })

  test('sees markup in what they typed as text', async () => {
    const visitor = await site.browser().open(pageFor('like'))
    const { body } = await send(visitor, { handle: '"><script>alert(1)</script>' })
    expect(body).not.toContain('<script>alert')
  })

  test('without anything named is led to the council', async () => {
    expect((await site.browser().open('/interact')).html).toContain('Aldermere Borough Council')
  })
})

describe('one of ours, sent here by another server', () => {
  const open = (query: string) => nia.browser.open(`/authorize_interaction?${query}`)
  const answerTo = (query: string) =>
    site.app.inject({
      url: `/authorize_interaction?${query}`,
      headers: { cookie: `folkmoot=${nia.browser.cookies.get('folkmoot')}` }
    })

  test('signs in first, and comes back', async () => {
    const visitor = await site.browser().open(`/authorize_interaction?uri=${encodeURIComponent(story.uri)}`)
    expect(visitor.path).toBe(
      `/sign-in?back=${encodeURIComponent(`/authorize_interaction?uri=${encodeURIComponent(story.uri)}`)}`
    )
  })

  test('comes to the post, or to the form that answers it', async () => {
    const uri = encodeURIComponent(story.uri)
    expect((await answerTo(`uri=${uri}`)).headers.location).toBe(`/stories/${story.id}`)
    expect((await answerTo(`uri=${uri}&act=reply`)).headers.location).toMatch(`/stories/${story.id}`)
    for (const text of ['acct:nia@moot.example', '@nia@moot.example', 'https://moot.example/@nia'])
      expect((await answerTo(`uri=${encodeURIComponent(text)}`)).headers.location).toBe(
        `/@${nia.person.actor.username}`
      )
    expect((await answerTo('acct=nia@moot.example')).statusCode).toBe(303)
  })

  test.each([
    ['like', 'Useful'],
    ['share', 'Share']
  ])('says yes once before a %s counts', async (act, button) => {
    await open(`uri=${encodeURIComponent(story.uri)}&act=${act}`)
    expect(nia.browser.status).toBe(200)
    expect(nia.browser.html).toContain('A table in the library')
    const form = parseFragment(nia.browser.html).find((one) => one.buttons.some(({ text }) => text === button))!
    expect(form.action).toBe(`/${act}s`)
    expect(form.fields).toMatchObject({ object: story.uri, back: `/stories/${story.id}` })
    const row = await anyPost(site.context.store.read, { uri: story.uri })
    expect([row!.post.likes, row!.post.shares]).toEqual([0, 0])
  })

  test('says yes once before they follow somebody, and never follows themselves', async () => {
    await open('uri=acct:tom@moot.example&act=follow')
    const form = parseFragment(nia.browser.html).find(({ action }) => action === '/follows')!
    expect(form.fields.target).toBe(tom.actor.uri)
    const own = await answerTo('uri=acct:nia@moot.example&act=follow')
    expect(own.headers.location).toBe(`/@${nia.person.actor.username}`)
  })

  test('is told when there is nothing, or nothing yet', async () => {
    expect((await open('')).status).toBe(404)
    const { status, html } = await open('uri=https://new.example/posts/1')
    expect(status).toBe(404)
    expect(html).toContain('waits for a moderator')
  })
})
