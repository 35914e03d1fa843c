/** The nominee reads the words before they go out: nobody outside sees a story before its nominee has said that it is right. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newKey } from '../../schema/columns.ts'
import type { Event } from '../../server/events/events.store.ts'
import { makeViewer, type Viewer } from '../../server/members/viewer.ts'
import { addressHash, sealAddress } from '../../server/nominations/addresses.ts'
import { answerNomination, takeBack } from '../../server/nominations/consent.ts'
import { linkPath } from '../../server/nominations/links.ts'
import { addNomination, nominationById, stepsOf } from '../../server/nominations/nominations.store.ts'
import { noteReworded } from '../../server/nominations/reworded.ts'
import { sweepNominations } from '../../server/nominations/sweep.ts'
import { noteTold } from '../../server/nominations/told.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import { publishRecipe, putTogether } from '../../server/recipes/recipes.ts'
import { editStory } from '../../server/stories/stories.ts'
import { stepRoutes } from '../../web/buddy/routes.ts'
import { nominationRoutes } from '../../web/nominations/routes.ts'
import { notificationRoutes } from '../../web/notifications/routes.ts'
import { storyRoutes } from '../../web/stories/routes.ts'
import { pageText } from '../help/html.ts'
import { type Browser, openSite, type Site } from '../help/site.ts'

let site: Site
let rex: Viewer
let reporter: Browser
let coordinator: Browser
const mail = 'mender@example.net'
const words = {
  title: 'A repair café',
  summary: 'They mend.',
  body: 'They met in the fire station.',
  wentWell: 'Forty kettles.',
  wentBadly: 'One fire.',
  cost: '£340'
}

beforeAll(async () => {
  site = await openSite({
    more: ({ app, context, pages }) => {
      for (const part of [nominationRoutes, storyRoutes, stepRoutes, notificationRoutes])
        void app.register(part(context, pages))
    }
  })
  const one = await site.person('reporter')
  rex = makeViewer(one.person.member, one.person.actor)
  reporter = one.browser
  coordinator = (await site.person('coordinator')).browser
})
afterAll(() => site.close())

/** A nomination whose nominee has said yes, and the story that the reporter has begun of it. */
async function begun(email = mail, more: object = {}, yes: 'yes' | 'read-first' = 'read-first') {
  const { context } = site
  const id = newKey(context.clock().getTime())
  const said = {
    title: 'A repair café',
    who: 'Mill Lane Menders',
    place: 'Mill Lane',
    why: 'They mend.',
    nominator: 'Sam'
  }
  const nominee = { nomineeMail: sealAddress(context, email), nomineeHash: addressHash(context, email) }
  const base = { id, kind: 'project', state: 'asked', since: context.clock() } as const
  await context.store.write((tx) => addNomination(tx, { ...base, ...said, ...nominee, ...more }))
  await answerNomination(context, id, yes)
  await reporter.open(`/nominations/${id}`)
  await reporter.press('Begin a draft')
  const story = reporter.path.replace(/\/edit.*$/, '')
  await change(story, {})
  return { id, story, link: linkPath(context, 'tell', id) }
}
const idOf = (story: string) => story.split('/').at(-1)!
const change = (story: string, more: object) => editStory(site.context, rex, idOf(story), { ...words, ...more })
const lettersTo = async (to = mail) => {
  await site.sendLetters()
  return site.context.letters.filter((one) => one.to === to)
}
const audience = async (story: string) => (await anyPost(site.context.store.read, { id: idOf(story) }))!.post.audience
const nominee = async (link: string) => site.browser().open(link)
const says = async (link: string, button: string, fields = {}) => (await nominee(link)).press(button, fields)
const right = (link: string) => says(link, 'These words are right')
const refused = async (story: string, why: RegExp) => {
  // What is shown here goes to everyone or to those with its link, never to a few.
  const wider = (await audience(story)) === 'local' ? ['world', 'unlisted'] : ['world', 'unlisted', 'followers']
  for (const asked of wider) await expect(change(story, { audience: asked }), asked).rejects.toThrow(why)
  expect(['draft', 'local']).toContain(await audience(story))
}
const published = async (story: string) => {
  await change(story, { audience: 'world' })
  await noteTold(site.context, { kind: 'story.published', actor: rex.actor.id, subject: idOf(story) } as Event)
}

