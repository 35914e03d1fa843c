/** Who may open and do what: moderators and admins everything, everybody else nothing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '../../../schema/members.ts'
import { addJob, buryJob, claimJob } from '../../../server/jobs/jobs.store.ts'
import { heldById } from '../../../server/moderation/held.store.ts'
import { addReport } from '../../../server/moderation/reports.store.ts'
import { parseFragment } from '../../help/html.ts'
import type { Browser } from '../../help/site.ts'
import { openScene, type Scene, wait } from './scene.ts'

let scene: Scene
const known = { held: '', report: '', job: '' }

beforeAll(async () => {
  scene = await openScene()
  const { context } = scene
  known.held = await wait(context)
  const report = await context.store.write((tx) =>
    addReport(tx, { target: 'https://busstop.example/users/finn', objects: [], words: 'Rude' })
  )
  known.report = report.id
  await context.store.write((tx) => addJob(context, tx, { queue: 'delivery', lane: 'gone.example', body: {} }))
  const now = new Date(Date.now() + 1000)
  const job = (await claimJob(context, 'delivery', 'test', now, now))!
  await context.store.write((tx) => buryJob(tx, job.id, now, 'Nobody answered'))
  known.job = job.id
})
afterAll(() => scene.close())

const opens: [string, () => string, status?: number][] = [
  ['the queue', () => '/moderation'],
  ['the queue by server', () => '/moderation/waiting'],
  ['a held item', () => `/moderation/held/${known.held}`],
  ['servers', () => '/moderation/servers'],
  ['a server', () => '/moderation/servers/busstop.example'],
  ['what ties us to a server', () => '/moderation/servers/busstop.example/ties'],
  ['policies as CSV', () => '/moderation/servers/export.csv'],
  ['lists', () => '/moderation/lists'],
  ['taking in a list', () => '/moderation/lists/import'],
  ['settings', () => '/moderation/settings'],
  ['the queue by author', () => '/moderation/waiting?by=author'],
  ['hours and rota', () => '/moderation/settings/hours'],
  ['what needs two persons', () => '/moderation/settings/two-persons'],
  ['for how long things are kept', () => '/moderation/settings/retention'],
  ['proposals', () => '/moderation/proposals'],
  ['reports', () => '/moderation/reports'],
  ['one report', () => `/moderation/reports/${known.report}`],
  ['reports in numbers', () => '/moderation/reports/figures'],
  ['reports as CSV', () => '/moderation/reports/figures.csv'],
  ['accounts', () => '/moderation/accounts'],
  ['appeals', () => '/moderation/appeals'],
  ['deliveries', () => '/moderation/deliveries'],
  ['legal holds', () => '/moderation/holds'],
  ['a bundle of evidence', () => '/moderation/evidence'],
  ['the log', () => '/moderation/log'],
  ['the log as CSV', () => '/moderation/log.csv']
]
// Without what they need, so that those who may are told so and nothing changes.
const sends: [string, () => string, status: number][] = [
  ['deciding in the queue', () => '/moderation/queue', 422],
  ['deciding on an item', () => `/moderation/held/${known.held}`, 422],
  ['deciding about a server', () => '/moderation/servers', 422],
  ['undoing a policy', () => '/moderation/servers/busstop.example/undo', 404],
  ['subscribing', () => '/moderation/lists', 422],
  ['applying a list', () => `/moderation/lists/${'0'.repeat(32)}`, 404],
  ['changing how trust grows', () => '/moderation/settings/growth', 422],
  ['undoing a choice', () => `/moderation/undo/${'0'.repeat(32)}`, 404],
  ['deciding on a proposal', () => `/moderation/proposals/${'0'.repeat(32)}`, 404],
  ['fetching pictures', () => `/moderation/held/${'0'.repeat(32)}/media`, 404],
  ['closing a report', () => `/moderation/reports/${known.report}`, 422],
  ['noting a report', () => `/moderation/reports/${known.report}/note`, 422],
  ['telling their server', () => `/moderation/reports/${known.report}/forward`, 422],
  ['acting on a post', () => `/moderation/reports/${known.report}/post`, 422],
  ['opening a report again', () => `/moderation/reports/${known.report}/reopen`, 409],
  ['acting on an account', () => `/moderation/accounts/${'0'.repeat(32)}`, 404],
  ['taking an action back', () => `/moderation/accounts/actions/${'0'.repeat(32)}/undo`, 404],
  ['deciding on an appeal', () => `/moderation/appeals/${'0'.repeat(32)}`, 404],
  ['setting house rules', () => '/moderation/reports/figures', 422],
  ['trying again', () => `/moderation/deliveries/${'0'.repeat(32)}/retry`, 404],
  ['dropping', () => `/moderation/deliveries/${'0'.repeat(32)}/drop`, 404]
]

const outsiders: (Role | undefined)[] = [undefined, 'practitioner', 'reporter', 'coordinator']
const insiders: Role[] = ['moderator', 'admin']

/** The token of any form that the page of this reader holds. */
async function tokenOf(browser: Browser): Promise<string> {
  await browser.open('/moderation')
  return String(parseFragment(browser.html)[0]?.fields._csrf ?? '')
}

describe.each(insiders)('a %s', (role) => {
  test.each(opens)('opens %s', async (_name, path) => {
    const browser = await scene.browser(role)
    await browser.open(path())
    expect(browser.status).toBe(200)
    expect(browser.path).toBe(path())
    expect(browser.headers['cache-control']).toContain('no-store')
  })

  test.each(sends)('may do: %s', async (_name, path, status) => {
    const browser = await scene.browser(role)
    await browser.send(path(), { _csrf: await tokenOf(browser) })
    expect(browser.status).toBe(status)
  })

  test('is refused without the token of a form', async () => {
    const browser = await scene.browser(role)
    await browser.send('/moderation/queue', { act: 'release', id: known.held })
    expect(browser.status).toBe(403)
    expect((await heldById(scene.context.store.read, known.held))?.state).toBe('waiting')
  })
})

describe.each(outsiders)('%s', (role) => {
  test.each(opens)('does not open %s', async (_name, path) => {
    if (!role) {
      const response = await scene.app.inject({ url: path(), headers: { accept: 'text/html' } })
      expect(response.statusCode).toBe(303)
      expect(response.headers.location).toBe(`/sign-in?back=${encodeURIComponent(path())}`)
      return
    }
    const browser = await scene.browser(role)
    await browser.open(path())
    expect(browser.status).toBe(403)
    expect(browser.html).not.toContain('kettle rota')
  })

  test.each(sends)('does not do: %s', async (_name, path) => {
    const browser = await scene.browser(role)
    if (role) await browser.open('/moderation')
    const forms = parseFragment(browser.html)
    await browser.send(path(), { _csrf: String(forms[0]?.fields._csrf ?? ''), act: 'release', id: known.held })
    expect(browser.status).toBe(role ? 403 : 401)
    expect((await heldById(scene.context.store.read, known.held))?.state).toBe('waiting')
  })
})
