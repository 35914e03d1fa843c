/** Anyone can report what they can read, without an account; nobody can by that learn what they cannot read. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeViewer } from '../../server/members/viewer.ts'
import { forwardsOf } from '../../server/moderation/forwards.store.ts'
import { undoClose } from '../../server/moderation/reports/handle.ts'
import { listReports, reportById } from '../../server/moderation/reports.store.ts'
import { settleReport } from '../../server/moderation/reports.ts'
import { writeStory } from '../../server/stories/stories.ts'
import { sweep } from '../../server/sweep.ts'
import { notificationRoutes } from '../../web/notifications/routes.ts'
import { reportRoutes } from '../../web/report/routes.ts'
import { pageText } from '../help/html.ts'
import { openSite, type Site } from '../help/site.ts'
import { remoteActor } from './pages/elsewhere.ts'

let site: Site
let nia: Awaited<ReturnType<Site['person']>>
let story: string
let draft: string
let eve: string

beforeAll(async () => {
  site = await openSite({
    more: ({ app, pages, context }) =>
      void app.register(reportRoutes(context, pages)).register(notificationRoutes(context, pages))
  })
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
/** As long as a person takes. */
const aWhile = () => site.context.pass(5_000)
const open = async () => (await listReports(site.context.store.read, {})).rows

