/** Nominations in a real browser without scripts, at a desk and on a phone: the form, the links in letters, the board, the guide. */
import { mkdirSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newKey } from '../../schema/columns.ts'
import type { NominationState } from '../../schema/nominations.ts'
import { personByHandle } from '../../server/members/members.store.ts'
import { changeRole } from '../../server/members/members.ts'
import { startSession } from '../../server/members/sessions.ts'
import { makeViewer } from '../../server/members/viewer.ts'
import { sealAddress } from '../../server/nominations/addresses.ts'
import { answerReading, askToRead } from '../../server/nominations/asked-to-read.ts'
import { assignByCouncil } from '../../server/nominations/assign.ts'
import { answerNomination } from '../../server/nominations/consent.ts'
import { linkPath } from '../../server/nominations/links.ts'
import { addNomination } from '../../server/nominations/nominations.store.ts'
import { wordsNow } from '../../server/nominations/reading.ts'
import { beginDraft } from '../../server/nominations/write-up.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import { editStory } from '../../server/stories/stories.ts'
import { clipBytes } from '../help/clips.ts'
import { faultsOf, openBrowser, openPage, widths } from './look.ts'
import { type Moot, startMoot } from './moot.ts'

let browser: Browser
let moot: Moot
let secret: string
const ids: Record<string, string> = {}
const shots = process.env.SHOTS

beforeAll(async () => {
  moot = await startMoot()
  browser = await openBrowser()
  if (shots) mkdirSync(shots, { recursive: true })
  const { context } = moot
  const { member } = (await personByHandle(context.store.read, 'ruth'))!
  await changeRole(context, member.id, 'coordinator')
  secret = await context.store.write((tx) => startSession(context, tx, member.id))
  const add = async (state: NominationState, title: string, who: string, place: string) => {
    const id = newKey(context.clock().getTime())
    const words = {
      title,
      who,
      place,
      nominator: 'Sam Hughes',
      why: 'They mend 40 kettles a month.\nThey lost their insurance once.'
    }
    const nomineeMail = sealAddress(context, 'mender@example.net')
    await context.store.write((tx) =>
      addNomination(tx, { id, kind: 'project', state, since: context.clock(), nomineeMail, ...words })
    )
    return id
  }
  ids.unconfirmed = await add('unconfirmed', 'Bread oven on the green', 'Bread Club', 'Thornbeck')
  ids.new = await add('new', 'Benches that can be moved', 'Parks team', 'Mill Lane')
  ids.asked = await add('asked', 'A repair café in the fire station', 'Mill Lane Menders', 'Mill Lane')
  ids.given = await add(
    'asked',
    'A bus that waits for the last class',
    'Aldermere College and the bus depot',
    'Aldermere'
  )
  await answerNomination(context, ids.given, 'yes')
  const due = new Date(context.clock().getTime() + 9 * 86_400_000).toISOString().slice(0, 10)
  await assignByCouncil(context, ids.given, {
    to: 'ruth',
    way: 'self',
    due,
    offer: 'Half a day of training with a camera'
  })
  const ruth = (await personByHandle(context.store.read, 'ruth'))!
  const viewer = makeViewer(ruth.member, ruth.actor)
  const words = {
    title: 'A repair café in the fire station',
    summary: 'On the first Saturday eleven people mend what others bring, beside the fire engine.',
    body: '1. Ask which Saturdays are quiet.\n2. Test every plug before it leaves.',
    wentWell: 'Forty things a month are mended. One visitor in three comes back to mend for others.',
    wentBadly: 'We lost our insurance for five weeks: it did not cover things with a plug.',
    place: 'Mill Lane',
    cost: '£340 for tools'
  }
  for (const name of ['written', 'unhappy']) {
    ids[name] = await add('asked', words.title, 'Mill Lane Menders', 'Mill Lane')
    await answerNomination(context, ids[name], 'yes')
    const story = await beginDraft(context, viewer, ids[name])
    await editStory(context, viewer, story, { ...words, audience: 'draft' })
    await askToRead(context, viewer, story)
    ids[`${name} story`] = story
  }
  const seen = await wordsNow(context.store.read, (await anyPost(context.store.read, { id: ids['unhappy story']! }))!)
  const said = 'It was six weeks.\nAnd please name the fire station: Mill Lane.'
  await answerReading(context, ids.unhappy!, { answer: 'changes', words: said, seen })
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await moot?.stop()
})

