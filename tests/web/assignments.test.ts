/** Assignments of nominations: given with a day and a way, reminded of, recorded, told by the nominee without an account. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newKey } from '../../schema/columns.ts'
import { sealAddress } from '../../server/nominations/addresses.ts'
import { remindAssigned } from '../../server/nominations/assign.ts'
import { answerNomination, takeBack } from '../../server/nominations/consent.ts'
import { linkPath } from '../../server/nominations/links.ts'
import { addNomination, changeNomination, nominationById } from '../../server/nominations/nominations.store.ts'
import { guideRoutes } from '../../web/guides/routes.ts'
import { nominationRoutes } from '../../web/nominations/routes.ts'
import { notificationRoutes } from '../../web/notifications/routes.ts'
import { pageText } from '../help/html.ts'
import { type Browser, openSite, type Site } from '../help/site.ts'

let site: Site
let coordinator: Browser
let reporter: Browser
let handle: string
let mail: string
let colleague: Browser

beforeAll(async () => {
  site = await openSite({
    more: ({ app, context, pages }) => {
      for (const part of [nominationRoutes, guideRoutes, notificationRoutes]) void app.register(part(context, pages))
    }
  })
  coordinator = (await site.person('coordinator')).browser
  const rex = await site.person('reporter')
  reporter = rex.browser
  handle = rex.person.actor.username
  mail = rex.person.member.email
  colleague = (await site.person()).browser
})
afterAll(() => site.close())

/** A nomination whose nominee has said yes. */
async function agreed(title: string): Promise<string> {
  const { context } = site
  const id = newKey(context.clock().getTime())
  const words = { title, who: 'Menders', place: 'Mill Lane', why: 'They mend.', nominator: 'Sam' }
  const nomineeMail = sealAddress(context, 'mender@example.net')
  await context.store.write((tx) =>
    addNomination(tx, { id, kind: 'project', state: 'asked', since: context.clock(), nomineeMail, ...words })
  )
  await answerNomination(context, id, 'yes')
  return id
}

const day = (days: number) => new Date(site.context.clock().getTime() + days * 86_400_000).toISOString().slice(0, 10)
const assign = (id: string, more: Record<string, string> = {}) =>
  coordinator.send(`/nominations/${id}/assign`, {
    ...{ _csrf: csrf, to: handle, way: 'visit', due: day(10), offer: 'Two hours of cover' },
    ...more
  })
let csrf = ''
const csrfOf = async (browser: Browser, path: string) => {
  await browser.open(path)
  return /name="_csrf" value="([^"]+)"/.exec(browser.html)![1]!
}
const state = async (id: string) => (await nominationById(site.context.store.read, id))!.state

test('is given after the yes, with a day, a way and what is offered; whoever has it sees it and is told', async () => {
  const id = await agreed('Kettles')
  await coordinator.open(`/nominations/${id}`)
  await coordinator.press('Give it to them', { to: handle, due: day(10), offer: 'Two hours of cover' })
  expect(pageText(coordinator.html)).toContain('to visit and record')
  expect(coordinator.html).toContain('Offered: <bdi>Two hours of cover</bdi>')
  await coordinator.press('It was given')
  expect(coordinator.html).toContain('(given)')
  await reporter.open('/assignments')
  expect(pageText(reporter.html)).toContain('Kettles')
  expect(pageText(reporter.html)).toContain('visit and record')
  await reporter.open('/notifications')
  expect(pageText(reporter.html)).toContain('asks you to record a story')
  await site.sendLetters()
  expect(site.context.letters.find(({ to, text }) => to === mail && text.includes('Kettles'))!.text).toContain('cover')
  await reporter.open(`/nominations/${id}`)
  await reporter.press('It is recorded')
  expect(await state(id)).toBe('recorded')
  expect(pageText(reporter.html)).toContain('recorded it')
  await assign(id)
  expect(coordinator.status).toBe(403)
})

