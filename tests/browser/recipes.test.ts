/** Recipes in a real browser, with and without scripts, at a desk and on a phone: put together, arranged by keyboard, read, compared. */
import { mkdirSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsOf, openBrowser, openPage, widths } from './look.ts'
import { type Moot, startMoot } from './moot.ts'

let browser: Browser
let moot: Moot
let recipe: string
const shots = process.env.SHOTS

beforeAll(async () => {
  moot = await startMoot()
  browser = await openBrowser()
  if (shots) mkdirSync(shots, { recursive: true })
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await moot?.stop()
})

const open = (path: string, looking: { width?: number; javaScript?: boolean; signedIn?: boolean } = {}) => {
  const { width = 1280, javaScript = true, signedIn = true } = looking
  return openPage(browser, moot.origin + path, { width, javaScript, ...(signedIn && { secret: moot.secret }) })
}

test('is put together, arranged and published by keyboard, without scripts', async () => {
  // The session's cookie is for the path at which the browser begins, and all below it.
  const { page, told } = await open('/', { javaScript: false })
  await page.goto(moot.origin + moot.paths.story)
  await page.getByRole('link', { name: 'Put a recipe together' }).press('Enter')
  await page.getByRole('button', { name: 'Put it together' }).press('Enter')
  await page.getByRole('heading', { name: 'Put the recipe together' }).waitFor()
  recipe = new URL(page.url()).pathname.replace(/\/edit$/, '')
  await page.getByLabel('Add to Steps').fill('Close one counter window.\nAsk the front desk which day is quiet.')
  await page.getByLabel('Add to Time to start').fill('2 to 3 weeks')
  await page.getByRole('button', { name: 'Keep', exact: true }).press('Enter')
  const steps = page.locator('#section-steps textarea[name^="text-"]')
  const n = (await steps.count()) - 1
  expect(await steps.nth(n).inputValue()).toBe('Ask the front desk which day is quiet.')
  await page.locator('#section-steps li').nth(n).getByRole('button', { name: /^Up/ }).press('Enter')
  await page.waitForURL(/#line-/)
  expect(await steps.nth(n - 1).inputValue()).toBe('Ask the front desk which day is quiet.')
  await page.getByRole('button', { name: /^Publish version 1/ }).press('Enter')
  await page.getByText('Version 1').waitFor()
  await page.goto(`${moot.origin}${recipe}/edit`)
  await page.locator('#section-steps textarea[name^="text-"]').nth(n).fill('Close two counter windows.')
  await page.getByRole('button', { name: /^Publish version 2/ }).press('Enter')
  await page.getByText('Version 2').waitFor()
  expect(told).toEqual([])
  await page.context().close()
}, 60_000)

const pages: [name: string, path: () => string, signedIn: boolean][] = [
  ['recipes', () => '/recipes', false],
  ['recipe', () => recipe, true],
  ['recipe-versions', () => `${recipe}/versions`, false],
  ['recipe-compare', () => `${recipe}/compare`, false],
  ['recipe-edit', () => `${recipe}/edit`, true]
]

describe.each(widths)('%i pixels wide', (width) => {
  test.each(pages)(
    '%s',
    async (name, path, signedIn) => {
      // Only the editor has so many fields that scripts could matter.
      for (const javaScript of name === 'recipe-edit' ? [true, false] : [false]) {
        const { page, told } = await open(path(), { width, javaScript, signedIn })
        if (shots) await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true })
        expect(await faultsOf(page), javaScript ? 'with scripts' : 'without scripts').toEqual([])
        expect(told).toEqual([])
        await page.context().close()
      }
    },
    60_000
  )
})

test('prints the recipe without the rest of the page', async () => {
  const { page } = await open(recipe, { signedIn: false })
  await page.emulateMedia({ media: 'print' })
  expect(await page.getByText('Close two counter windows.').isVisible()).toBe(true)
  for (const name of ['Did you do it differently?', 'Take it with you'])
    expect(await page.getByRole('heading', { name }).isVisible()).toBe(false)
  await page.context().close()
}, 60_000)
