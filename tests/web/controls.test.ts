/** Each person hides for themselves whom and what they do not want to read, without JavaScript, and from nobody else. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Actor, actorByHandle } from '../../server/actors/actors.store.ts'
import { dropEndedControls } from '../../server/controls/controls.store.ts'
import { blockHost, keepFrom, keepNoLonger, unblockHost } from '../../server/controls/controls.ts'
import { addFilter } from '../../server/controls/own-filters.ts'
import { keepFollow } from '../../server/follows/follows.store.ts'
import { followActor } from '../../server/follows/follows.ts'
import { receiveInterest, showInterest } from '../../server/interest/interest.ts'
import { makeViewer, type Viewer } from '../../server/members/viewer.ts'
import { addNotification, countUnread } from '../../server/notifications/notifications.store.ts'
import { notifyOfPost } from '../../server/notifications/notify.ts'
import { anyPost, listPosts } from '../../server/posts/posts.store.ts'
import { writeReply } from '../../server/replies/replies.ts'
import { writeStory } from '../../server/stories/stories.ts'
import { controlRoutes } from '../../web/controls/routes.ts'
import { homeRoutes } from '../../web/home/routes.ts'
import { notificationRoutes } from '../../web/notifications/routes.ts'
import { peopleRoutes } from '../../web/people/routes.ts'
import { postRoutes } from '../../web/posts/routes.ts'
import { replyRoutes } from '../../web/replies/routes.ts'
import { searchRoutes } from '../../web/search/routes.ts'
import { storyRoutes } from '../../web/stories/routes.ts'
import { type Browser, openSite, type Site } from '../help/site.ts'
import { addMastodon, addPeer, remotePost, remoteStory } from './pages/elsewhere.ts'

type Member = Awaited<ReturnType<Site['person']>>

let site: Site
let nia: Member
let tom: Member
let maddy: Actor
let gwil: Actor

const parts = [homeRoutes, storyRoutes, peopleRoutes, postRoutes, replyRoutes, searchRoutes, notificationRoutes]

beforeAll(async () => {
  site = await openSite({
    more: ({ app, pages, context }) => {
      for (const part of [...parts, controlRoutes]) void app.register(part(context, pages))
    }
  })
  site.context.remote = { ...site.context.remote, findActor: async () => undefined }
  nia = await site.person()
  tom = await site.person()
  maddy = await addMastodon(site.context)
  gwil = (await addPeer(site.context)).gwil
  for (const member of [nia, tom]) for (const actor of [maddy, gwil]) await follows(member, actor)
}, 60_000)
afterAll(() => site.close())

const viewerOf = ({ person: { member, actor } }: Member): Viewer => makeViewer(member, actor)
const follows = ({ person }: Member, followed: Actor) =>
  site.context.store.write((tx) =>
    keepFollow(tx, { follower: person.actor.id, followed: followed.id, uri: followed.uri, state: 'accepted' })
  )
const words = { summary: 'Short.', body: 'We moved.', wentWell: 'Well.', wentBadly: 'Badly.' }
const story = (by: Member, title: string, more = {}) =>
  writeStory(site.context, viewerOf(by), { title, ...words, ...more })
const said = (by: Actor, content: string, more = {}) => remotePost(site.context, by, { content, ...more })
const shares = (by: Actor, post: string) =>
  receiveInterest(site.context, { actor: by.id, post, kind: 'share', uri: `${by.uri}/shares/${post}` })
const page = async ({ browser }: Member, path: string) => (await browser.open(path)).html
const press = async ({ browser }: Member, path: string, button: string, fields = {}) =>
  (await browser.open(path)).press(button, fields)
const unread = ({ person }: Member) => countUnread(site.context.store.read, person.actor.id)
const summary = (html: string, text: string) =>
  new RegExp(`govuk-details__summary-text">\\s*${text}\\s*</span>`).test(html)

/** Takes back all that was hidden in the test before. */
beforeEach(async () => {
  for (const member of [nia, tom]) {
    const viewer = viewerOf(member)
    for (const actor of [maddy, gwil, nia.person.actor, tom.person.actor])
      for (const kind of ['mute', 'block', 'shares'] as const) await keepNoLonger(site.context, viewer, kind, actor.uri)
    await unblockHost(site.context, viewer, maddy.host)
  }
})

