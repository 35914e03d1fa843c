/** Every page under /moderation in a real browser, taken from the list of routes: whole and open to everyone, and after each action the focus is where one reads on. */
import { mkdirSync } from 'node:fs'
import Fastify from 'fastify'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addJob, buryJob, claimJob } from '../../server/jobs/jobs.store.ts'
import { createMember } from '../../server/members/members.ts'
import { startSession } from '../../server/members/sessions.ts'
import { act } from '../../server/moderation/accounts/actions.ts'
import { makeAppeal } from '../../server/moderation/accounts/appeals.ts'
import { actionUrl } from '../../server/moderation/accounts/link.ts'
import { placeHold } from '../../server/moderation/evidence/holds.ts'
import { describeInstance } from '../../server/moderation/instances.store.ts'
import { importList, readSubscription, subscribe } from '../../server/moderation/policies/lists.ts'
import { Proposed } from '../../server/moderation/proposals/ask.ts'
import { setTwoPersons } from '../../server/moderation/proposals/kinds.ts'
import { choose, reject } from '../../server/moderation/queue.ts'
import { noteReport } from '../../server/moderation/reports/handle.ts'
import { reportPath } from '../../server/moderation/reports/link.ts'
import { addReport } from '../../server/moderation/reports.store.ts'
import { makeReport } from '../../server/moderation/reports.ts'
import { setRetention } from '../../server/moderation/retention.ts'
import { createRule } from '../../server/moderation/rules/rules.ts'
import { trustServer } from '../../server/moderation/trust.ts'
import { moderationRoutes } from '../../web/moderation/routes.ts'
import { makePages } from '../../web/pages.ts'
import { createViews } from '../../web/views.ts'
import { type Answer, freePorts, type Person, type TestServer, testServer } from '../help/server.ts'
import { wait } from '../web/moderation/scene.ts'
import { faultsOf, layoutFaults, openBrowser, openPage } from './look.ts'

let browser: Browser
let server: TestServer
let nia: Person
let secret: string
let routes: string[]
/** Every address under /moderation that takes a form. */
let posts: string[]
const shots = process.env.SHOTS
const day = 86_400_000
/** The ids of what the pages are about. */
const id: Record<string, string> = {}

/** The addresses to look at of each page, by its route. */
const pages: Record<string, () => string[]> = {
  '/moderation': () => ['/moderation', '/moderation?host=shiny.example', '/moderation?host=nothing.example'],
  '/moderation/waiting': () => ['/moderation/waiting', '/moderation/waiting?by=author'],
  '/moderation/held/:id': () => [id.held, id.like, id.byRule, id.decided].map((one) => `/moderation/held/${one}`),
  '/moderation/undo/:id': () => [`/moderation/undo/${id.choice}`],
  '/moderation/servers': () => ['/moderation/servers'],
  '/moderation/servers/:host': () => ['/moderation/servers/shiny.example', '/moderation/servers/gone.example'],
  '/moderation/servers/:host/ties': () => ['/moderation/servers/shiny.example/ties'],
  '/moderation/servers/:host/undo': () => ['/moderation/servers/gone.example/undo'],
  '/moderation/rules': () => ['/moderation/rules'],
  '/moderation/rules/new': () => ['/moderation/rules/new', `/moderation/rules/new?from=${id.held}`],
  '/moderation/rules/:id': () => [`/moderation/rules/${id.rule}`],
  '/moderation/lists': () => ['/moderation/lists'],
  '/moderation/lists/import': () => ['/moderation/lists/import'],
  '/moderation/lists/:id': () => [`/moderation/lists/${id.list}`],
  '/moderation/reports': () => ['/moderation/reports'],
  '/moderation/reports/figures': () => ['/moderation/reports/figures'],
  '/moderation/reports/:id': () => [`/moderation/reports/${id.report}`],
  '/moderation/accounts': () => ['/moderation/accounts'],
  '/moderation/accounts/:id': () => [`/moderation/accounts/${id.sam}`],
  '/moderation/appeals': () => ['/moderation/appeals'],
  '/moderation/appeals/:id': () => [`/moderation/appeals/${id.appeal}`],
  '/moderation/deliveries': () => ['/moderation/deliveries'],
  '/moderation/holds': () => ['/moderation/holds'],
  '/moderation/holds/:id': () => [`/moderation/holds/${id.hold}`],
  '/moderation/evidence': () => ['/moderation/evidence'],
  '/moderation/log': () => ['/moderation/log'],
  '/moderation/proposals': () => ['/moderation/proposals'],
  '/moderation/proposals/:id': () => [`/moderation/proposals/${id.proposal}`],
  '/moderation/settings': () => ['/moderation/settings'],
  '/moderation/settings/hours': () => ['/moderation/settings/hours'],
  '/moderation/settings/two-persons': () => ['/moderation/settings/two-persons'],
  '/moderation/settings/retention': () => ['/moderation/settings/retention']
}
/** Under /moderation, and no pages: files, pictures, and an address that leads on. */
const files = ['/moderation/queue', '/moderation/held/:id/media/:n']