describe('by their link', () => {
  test('the nominee reads the story as it would read now, and is told that nobody outside sees it', async () => {
    const { link, story } = await begun()
    const page = await nominee(link)
    const text = pageText(page.html)
    for (const part of [...Object.values(words), 'Nobody outside Aldermere', 'It may still change'])
      expect(text).toContain(part)
    expect(page.html).toContain('noindex')
    await change(story, { wentBadly: 'One fire, and **two** floods.' })
    expect(pageText((await nominee(link)).html)).toContain('two floods')
    expect((await site.browser().open(story)).status).toBe(404)
  })

  test('and from the page on which they said yes', async () => {
    const { id } = await begun()
    const page = await nominee(linkPath(site.context, 'consent', id))
    expect(pageText(page.html)).toContain(
      'Nobody outside Aldermere Borough Council reads the words before I have read them'
    )
    const link = /href="(\/nominations\/tell\/[^"]+)"/.exec(page.html)![1]!
    expect(pageText((await nominee(link)).html)).toContain('Forty kettles')
  })

  test('nothing is answered by a link that was made up, is for something else, or of a nomination without a story', async () => {
    const { id, link } = await begun()
    const browser = await nominee(link)
    const csrf = /name="_csrf" value="([^"]+)"/.exec(browser.html)![1]!
    const fields = { _csrf: csrf, answer: 'right', seen: /name="seen" value="([^"]+)"/.exec(browser.html)![1]! }
    const consent = linkPath(site.context, 'consent', id).replace('consent', 'tell')
    for (const at of ['/nominations/tell/made-up', consent]) {
      await browser.send(`${at}/answer`, fields)
      expect(browser.status, at).toBe(404)
    }
    await browser.send(`${link}/answer`, { ...fields, answer: 'perhaps' })
    expect(browser.status).toBe(404)
    await takeBack(site.context, id, false)
    await browser.send(`${link}/answer`, fields)
    expect(browser.status).toBe(404)
    expect((await nominee(link)).status).toBe(404)
  })
})

describe('before the nominee has said yes to the words', () => {
  test('the story goes to nobody outside; the summary of errors leads to where they are asked', async () => {
    const { story } = await begun()
    await refused(story, /We promised Mill Lane Menders that they read it first/)
    await reporter.open(story)
    expect(pageText(reporter.html)).toContain('Only you, and Mill Lane Menders by their link')
    expect(pageText(reporter.html)).toContain('only you and whoever it is about can read it')
    expect(reporter.html).not.toContain('Show it to everyone')
    await reporter.open(`${story}/share?audience=world`)
    await reporter.press('Show it to everyone')
    expect(reporter.status).toBe(422)
    expect(reporter.html).toMatch(
      new RegExp(`error-summary[\\s\\S]*href="${story}/nominee"[^>]*>We promised Mill Lane Menders`)
    )
    await reporter.press('Ask Mill Lane Menders to read it')
    expect(reporter.path).toBe(`${story}/nominee`)
    await reporter.open(`${story}/edit`)
    await reporter.press('Save and see it', { audience: 'world', lookedFirst: '1' })
    expect(reporter.status).toBe(422)
    expect(reporter.html).toContain(`href="${story}/nominee"`)
    expect(await audience(story)).toBe('draft')
    await change(story, { audience: 'local' })
    expect(await audience(story)).toBe('local')
    await refused(story, /have not answered yet/)
  })

  test('they are asked by letter, and again when they do not answer in three days', async () => {
    const { id, story } = await begun('slow@example.net')
    const before = (await lettersTo('slow@example.net')).length
    await reporter.open(story)
    await reporter.press('Ask Mill Lane Menders to read it')
    const letters = await lettersTo('slow@example.net')
    expect(letters).toHaveLength(before + 1)
    const link = /\/nominations\/tell\/\S+/.exec(letters.at(-1)!.text)![0]
    expect(letters.at(-1)!.text).not.toContain('Forty kettles')
    expect(pageText((await nominee(link)).html)).toContain('Forty kettles')
    expect(pageText(reporter.html)).toContain('a letter asked Mill Lane Menders to read it')
    const csrf = /name="_csrf" value="([^"]+)"/.exec((await reporter.open('/nominate')).html)![1]!
    await reporter.send(`${story}/nominee`, { _csrf: csrf })
    expect(reporter.status).toBe(409)
    for (const who of [coordinator, (await site.person()).browser]) {
      const token = /name="_csrf" value="([^"]+)"/.exec((await who.open('/nominate')).html)![1]!
      expect((await who.open(`${story}/nominee`)).status).toBe(404)
      await who.send(`${story}/nominee`, { _csrf: token })
      expect(who.status).toBe(404)
    }
    site.context.pass(3 * 86_400_000)
    await reporter.open(`/nominations/${id}`)
    await reporter.press('Ask Mill Lane Menders to read it again')
    expect(await lettersTo('slow@example.net')).toHaveLength(before + 2)
    expect(pageText((await coordinator.open(`/nominations/${id}`)).html)).toContain('asked the nominee to read it')
  })
})