test('somebody muted is heard nowhere by whoever muted them, and by everybody else as before', async () => {
  const told = await story(nia, 'A story to answer')
  await said(maddy, '<p>Marmalade answer</p>', { inReplyTo: told.post.uri })
  await said(maddy, '<p>Marmalade in general</p>')
  const shared = await remotePost(site.context, maddy, remoteStory('Marmalade told'))
  await shares(gwil, shared)
  const places = ['/home', `/stories/${told.post.id}`, '/search?q=marmalade', '/stories']
  for (const path of places) expect(await page(nia, path), path).toMatch(/Marmalade/)
  await press(nia, `/@maddy@${maddy.host}`, 'Mute')
  expect(nia.browser.path).toBe(`/@maddy@${maddy.host}#hearing`.replace('#hearing', ''))
  expect(nia.browser.html).toContain('You muted them')
  // Whoever opens their page wants to read them.
  expect(nia.browser.html).toContain('Marmalade told')
  for (const path of places)
    expect((await page(nia, path)).replaceAll(/value="marmalade"|“marmalade”/gi, ''), path).not.toMatch(
      /Marmalade (a|i|t)/
    )
  for (const path of places) expect(await page(tom, path), path).toMatch(/Marmalade/)
  const visitor = await site.browser().open(`/stories/${told.post.id}`)
  expect(visitor.html).toContain('Marmalade answer')
  await press(nia, '/account/controls', 'Unmute (Maddy Osei)')
  expect(nia.browser.html).toContain('You muted nobody.')
  for (const path of places) expect(await page(nia, path), path).toMatch(/Marmalade/)
})

test('a mute ends when it was said to, and says so', async () => {
  await said(maddy, '<p>Quince again</p>')
  await press(nia, `/@maddy@${maddy.host}`, 'Mute', { span: '7' })
  expect(nia.browser.html).toMatch(/You muted them\s+until \d+ \w+ \d{4}/)
  expect(await page(nia, '/home')).not.toContain('Quince again')
  const later = new Date(Date.now() + 8 * 86_400_000)
  await site.context.store.write((tx) => dropEndedControls(tx, new Date(Date.now() + 6 * 86_400_000)))
  expect(await page(nia, '/home')).not.toContain('Quince again')
  await site.context.store.write((tx) => dropEndedControls(tx, later))
  expect(await page(nia, '/home')).toContain('Quince again')
  const past = new Date(Date.now() - 1_000)
  await expect(keepFrom(site.context, viewerOf(nia), 'mute', maddy.uri, past)).rejects.toThrow(/still to come/)
})

test('what somebody shares is hidden alone: their own words stay, and so does the same from others', async () => {
  const post = await remotePost(
    site.context,
    (await addPeer(site.context, 'far.example')).gwil,
    remoteStory('Far away')
  )
  await shares(maddy, post)
  await said(maddy, '<p>Her own words</p>')
  expect(await page(nia, '/home')).toContain('Far away')
  await press(nia, `/@maddy@${maddy.host}`, 'Hide what they share')
  expect(await page(nia, '/home')).not.toContain('Far away')
  expect(nia.browser.html).toContain('Her own words')
  expect(await page(tom, '/home')).toContain('Far away')
  await shares(gwil, post)
  expect(await page(nia, '/home')).toContain('Far away')
  // Shared last by her, it still stands where others shared it.
  const both = await remotePost(site.context, (await addPeer(site.context, 'far.example')).gwil, remoteStory('By both'))
  await shares(gwil, both)
  await shares(maddy, both)
  expect(await page(nia, '/home')).toContain('By both')
  await press(nia, `/@maddy@${maddy.host}`, 'Show what they share')
  expect(nia.browser.html).toContain('Hide what they share')
})

