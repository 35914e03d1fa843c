/** Follow-up rounds: made, answered in the names of those who said it, published as replies, once; suggested and reminded. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeViewer, type Viewer } from '../../server/members/viewer.ts'
import { listNotifications } from '../../server/notifications/notifications.store.ts'
import { mentionedIn, type Post, readThread } from '../../server/posts/posts.store.ts'
import { askQuestion } from '../../server/questions/questions.ts'
import { sweepRounds } from '../../server/rounds/daily.ts'
import { listRounds } from '../../server/rounds/rounds.store.ts'
import { publishRound } from '../../server/rounds/rounds.ts'
import { writeStory } from '../../server/stories/stories.ts'
import { roundRoutes } from '../../web/rounds/routes.ts'
import { storyRoutes } from '../../web/stories/routes.ts'
import { pageText } from '../help/html.ts'
import { type Browser, openSite, type Site } from '../help/site.ts'
import { addMastodon, remotePost } from './pages/elsewhere.ts'

interface Somebody {
  viewer: Viewer
  browser: Browser
}
let site: Site
let author: Somebody
let reporter: Somebody
let other: Somebody
let cora: Somebody

async function member(role?: string): Promise<Somebody> {
  const { person, browser } = await site.person(role)
  return { viewer: makeViewer(person.member, person.actor), browser }
}
beforeAll(async () => {
  site = await openSite({
    more: ({ app, pages, context }) => {
      for (const part of [roundRoutes, storyRoutes]) void app.register(part(context, pages))
    }
  })
  author = await member()
  reporter = await member('reporter')
  other = await member()
  cora = await member('coordinator')
})
afterAll(() => site.close())

const tellStory = async (title: string) =>
  (
    await writeStory(site.context, author.viewer, {
      ...{ title, summary: 'Short.', body: 'We moved.', wentWell: 'Well.', wentBadly: 'Badly.' }
    })
  ).post
const ask = async (story: Post, title: string) =>
  (await askQuestion(site.context, other.viewer, { title, about: story.uri })).post
const told = async ({ viewer }: Somebody) =>
  (await listNotifications(site.context.store.read, viewer.actor.id, {})).rows.filter(
    ({ notification }) => notification.kind === 'round'
  ).length
const answersTo = async (story: Post, question: string) =>
  (await readThread(site.context.store.read, story.id, undefined)).filter(({ post }) => post.parent === question)

test('a round goes from its making to its answers, and who asked is named in each', async () => {
  const { context } = site
  const story = await tellStory('A table in the library')
  const maddy = await addMastodon(context)
  const [one, two, three] = [await ask(story, 'One?'), await ask(story, 'Two?'), await ask(story, 'Three?')]
  const far = await remotePost(context, maddy, {
    ...{ name: 'From afar?', content: '<p>From afar?</p>', inReplyTo: story.uri },
    'schema:additionalType': 'https://schema.org/Question'
  })
  const { browser } = cora
  await other.browser.open(`/stories/${story.id}/round`)
  expect(other.browser.status).toBe(403)
  await browser.open(`/stories/${story.id}/round`)
  expect(pageText(browser.html)).toContain('From afar?')
  await browser.press('Begin the round', { questions: [] as string[], due: 'soon' })
  expect(browser.status).toBe(422)
  expect(pageText(browser.html)).toContain('Choose at least one question')
  const assignee = `@${reporter.viewer.actor.username}`
  await browser.press('Begin the round', { questions: [one.id, two.id, three.id, far], assignee, due: '' })
  expect(browser.path).toMatch(/^\/rounds\/[0-9a-f]{32}$/)
  const round = browser.path
  expect(await told(reporter)).toBe(1)
  expect((await other.browser.open(round)).status).toBe(404)
  // A second one is not begun beside it.
  await browser.open(`/stories/${story.id}/round`)
  await browser.press('Begin the round', { questions: [one.id] })
  expect(browser.status).toBe(409)

  const page = reporter.browser
  await page.open(round)
  await page.press('Publish the answers', {})
  expect(pageText(page.html)).toContain('Nothing is answered yet.')
  const typedIn = {
    [`words-${one.id}`]: 'It took three weeks.',
    [`words-${far}`]: 'We locked it.',
    [`said-${far}`]: 'Gwilym Rees, Thornbeck'
  }
  await page.press('Save', typedIn)
  expect(page.status).toBe(422)
  expect(pageText(page.html)).toContain('They agreed to be named')
  expect(page.html).toContain('We locked it.')
  expect(await answersTo(story, one.id)).toEqual([])
  await page.press('Save', { ...typedIn, [`consent-${far}`]: 'yes' })
  expect(page.path).toBe(round)
  await author.browser.open(round)
  await author.browser.press('Save', { [`words-${two.id}`]: 'I would do it again.' })
  await page.open(round)
  await page.press('Publish the answers')
  expect(pageText(page.html)).toContain('3 questions answered')

  const [first] = await answersTo(story, one.id)
  expect(first!.author.id).toBe(reporter.viewer.actor.id)
  // What its author typed as their own is theirs.
  expect((await answersTo(story, two.id))[0]!.author.id).toBe(author.viewer.actor.id)
  expect(await answersTo(story, three.id)).toEqual([])
  const [last, ...more] = await answersTo(story, far)
  expect(more).toEqual([])
  expect(last!.author.id).toBe(reporter.viewer.actor.id)
  expect(last!.post.html).toContain('Gwilym Rees, Thornbeck says: We locked it.')
  expect(last!.post.html).toContain(`As told to ${reporter.viewer.actor.name}.`)
  expect((await mentionedIn(context.store.read, last!.post.id)).map(({ uri }) => uri)).toEqual([maddy.uri])
  // Nothing is published twice.
  await expect(publishRound(context, reporter.viewer, round.split('/')[2]!)).rejects.toThrow('no longer open')
  await site.browser().open(round)
  const visitor = await site.browser().open(`/stories/${story.id}`)
  expect(pageText(visitor.html)).toMatch(/Follow-up, .*: 3 questions answered/)
})

test('a round can be dropped and taken up again with what was typed; questions can be left out', async () => {
  const story = await tellStory('A kettle')
  const [one, two] = [await ask(story, 'Which kettle?'), await ask(story, 'How hot?')]
  const { browser } = author
  await browser.open(`/stories/${story.id}/round`)
  await browser.press('Begin the round', { questions: [one.id, two.id] })
  await browser.press('Save', { [`words-${one.id}`]: 'A big <b>one</b>.' })
  await browser.press('Drop this round')
  expect(pageText(browser.html)).toContain('Nothing of it was published.')
  await browser.press('Take it up again')
  expect(pageText(browser.html)).toContain('A big <b>one</b>.')
  await browser.send(browser.path, {
    _csrf: /name="_csrf" value="([^"]+)"/.exec(browser.html)![1]!,
    ...{ [`words-${one.id}`]: 'A big one.', leave: two.id }
  })
  expect(pageText(browser.html)).not.toContain('How hot?')
  await browser.press('Give it to them', { assignee: 'nobody' })
  expect(browser.status).toBe(422)
  await browser.press('Give it to them', { assignee: reporter.viewer.actor.username })
  expect(pageText(browser.html)).toContain(`${reporter.viewer.actor.name} goes back`)
  expect(await answersTo(story, one.id)).toEqual([])
})

test('two who type at once both keep what they typed', async () => {
  const story = await tellStory('A stove')
  const [one, two] = [await ask(story, 'Which stove?'), await ask(story, 'How warm?')]
  const { browser } = author
  await browser.open(`/stories/${story.id}/round`)
  await browser.press('Begin the round', { questions: [one.id, two.id] })
  const other = cora.browser
  await other.open(browser.path)
  await browser.press('Save', { [`words-${one.id}`]: 'The blue one.' })
  // The other page was opened before that: it knows of no answer.
  await other.press('Save', { [`words-${two.id}`]: 'Warm enough.' })
  await browser.open(browser.path)
  expect(pageText(browser.html)).toContain('The blue one.')
  expect(pageText(browser.html)).toContain('Warm enough.')
  await browser.press('Save', { [`words-${one.id}`]: 'The blue one, from the loft.' })
  await other.press('Save', { [`words-${one.id}`]: 'A green one.' })
  expect(other.status).toBe(422)
  for (const words of ['meanwhile: “The blue one, from the loft.”', 'A green one.'])
    expect(pageText(other.html)).toContain(words)
  await other.press('Save', { [`words-${one.id}`]: 'The blue one, from the loft; then a green one.' })
  expect(other.status).toBe(200)
  await browser.open(browser.path)
  expect(pageText(browser.html)).toContain('then a green one.')
  await browser.press('Drop this round')
})

test('after 60 days one is suggested, once, and who goes back is reminded', async () => {
  const { context } = site
  const story = await tellStory('A lamp')
  await ask(story, 'Which lamp?')
  const suggested = async () =>
    (await listRounds(context.store.read, { state: 'suggested' })).rows.filter((row) => row.story.id === story.id)
  const before = await told(author)
  await sweepRounds(context)
  expect(await suggested()).toEqual([])
  context.pass(61 * 86_400_000)
  await sweepRounds(context)
  await sweepRounds(context)
  expect(await suggested()).toHaveLength(1)
  expect(await told(author)).toBe(before + 1)
  // The round of the test before is long due.
  const due = await told(reporter)
  expect(due).toBeGreaterThanOrEqual(3)
  await sweepRounds(context)
  expect(await told(reporter)).toBe(due)
})