test('what should change is told to whoever writes it, and shown on its page and the nomination; then they are asked again', async () => {
  const { id, story, link } = await begun()
  await reporter.open(story)
  await reporter.press('Ask Mill Lane Menders to read it')
  for (const typed of [' \n ', 'x'.repeat(2_001)]) {
    const page = await says(link, 'Tell them what should change', { words: typed })
    expect(page.status).toBe(422)
    expect(page.html).toContain('id="words-error"')
    if (typed.length > 5) expect(page.html).toContain(typed)
  }
  const remark = 'It was no fire: <script>alert(1)</script> a kettle smoked.'
  const done = await says(link, 'Tell them what should change', { words: remark })
  expect(pageText(done.html)).toContain('is told what should change')
  expect(pageText((await nominee(link)).html)).toContain('a kettle smoked')
  for (const path of [`${story}/nominee`, `/nominations/${id}`]) {
    await reporter.open(path)
    expect(reporter.html).toContain('&lt;script&gt;alert(1)')
  }
  expect(pageText((await coordinator.open(`/nominations/${id}`)).html)).toContain('a kettle smoked')
  expect(pageText((await reporter.open('/notifications')).html)).toContain('whoever your story is about has read it')
  expect(reporter.html).toContain(`href="${story}/nominee"`)
  expect(pageText((await reporter.open(story)).html)).toContain('Mill Lane Menders said what should change')
  await refused(story, /said what should change/)
  // A change and the wish to publish at once: they have not read these words.
  await expect(change(story, { wentBadly: 'A kettle smoked.', audience: 'world' })).rejects.toThrow(/are not the words/)
  await change(story, { wentBadly: 'A kettle smoked.' })
  expect(pageText((await nominee(link)).html)).toContain('Please read it once more')
  await reporter.open(`${story}/nominee`)
  await reporter.press('Ask Mill Lane Menders to read it again')
  const page = await nominee(link)
  await change(story, { wentBadly: 'A kettle smoked for an hour.' })
  await page.press('These words are right')
  expect(page.status).toBe(422)
  expect(page.html).toMatch(/error-summary[\s\S]*href="#right"/)
  expect(pageText(page.html)).toContain('A kettle smoked for an hour.')
  const csrf = /name="_csrf" value="([^"]+)"/.exec(page.html)![1]!
  const seen = /name="seen" value="([^"]+)"/.exec(page.html)![1]!
  // Pressed twice, it is said once.
  for (const _press of [1, 2]) await page.send(`${link}/answer`, { _csrf: csrf, answer: 'right', seen })
  expect(pageText(page.html)).toContain('Whoever writes it is told that the words are right')
  expect((await stepsOf(site.context.store.read, id)).filter(({ step }) => step.kind === 'right')).toHaveLength(1)
  await expect(
    change(story, { cost: '£500', wentBadly: 'A kettle smoked for an hour.', audience: 'world' })
  ).rejects.toThrow(/are not the words/)
  await change(story, { wentBadly: 'A kettle smoked for an hour.', topics: ['repair'], audience: 'world' })
  expect(await audience(story)).toBe('public')
  expect((await site.browser().open(story)).status).toBe(200)
})

test('a story that is shown here and then told right goes out by one button', async () => {
  const { story, link } = await begun()
  await right(link)
  await reporter.open(story)
  expect(pageText(reporter.html)).toContain('said that these words are right')
  await reporter.open(`${story}/share?audience=local`)
  await reporter.press('Show it to this council')
  await reporter.open(`${story}/share?audience=world`)
  await reporter.press('Show it to everyone')
  expect(await audience(story)).toBe('public')
})

