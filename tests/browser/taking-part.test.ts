/** Taking part from elsewhere, reporting, and the pages about the server, in a real browser: by keyboard, with and without scripts. */
import { mkdirSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actorByHandle } from '../../server/actors/actors.store.ts'
import { listReports } from '../../server/moderation/reports.store.ts'
import { addNotification } from '../../server/notifications/notifications.store.ts'
import { faultsOf, openBrowser, openPage, widths } from './look.ts'
import { type Moot, startMoot } from './moot.ts'

let browser: Browser
let moot: Moot
const shots = process.env.SHOTS

beforeAll(async () => {
  moot = await startMoot()
  const { context } = moot
  const [nia, maddy] = await Promise.all([
    actorByHandle(context.store.read, 'nia', context.config.handleHost),
    actorByHandle(context.store.read, 'maddy', 'tidepool.example')
  ])
  const post = moot.paths.story.split('/').at(-1)!
  for (const kind of ['follow', 'like', 'reply'] as const)
    await context.store.write((tx) =>
      addNotification(tx, { to: nia!.id, kind, by: maddy!.id, ...(kind !== 'follow' && { post }) })
    )
  browser = await openBrowser()
  if (shots) mkdirSync(shots, { recursive: true })
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await moot?.stop()
})

const story = () => encodeURIComponent(moot.origin + moot.paths.story)
const pages: [name: string, path: () => string, signedIn?: true][] = [
  ['about', () => '/about'],
  ['about-moderation', () => '/about/moderation'],
  ['about-accessibility', () => '/about/accessibility'],
  ['about-privacy', () => '/about/privacy'],
  ['about-contact', () => '/about/contact'],
  ['interact', () => `/interact?act=reply&uri=${story()}`],
  ['report', () => `/report?uri=${story()}`],
  ['report-thanks', () => '/report/thanks'],
  ['notifications', () => '/notifications', true],
  ['arrive', () => `/authorize_interaction?act=like&uri=${story()}`, true]
]

describe.each(widths)('%i pixels wide', (width) => {
  test.each(pages)(
    '%s',
    async (name, path, signedIn) => {
      for (const javaScript of [true, false]) {
        const secret = signedIn ? { secret: moot.secret } : {}
        const { page, told } = await openPage(browser, moot.origin + path(), { width, javaScript, ...secret })
        if (shots && javaScript) await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true })
        expect(await faultsOf(page), javaScript ? 'with scripts' : 'without scripts').toEqual([])
        expect(told).toEqual([])
        await page.context().close()
      }
    },
    60_000
  )
})

/** Goes to what has this name by the tab key alone. */
async function tabTo(page: Page, name: RegExp) {
  for (let n = 0; n < 60; n++) {
    await page.keyboard.press('Tab')
    const label = await page.evaluate(() => {
      const at = document.activeElement as HTMLInputElement | null
      return at?.labels?.[0]?.textContent || at?.textContent || ''
    })
    if (name.test(label.trim())) return
  }
  throw new Error(`${page.url()}: the tab key does not come to ${name}`)
}

describe.each([true, false])('by keyboard, scripts: %s', (javaScript) => {
  test('a handle that is none is mended in its place', async () => {
    const url = `${moot.origin}/interact?act=like&uri=${story()}`
    const { page } = await openPage(browser, url, { width: 1280, javaScript })
    await tabTo(page, /^Your handle/)
    await page.keyboard.type('maddy')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'There is a problem' }).waitFor()
    await page.evaluate(() => document.fonts.ready.then(() => {}))
    expect(await page.title()).toMatch(/^Error: /)
    expect(await faultsOf(page)).toEqual([])
    expect(await page.getByLabel('Your handle').inputValue()).toBe('maddy')
    await tabTo(page, /^Give your whole handle/)
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('handle')
    await page.context().close()
  }, 60_000)

  test('a report is sent without an account', async () => {
    const { page } = await openPage(browser, `${moot.origin}/report?uri=${story()}`, { width: 360, javaScript })
    await tabTo(page, /^It tells something private/)
    await page.keyboard.press('Space')
    await tabTo(page, /^What is wrong/)
    await page.keyboard.type(`My name is in it (${javaScript}).`)
    await tabTo(page, /^Send the report$/)
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')])
    // Whoever is as quick as a program is asked to read it and press again.
    while (await page.locator('.govuk-error-summary').isVisible()) {
      await page.waitForTimeout(3_000)
      await tabTo(page, /^Send the report$/)
      await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')])
    }
    await page.getByRole('heading', { name: 'Thank you' }).waitFor()
    const [report] = (await listReports(moot.context.store.read, {})).rows
    expect(report).toMatchObject({ words: `My name is in it (${javaScript}).`, category: 'private', reporter: null })
    await page.context().close()
  }, 60_000)

  test('what happened is marked as read', async () => {
    const { page } = await openPage(browser, `${moot.origin}/notifications`, {
      width: 1280,
      javaScript,
      secret: moot.secret
    })
    // The first of the two runs has marked them already.
    const button = page.getByRole('button', { name: /^Mark \d+ as read$/ })
    if (await button.count()) {
      await tabTo(page, /^Mark \d+ as read$/)
      await page.keyboard.press('Enter')
      await button.waitFor({ state: 'detached' })
    }
    expect(await page.getByText('New', { exact: true }).count()).toBe(0)
    await page.context().close()
  }, 60_000)
})
