/** A real browser for tests: looks at a page as a person at a desk and as one with a phone, and says what is wrong with it. */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import sparticuz from '@sparticuz/chromium'
import { type Browser, chromium, type Page } from 'playwright-core'
import { sessionCookie } from '../../server/plugins/session.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** A desk and the narrowest phone. */
export const widths = [1280, 360]

/** Without an emulated graphics card, which costs three times the work; and a container's shared memory may be small. */
const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--hide-scrollbars']

/** Starts it. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await sparticuz.executablePath(), args })
}

export interface Looking {
  width: number
  javaScript: boolean
  /** The value of the session's cookie. */
  secret?: string
}

/** Opens a page; the caller closes its context. `told` fills with what the browser complains of. */
export async function openPage(
  browser: Browser,
  url: string,
  looking: Looking
): Promise<{ page: Page; told: string[] }> {
  const viewport = { width: looking.width, height: 800 }
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce' })
  // Scripts are kept away rather than switched off: axe is a script too.
  if (!looking.javaScript)
    await context.route('**/*.js*', (route) => route.fulfill({ body: '', contentType: 'text/javascript' }))
  if (looking.secret)
    await context.addCookies([{ name: sessionCookie(url), value: looking.secret, url: new URL(url).origin }])
  const page = await context.newPage()
  const told: string[] = []
  page.on('console', (message) => message.type() === 'error' && told.push(message.text()))
  page.on('pageerror', (error) => told.push(error.message))
  await page.goto(url)
  await page.evaluate(() => document.fonts.ready.then(() => {}))
  return { page, told }
}

interface Axe {
  run(options: object): Promise<{ violations: { id: string; nodes: { target: unknown; html: string }[] }[] }>
}

/** What is wrong with a page: too wide, out of order, hard to hit, or against WCAG 2.2 AA as far as axe can tell. */
export const faultsOf = async (page: Page): Promise<string[]> => [
  ...(await layoutFaults(page)),
  ...(await axeFaults(page))
]

/** The part of it that depends on the width: too wide, out of order, hard to hit. */
export function layoutFaults(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    // Words are as high as their font, which may still be on its way.
    await document.fonts.ready
    const found: string[] = []
    // What is behind a closed summary may or may not have a size.
    const shown = (element: Element) => element.checkVisibility() && element.getBoundingClientRect().width > 0
    if (document.documentElement.scrollWidth > innerWidth) {
      const wide = [...document.querySelectorAll('body *')].filter(
        (element) => element.getBoundingClientRect().right > innerWidth + 1
      )
      found.push(
        `wider than the window: ${wide.slice(0, 3).map((element) => `${element.tagName}.${element.className}`)}`
      )
    }
    const levels = [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((heading) => Number(heading.tagName[1]))
    if (levels.filter((level) => level === 1).length !== 1) found.push('not one first heading')
    if (levels.some((level, n) => n > 0 && level > levels[n - 1]! + 1)) found.push(`headings skip: ${levels}`)
    for (const element of document.querySelectorAll(
      'a[href],button,input:not([type=hidden]),select,textarea,summary'
    )) {
      const { height, width } = element.getBoundingClientRect()
      const inText = element.closest('p,li li,dd,td,.govuk-visually-hidden,.govuk-skip-link,label')
      if (shown(element) && (height < 24 || width < 24) && !inText && getComputedStyle(element).position !== 'absolute')
        found.push(`hard to hit: ${element.textContent?.trim().slice(0, 30)} (${width}×${height})`)
    }
    return found
  })
}

async function axeFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: Axe }
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    const { violations } = await axe.run({ runOnly: tags, resultTypes: ['violations'] })
    return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 2).map((node) => node.html.slice(0, 160))}`)
  })
  return found
}