beforeAll(async () => {
  const [port] = (await freePorts(1)) as [number]
  server = await testServer(port, 'Aldermere', [`http://127.0.0.1:${port}`])
  const { context } = server
  nia = await server.person('nia')
  // Where two persons are needed, there must be two.
  await server.person('alys', 'admin')
  const input = { handle: 'ruth', name: 'Ruth Pendlebury', email: 'ruth@aldermere.example', role: 'admin' }
  const { member } = await createMember(context, input)
  secret = await context.store.write((tx) => startSession(context, tx, member.id))
  const story = await nia.call('POST', 'stories', {
    title: 'We moved housing advice to a table in the library',
    ...{ summary: 'Every Tuesday two housing officers sit at a table.', body: 'We closed a counter window.' },
    ...{ wentWell: 'People came earlier.', wentBadly: 'For nine weeks we had no private room.' }
  })
  await setScene(story)
  routes = await pageRoutes()
  browser = await openBrowser()
  if (shots) mkdirSync(shots, { recursive: true })
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** Every address under /moderation that answers to GET, as the routes have it. */
async function pageRoutes(): Promise<string[]> {
  const { context } = server
  const app = Fastify({ exposeHeadRoutes: false })
  const found: string[] = []
  posts = []
  app.addHook('onRoute', ({ method, url }) => {
    const methods = [method].flat()
    if (methods.includes('GET')) found.push(url)
    if (methods.includes('POST')) posts.push(url)
  })
  await app.register(
    moderationRoutes(
      context,
      makePages(context, createViews(), async () => 0)
    ) as never
  )
  await app.ready()
  await app.close()
  return found.filter((url) => !url.endsWith('.csv')).toSorted()
}

/** Something of everything that moderators see, long words and unbroken ones among it. */
async function setScene(story: Answer) {
  const { context } = server
  const about = story.uri as string
  id.story = story.id as string
  const chairs = { name: 'Chairs', conditions: [{ on: 'words', list: ['chairs'] }], actions: { decide: 'hold' } }
  id.rule = (await createRule(context, null, chairs as never)).id
  id.held = await wait(context, {
    ...{ by: 'finn', host: 'busstop.example', about, ago: 3 * day },
    words: 'We did the library table thing, happy to tell how the kettle rota nearly ended us.',
    object: { attachment: [{ type: 'Document', mediaType: 'image/png', name: 'Eleven mugs and one clean spoon.' }] }
  })
  id.byRule = await wait(context, {
    ...{ by: 'deals', host: 'shiny.example', ago: day },
    words: `Chairs!! Save 70% at https://shiny.example/${'very-long-'.repeat(20)} ${'unbroken'.repeat(30)}`,
    object: {
      name: 'Garden furniture for every council in the land',
      attachment: [
        { type: 'Image', mediaType: 'image/png', url: 'http://127.0.0.1:1/chair.png' },
        { type: 'Video', name: 'A chair' }
      ]
    }
  })
  const reaction = { by: 'oye', host: 'harbourlight.example', about }
  id.like = await wait(context, { ...reaction, type: 'Like', words: 'Finds this useful', ago: day / 5 })
  await wait(context, { ...reaction, type: 'Announce', words: 'Shows this to their followers' })
  const long = `${'a-server-with-a-very-long-name.'.repeat(4)}example`
  await wait(context, { by: 'someone_with_a_long_name', host: long, words: 'Hello.' })
  const target = 'https://shiny.example/users/deals'
  const named = `https://shiny.example/${'x'.repeat(200)}`
  await context.store.write(async (tx) => {
    await describeInstance(tx, 'busstop.example', { software: 'gotosocial', name: 'Bus stop' }, new Date())
    id.elsewhere = (await addReport(tx, { target, objects: [story.uri, named], words: 'Sells chairs.\nAgain.' })).id
    await addReport(tx, { target, reporter: nia.uri, objects: [], words: 'Chairs!', category: 'spam' })
    for (const lane of [long, 'gone-away.example'])
      await addJob(context, tx, { queue: 'delivery', lane, body: {}, due: new Date(Date.now() + day) })
  })
  id.about = await makeReport(context, { target: nia.uri, objects: [story.uri], words: 'Faces', category: 'other' })
  id.subscribed = (
    await subscribe(
      context,
      null,
      readSubscription({
        name: 'Shared',
        url: 'https://192.0.2.1/shared.csv',
        kind: 'csv',
        severity: 'suspend',
        priority: '',
        excludes: ''
      })
    )
  ).id
  const person = await server.person('sam')
  id.sam = person.id
  const words = `Unkind.\n${'unbroken'.repeat(40)}`
  const report = { reporter: nia.uri, target: person.uri, objects: [named], words, category: 'hate' }
  id.report = await makeReport(context, report)
  await noteReport(context, nia.id, id.report, 'Rang them')
  const told = { reason: 'Unkind, twice', words: 'Be kind.', report: id.report }
  await act(context, null, id.sam, { kind: 'sensitive', ...told, ends: new Date(Date.now() + 30 * day) })
  id.action = (await act(context, null, id.sam, { kind: 'warn', ...told })).id
  id.appeal = (await makeAppeal(context, id.action, 'I was quoting.')).id
  await trustServer(context, nia.id, 'gone.example', 'blocked', 'Only advertisements, for three weeks in a row')
  const then = new Date(Date.now() + 2 * day)
  const fault = `connect ECONNREFUSED ${'192.0.2.1:443 '.repeat(10)}`
  for (let n = 0; n < 2; n++) {
    const job = (await claimJob(context, 'delivery', 'test', then, then, false))!
    await context.store.write((tx) => buryJob(tx, job.id, new Date(), fault))
  }
  id.decided = await wait(context, { by: 'late', host: 'late.example' })
  await reject(context, nia.id, id.decided, 'Late')
  const spam = await wait(context, { by: 'spam', host: 'spam.example' })
  id.choice = (await choose(context, nia.id, 'block-author', [spam], 'Spam')).choice!
  const bytes = `#domain,#severity\nshiny.example,suspend\n${long},silence\nelse.example,suspend\n,\n`
  id.list = (await importList(context, null, { name: 'A neighbour’s list', severity: 'suspend', bytes })).id
  const hold = { kind: 'item', target: about, reason: 'A court asked', review: new Date(Date.now() + 90 * day) }
  id.hold = (await placeHold(context, nia.id, hold)).id
  await setTwoPersons(context, null, { kinds: ['retention'], hours: 72 })
  const proposed: unknown = await setRetention(context, nia.id, { heldDays: 20, undoDays: 20 }, 'Less').catch((e) => e)
  if (!(proposed instanceof Proposed)) throw new Error('It is not proposed.')
  id.proposal = proposed.proposal.id
}

const open = (path: string, javaScript = true) =>
  openPage(browser, server.origin + path, { width: 1280, javaScript, secret })

describe('every page', () => {
  test('is in this file, with an address to look at', () => {
    expect(routes).toEqual([...Object.keys(pages), ...files].toSorted())
  })

  test('is whole and open to everyone, at a desk and on a phone', async () => {
    const { page, told } = await open('/moderation')
    const own = new URL(actionUrl(server.context, id.action!))
    const more = [reportPath(server.context, id.report!), own.pathname + own.search]
    const faults: string[] = []
    for (const path of [...Object.values(pages).flatMap((paths) => paths()), ...more]) {
      await page.setViewportSize({ width: 1280, height: 800 })
      const response = await page.goto(server.origin + path)
      expect(response?.status(), path).toBe(path.endsWith(id.decided!) ? 409 : 200)
      if (shots) await page.screenshot({ path: `${shots}/${path.slice(1).replace(/\W/g, '-')}.png`, fullPage: true })
      for (const fault of await faultsOf(page)) faults.push(`${path}: ${fault}`)
      await page.setViewportSize({ width: 360, height: 800 })
      for (const fault of await layoutFaults(page)) faults.push(`${path} on a phone: ${fault}`)
    }
    expect(faults).toEqual([])
    // What somebody has decided on is answered 409, which a browser tells of.
    expect(told.filter((text) => !text.includes('409'))).toEqual([])
    await page.context().close()
  }, 240_000)
})

/** What has the focus, as far as it tells where one is. */
const focus = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement
    const place = at?.closest('.govuk-error-summary, .govuk-notification-banner')
    return place && at === place ? (place.classList[0] ?? '') : `${at?.tagName} ${at?.className}`
  })