test('a block ends follows both ways, and whoever is blocked can neither follow, answer, like nor share', async () => {
  const { context } = site
  const mine = await story(nia, 'Not for Tom to answer')
  await followActor(context, tom.person.actor.id, nia.person.actor.id)
  await followActor(context, nia.person.actor.id, tom.person.actor.id)
  await story(tom, 'Told by Tom')
  expect(await page(nia, '/home')).toContain('Told by Tom')
  await press(nia, `/@${tom.person.actor.username}`, 'Block')
  expect(nia.browser.html).toContain('You block them')
  expect(nia.browser.html).not.toContain('Told by Tom')
  expect(await page(nia, '/home')).not.toContain('Told by Tom')
  expect(await page(nia, '/stories')).not.toContain('Told by Tom')
  const { id } = tom.person.actor
  await expect(followActor(context, id, nia.person.actor.id)).rejects.toThrow('does not want you to follow')
  await expect(followActor(context, nia.person.actor.id, id)).rejects.toThrow('Unblock it first')
  const object = mine.post.uri
  await expect(writeReply(context, viewerOf(tom), { inReplyTo: object, body: 'Still.' })).rejects.toThrow(/not want/)
  await expect(showInterest(context, viewerOf(tom), 'like', object)).rejects.toThrow(/not want/)
  await expect(showInterest(context, viewerOf(tom), 'share', object)).rejects.toThrow(/not want/)
  // A visitor, and Tom himself, see what they saw.
  expect((await site.browser().open('/stories')).html).toContain('Told by Tom')
  expect(await page(tom, '/stories')).toContain('Not for Tom to answer')
  await press(nia, '/account/controls', `Unblock (${tom.person.actor.name})`)
  await writeReply(context, viewerOf(tom), { inReplyTo: object, body: 'Thank you.' })
  expect(await page(nia, '/home')).not.toContain('Told by Tom')
  expect(await page(nia, '/stories')).toContain('Told by Tom')
})

test('what somebody blocked elsewhere sends to the blocker has no effect, and to others it has', async () => {
  const mine = await story(nia, 'Blocked from answering')
  const other = await story(tom, 'Open to answers')
  await keepFrom(site.context, viewerOf(nia), 'block', maddy.uri)
  const reply = (to: string) => ({ inReplyTo: to, content: '<p>Rhubarb</p>' })
  expect(await remotePost(site.context, maddy, reply(mine.post.uri))).toBeUndefined()
  const kept = await remotePost(site.context, maddy, reply(other.post.uri))
  expect(await page(tom, `/stories/${other.post.id}`)).toContain('Rhubarb')
  expect(await page(nia, `/stories/${other.post.id}`)).not.toContain('Rhubarb')
  for (const kind of ['like', 'share'] as const)
    for (const post of [mine.post.id, other.post.id])
      await receiveInterest(site.context, { actor: maddy.id, post, kind, uri: `${maddy.uri}/${kind}/${post}` })
  const counted = async (id: string) => {
    const { post } = (await anyPost(site.context.store.read, { id }))!
    return [post.likes, post.shares]
  }
  expect(await counted(mine.post.id)).toEqual([0, 0])
  expect(await counted(other.post.id)).toEqual([1, 1])
  expect(kept).toBeTruthy()
})

test('a server is blocked for oneself: everybody there, with the follows', async () => {
  await follows(nia, maddy)
  await said(maddy, '<p>Gooseberry fool</p>')
  expect(await page(nia, '/home')).toContain('Gooseberry fool')
  await press(nia, '/account/controls', 'Block this server for myself', { host: 'not a host' })
  expect(nia.browser.status).toBe(422)
  expect(nia.browser.html).toContain('There is a problem')
  expect(nia.browser.html).toContain('value="not a host"')
  await nia.browser.press('Block this server for myself', { host: ` HTTPS://${maddy.host.toUpperCase()}/about` })
  expect(nia.browser.html).toContain(`Unblock<span class="govuk-visually-hidden"> (${maddy.host})`)
  expect(await page(nia, '/home')).not.toContain('Gooseberry fool')
  expect(await page(nia, `/@maddy@${maddy.host}`)).not.toContain('Gooseberry fool')
  expect(nia.browser.html).toContain('Unblock the server')
  expect(await page(tom, '/home')).toContain('Gooseberry fool')
  await expect(followActor(site.context, nia.person.actor.id, maddy.id)).rejects.toThrow('Unblock it first')
  await nia.browser.open('/account/controls')
  await nia.browser.press(`Unblock (${maddy.host})`)
  await follows(nia, maddy)
  expect(await page(nia, '/home')).toContain('Gooseberry fool')
  await expect(blockHost(site.context, viewerOf(nia), site.context.config.handleHost)).rejects.toThrow(/itself/)
})