const link = (kind: Parameters<typeof linkPath>[1], id: string) => linkPath(moot.context, kind, ids[id]!)
const pages: [name: string, path: () => string, seen: number[], as?: 'ruth'][] = [
  ['nominate', () => '/nominate', widths],

  ['nominate-confirm', () => link('confirm', 'unconfirmed'), [360]],
  ['nomination-consent', () => link('consent', 'asked'), [360]],
  ['nomination-agreed', () => link('consent', 'given'), [360]],
  ['nomination-tell', () => link('tell', 'given'), [360]],
  ['nominee-reads', () => link('tell', 'written'), [360]],
  ['nominee-has-said', () => link('tell', 'unhappy'), widths],
  ['nominee-says', () => `/stories/${ids['unhappy story']}/nominee`, [360], 'ruth'],
  ['nominee-draft', () => `/stories/${ids['written story']}`, [360], 'ruth'],
  ['nomination-read', () => `/nominations/${ids.unhappy}`, [360], 'ruth'],
  ['nominations', () => '/nominations', widths, 'ruth'],
  ['nominations-column', () => '/nominations?state=new', [360], 'ruth'],
  ['nomination-new', () => `/nominations/${ids.new}`, [360], 'ruth'],
  ['nomination-given', () => `/nominations/${ids.given}`, widths, 'ruth'],
  ['assignments', () => '/assignments', [360], 'ruth'],
  ['guide-recording', () => '/guides/recording', [360]]
]

test.each(pages)(
  '%s',
  async (name, path, seen, as) => {
    const who = as ? { secret } : {}
    const address = path()
    for (const width of seen) {
      const { page, told } = await openPage(browser, moot.origin + address, { width, javaScript: false, ...who })
      if (shots) await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true })
      expect(new URL(page.url()).pathname).toBe(address.split('?')[0])
      expect(await faultsOf(page), `${width} pixels wide`).toEqual([])
      expect(told).toEqual([])
      await page.context().close()
    }
  },
  60_000
)

test('the form is sent without scripts, and its faults lead to their fields', async () => {
  const { page } = await openPage(browser, `${moot.origin}/nominate`, { width: 360, javaScript: false })
  await page.getByLabel('A small local project').check()
  await page.getByLabel('What is it?').fill('A repair café')
  const { clock } = moot.context
  moot.context.clock = () => new Date(clock().getTime() + 2_000)
  await page.getByRole('button', { name: 'Send it' }).click()
  expect(await page.getByRole('alert').textContent()).toContain('Say who does it')
  expect(await page.getByLabel('What is it?').inputValue()).toBe('A repair café')
  expect(await page.getByLabel('A small local project').isChecked()).toBe(true)
  expect(await faultsOf(page)).toEqual([])
  await page.context().close()
}, 60_000)

test('a nominee sends a clip from a phone in parts, and a picture; those who look after it see both', async () => {
  const { page, told } = await openPage(browser, moot.origin + link('tell', 'given'), { width: 360, javaScript: true })
  page.setDefaultTimeout(30_000)
  let broken = 0
  await page.route('**/clip/uploads/*', (route) => {
    if (route.request().method() !== 'PATCH' || broken++ > 0) return route.continue()
    return route.abort('connectionreset')
  })
  const buffer = await clipBytes({ form: 'webm', seconds: 4 })
  await page.getByLabel('Your clip').setInputFiles({ name: 'IMG_0001.webm', mimeType: 'video/webm', buffer })
  await page.getByLabel('What it shows, in a sentence').fill('The bus waits')
  await page.getByRole('button', { name: 'Send the clip' }).click()
  await page.getByText('We have your clip.').waitFor()
  expect(broken).toBeGreaterThan(1)
  const shot = await page.screenshot()
  await page.getByLabel('A picture').setInputFiles({ name: 'bus.png', mimeType: 'image/png', buffer: shot })
  await page.getByLabel('What it shows', { exact: true }).fill('The last bus at its stop')
  await page.getByRole('button', { name: 'Send the picture' }).click()
  await page.getByText('We have your picture.').waitFor()
  // The connection that broke is all that the browser may complain of.
  expect(told.filter((text) => !/ERR_CONNECTION_RESET|ERR_FAILED/.test(text))).toEqual([])
  const at = new URL(page.url()).pathname
  await page.context().close()
  for (const [path, who] of [
    [at, undefined],
    [`/nominations/${ids.given}`, secret]
  ] as const)
    for (const width of widths) {
      const looking = { width, javaScript: false, ...(who && { secret: who }) }
      const { page } = await openPage(browser, moot.origin + path, looking)
      const pictures = page.locator('.fm-pictures img')
      await pictures.first().evaluate((picture: HTMLImageElement) => picture.decode())
      if (shots) await page.screenshot({ path: `${shots}/recorded-${who ? 'in' : 'out'}-${width}.png`, fullPage: true })
      expect(await faultsOf(page), `${path} at ${width}`).toEqual([])
      await page.context().close()
    }
}, 120_000)