describe('after an action', () => {
  /** A page, what is filled in, the button, and whether it is done or refused. */
  const refused: [path: () => string, button: string, filled?: Record<string, string>][] = [
    [() => '/moderation', 'Reject the chosen'],
    [() => `/moderation/held/${id.held}`, 'Do it, and show the next'],
    [() => '/moderation/servers', 'Decide'],
    [() => '/moderation/servers/shiny.example', 'Decide', { publicReason: 'x'.repeat(501) }],
    [() => '/moderation/rules/new', 'Save version 1'],
    [() => '/moderation/reports', 'Close this report'],
    [() => '/moderation/lists', 'Subscribe'],
    [() => '/moderation/lists/import', 'Show what it would do'],
    [() => `/moderation/lists/${id.list}`, 'Apply the chosen'],
    [() => `/moderation/lists/${id.list}`, 'Keep this', { priority: 'first' }],
    [() => `/moderation/reports/${id.report}`, 'Add the note'],
    [() => `/moderation/reports/${id.report}`, 'Close the report'],
    [() => `/moderation/accounts/${id.sam}`, 'Do it'],
    [() => `/moderation/appeals/${id.appeal}`, 'Decide'],
    [() => '/moderation/holds', 'Place the hold'],
    [() => `/moderation/holds/${id.hold}`, 'Lift it'],
    [() => '/moderation/evidence', 'Make it and download'],
    [() => '/moderation/settings', 'Keep this', { authors: 'many' }],
    [() => '/moderation/settings/hours', 'Keep this', { digest: 'noon' }],
    [() => '/moderation/settings/two-persons', 'Keep this', { hours: '0' }],
    [() => '/moderation/settings/retention', 'Keep this', { heldDays: '0' }],
    [() => `/moderation/proposals/${id.proposal}`, 'Carry it out now']
  ]

  test('that was refused, the focus is on what is to be mended, and leads there', async () => {
    const { page } = await open('/moderation')
    const wrong: string[] = []
    for (const [n, [path, button, filled = {}]] of refused.entries()) {
      const name = `${path()} ${button}`
      await page.goto(server.origin + path())
      for (const [field, text] of Object.entries(filled))
        await page.locator(`main [name="${field}"]`).first().fill(text)
      await page.locator('main button', { hasText: button }).first().click({ timeout: 10_000 })
      await page
        .locator('.govuk-error-summary')
        .waitFor({ timeout: 10_000 })
        .catch(() => {})
      const at = await focus(page)
      if (at !== 'govuk-error-summary') wrong.push(`${name}: the focus is on ${at}`)
      for (const link of await page.locator('.govuk-error-summary a').all()) {
        const target = (await link.getAttribute('href'))!.slice(1)
        if ((await page.locator(`[id="${target}"]`).count()) !== 1) wrong.push(`${name}: leads to no ${target}`)
      }
      // All are drawn by the same macros: axe looks at those with the most of their own.
      const look = n < 6 ? faultsOf : layoutFaults
      for (const fault of await look(page)) wrong.push(`${name}: ${fault}`)
    }
    expect(wrong).toEqual([])
    await page.context().close()
  }, 240_000)

  /** A page, the form by where it leads (`:held` is that id), what is filled in, and the button where there are several. */
  const done: [path: () => string, form: string, filled?: Record<string, string>, button?: string][] = [
    [() => '/moderation', '/moderation/queue', {}, 'Let it in'],
    [() => `/moderation/held/${id.byRule}`, '/media'],
    [() => `/moderation/held/${id.byRule}`, '/held/:byRule', { act: 'release-words' }],
    [() => `/moderation/held/${id.like}`, '/held/:like', { act: 'reject' }],
    [() => `/moderation/undo/${id.choice}`, '/undo/:choice'],
    [() => '/moderation/servers', '/servers', { host: 'calm.example', state: 'known' }],
    [() => '/moderation/servers/gone.example/undo', '/undo'],
    [() => '/moderation/rules', '/do', {}, 'Switch off'],
    [() => '/moderation/rules/new', '/new', { name: 'Sofas', 'c1-list': 'sofas' }, 'Save version 1'],
    [() => `/moderation/rules/${id.rule}`, '/rules/:rule', { 'c1-list': 'armchairs' }, 'Save version 2'],
    [() => `/moderation/rules/${id.rule}`, '/do', {}, 'Delete the rule'],
    [() => '/moderation/deliveries', '/retry'],
    [() => '/moderation/deliveries', '/drop'],
    [() => `/moderation/reports/${id.report}`, '/take'],
    [() => `/moderation/reports/${id.report}`, '/assign'],
    [() => `/moderation/reports/${id.report}`, '/stage'],
    [() => `/moderation/reports/${id.report}`, '/note', { note: 'Rang them again' }],
    [
      () => `/moderation/reports/${id.about}`,
      '/post',
      { post: ':story', kind: 'mark', postReason: 'Faces', words: 'Faces.' }
    ],
    [() => `/moderation/reports/${id.elsewhere}`, '/forward', { forwardWords: 'Sells chairs.' }],
    [() => `/moderation/reports/${id.elsewhere}`, '/duplicates'],
    [() => `/moderation/reports/${id.report}`, '/reports/:report', { reason: 'Talked to them' }],
    [() => `/moderation/reports/${id.report}`, '/reopen', { reason: 'It goes on' }],
    [() => '/moderation/reports/figures', '/figures'],
    [
      () => `/moderation/appeals/${id.appeal}`,
      '/appeals/:appeal',
      { decision: 'upheld', reason: 'It was a quote', answer: 'You are right.' }
    ],
    [() => `/moderation/accounts/${id.sam}`, '/accounts/:sam', { kind: 'note', reason: 'Rang' }],
    [() => `/moderation/accounts/${id.sam}`, '/undo'],
    [() => '/moderation/lists', '/lists', { url: 'https://192.0.2.1/list.csv', name: 'Theirs' }, 'Subscribe'],
    [() => '/moderation/lists/import', '/import', { pasted: 'noise.example' }],
    [() => `/moderation/lists/${id.list}`, '/lists/:list', {}, 'Apply all that can be'],
    [() => `/moderation/lists/${id.list}`, '/settings'],
    [() => `/moderation/lists/${id.list}`, '/remove'],
    [() => `/moderation/lists/${id.subscribed}`, '/refresh'],
    [() => '/moderation/holds', '/holds', { kind: 'search', target: 'armchairs', reason: 'A court asked' }],
    [() => `/moderation/holds/${id.hold}`, '/review', { still: 'The case goes on' }],
    [() => `/moderation/holds/${id.hold}`, '/lift', { reason: 'It is over' }],
    [() => '/moderation/settings', '/growth'],
    [() => '/moderation/settings', '/vouching'],
    [() => '/moderation/settings/hours', '/hours'],
    [() => '/moderation/settings/hours', '/rota'],
    [() => `/moderation/proposals/${id.proposal}`, '/proposals/:proposal', {}, 'Confirm, and carry it out'],
    [() => '/moderation/settings/retention', '/retention', { reason: 'As it is' }],
    [() => '/moderation/settings/two-persons', '/two-persons']
  ]
  /** It answers with a file: nothing on the page changes. */
  const download = '/moderation/evidence'

  async function fill(page: Page, form: string, filled: Record<string, string>) {
    for (const [name, given] of Object.entries(filled)) {
      const value = given.startsWith(':') ? id[given.slice(1)]! : given
      const field = page.locator(`main form[action$="${form}"] [name="${name}"]`)
      const one = page.locator(`main form[action$="${form}"] [name="${name}"][value="${value}"]`)
      if ((await one.count()) > 0 && (await one.first().getAttribute('type')) === 'radio') await one.first().check()
      else if ((await field.first().evaluate((node) => node.tagName)) === 'SELECT')
        await field.first().selectOption(value)
      else await field.first().fill(value)
    }
  }

  test('that was done, the focus is on what says so; no address that takes a form is left out', async () => {
    const { page } = await open('/moderation')
    const wrong: string[] = []
    const sent = new Set<string>()
    page.on('request', (request) => {
      if (request.method() === 'POST') sent.add(new URL(request.url()).pathname)
    })
    for (const [path, led, filled = {}, button] of done) {
      const form = led.replace(/:(\w+)/, (_, name: string) => id[name]!)
      const name = `${path()} ${form}`
      await page.goto(server.origin + path())
      await fill(page, form, filled)
      const buttons = page.locator(`main form[action$="${form}"] button:visible`)
      await (button ? buttons.filter({ hasText: button }) : buttons).first().click({ timeout: 10_000 })
      await page
        .locator('.govuk-notification-banner')
        .waitFor({ timeout: 10_000 })
        .catch(() => {})
      const at = await focus(page)
      if (at !== 'govuk-notification-banner') wrong.push(`${name}: the focus is on ${at} at ${page.url()}`)
    }
    expect(wrong).toEqual([])
    const takes = (route: string) =>
      [...sent].some((path) => new RegExp(`^${route.replace(/:[a-z]+/g, '[^/]+')}$`).test(path))
    expect(posts.filter((route) => !takes(route))).toEqual([download])
    await page.context().close()
  }, 240_000)

  test.each([true, false])(
    'in the rule editor, the focus is on what has changed (scripts: %s)',
    async (scripts) => {
      const { page } = await open('/moderation/rules/new', scripts)
      const press = async (name: string | RegExp) => {
        await page
          .getByRole('button', { name, exact: typeof name === 'string' })
          .first()
          .click()
        await page.waitForLoadState()
      }
      const at = () =>
        page
          .waitForFunction(() => document.activeElement !== document.body)
          .then(() => page.evaluate(() => document.activeElement?.textContent?.replace(/\s+/g, ' ').trim() ?? ''))
      await page.getByLabel('Words or phrases').fill('armchairs')
      await page.getByLabel('Add a condition about').selectOption({ label: 'the number of links' })
      await press('Add this condition')
      expect(await at()).toMatch(/^Condition 2 and the number of links/)
      await press('Take this condition away (condition 2)')
      expect(await at()).toMatch(/^Condition 1 If it says/)
      await press(/^Try it on the last/)
      expect(await at()).toBe('What it would have done')
      await page.getByLabel('Or try one post').fill('Two armchairs, hardly used')
      await press('What happens to it?')
      expect(await at()).toContain('armchairs')
      expect(await faultsOf(page)).toEqual([])
      await page.context().close()
    },
    60_000
  )
})