describe('a visitor', () => {
  test('reports a story, and no name is kept', async () => {
    const visitor = await site.browser().open(pageFor(story))
    expect(visitor.html).toContain('A table')
    aWhile()
    await visitor.press('Send the report', { category: 'private', words: 'It names my <b>mother</b>.' })
    expect(visitor.path).toMatch(/^\/reports\/[\w-]+\?sent=yes$/)
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
    aWhile()
    await visitor.press('Send the report', { category: 'abuse' })
    expect(visitor.status).toBe(422)
    expect(visitor.html).toContain('href="#words"')
    expect(visitor.html).toMatch(/value="abuse"[^>]*checked/)
    await visitor.press('Send the report', { words: 'Rude.' })
    expect(visitor.path).toMatch(/sent=yes$/)
  })

  test('keeps what they typed when it is too long, or of a kind that is none', async () => {
    const visitor = await site.browser().open(pageFor(story))
    aWhile()
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
      aWhile()
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

describe('somebody here', () => {
  test('may have the other server told, of people elsewhere only; a visitor may not', async () => {
    const { read } = site.context.store
    await nia.browser.open(pageFor(eve))
    expect(nia.browser.html).toContain('Tell the moderators of new.example too')
    await nia.browser.press('Send the report', { words: '', forward: 'yes' })
    expect(nia.browser.html).toMatch(/name="forward"[^>]*checked/)
    await nia.browser.press('Send the report', { words: 'Rude again.', forward: 'yes' })
    const report = (await open()).find((one) => one.target === eve && one.words.includes('Rude again.'))!
    expect(await forwardsOf(read, report.id)).toEqual([
      expect.objectContaining({ target: eve, objects: [], words: 'Rude again.' })
    ])
    const visitor = await site.browser().open(pageFor(story))
    expect(visitor.html).not.toContain('Tell the moderators of')
    aWhile()
    await visitor.press('Send the report', { words: 'Let them know', forward: 'yes' })
    const bare = (await open()).find((one) => one.words === 'Let them know')!
    expect(await forwardsOf(read, bare.id)).toEqual([])
  })
})

describe('a program', () => {
  test('is told nothing when it fills in what nobody sees, and nothing is kept', async () => {
    const before = (await open()).length
    const visitor = await site.browser().open(pageFor(story))
    aWhile()
    await visitor.press('Send the report', { words: 'Buy chairs', website: 'https://chairs.example' })
    expect(visitor.path).toBe('/report/thanks')
    expect(await open()).toHaveLength(before)
  })

  test('is too quick, or keeps a form for days, or makes one up; a person presses again', async () => {
    const before = (await open()).length
    const visitor = await site.browser().open(pageFor(story))
    await visitor.press('Send the report', { words: 'At once', made: 'made up' })
    expect(visitor.status).toBe(422)
    await visitor.press('Send the report', { words: 'At once' })
    expect(visitor.html).toContain('That was very quick')
    site.context.pass(25 * 3_600_000)
    await visitor.open(pageFor(story))
    const old = /name="made" value="([^"]+)"/.exec(visitor.html)![1]!
    site.context.pass(25 * 3_600_000)
    await visitor.open(pageFor(story))
    await visitor.press('Send the report', { words: 'Days later', made: old })
    expect(visitor.html).toContain('open for too long')
    expect(await open()).toHaveLength(before)
    aWhile()
    await visitor.press('Send the report', { words: 'Days later' })
    expect(await open()).toHaveLength(before + 1)
  })
})

describe('what became of it', () => {
  const letter = () => site.context.letters.at(-1)!
  const linkIn = (text: string, start: string) => new RegExp(`${start}\\S+`).exec(text)![0]

  test('a visitor sees by link, and by letter only after proving the address', async () => {
    const visitor = await site.browser().open(pageFor(story))
    aWhile()
    await visitor.press('Send the report', { words: 'x', email: 'not an address' })
    expect(visitor.status).toBe(422)
    expect(visitor.html).toContain('href="#email"')
    await visitor.press('Send the report', {
      ...{ words: 'It names me.', category: 'rule', email: 'Rae@Example.org' },
      houseRule: 'No advertising. If you sell something, say so.'
    })
    expect(pageText(visitor.html)).toContain('Nobody has looked at it yet.')
    const [report] = await open()
    expect(report).toMatchObject({ category: 'rule', houseRule: expect.stringContaining('No advertising') })
    expect(JSON.stringify(report)).not.toMatch(/rae@example/i)
    await site.sendLetters()
    expect(letter().to).toBe('rae@example.org')
    expect(letter().text).not.toContain('It names me')
    const link = linkIn(letter().text, 'https://')
    await settleReport(site.context, null, report!.id, 'Early', { outcome: 'none' })
    await undoClose(site.context, null, report!.id, '')
    await site.sendLetters()
    expect(letter().subject).toContain('You reported something')
    const reader = await site.browser().open(link)
    expect((await site.browser().open(`${new URL(link).pathname}?confirm=made-up`)).html).not.toContain('to my address')
    await reader.press('Send the answer to my address')
    expect(pageText(reader.html)).toContain('The answer will be sent to your address')
    await settleReport(site.context, null, report!.id, 'Took it down', { outcome: 'action', answer: 'Thank you, Rae.' })
    await site.sendLetters()
    expect(letter().to).toBe('rae@example.org')
    expect(letter().text).toContain('Thank you, Rae.')
    expect(letter().text).not.toContain('Took it down')
    await reader.open(linkIn(letter().text, 'https://\\S+/reports/'))
    expect(pageText(reader.html)).toContain('Something was done')
    expect(pageText(reader.html)).toContain('Thank you, Rae.')
    expect(reader.headers['referrer-policy']).toBe('same-origin')
    site.context.pass(31 * 86_400_000)
    await sweep(site.context)
    expect((await reportById(site.context.store.read, report!.id))?.mail).toBeNull()
  })

  test('nobody else sees it: not by id, not by number, not by a key for something else', async () => {
    const [report] = await open()
    for (const token of [
      report!.id,
      String(report!.number),
      'A'.repeat(80),
      site.context.secrets.seal('x', report!.id)
    ])
      expect((await site.browser().open(`/reports/${token}`)).status, token).toBe(404)
  })

  test('a person here is told, and finds all they reported in one place', async () => {
    const { browser, person } = await site.person()
    await browser.open(pageFor(story))
    await browser.press('Send the report', { words: 'Rude.', category: 'hate' })
    const [report] = (await listReports(site.context.store.read, { reporter: person.actor.uri })).rows
    await settleReport(site.context, null, report!.id, 'Read it', { outcome: 'none', answer: 'We read it twice.' })
    await browser.open('/notifications')
    expect(pageText(browser.html)).toContain('answers your report')
    await browser.open('/report/mine')
    expect(pageText(browser.html)).toContain('Nothing had to be done')
    await browser.open(/href="(\/reports\/[^"]+)"/.exec(browser.html)![1]!)
    expect(pageText(browser.html)).toContain('We read it twice.')
    const other = await site.person()
    await other.browser.open('/report/mine')
    expect(pageText(other.browser.html)).toContain('You have reported nothing')
  })
})