test('words fold or hide, as whole words whatever their case and accents; one’s own never', async () => {
  await said(maddy, '<p>The CAFÉ on the hill</p>')
  await said(maddy, '<p>Cafeterias are another thing</p>')
  await said(gwil, '<p>Wheels</p>', { tag: [{ type: 'Hashtag', name: '#Cycling', href: 'https://x.example/t' }] })
  await story(nia, 'My own cafe')
  await follows(tom, nia.person.actor)
  await press(nia, '/account/controls', 'Filter it', { words: 'cafe', act: 'fold' })
  expect(await page(nia, '/home')).toMatch(/Filtered: cafe/)
  const [folded] = nia.browser.html.match(/<div class="fm-item"><details[\s\S]*?<\/details>/) ?? []
  expect(folded).toContain('The CAFÉ on the hill')
  expect(nia.browser.html).toContain('Cafeterias are another thing')
  expect(nia.browser.html).toContain('My own cafe')
  expect(nia.browser.html.match(/Filtered: cafe/g)).toHaveLength(1)
  await press(nia, '/account/controls', 'Filter it', { words: 'cafe', act: 'hide' })
  expect(nia.browser.html.match(/Filter it no longer/g)).toHaveLength(1)
  await nia.browser.press('Filter it', { words: '#cycling', kind: 'topic', act: 'hide', span: '30' })
  expect(nia.browser.html).toMatch(/#cycling<\/bdi>[\s\S]{0,120}Hidden until \d/)
  expect(await page(nia, '/home')).not.toContain('The CAFÉ')
  expect(nia.browser.html).not.toContain('Wheels')
  expect(nia.browser.html).toContain('Cafeterias are another thing')
  expect(await page(nia, '/search?q=hill')).not.toContain('The CAFÉ')
  expect(await page(tom, '/home')).toContain('The CAFÉ')
  expect(tom.browser.html).toContain('Wheels')
  await press(nia, '/account/controls', 'Filter it no longer (cafe)')
  await nia.browser.press('Filter it no longer (cycling)')
  expect(await page(nia, '/home')).toContain('The CAFÉ')
  expect(nia.browser.html).toContain('Wheels')
})

test('in a conversation, what is filtered is folded or left out, and what answers it stays', async () => {
  const told = await story(tom, 'Where we talk')
  const spoiler = await said(maddy, '<p>A spoiler!</p>', { inReplyTo: told.post.uri })
  const { post } = (await anyPost(site.context.store.read, { id: spoiler }))!
  await said(gwil, '<p>What she says</p>', { inReplyTo: post.uri })
  const path = `/stories/${told.post.id}`
  await addFilter(site.context, viewerOf(nia), { words: 'spoiler', act: 'fold' })
  expect(summary(await page(nia, path), 'Filtered: spoiler')).toBe(true)
  expect(nia.browser.html).toContain('What she says')
  const filter = await addFilter(site.context, viewerOf(nia), { words: 'spoiler', act: 'hide' })
  expect(await page(nia, path)).not.toContain('A spoiler!')
  expect(nia.browser.html).toContain('What she says')
  expect(nia.browser.html).not.toContain('Filtered')
  expect(await page(tom, path)).toContain('A spoiler!')
  expect(
    (await tom.browser.send('/account/controls/filters/undo', { id: filter.id, _csrf: csrf(tom.browser) })).status
  ).toBe(404)
})

test('nobody is told of what they have hidden', async () => {
  const { context } = site
  const mine = await story(nia, 'Heard of')
  const answered = async () => {
    const id = await said(maddy, '<p>A damson answer</p>', { inReplyTo: mine.post.uri })
    await notifyOfPost(context, { subject: id } as never)
    return id
  }
  const before = await unread(nia)
  await answered()
  expect(await unread(nia)).toBe(before + 1)
  expect(await page(nia, '/notifications')).toContain('A damson answer')
  const { id } = await addFilter(context, viewerOf(nia), { words: 'damson', act: 'fold' })
  expect(await page(nia, '/notifications')).toContain('Filtered: damson')
  expect(nia.browser.html).not.toContain('A damson answer')
  await addFilter(context, viewerOf(nia), { words: 'damson', act: 'hide' })
  expect(await page(nia, '/notifications')).not.toContain('damson')
  await answered()
  expect(await unread(nia)).toBe(before + 1)
  await nia.browser.open('/account/controls')
  await nia.browser.press('Filter it no longer (damson)')
  expect(id).toBeTruthy()
  await keepFrom(context, viewerOf(nia), 'mute', maddy.uri)
  expect(await unread(nia)).toBe(before)
  expect(await page(nia, '/notifications')).not.toContain('A damson answer')
  await answered()
  await keepNoLonger(context, viewerOf(nia), 'mute', maddy.uri)
  expect(await unread(nia)).toBe(before + 1)
  // What comes with an office cannot be muted away.
  await keepFrom(context, viewerOf(nia), 'mute', tom.person.actor.uri)
  const review = { to: nia.person.actor.id, kind: 'review' as const, by: tom.person.actor.id, subject: 'x' }
  await context.store.write((tx) => addNotification(tx, review))
  expect(await unread(nia)).toBe(before + 2)
})

test('from a post one comes to all that can be done about its author, and back', async () => {
  const told = await story(tom, 'Say what you like')
  await nia.browser.open(`/stories/${told.post.id}`)
  const [, to] = /href="(\/account\/controls\/of\?[^"]+)"/.exec(nia.browser.html)!
  await nia.browser.open(to!.replaceAll('&amp;', '&'))
  expect(nia.browser.html).toContain(`href="/stories/${told.post.id}"`)
  await nia.browser.press('Mute', { span: '1' })
  expect(nia.browser.path).toContain('/account/controls/of?')
  expect(nia.browser.html).toContain('Unmute')
  expect(await page(tom, `/stories/${told.post.id}`)).not.toContain('/account/controls/of')
  expect((await site.browser().open(`/stories/${told.post.id}`)).html).not.toContain('/account/controls/of')
  await nia.browser.open(`/account/controls/of?target=${encodeURIComponent(nia.person.actor.uri)}`)
  expect(nia.browser.status).toBe(404)
})

