/** First steps, "has this been tried?", still true, and handing on, in a real browser: looked at, typed in, read by a buddy, printed, framed. */
import { mkdirSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { personByHandle } from '../../server/members/members.store.ts'
import { makeViewer, type Viewer } from '../../server/members/viewer.ts'
import { sessionCookie } from '../../server/plugins/session.ts'
import { setAutonomy } from '../../server/steps/autonomy.ts'
import { askBuddy, commentOn } from '../../server/steps/checks.ts'
import { writeStory } from '../../server/stories/stories.ts'
import { faultsOf, openBrowser, openPage, widths } from './look.ts'
import { type Moot, startMoot } from './moot.ts'

let browser: Browser
let moot: Moot
let site: Server
let draft = ''
const shots = process.env.SHOTS

beforeAll(async () => {
  moot = await startMoot()
  browser = await openBrowser()
  if (shots) mkdirSync(shots, { recursive: true })
  const { context } = moot
  const viewerOf = async (handle: string): Promise<Viewer> => {
    const { member, actor } = (await personByHandle(context.store.read, handle))!
    return makeViewer(member, actor)
  }
  const [nia, ruth] = [await viewerOf('nia'), await viewerOf('ruth')]
  const words = {
    title: 'Call-backs instead of a duty desk',
    summary: 'We closed the duty desk and rang people back.',
    body: 'Anyone who rings is promised a call from a named officer.',
    wentWell: 'Officers had read the file.',
    wentBadly: 'The phones rang out at lunch, and nobody noticed for a week.'
  }
  await writeStory(context, ruth, { ...words, state: 'stopped' })
  const { post } = await writeStory(context, nia, { ...words, title: 'A duty rota by telephone', audience: 'draft' })
  draft = `/stories/${post.id}`
  await askBuddy(context, nia, post.id, { buddy: ruth.actor.id, note: 'Is the second half plain enough?' })
  const said = { part: 'wentBadly', passage: 'nobody noticed for a week', comment: 'Who noticed in the end?' }
  await commentOn(context, ruth, post.id, said)
  await setAutonomy(context, undefined, nia.actor.id, 'buddy')
  site = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(
      `<!doctype html><title>Elsewhere</title><iframe title="card" src="${moot.origin}/embed${moot.paths.story}" width="500" height="400"></iframe>`
    )
  })
  await new Promise<void>((done) => site.listen(0, '127.0.0.1', done))
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await moot?.stop()
  site?.close()
})

async function open(path: string, secret?: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  if (secret) await context.addCookies([{ name: sessionCookie(moot.origin), value: secret, url: moot.origin }])
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  await page.goto(moot.origin + path)
  return page
}

test('every page has nothing wrong with it, at a desk and on a phone', async () => {
  const pages: [string, string, string?][] = [
    ['tried', '/tried?title=We+closed+the+duty+desk'],
    ['draft', draft, 'nia'],
    ['share', `${draft}/share?audience=world`, 'nia'],
    ['check-author', `${draft}/check`, 'nia'],
    ['check-buddy', `${draft}/check`, 'ruth'],
    ['still', `${moot.paths.story}/still`, 'nia'],
    ['first-steps', '/account/first-steps', 'ruth'],
    ['embed', `/embed${moot.paths.story}`]
  ]
  const faults: string[] = []
  for (const [name, path, who] of pages)
    for (const width of widths) {
      const secret = who ? moot.secretOf[who as 'nia' | 'ruth'] : undefined
      const { page, told } = await openPage(browser, moot.origin + path, {
        width,
        javaScript: true,
        ...(secret && { secret })
      })
      faults.push(...[...(await faultsOf(page)), ...told].map((fault) => `${name} at ${width}: ${fault}`))
      if (shots) await page.screenshot({ path: `${shots}/steps-${name}-${width}.png`, fullPage: true })
      await page.context().close()
    }
  expect(faults).toEqual([])
}, 180_000)

