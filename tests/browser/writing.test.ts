/** Writing in a real browser, with scripts and without: a story wrong and then right, a question, an answer, accepted. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sessionCookie } from '../../server/plugins/session.ts'
import { faultsOf, openBrowser } from './look.ts'
import { type Moot, startMoot } from './moot.ts'

let browser: Browser
let moot: Moot

beforeAll(async () => {
  moot = await startMoot()
  browser = await openBrowser()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await moot?.stop()
})

async function open(javaScriptEnabled: boolean, secret?: string): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 360, height: 800 } })
  if (secret) await context.addCookies([{ name: sessionCookie(moot.origin), value: secret, url: moot.origin }])
  context.setDefaultTimeout(10_000)
  return context.newPage()
}

describe.each([
  ['with scripts', true],
  ['without scripts', false]
])('%s', (_, javaScript) => {
  test('a story is written, asked about, answered, and the answer accepted', async () => {
    const title = `We lent out drills ${javaScript ? 'twice' : 'once'}`
    const nia = await open(javaScript, moot.secret)
    await nia.goto(`${moot.origin}/home`)
    await nia.getByRole('button', { name: 'Write a story' }).click()
    await nia.getByLabel('What did you try?').fill(title)
    await nia
      .getByLabel('Say it in two to four sentences')
      .fill('We put six drills in the library. People brought them back.')
    await nia.getByLabel('What went well').fill('Fifty people borrowed one.')
    await nia.getByLabel('What you did, step by step').fill('We bought **six** drills.')
    await nia.getByLabel('Everyone', { exact: true }).check()
    await nia.getByRole('button', { name: 'Save and see it' }).click()
    const link = nia.getByRole('link', { name: 'Write what went badly, or what you would do differently' })
    expect(await nia.title()).toMatch(/^Error: /)
    if (javaScript) expect(await faultsOf(nia)).toEqual([])
    await link.click()
    await nia.getByLabel('What went badly').fill('Two came back without a charger.')
    await nia.getByRole('button', { name: 'Preview' }).click()
    await nia.getByText('How it will look').waitFor()
    if (javaScript) expect(await faultsOf(nia)).toEqual([])
    await nia.getByRole('button', { name: 'Save and see it' }).click()
    // What is like it was shown while it was typed, or is shown now: the first of these two stories is like the second.
    const carryOn = nia.getByRole('button', { name: 'Carry on' })
    const shown = nia.getByRole('heading', { level: 1, name: title })
    await carryOn.or(shown).first().waitFor()
    if (!javaScript) expect(await carryOn.isVisible()).toBe(true)
    if (await carryOn.isVisible()) await carryOn.click()
    await shown.waitFor()
    const path = new URL(nia.url()).pathname

    const ruth = await open(javaScript, moot.secretOf.ruth)
    await ruth.goto(moot.origin + path)
    await ruth.getByLabel('Your question to Nia').fill('Who buys the chargers?')
    await ruth.getByRole('button', { name: 'Ask', exact: true }).click()
    await ruth.getByRole('heading', { level: 1, name: 'Who buys the chargers?' }).waitFor()
    const question = ruth.url()

    await nia.goto(moot.origin + path)
    await nia.getByRole('listitem').getByRole('link', { name: 'Answer', exact: true }).click()
    await nia.getByLabel('Add what you know').fill('The friends of the library do.')
    await nia.getByRole('button', { name: 'Answer', exact: true }).click()
    await nia.getByText('The friends of the library do.').waitFor()

    await ruth.goto(question)
    await ruth.getByRole('button', { name: 'Accept this answer' }).click()
    await ruth.getByText('by Ruth Pendlebury, who asked').waitFor()
    await ruth.getByRole('button', { name: 'Useful' }).first().click()
    await ruth.getByRole('button', { name: 'Useful (1)' }).waitFor()

    const stranger = await open(javaScript)
    await stranger.goto(`${moot.origin}/stories`)
    await stranger.getByRole('link', { name: title }).click()
    await stranger.getByText('Accepted answer').waitFor()
    await stranger.getByText('1 question, 1 answered').waitFor()
    for (const page of [nia, ruth, stranger]) await page.context().close()
  }, 120_000)
})
