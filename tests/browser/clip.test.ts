/** A clip in a real browser: sent in parts, given captions by keyboard, played with them, and every page of it looked at. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findSession } from '../../server/members/sessions.ts'
import { sessionCookie } from '../../server/plugins/session.ts'
import { writeStory } from '../../server/stories/stories.ts'
import { faultsOf, openBrowser, openPage, widths } from './look.ts'
import { type Moot, startMoot } from './moot.ts'
import { playThrough, recordClip } from './record.ts'

let browser: Browser
let moot: Moot
let file: string
let at: string

beforeAll(async () => {
  moot = await startMoot()
  browser = await openBrowser()
  file = join(moot.context.config.dataDir, 'table.webm')
  writeFileSync(file, await recordClip(browser, 6))
  const { viewer } = (await findSession(moot.context, moot.secret))!
  const story = await writeStory(moot.context, viewer, {
    title: 'We moved housing advice to a table',
    summary: 'Two housing officers sit at a table in the central library with a kettle.',
    body: 'We closed one window.',
    wentWell: 'People came earlier.',
    wentBadly: 'No private room.',
    audience: 'draft'
  })
  at = `${moot.origin}/stories/${story.post.id}`
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await moot?.stop()
})

async function open(path: string, javaScriptEnabled = true, secret?: string): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 1280, height: 900 } })
  if (secret) await context.addCookies([{ name: sessionCookie(moot.origin), value: secret, url: moot.origin }])
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  await page.goto(path)
  return page
}

test('is sent, captioned by keyboard, given a still picture, published, and played with its captions', {
  timeout: 120_000
}, async () => {
  const nia = await open(`${at}/clip`, true, moot.secret)
  await nia.getByLabel('What the clip shows, in a sentence').fill('Nia at a round table')
  await nia.getByLabel('The clip', { exact: true }).setInputFiles(file)
  await nia.getByRole('button', { name: 'Send the clip' }).click()
  await nia.getByRole('heading', { level: 1, name: 'Captions' }).waitFor()
  const complaints: string[] = []
  nia.on('pageerror', (error) => complaints.push(error.message))
  const played = nia.locator('#player')
  await played.evaluate((video: HTMLVideoElement) => {
    video.muted = true
    video.currentTime = 1
  })
  await nia.getByRole('button', { name: 'Add a row at this moment' }).click()
  await nia.keyboard.type('This is the table.')
  await played.evaluate((video: HTMLVideoElement) => {
    video.currentTime = 3
  })
  // This row ends here, and the next one starts.
  await nia.keyboard.press('Alt+e')
  await nia.keyboard.type('It came from the staff canteen.')
  await nia.getByLabel('Row 2 ends').fill('0:05')
  await nia.keyboard.press('Alt+g')
  expect(await nia.getByLabel('Row 1 starts').inputValue()).toBe('0:01')
  expect(await nia.getByLabel('Row 1 ends').inputValue()).toBe('0:03')
  await nia.getByRole('button', { name: 'Keep the captions' }).click()
  await nia.getByText('The captions are kept.').waitFor()

  await nia.goto(`${at}/clip`)
  await nia.locator('#player').evaluate((video: HTMLVideoElement) => {
    video.currentTime = 2
  })
  await nia.getByRole('button', { name: 'Take what the clip shows now' }).click()
  await nia.waitForFunction(() => /\/media\/[0-9a-f]{32}/.test(document.querySelector('video')?.poster ?? ''))
  await nia.goto(`${at}/edit`)
  await nia.getByLabel('Everyone', { exact: true }).check()
  await nia.getByRole('button', { name: 'Save and see it' }).click()
  // A story like it may be shown first.
  const carryOn = nia.getByRole('button', { name: 'Carry on' })
  const story = nia.getByRole('heading', { level: 1, name: 'We moved housing advice to a table' })
  await carryOn.or(story).first().waitFor()
  if (await carryOn.isVisible()) await carryOn.click()
  await story.waitFor()
  expect(complaints).toEqual([])
  await nia.context().close()

  const reader = await open(at)
  const player = reader.locator('video')
  const said = await player.evaluate(playThrough)
  const shown = await player.evaluate((video: HTMLVideoElement) => ({
    ...{ length: video.duration, width: video.videoWidth, kind: video.textTracks[0]!.kind }
  }))
  expect(said).toEqual(['This is the table.', 'It came from the staff canteen.'])
  expect(shown.length).toBeGreaterThan(4)
  expect([shown.width, shown.kind]).toEqual([320, 'captions'])
  await reader.getByText('Read the transcript').click()
  await reader.getByText('This is the table. It came from the staff canteen.').waitFor()
  await reader.context().close()
})

test('goes on where it was when the connection broke', { timeout: 60_000 }, async () => {
  const nia = await open(`${at}/clip`, true, moot.secret)
  let broken = 0
  await nia.route('**/clip/uploads/*', (route) => {
    if (route.request().method() !== 'PATCH' || broken++ > 0) return route.continue()
    return route.abort('connectionreset')
  })
  await nia.getByText('Send another, or take this one away').click()
  await nia.getByLabel('The new clip', { exact: true }).setInputFiles(file)
  await nia.getByRole('button', { name: 'Send the clip' }).click()
  await nia.getByRole('heading', { level: 1, name: 'Captions' }).waitFor()
  expect(broken).toBeGreaterThan(1)
  await nia.context().close()
})

test('without scripts too: sent in a form, captions typed in rows', { timeout: 60_000 }, async () => {
  const nia = await open(`${at}/clip`, false, moot.secret)
  await nia.getByText('Send another, or take this one away').click()
  await nia.getByLabel('The new clip', { exact: true }).setInputFiles(file)
  await nia.getByRole('button', { name: 'Send the clip' }).click()
  await nia.getByRole('heading', { level: 1, name: 'Captions' }).waitFor()
  await nia.getByLabel('Row 1 starts').fill('0:01')
  await nia.getByLabel('Row 1 ends').fill('0:0')
  await nia.getByLabel('Row 1 words').fill('Hello')
  await nia.getByRole('button', { name: 'Keep the captions' }).click()
  await nia.getByRole('link', { name: 'Row 1: it ends before it begins' }).waitFor()
  await nia.getByLabel('Row 1 ends').fill('0:02')
  await nia.getByRole('button', { name: 'Keep the captions' }).click()
  await nia.getByText('The captions are kept.').waitFor()
  await nia.context().close()
})

test.each(widths)('its pages have no faults at %i pixels', { timeout: 60_000 }, async (width) => {
  const folder = process.env.SHOTS ?? ''
  for (const [name, path] of [
    ['story', ''],
    ['clip', '/clip'],
    ['captions', '/clip/captions'],
    ['pictures', '/pictures']
  ] as const) {
    const { page, told } = await openPage(browser, `${at}${path}`, { width, javaScript: true, secret: moot.secret })
    expect(await faultsOf(page), name).toEqual([])
    expect(told, name).toEqual([])
    if (folder) {
      mkdirSync(folder, { recursive: true })
      await page.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage: true })
    }
    await page.context().close()
  }
})
