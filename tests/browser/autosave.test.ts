/** Saving while one types, in a real browser: nothing is lost by a reload, a second tab, or a broken connection. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sessionCookie } from '../../server/plugins/session.ts'
import { faultsOf, openBrowser } from './look.ts'
import { type Moot, startMoot } from './moot.ts'

let browser: Browser
let moot: Moot
let desk: BrowserContext

beforeAll(async () => {
  moot = await startMoot()
  browser = await openBrowser()
  desk = await browser.newContext({ viewport: { width: 360, height: 800 }, reducedMotion: 'reduce' })
  await desk.addCookies([{ name: sessionCookie(moot.origin), value: moot.secret, url: moot.origin }])
  desk.setDefaultTimeout(20_000)
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await moot?.stop()
})

async function open(path: string): Promise<Page> {
  const page = await desk.newPage()
  await page.goto(moot.origin + path)
  return page
}

const title = (page: Page) => page.getByLabel('What did you try?')
const well = (page: Page) => page.getByLabel('What went well')
const says = (page: Page, words: string | RegExp) => page.getByRole('status').filter({ hasText: words }).waitFor()

test('a story is kept while it is typed, by keyboard alone, and a reload shows all of it', async () => {
  const page = await open('/stories/new')
  await title(page).focus()
  await page.keyboard.type('We lent out ladders')
  await says(page, /Draft saved at \d?\d:\d\d/)
  await page.waitForURL(/\/stories\/[0-9a-f]{32}\/edit$/)
  await page.keyboard.press('Tab')
  await page.keyboard.type('Forty ladders, one library.')
  await page.getByLabel('Topics').evaluate((field: HTMLInputElement) => {
    field.closest('details')!.open = true
  })
  // No topic has a sign in it: it is kept all the same, and told when the story is to be shown.
  await page.getByLabel('Topics').fill('ladders, !!')
  const kept = page.waitForResponse((one) => one.url().includes('/drafts/stories/') && one.ok())
  await kept
  expect(await faultsOf(page)).toEqual([])
  await page.reload()
  expect(await title(page).inputValue()).toBe('We lent out ladders')
  expect(await page.getByLabel('Say it in two to four sentences').inputValue()).toBe('Forty ladders, one library.')
  expect(await page.getByLabel('Topics').inputValue()).toBe('ladders, !!')
  expect(await page.getByLabel('Only me').isChecked()).toBe(true)
  const home = await open('/home')
  await home.getByRole('link', { name: 'We lent out ladders' }).waitFor()
  await home.getByText('A story, last saved just now. Only you can see it.').first().waitFor()
  await home.close()
  await page.close()
})

test('what is typed last is kept when the page is left at once, and is no story twice', async () => {
  const page = await open('/stories/new')
  await title(page).fill('Left in a hurry')
  await page.goto(`${moot.origin}/home`)
  const draft = page.getByRole('link', { name: 'Left in a hurry' })
  await expect.poll(async () => (await page.reload()) && (await draft.count()), { timeout: 15_000 }).toBe(1)
  await draft.click()
  await well(page).fill('It was kept.')
  await page.getByRole('button', { name: 'Save and see it' }).click()
  await page.getByRole('heading', { level: 1, name: 'Left in a hurry' }).waitFor()
  await page.goto(`${moot.origin}/home`)
  expect(await page.getByRole('link', { name: 'Left in a hurry' }).count()).toBe(1)
  await page.close()
})

test('two tabs on one draft: the second is told, and neither loses a word', async () => {
  const first = await open('/stories/new')
  await title(first).fill('Two tabs')
  await first.waitForURL(/\/edit$/)
  const path = new URL(first.url()).pathname
  const second = await open(path)
  await well(first).fill('Typed in the first.')
  await first.waitForResponse((one) => one.url().includes('/drafts/') && one.ok())
  await well(second).fill('Typed in the second.')
  await says(second, 'as a second version: the draft was changed elsewhere')
  await second.getByRole('link', { name: 'Read the first version' }).waitFor()
  expect(await faultsOf(second)).toEqual([])
  await second.waitForURL(/\/edit\?draft=[0-9a-f]{32}$/)
  await second.reload()
  expect(await well(second).inputValue()).toBe('Typed in the second.')
  await second.getByText('This is a second version of your draft').waitFor()
  await first.reload()
  expect(await well(first).inputValue()).toBe('Typed in the first.')
  await first.getByRole('button', { name: 'Go on with that one' }).click()
  expect(await well(first).inputValue()).toBe('Typed in the second.')
  await first.goto(moot.origin + path)
  await first.getByRole('button', { name: 'Discard' }).click()
  await first.getByRole('heading', { level: 1 }).waitFor()
  expect(await first.getByText('another version').count()).toBe(0)
  expect(await well(first).inputValue()).toBe('Typed in the first.')
  await first.close()
  await second.close()
})

test('without a connection it says so, asks before the page goes, and saves when there is one again', async () => {
  const page = await open('/questions/new')
  await desk.setOffline(true)
  const question = page.getByLabel('Your question, in one sentence')
  await question.fill('Who mends the bus shelters?')
  await says(page, 'Not saved: no connection. What you typed is still on this page.')
  expect(await faultsOf(page)).toEqual([])
  const asked = page.waitForEvent('dialog')
  await page.close({ runBeforeUnload: true })
  await (await asked).dismiss()
  await desk.setOffline(false)
  await says(page, 'Draft saved at')
  await page.reload()
  expect(await question.inputValue()).toBe('Who mends the bus shelters?')
  await page.getByRole('button', { name: 'Ask', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'Who mends the bus shelters?' }).waitFor()
  const home = await open('/home')
  expect(await home.getByText('A question, last saved').count()).toBe(0)
  await home.close()
  await page.close()
})

test('typing changes nothing that others read: it is kept apart and offered on the next visit', async () => {
  const { story } = moot.paths
  const page = await open(`${story}/edit`)
  const before = await well(page).inputValue()
  await well(page).fill('Not for anyone yet.')
  await says(page, 'Nobody sees it until you save it.')
  const visitor = await browser.newPage()
  await visitor.goto(moot.origin + story)
  expect(await visitor.getByText('Not for anyone yet.').count()).toBe(0)
  await page.goto(`${moot.origin}${story}/edit`)
  expect(await well(page).inputValue()).toBe(before)
  await page.getByText('You have changes that were not saved').waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.getByRole('button', { name: 'Go on with them' }).click()
  expect(await well(page).inputValue()).toBe('Not for anyone yet.')
  await page.getByRole('button', { name: 'Save and see it' }).click()
  await page.getByText('Not for anyone yet.').waitFor()
  await visitor.reload()
  await visitor.getByText('Not for anyone yet.').waitFor()
  await page.goto(`${moot.origin}${story}/edit`)
  expect(await page.getByText('You have changes that were not saved').count()).toBe(0)
  await visitor.close()
  await page.close()
})
