/** Reading in a real browser, with and without scripts, at a desk and on a phone: whole, in order, and open to everyone. */
import { mkdirSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsOf, openBrowser, openPage, widths } from './look.ts'
import { type Moot, startMoot } from './moot.ts'

let browser: Browser
let moot: Moot
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

const pages: [name: string, path: () => string, signedIn?: true][] = [
  ['home', () => '/'],
  ['stories', () => '/stories'],
  ['story', () => moot.paths.story],
  ['questions', () => '/questions'],
  ['question', () => moot.paths.question],
  ['search', () => '/search?q=library'],
  ['person', () => '/@nia'],
  ['council', () => '/@thornbeck@moot.thornbeck.example'],
  ['people', () => '/people'],
  ['councils', () => '/councils'],
  ['topics', () => '/topics'],
  ['topic', () => '/topics/waste'],
  ['missing', () => '/stories/none'],
  ['timeline', () => '/home', true],
  ['own-story', () => moot.paths.story, true],
  ['own-question', () => moot.paths.question, true],
  ['write-story', () => '/stories/new', true],
  ['ask', () => '/questions/new', true],
  ['follow', () => '/people/follow', true],
  ['person-to-mute', () => '/@maddy@tidepool.example#hearing', true],
  [
    'mute-or-block',
    () => `/account/controls/of?target=${encodeURIComponent('https://tidepool.example/users/maddy')}`,
    true
  ],
  ['controls', () => '/account/controls', true]
]

describe.each(widths)('%i pixels wide', (width) => {
  test.each(pages)(
    '%s',
    async (name, path, signedIn) => {
      // Without scripts on the narrowest screen, where most can go wrong.
      for (const javaScript of width === 360 ? [true, false] : [true]) {
        const secret = signedIn ? { secret: moot.secret } : {}
        const { page, told } = await openPage(browser, moot.origin + path(), { width, javaScript, ...secret })
        if (shots && javaScript) await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true })
        expect(await faultsOf(page), javaScript ? 'with scripts' : 'without scripts').toEqual([])
        // The page itself is the one thing that is not there.
        expect(told.filter((text) => name !== 'missing' || !text.includes('404'))).toEqual([])
        await page.context().close()
      }
    },
    60_000
  )
})