test('the share panel opens, and paper shows both halves side by side with the address', async () => {
  const page = await open(moot.paths.story)
  await page.getByText('Share, print or QR code').click()
  expect(await page.getByLabel('Short link').inputValue()).toMatch(/\/s\/[a-z2-9]{6}$/)
  expect(
    await page
      .locator('.fm-qr img')
      .evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))
  ).toBeGreaterThan(100)
  expect(await faultsOf(page)).toEqual([])
  if (shots) await page.screenshot({ path: `${shots}/steps-shared-1280.png`, fullPage: true })
  await page.emulateMedia({ media: 'print' })
  const [well, badly] = await page.locator('article > .fm-pair .fm-pair__side').evaluateAll((sides) =>
    sides.map((side) => {
      const { top, left, width } = side.getBoundingClientRect()
      return {
        top,
        left,
        width,
        line: getComputedStyle(side).borderLeftWidth,
        ground: getComputedStyle(side).backgroundColor
      }
    })
  )
  expect(well!.top).toBe(badly!.top)
  expect(Math.abs(well!.width - badly!.width)).toBeLessThan(4)
  expect(badly!.left).toBeGreaterThan(well!.left)
  expect(badly!.line).not.toBe('0px')
  expect(badly!.ground).toBe('rgba(0, 0, 0, 0)')
  expect(await page.locator('.fm-printed').isVisible()).toBe(true)
  for (const hidden of ['.govuk-service-navigation', '#share', 'form', '.fm-do'])
    for (const one of await page.locator(hidden).all()) expect(await one.isVisible(), hidden).toBe(false)
  if (shots) await page.screenshot({ path: `${shots}/steps-print.png`, fullPage: true })
  await page.context().close()
}, 60_000)

test('while a title is typed, who tried it shows beside it, what went badly first; then nothing stands in between', async () => {
  const page = await open('/stories/new', moot.secretOf.ruth)
  await page.getByLabel('What did you try?').fill('We closed our duty desk and call people back')
  await page.getByText('sounds like yours').or(page.getByText('sound like yours')).waitFor()
  const first = page.locator('#similar li').first()
  await first.getByText('Call-backs instead of a duty desk').waitFor()
  await first.getByText('Went badly').waitFor()
  expect(await faultsOf(page)).toEqual([])
  if (shots) await page.screenshot({ path: `${shots}/steps-typed-1280.png`, fullPage: true })
  await page.getByLabel('Say it in two to four sentences').fill('We ring back.')
  await page.getByLabel('What went well').fill('Well.')
  await page.getByLabel('What went badly').fill('Badly.')
  await page.getByLabel('What you did, step by step').fill('We rang.')
  await page.getByLabel('Everyone', { exact: true }).check()
  await page.getByRole('button', { name: 'Save and see it' }).click()
  await page.getByRole('heading', { level: 1, name: 'We closed our duty desk' }).waitFor()
  await page.context().close()
}, 60_000)

test('a buddy selects words, comments, and says that it is fine; then its author goes a step further', async () => {
  const buddy = await open(`${draft}/check`, moot.secretOf.ruth)
  await buddy.locator('.fm-pair__side--well p').first().selectText()
  await expect.poll(() => buddy.getByLabel('Which words?').inputValue()).toContain('Officers had read the file.')
  expect(await buddy.getByLabel('Which part?').inputValue()).toBe('wentWell')
  await buddy.getByLabel('What do you think?').fill('All of them?')
  await buddy.getByRole('button', { name: 'Add this' }).click()
  await buddy.getByText('All of them?').waitFor()

  const author = await open(draft, moot.secret)
  await author.getByText('a colleague reads it as it stands now').waitFor()
  expect(await author.getByRole('button', { name: 'Show it to everyone' }).count()).toBe(0)
  await buddy.getByRole('button', { name: 'Fine to share' }).click()
  await buddy.getByText('You said: fine to share').waitFor()
  await author.reload()
  await author.getByRole('button', { name: 'Show it to everyone' }).click()
  await author.getByText('Who will see it:').waitFor()
  await author.getByRole('button', { name: 'Show it to everyone' }).click()
  await author.getByText('Everyone: the web, other councils and Mastodon').waitFor()
  for (const page of [buddy, author]) await page.context().close()
}, 60_000)

test('another site’s page shows the card', async () => {
  const page = await (await browser.newContext()).newPage()
  await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`)
  await page.frameLocator('iframe').getByRole('link', { name: 'Read it at Aldermere Folkmoot' }).waitFor()
  expect(await page.context().cookies()).toEqual([])
  await page.context().close()
}, 60_000)
