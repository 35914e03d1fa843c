/** What happened with one's own words: told to nobody else, read marks, page by page, and nothing of the blocked. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NotificationKind } from '../../schema/notifications.ts'
import type { Actor } from '../../server/actors/actors.store.ts'
import { makeViewer } from '../../server/members/viewer.ts'
import { blockActor } from '../../server/moderation/trust.ts'
import { addNotification, countUnread } from '../../server/notifications/notifications.store.ts'
import { withdrawPost } from '../../server/posts/withdraw.ts'
import { writeStory } from '../../server/stories/stories.ts'
import { notificationRoutes } from '../../web/notifications/routes.ts'
import { pageText } from '../help/html.ts'
import { openSite, type Site } from '../help/site.ts'
import { addMastodon, remoteActor } from './pages/elsewhere.ts'

let site: Site
let maddy: Actor
beforeAll(async () => {
  site = await openSite({ more: ({ app, pages, context }) => void app.register(notificationRoutes(context, pages)) })
  maddy = await addMastodon(site.context)
})
afterAll(() => site.close())

const tell = (to: string, kind: NotificationKind, by: Actor, post?: string) =>
  site.context.store.write((tx) => addNotification(tx, { to, kind, by: by.id, ...(post && { post }) }))

/** Somebody with a story. */
async function author(title = 'A table in the library') {
  const { person, browser } = await site.person()
  const viewer = makeViewer(person.member, person.actor)
  const words = { title, summary: 'Short.', body: 'We moved.', wentWell: 'Well.', wentBadly: 'Badly.' }
  return { id: person.actor.id, viewer, browser, post: (await writeStory(site.context, viewer, words)).post }
}

test('a visitor is asked to sign in, and led back', async () => {
  expect((await site.browser().open('/notifications')).path).toBe('/sign-in?back=%2Fnotifications')
})

test('before anything happened it says what would be here', async () => {
  const { browser } = await site.person()
  await browser.open('/notifications')
  expect(pageText(browser.html)).toContain('Nothing yet.')
})

test('each kind is told in a sentence, with what it is about', async () => {
  const { id, browser, post } = await author()
  const sentences: Record<NotificationKind, string> = {
    follow: 'Maddy Osei follows you',
    like: 'Maddy Osei finds this useful',
    share: 'Maddy Osei showed this to their followers',
    reply: 'Maddy Osei replied to you',
    question: 'Maddy Osei asked you a question',
    mention: 'Maddy Osei named you',
    accepted: 'Maddy Osei accepted your answer',
    answered: 'Maddy Osei answered your question',
    move: 'Maddy Osei moved here, and you follow them here now',
    cited: 'Maddy Osei put your words into a recipe',
    step: 'Maddy Osei says where their council is with your story',
    used: 'Maddy Osei built on your story',
    still: 'Maddy Osei asks you: is this story still true?',
    buddy: 'Maddy Osei asks you to read a draft before others do',
    invited: 'Maddy Osei asks you to work on a recipe',
    checked: 'Maddy Osei has looked at your draft',
    first: 'Maddy Osei thanks you: this is your first story for the world',
    thanks: 'Maddy Osei thanks you for your first story',
    worth: 'Maddy Osei tells you: two other councils have replicated your story',
    offered: 'Maddy Osei asked something that you may know',
    passed: 'Maddy Osei thinks that you would know this',
    round: 'Maddy Osei asks you: questions about a story are waiting',
    unanswered: 'Maddy Osei asked something that nobody has answered in three working days',
    nominated: 'Maddy Osei tells you: somebody has sent a nomination',
    consent: 'Maddy Osei tells you: a nominee has answered',
    'taken-back': 'Maddy Osei asks you to withdraw this: whoever it is about takes their yes back',
    read: 'Maddy Osei tells you: whoever your story is about has read it',
    assigned: 'Maddy Osei asks you to record a story',
    due: 'Maddy Osei reminds you: a story is due to be recorded',
    review: 'Maddy Osei reminds you: a decision about a server is due for review',
    hold: 'Maddy Osei reminds you: a legal hold is due to be looked at again',
    proposal: 'Maddy Osei asks you: a decision needs a second person',
    action: 'Maddy Osei tells you: the moderators decided something about your account',
    decided: 'Maddy Osei tells you: something decided about your account has changed',
    appeal: 'Maddy Osei asks you: somebody appealed against a decision',
    report: 'Maddy Osei answers your report'
  }
  for (const kind of Object.keys(sentences) as NotificationKind[])
    await tell(id, kind, maddy, kind === 'follow' ? undefined : post.id)
  let told = ''
  for (let next: string | undefined = '/notifications'; next; ) {
    await browser.open(next)
    told += pageText(browser.html)
    next = /href="([^"]*after=[^"]*)"/.exec(browser.html)?.[1]
  }
  for (const sentence of Object.values(sentences)) expect(told).toContain(sentence)
  expect(browser.html).toContain(`href="/stories/${post.id}"`)
  expect(browser.html).toContain('/@maddy@tidepool.example')
})

