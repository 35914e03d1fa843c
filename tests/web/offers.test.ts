/** Pages of questions that find people: the one at home, one's own list, what nobody answered, and asking somebody. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { editProfile } from '../../server/members/profile.ts'
import { makeViewer, type Viewer } from '../../server/members/viewer.ts'
import { offerQuestion } from '../../server/offers/offers.ts'
import { askQuestion, type QuestionInput } from '../../server/questions/questions.ts'
import { writeReply } from '../../server/replies/replies.ts'
import { feedRoutes } from '../../web/feeds/routes.ts'
import { homeRoutes } from '../../web/home/routes.ts'
import { offerRoutes } from '../../web/offers/routes.ts'
import { questionRoutes } from '../../web/questions/routes.ts'
import { unansweredRoutes } from '../../web/questions/unanswered.ts'
import { pageText } from '../help/html.ts'
import { type Browser, openSite, type Site } from '../help/site.ts'

let site: Site
let elin: Viewer
let priya: { viewer: Viewer; browser: Browser }

async function member(role?: string, skills: string[] = []) {
  const { person, browser } = await site.person(role)
  const viewer = makeViewer(person.member, person.actor)
  if (skills.length > 0) await editProfile(site.context, viewer, { name: person.actor.name, skills })
  return { viewer, browser }
}
beforeAll(async () => {
  site = await openSite({
    more: ({ app, pages, context }) => {
      for (const part of [homeRoutes, offerRoutes, questionRoutes, unansweredRoutes])
        void app.register(part(context, pages))
      void app.register(feedRoutes(context))
    }
  })
  elin = (await member()).viewer
  priya = await member('practitioner', ['Bins'])
})
afterAll(() => site.close())

async function ask(title: string, more: QuestionInput = {}) {
  const { post } = await askQuestion(site.context, elin, { title, topics: ['bins'], ...more })
  await offerQuestion(site.context, post.id)
  return post
}

test('the question that somebody could answer stands at their home, with why, until it is not their subject', async () => {
  const post = await ask('Where do bins go?')
  const { browser } = priya
  await browser.open('/home')
  expect(pageText(browser.html)).toContain('Someone thinks you would know')
  expect(pageText(browser.html)).toContain('Asked because your profile says “Bins”.')
  expect(browser.html).toContain(`href="/questions/${post.id}?reply=1#reply"`)
  await browser.press('Not now')
  expect(browser.path).toBe('/home')
  expect(pageText(browser.html)).not.toContain('Someone thinks')
  await ask('When do bins go?')
  await browser.open('/home')
  await browser.press('Not my subject')
  await browser.open('/offers')
  expect(pageText(browser.html)).toContain('Nothing is waiting for you.')
  await browser.press('Save', { how: ['paused', 'letters'], again: 'bins' })
  expect(pageText(browser.html)).toContain('That is how you will be asked.')
  expect(browser.html).toMatch(/value="paused"[^>]*checked/)
  await browser.press('Save', { how: [] as string[] })
  expect(browser.html).not.toMatch(/value="paused"[^>]*checked/)
})

test('it is passed on to a colleague, and to nobody else', async () => {
  const { browser, viewer } = await member('practitioner', ['Lamps'])
  await ask('Which lamps?', { topics: ['lamps'] })
  await browser.open('/offers')
  const pass = /href="(\/offers\?pass=[0-9a-f]+)#pass"/.exec(browser.html)![1]!
  await browser.open(pass)
  await browser.press('Pass it on', { who: 'nobody' })
  expect(browser.status).toBe(422)
  expect(pageText(browser.html)).toContain('Give the handle of somebody here')
  const tom = await member()
  await browser.press('Pass it on', { who: `@${tom.viewer.actor.username}` })
  expect(pageText(browser.html)).toContain('It is passed on.')
  await tom.browser.open('/home')
  expect(pageText(tom.browser.html)).toContain(`${viewer.actor.name} thinks that you would know.`)
  // Nobody acts on what was offered to somebody else.
  const id = pass.split('=')[1]!
  await tom.browser.send(`/offers/${id}/decline`, { _csrf: /name="_csrf" value="([^"]+)"/.exec(tom.browser.html)![1]! })
  expect(tom.browser.status).toBe(404)
})

test('what nobody answered stands in a list for everyone, the oldest first, and visitors see no names', async () => {
  const lamps = await member('practitioner', ['Kerbs'])
  const first = await ask('How high are kerbs?', { topics: ['kerbs'] })
  await ask('Only for us?', { audience: 'local' })
  const answered = await ask('Answered?')
  await writeReply(site.context, priya.viewer, { inReplyTo: answered.uri, body: 'Yes.' })
  const visitor = site.browser()
  await visitor.open('/questions/unanswered')
  const text = pageText(visitor.html)
  expect(text.indexOf('Where do bins go?')).toBeLessThan(text.indexOf('How high are kerbs?'))
  expect(text).toContain('No answer yet')
  expect(text).toContain('1 person has been asked.')
  for (const hidden of ['Only for us?', 'Answered?', lamps.viewer.actor.name, 'Ask somebody'])
    expect(text).not.toContain(hidden)
  await visitor.open(`/questions/${first.id}`)
  expect(pageText(visitor.html)).toContain('Nobody has answered yet. 1 person has been asked.')
  await lamps.browser.open('/questions/unanswered')
  expect(pageText(lamps.browser.html)).toContain(`${lamps.viewer.actor.name} has been asked.`)
  expect(pageText(lamps.browser.html)).toContain('Only for us?')
  const feed = (await site.app.inject('/feeds/unanswered.json')).json()
  expect(feed.items.map(({ title }: { title: string }) => title)).toContain('How high are kerbs?')
  expect(JSON.stringify(feed)).not.toMatch(/Only for us|Answered\?/)
})

test('those who coordinate ask somebody by name and say what it waits for; others may not', async () => {
  const cora = await member('coordinator')
  const tom = await member()
  const post = await ask('How wide are kerbs?', { topics: [] })
  const { browser } = cora
  await browser.open('/questions/unanswered')
  await browser.press('Save', { perWeek: 'lots' })
  expect(browser.status).toBe(422)
  await browser.press('Save', { perWeek: '4' })
  expect(browser.html).toMatch(/id="perWeek"[^>]*value="4"/)
  await browser.open(`/questions/${post.id}/ask`)
  await browser.press('Ask them', { who: '' })
  expect(pageText(browser.html)).toContain('Give a handle')
  await browser.press('Ask them', { who: tom.viewer.actor.username })
  expect(pageText(browser.html)).toContain(`${tom.viewer.actor.name}, by ${cora.viewer.actor.name}`)
  await browser.press('Ask them', { who: tom.viewer.actor.username })
  expect(pageText(browser.html)).toContain('has been asked already')
  await browser.press('Save', { note: 'the <b>new</b> contract' })
  await browser.open('/questions/unanswered')
  expect(pageText(browser.html)).toContain('Waits for: the <b>new</b> contract')
  await tom.browser.open(`/questions/${post.id}/ask`)
  expect(tom.browser.status).toBe(403)
  const visitor = site.browser()
  expect((await visitor.open(`/questions/${post.id}/ask`)).path).toContain('/sign-in')
  expect((await visitor.open('/offers')).path).toContain('/sign-in')
})
