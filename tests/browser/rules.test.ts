/** The rule editor in a real browser, at a desk and on a phone: a rule is written, tried and saved, and everyone can use the page. */
import { mkdirSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inboxLog } from '../../schema/index.ts'
import { keepRemoteActor } from '../../server/actors/actors.store.ts'
import { createMember } from '../../server/members/members.ts'
import { newSignInLink } from '../../server/members/sign-in.ts'
import { freePorts, type TestServer, testServer } from '../help/server.ts'
import { faultsOf, openBrowser, openPage, widths } from './look.ts'

let browser: Browser
let server: TestServer
let ruth: string
const shots = process.env.SHOTS

beforeAll(async () => {
  const [port] = (await freePorts(1)) as [number]
  server = await testServer(port, 'Aldermere', [`http://127.0.0.1:${port}`])
  const { context } = server
  const input = { handle: 'ruth', name: 'Ruth Pendlebury', email: 'ruth@aldermere.example', role: 'moderator' }
  const { member } = await createMember(context, input)
  ruth = member.id
  const uri = 'https://newyddion.example/users/bethan'
  await context.store.write(async (tx) => {
    const actor = { type: 'Person' as const, username: 'bethan', host: 'newyddion.example', name: 'Bethan Rhys' }
    await keepRemoteActor(tx, { ...actor, uri, url: uri, inbox: `${uri}/inbox` })
    for (let n = 0; n < 6; n++)
      await tx.insert(inboxLog).values({
        ...{
          uri: `${uri}/${n}/activity`,
          object: `${uri}/${n}`,
          type: 'Create',
          actor: uri,
          host: 'newyddion.example'
        },
        ...{ path: 'inbox', verdict: n % 2 ? 'keep' : 'hold' },
        said: {
          ...{ kind: 'Note', links: [], tagged: [], media: [], language: 'en', mentions: 0, closed: false },
          texts: [{ field: 'words', text: `We print the diary pages from this template: https://a.example/${n}` }]
        },
        facts: { trust: 'unknown', age: 5, first: false, followed: n === 1 }
      })
  })
  browser = await openBrowser()
  if (shots) mkdirSync(shots, { recursive: true })
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

test.each(widths)(
  'at %i pixels a rule is written, tried and saved',
  async (width) => {
    const link = await newSignInLink(server.context, ruth, 60_000, '/moderation/rules')
    const { page, told } = await openPage(browser, link, { width, javaScript: false })
    await page.getByRole('button').filter({ hasText: 'Sign in' }).click()
    await page.waitForURL('**/moderation/rules')
    await page.goto(`${server.origin}/moderation/rules/new`)
    const press = async (name: string) => {
      await page.getByRole('button', { name, exact: true }).click()
      await page.waitForLoadState()
    }
    await press('Save version 1')
    expect(await page.getByRole('alert').textContent()).toContain('Give the rule a name')
    expect(await faultsOf(page)).toEqual([])
    await page.getByLabel('Its name').fill(`Links from new accounts ${width}`)
    await page.getByLabel('Words or phrases').fill('template\nfree money')
    for (const kind of [
      'the account’s age',
      'the number of links',
      'how far its author is trusted',
      'how many come at once',
      'its language'
    ]) {
      await page.getByLabel('Add a condition about').selectOption({ label: kind })
      await press('Add this condition')
    }
    expect(await faultsOf(page)).toEqual([])
    await page.getByLabel('Days').fill('7')
    for (const n of [3, 4, 5])
      await press('Take this condition away (condition 3)').then(() => expect(n).toBeGreaterThan(0))
    await press('Take this condition away (condition 3)')
    await press('Try it on the last 30 days')
    expect(await page.getByRole('heading', { name: 'The ones you would have missed' }).count()).toBe(1)
    expect(await page.locator('dl').textContent()).toContain('6')
    await page.getByText('See 6 of the 6').click()
    if (shots) await page.screenshot({ path: `${shots}/rule-${width}.png`, fullPage: true })
    expect(await faultsOf(page)).toEqual([])
    await press('Save version 1')
    await page.getByRole('link', { name: `Links from new accounts ${width}`, exact: true }).waitFor()
    if (shots) await page.screenshot({ path: `${shots}/rules-${width}.png`, fullPage: true })
    expect(await faultsOf(page)).toEqual([])
    await page.getByRole('link', { name: `Open Links from new accounts ${width}` }).click()
    await page.waitForLoadState()
    expect(await faultsOf(page)).toEqual([])
    // The form that was sent incomplete is answered 422, which a browser tells of.
    expect(told.filter((one) => !one.includes('422'))).toEqual([])
    await page.context().close()
  },
  60_000
)