test('what is new is marked until it is said to be read', async () => {
  const { id, browser, post } = await author()
  await tell(id, 'like', maddy, post.id)
  await tell(id, 'share', maddy, post.id)
  await browser.open('/notifications')
  await browser.press('Mark 2 as read')
  expect(browser.path).toBe('/notifications')
  expect(browser.html).not.toContain('as read')
  expect(await countUnread(site.context.store.read, id)).toBe(0)
})

test('nobody reads or marks what is another’s', async () => {
  const { id, post } = await author('A secret title')
  await tell(id, 'like', maddy, post.id)
  const { browser } = await site.person()
  await browser.open('/notifications')
  expect(browser.html).not.toContain('Maddy Osei')
  await browser.open('/account')
  const token = /name="_csrf" value="([^"]+)"/.exec(browser.html)![1]!
  await browser.send('/notifications/read', { _csrf: token, back: 'https://evil.example/' })
  expect(browser.path).toBe('/notifications')
  expect(await countUnread(site.context.store.read, id)).toBe(1)
})

test('what was withdrawn is not shown again', async () => {
  const { id, viewer, browser, post } = await author('Regretted words')
  await tell(id, 'like', maddy, post.id)
  await withdrawPost(site.context, viewer, post.id)
  await browser.open('/notifications')
  expect(browser.html).not.toContain('Regretted words')
  expect(pageText(browser.html)).toContain('Maddy Osei finds this useful')
})

test('the blocked are not heard of', async () => {
  const { id, browser, post } = await author()
  const eve = await remoteActor(site.context, { id: 'https://x.example/u/eve', preferredUsername: 'eve', name: 'Eve' })
  await tell(id, 'like', eve, post.id)
  await blockActor(site.context, null, eve.uri, 'rude')
  await browser.open('/notifications')
  expect(browser.html).not.toContain('Eve')
})

describe('a long list', () => {
  test('is read page by page to its end and back', async () => {
    const { id, browser, post } = await author()
    for (let n = 0; n < 45; n++) {
      const name = `Person ${String(n).padStart(2, '0')}`
      const by = await remoteActor(site.context, {
        id: `https://long.example/u/${n}`,
        preferredUsername: `p${n}`,
        name
      })
      await tell(id, 'like', by, post.id)
    }
    const seen: string[] = []
    await browser.open('/notifications')
    for (;;) {
      seen.push(...[...browser.html.matchAll(/<bdi>(Person \d\d)<\/bdi>/g)].map(([, name]) => name!))
      const next = /rel="next"[^>]*href="([^"]+)"|href="([^"]+)"[^>]*rel="next"/.exec(browser.html)
      const href = next?.[1] ?? next?.[2]
      if (!href) break
      await browser.open(href.replaceAll('&amp;', '&'))
    }
    expect(seen).toEqual(Array.from({ length: 45 }, (_, n) => `Person ${String(44 - n).padStart(2, '0')}`))
  })
})

test('markup in names and words is text', async () => {
  const { id, browser, post } = await author('<script>alert(1)</script> & <b>bold</b>')
  const by = await remoteActor(site.context, {
    id: 'https://x.example/u/mal',
    preferredUsername: 'mal',
    name: '<img src=x onerror=alert(1)>Mal'
  })
  await tell(id, 'like', by, post.id)
  await browser.open('/notifications')
  expect(browser.html).not.toMatch(/<script>alert|<img src=x|<b>bold/)
})