test('what is wrong is said beside what was typed', async () => {
  await press(nia, '/account/controls', 'Do this', { target: '@nobody@moot.example', kind: 'block' })
  expect(nia.browser.status).toBe(422)
  expect(nia.browser.html).toContain('Nobody was found')
  expect(nia.browser.html).toContain('value="@nobody@moot.example"')
  await nia.browser.press('Do this', { target: nia.person.actor.uri, kind: 'mute' })
  expect(nia.browser.html).toContain('This is you.')
  await nia.browser.press('Filter it', { words: ' \u200b ' })
  expect(nia.browser.html).toContain('Give a word, a phrase or a topic')
  const council = await actorByHandle(site.context.store.read, 'aldermere', site.context.config.handleHost)
  await nia.browser.press('Do this', { target: council!.uri, kind: 'block' })
  expect(nia.browser.html).toContain('Mute it instead')
})

test('lists of a person reach back through pages that stay whole', async () => {
  for (let n = 0; n < 6; n++) {
    await remotePost(site.context, gwil, remoteStory(`Heard ${n}`))
    await remotePost(site.context, maddy, remoteStory(`Unheard ${n}`))
  }
  await keepFrom(site.context, viewerOf(nia), 'mute', maddy.uri)
  const looking = { actor: nia.person.actor.id }
  const first = await listPosts(site.context.store.read, looking, { kinds: ['story'], size: 4 })
  expect(first.rows.map(({ post }) => post.title)).toEqual(['Heard 5', 'Heard 4', 'Heard 3', 'Heard 2'])
  const next = await listPosts(site.context.store.read, looking, { kinds: ['story'], size: 4, after: first.next })
  expect(next.rows.slice(0, 2).map(({ post }) => post.title)).toEqual(['Heard 1', 'Heard 0'])
})

const csrf = ({ html }: Browser) => /name="_csrf" value="([^"]+)"/.exec(html)![1]!