test('what is wrong is said beside its field, and only coordinators give', async () => {
  const id = await agreed('Faults')
  csrf = await csrfOf(coordinator, `/nominations/${id}`)
  for (const [field, value] of [
    ['to', 'nobody'],
    ['to', 'practitioner3'],
    ['way', 'fly'],
    ['due', '2027-02-31'],
    ['due', 'tomorrow'],
    ['due', '2020-01-01'],
    ['offer', 'x'.repeat(301)]
  ] as const) {
    await assign(id, { [field]: value })
    expect(coordinator.status, value).toBe(422)
    expect(coordinator.html, value).toContain(`id="${field}-error"`)
  }
  const own = await csrfOf(reporter, '/nominate')
  await reporter.send(`/nominations/${id}/assign`, { _csrf: own, to: handle, way: 'visit', due: day(3) })
  expect(reporter.status).toBe(403)
  expect(await state(id)).toBe('consented')
  const early = await agreed('Early')
  await site.context.store.write((tx) => changeNomination(tx, early, ['consented'], { state: 'new' }))
  await assign(early)
  expect(coordinator.status).toBe(409)
})

test('is another reporter’s business only where they coordinate', async () => {
  const id = await agreed('Somebody else’s')
  csrf = await csrfOf(coordinator, `/nominations/${id}`)
  await assign(id)
  const other = (await site.person('reporter')).browser
  await other.open(`/nominations/${id}`)
  expect(other.status).toBe(200)
  const token = await csrfOf(other, '/nominate')
  await other.send(`/nominations/${id}/recorded`, { _csrf: token })
  expect(other.status).toBe(403)
  await colleague.open('/assignments')
  expect(colleague.status).toBe(403)
  await other.open('/assignments')
  expect(pageText(other.html)).toContain('Nothing was given to you yet')
})

test('is told by the nominee without an account, and becomes a draft from their words', async () => {
  const id = await agreed('By themselves')
  csrf = await csrfOf(coordinator, `/nominations/${id}`)
  await assign(id, { way: 'self' })
  await site.sendLetters()
  const letter = site.context.letters.findLast(
    ({ to, text }) => to === 'mender@example.net' && text.includes('/tell/')
  )!
  const link = /https:\S+\/nominations\/tell\/\S+/.exec(letter.text)![0]
  expect(letter.text).toContain('/guides/recording')
  const nominee = site.browser()
  await nominee.open(link)
  await nominee.press('Send it', { summary: 'We mend.', wentWell: '', wentBadly: '' })
  expect(nominee.status).toBe(422)
  expect(nominee.html).toContain('Say what went badly')
  await nominee.press('Send it', { wentWell: 'Forty kettles.', wentBadly: 'One <b>fire</b>.' })
  expect(pageText(nominee.html)).toContain('You can still change them here')
  expect(await state(id)).toBe('recorded')
  await reporter.open(`/nominations/${id}`)
  expect(reporter.html).toContain('One &lt;b&gt;fire&lt;/b&gt;.')
  await takeBack(site.context, id, false)
  await nominee.open(link)
  expect(nominee.status).toBe(404)
  await nominee.open(linkPath(site.context, 'consent', id).replace('consent', 'tell'))
  expect(nominee.status).toBe(404)
})

test('reminds once, two days before', async () => {
  const id = await agreed('Due soon')
  csrf = await csrfOf(coordinator, `/nominations/${id}`)
  await assign(id, { due: day(20) })
  const reminders = async () => {
    await remindAssigned(site.context)
    await site.sendLetters()
    return site.context.letters.filter(
      ({ to, text }) => to === mail && /wanted to record/.test(text) && /Due soon/.test(text)
    )
  }
  expect(await reminders()).toHaveLength(0)
  site.context.pass(19 * 86_400_000)
  expect(await reminders()).toHaveLength(1)
  expect(await reminders()).toHaveLength(1)
})

test('the guide says how to record', async () => {
  const page = pageText((await site.browser().open('/guides/recording')).html)
  for (const words of ['Light', 'Sound', 'Three minutes', 'Captions', 'Who is in the picture'])
    expect(page).toContain(words)
})
