/** Communities in a real browser, with and without scripts, at a desk and on a phone: read, joined, posted to, looked after. */
import { mkdirSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addCoordinator, joinCommunity, openCommunity } from '../../server/communities/communities.ts'
import { removePost } from '../../server/communities/moderate.ts'
import { personByHandle } from '../../server/members/members.store.ts'
import { makeViewer, type Viewer } from '../../server/members/viewer.ts'
import { askQuestion } from '../../server/questions/questions.ts'
import { writeReply } from '../../server/replies/replies.ts'
import { writeStory } from '../../server/stories/stories.ts'
import { faultsOf, openBrowser, openPage, widths } from './look.ts'
import { type Moot, startMoot } from './moot.ts'

let browser: Browser
let moot: Moot
let nia: Viewer
let ruth: Viewer
let question: string
const at = '/communities/frontdoor'
const shots = process.env.SHOTS

beforeAll(async () => {
  moot = await startMoot()
  browser = await openBrowser()
  if (shots) mkdirSync(shots, { recursive: true })
  const { context } = moot
  const viewerOf = async (handle: string) => {
    const { member, actor } = (await personByHandle(context.store.read, handle))!
    return makeViewer(member, actor)
  }
  nia = await viewerOf('nia')
  ruth = await viewerOf('ruth')
  const { actor } = await openCommunity(context, nia.actor, {
    handle: 'frontdoor',
    name: 'Housing at the front door',
    purpose: 'For people who meet someone on the worst day of their year and have **twenty minutes**.'
  })
  await joinCommunity(context, ruth, actor.id)
  await addCoordinator(context, nia, actor.id, ruth.actor.id)
  await openCommunity(context, ruth.actor, { handle: 'bins', name: 'Bins', purpose: 'Emptying them.' })
  const input = { community: actor.id, title: 'How do you keep a table session private?' }
  const asked = await askQuestion(context, ruth, input)
  question = `/questions/${asked.post.id}`
  const reply = { inReplyTo: asked.post.uri, body: 'We ask for the history room.' }
  await writeReply(context, nia, reply)
  await askQuestion(context, nia, { community: actor.id, title: 'Who pays for the kettle?', audience: 'community' })
  await writeStory(context, nia, {
    community: actor.id,
    title: 'The library table, in a market town with one library',
    summary: 'We took it along.',
    body: 'By bus.',
    wentWell: 'Three weeks from first call to first Tuesday.',
    wentBadly: 'Market day. Nobody could park.'
  })
  const advert = await askQuestion(context, ruth, { community: actor.id, title: 'Who wants a ladder?' })
  await removePost(context, nia, actor.id, advert.post.id, 'An advertisement')
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await moot?.stop()
})

const pages: [name: string, path: () => string, seen: number[], as?: 'nia' | 'ruth'][] = [
  ['communities', () => '/communities', [360]],
  ['communities-own', () => '/communities', [360], 'ruth'],
  ['community', () => at, widths],
  ['community-own', () => at, widths, 'nia'],
  ['community-members', () => `${at}/members`, widths, 'nia'],
  ['community-edit', () => `${at}/edit`, [360], 'nia'],
  ['community-close', () => `${at}/close`, [360], 'nia'],
  ['community-removed', () => `${at}/removed`, [360], 'nia'],
  ['community-remove', () => `${at}/posts/${question.split('/').at(-1)}/remove`, [360], 'nia'],
  ['community-question', () => question, [360], 'ruth'],
  ['community-write', () => '/stories/new', [360], 'nia']
]

test.each(pages)(
  '%s',
  async (name, path, seen, as) => {
    const secret = as ? { secret: moot.secretOf[as] } : {}
    for (const width of seen) {
      const { page, told } = await openPage(browser, moot.origin + path(), { width, javaScript: false, ...secret })
      if (shots) await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true })
      expect(await faultsOf(page), `${width} pixels wide`).toEqual([])
      expect(told).toEqual([])
      await page.context().close()
    }
  },
  60_000
)

test('without scripts somebody finds a community, joins it, asks it and leaves', async () => {
  const { page } = await openAs('nia', '/communities')
  await page.getByLabel('A word of its name').fill('bins')
  await page.getByRole('button', { name: 'Find' }).click()
  await page.getByRole('link', { name: 'Bins' }).click()
  await page.getByRole('button', { name: 'Join' }).click()
  await expectBanner(page, 'You joined.')
  await page.getByRole('button', { name: 'Ask everyone here' }).click()
  expect(await page.getByLabel('Share it with a community').locator('option:checked').textContent()).toBe('Bins')
  await page.getByLabel('Your question, in one sentence').fill('Which day?')
  await page.getByRole('button', { name: 'Ask', exact: true }).click()
  await page.getByRole('main').getByRole('link', { name: 'Bins' }).click()
  await page.getByRole('link', { name: 'Which day?' }).waitFor()
  await page.getByRole('button', { name: 'Leave' }).click()
  await expectBanner(page, 'You left.')
  await page.context().close()
}, 60_000)

test('a coordinator takes a post out and undoes it, with scripts, without a fault on the way', async () => {
  const { page, told } = await openAs('nia', question, true)
  await page.getByRole('link', { name: 'Take out of Housing at the front door' }).first().click()
  await page.getByLabel('Why (optional)').fill('Off the point')
  await page.getByRole('button', { name: 'Take it out' }).click()
  await expectBanner(page, 'Taken out.')
  expect(await faultsOf(page)).toEqual([])
  expect(await page.getByRole('link', { name: 'How do you keep a table session private?' }).count()).toBe(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expectBanner(page, 'Put back.')
  await page.getByRole('link', { name: 'How do you keep a table session private?' }).waitFor()
  expect(told).toEqual([])
  await page.context().close()
}, 60_000)

/** From the root, so that the cookie is for the whole site. */
async function openAs(as: 'nia' | 'ruth', path: string, javaScript = false) {
  const opened = await openPage(browser, `${moot.origin}/`, { width: 360, javaScript, secret: moot.secretOf[as] })
  await opened.page.goto(moot.origin + path)
  return opened
}

async function expectBanner(page: Page, words: string) {
  await page.locator('.govuk-notification-banner').getByText(words).waitFor()
}