test('who said yes without wanting to read it first can read along, and is waited for only once they ask for a change', async () => {
  const { id, story, link } = await begun('trusting@example.net', {}, 'yes')
  const consent = pageText((await nominee(linkPath(site.context, 'consent', id))).html)
  expect(consent).toContain('By my link I can read the words from when they are begun')
  expect(consent).not.toContain('before I have read them')
  const read = pageText((await nominee(link)).html)
  expect(read).toContain('It may still change.')
  expect(read).not.toContain('you get a letter')
  await reporter.open(story)
  expect(pageText(reporter.html)).toContain('Mill Lane Menders can read along by their link')
  expect(reporter.html).toContain('Show it to everyone')
  expect(pageText((await reporter.open(`${story}/nominee`)).html)).toContain('Whoever it is about reads along')
  await says(link, 'Tell them what should change', { words: 'It was two fires.' })
  await refused(story, /said what should change/)
  await change(story, { wentBadly: 'Two fires.' })
  await reporter.open(`${story}/share?audience=world`)
  await reporter.press('Show it to everyone')
  expect(await audience(story)).toBe('public')
})

test('a recipe takes the words no further than the story may go', async () => {
  const { story, link } = await begun()
  await change(story, { body: '1. Ask the fire station.\n2. Test every plug.', audience: 'local' })
  const recipe = await putTogether(site.context, rex, idOf(story))
  const publish = (asked: string) => publishRecipe(site.context, rex, recipe.post.id, asked)
  await expect(publish('world')).rejects.toThrow(/read it first/)
  await right(link)
  expect((await publish('world')).post.audience).toBe('public')
})

test('who writes about themselves needs nobody’s word, and anybody else who writes about them does', async () => {
  const { context } = site
  const { store } = context
  const own = await begun('reporter1@aldermere.example', { kind: 'myself' })
  expect(pageText((await nominee(own.link)).html)).toContain('You write it yourself')
  expect((await reporter.open(`${own.story}/nominee`)).status).toBe(404)
  await published(own.story)
  expect((await nominationById(store.read, own.id))!.state).toBe('published')
  const others = await begun('someone@example.net', { kind: 'myself' })
  await refused(others.story, /read it first/)
})

test('a yes taken back after it was shown here keeps it here', async () => {
  const { id, story, link } = await begun()
  await right(link)
  await change(story, { audience: 'local' })
  await takeBack(site.context, id, false)
  await refused(story, /took their yes back/)
  expect(pageText((await reporter.open(story)).html)).toContain('It goes no further')
  expect(await nominationById(site.context.store.read, id)).toMatchObject({ readAnswer: null, readWords: null })
})

test('a story that is out and then changed: one letter for all of an hour, none for what they know', async () => {
  const to = 'later@example.net'
  const { id, story, link } = await begun(to)
  await right(link)
  await published(story)
  const letters = async () => (await lettersTo(to)).filter(({ subject }) => subject.includes('was changed')).length
  const edited = async (more: object) => {
    await change(story, more)
    await noteReworded(site.context, { kind: 'story.edited', actor: rex.actor.id, subject: idOf(story) } as Event)
  }
  const anHour = async () => {
    site.context.pass(3_700_000)
    await sweepNominations(site.context)
  }
  await edited({ topics: ['repair'] })
  await anHour()
  expect(await letters()).toBe(0)
  await edited({ wentWell: 'Fifty kettles.' })
  await sweepNominations(site.context)
  expect(await letters()).toBe(0)
  await edited({ wentWell: 'Sixty kettles.' })
  await anHour()
  expect(await letters()).toBe(1)
  const page = await nominee(link)
  expect(pageText(page.html)).toContain('It was changed after you read it')
  expect(page.html).toContain(`href="${story}"`)
  await edited({ wentWell: 'Sixty kettles.', topics: ['mending'] })
  await anHour()
  expect(await letters()).toBe(1)
  await says(link, 'Tell them what should change', { words: 'It was fifty.' })
  expect(pageText((await reporter.open(`${story}/nominee`)).html)).toContain('It was fifty.')
  // Changed, and changed back.
  await edited({ wentWell: 'Seventy kettles.' })
  await edited({ wentWell: 'Sixty kettles.' })
  await anHour()
  expect(await letters()).toBe(1)
  expect(await nominationById(site.context.store.read, id)).toMatchObject({ reworded: null })
})
