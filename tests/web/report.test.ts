/** Anyone can report what they can read, without an account; nobody can by that learn what they cannot read. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeViewer } from '../../server/members/viewer.ts'
import { listReports } from '../../server/moderation/reports.store.ts'
import { writeStory } from '../../server/stories/stories.ts'
import { reportRoutes } from '../../web/report/routes.ts'
import { openSite, type Site } from '../help/site.ts'
import { remoteActor } from './pages/elsewhere.ts'

let site: Site
let nia: Awaited<ReturnType<Site['person']>>
let story: string
let draft: string
let eve: string

beforeAll(async () => {
  site = await openSite({ more: ({ app, pages, context }) => void app.register(reportRoutes(context, pages)) })
  nia = await site.person()
  const viewer = makeViewer(nia.person.member, nia.person.actor)
  const words = { title: 'A table', summary: 'Short.', body: 'We moved.', wentWell: 'Well.', wentBadly: 'Badly.' }
  story = (await writeStory(site.context, viewer, words)).post.uri
  draft = (await writeStory(site.context, viewer, { title: 'Not yet', audience: 'draft' })).post.uri
  eve = (await remoteActor(site.context, { id: 'https://new.example/u/eve', preferredUsername: 'eve', name: 'Eve' }))
    .uri
})
afterAll(() => site.close())
beforeEach(() => site.context.pass(3_600_000))

const pageFor = (uri: string) => `/report?uri=${encodeURIComponent(uri)}`
const open = async () => (await listReports(site.context.store.read, {})).rows

describe('a visitor', () => {
  test('reports a story, and no name is kept', async () => {
    const visitor = await site.browser().open(pageFor(story))
    expect(visitor.html).toContain('A table')
    await visitor.press('Send the report', { category: 'private', words: 'It names my <b>mother</b>.' })
    expect(visitor.path).toBe('/report/thanks')
    const [report] = await open()
    expect(report).toMatchObject({
      reporter: null,
      target: nia.person.actor.uri,
      objects: [story],
      category: 'private'
    })
  })

  test('may leave the kind out, and must say what is wrong', async () => {
    const visitor = await site.browser().open(pageFor(story))
    await visitor.press('Send the report', { category: 'abuse' })
    expect(visitor.status).toBe(422)
    expect(visitor.html).toContain('href="#words"')
    expect(visitor.html).toMatch(/value="abuse"[^>]*checked/)
    await visitor.press('Send the report', { words: 'Rude.' })
    expect(visitor.path).toBe('/report/thanks')
  })

  test('keeps what they typed when it is too long, or of a kind that is none', async () => {
    const visitor = await site.browser().open(pageFor(story))
    await visitor.press('Send the report', { words: 'x'.repeat(5_001) })
    expect(visitor.status).toBe(422)
    expect(visitor.html).toContain('x'.repeat(5_001))
    await visitor.press('Send the report', { words: 'short', category: 'made-up' })
    expect(visitor.status).toBe(422)
  })

  test('learns nothing of what they cannot read', async () => {
    for (const uri of [draft, eve, 'https://elsewhere.example/1', 'javascript:alert(1)', ''])
      expect((await site.browser().open(pageFor(uri))).status, uri).toBe(404)
  })

  test('can send a few and then has to wait', async () => {
    const visitor = site.browser()
    const statuses: number[] = []
    for (let n = 0; n < 8; n++) {
      await visitor.open(pageFor(story))
      await visitor.press('Send the report', { words: `${n}` })
      statuses.push(visitor.status)
    }
    expect(statuses.slice(0, 5)).toEqual([200, 200, 200, 200, 200])
    expect(statuses.at(-1)).toBe(429)
  })

  test('is given a form that no cache keeps for the next', async () => {
    expect((await site.browser().open(pageFor(story))).headers['cache-control']).toMatch(/private/)
  })
})

describe('a member', () => {
  test('reports with their name, once for each account, whatever they report of it', async () => {
    const before = (await open()).length
    const { browser, person } = await site.person()
    for (const words of ['First.', 'Second.']) {
      await browser.open(pageFor(story))
      await browser.press('Send the report', { words, category: 'wrong' })
    }
    const reports = await open()
    expect(reports).toHaveLength(before + 1)
    expect(reports[0]).toMatchObject({ reporter: person.actor.uri, words: 'First.\n\nSecond.' })
  })

  test('reports somebody of a server that is not known yet', async () => {
    const { browser } = await site.person()
    await browser.open(pageFor(eve))
    expect(browser.status).toBe(200)
    await browser.press('Send the report', { words: 'Spam.' })
    expect((await open())[0]).toMatchObject({ target: eve, objects: [] })
  })
})
