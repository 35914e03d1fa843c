/** People pin what they wrote to the top of their page, and admins to the council's, without JavaScript. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeViewer } from '../../server/members/viewer.ts'
import { writeStory } from '../../server/stories/stories.ts'
import { featuredRoutes } from '../../web/featured/routes.ts'
import { peopleRoutes } from '../../web/people/routes.ts'
import { storyRoutes } from '../../web/stories/routes.ts'
import { type Browser, openSite, type Site } from '../help/site.ts'

let site: Site
let nia: Awaited<ReturnType<Site['person']>>
let ruth: Awaited<ReturnType<Site['person']>>

beforeAll(async () => {
  site = await openSite({
    more: ({ app, pages, context }) => {
      for (const part of [storyRoutes, peopleRoutes, featuredRoutes]) void app.register(part(context, pages))
    }
  })
  nia = await site.person()
  ruth = await site.person('admin')
})
afterAll(() => site.close())

const words = { summary: 'Short.', body: 'We moved.', wentWell: 'Well.', wentBadly: 'Badly.' }
async function story(title: string, audience = 'world') {
  const { member, actor } = nia.person
  const { post } = await writeStory(site.context, makeViewer(member, actor), { title, audience, ...words })
  return { uri: post.uri, path: `/stories/${post.id}` }
}
const page = () => `/@${nia.person.actor.username}`
const pinned = (html: string) =>
  [...html.matchAll(/Pinned<\/span>[\s\S]*?fm-title"><a [^>]*><bdi>([^<]*)/g)].map((one) => one[1])
const pin = (browser: Browser, object: string, more = {}) =>
  browser.send('/pins', { object, _csrf: csrf(browser), ...more })
const csrf = ({ html }: Browser) => /name="_csrf" value="([^"]+)"/.exec(html)![1]!

test('one button pins a story and takes it down; it stands first for everyone, and once', async () => {
  const [first] = [await story('An old table'), await story('A new table')]
  await nia.browser.open(first.path)
  await nia.browser.press('Pin to your page')
  expect(nia.browser.path).toBe(first.path)
  const visitor = await site.browser().open(page())
  expect(pinned(visitor.html)).toEqual(['An old table'])
  expect(visitor.html.match(/An old table<\/bdi>/g)).toHaveLength(1)
  expect(visitor.html.indexOf('An old table')).toBeLessThan(visitor.html.indexOf('A new table'))
  await nia.browser.press('Take down from your page')
  await visitor.open(page())
  expect(pinned(visitor.html)).toEqual([])
  expect(visitor.html.indexOf('An old table')).toBeGreaterThan(visitor.html.indexOf('A new table'))
})

test('five at most: the sixth is told why', async () => {
  const paths = []
  for (const n of [1, 2, 3, 4, 5, 6]) paths.push((await story(`Story ${n}`)).path)
  for (const path of paths.slice(0, 5)) await (await nia.browser.open(path)).press('Pin to your page')
  await nia.browser.open(paths[5]!)
  await nia.browser.press('Pin to your page')
  expect(nia.browser.status).toBe(409)
  expect(nia.browser.html).toContain('Take one down before you pin another')
  expect(pinned((await site.browser().open(page())).html)).toEqual([
    'Story 5',
    'Story 4',
    'Story 3',
    'Story 2',
    'Story 1'
  ])
})

test('only one’s own, only what is for everyone, and for the council only by admins', async () => {
  const open = await story('For everyone')
  const local = await story('For us', 'local')
  await ruth.browser.open(open.path)
  expect(ruth.browser.html).not.toContain('Pin to your page')
  expect((await pin(ruth.browser, open.uri)).status).toBe(403)
  await nia.browser.open(local.path)
  expect(nia.browser.html).not.toContain('Pin to')
  expect((await pin(nia.browser, local.uri)).status).toBe(403)
  await nia.browser.open(open.path)
  expect(nia.browser.html).not.toContain('the council’s page')
  expect((await pin(nia.browser, open.uri, { page: 'council' })).status).toBe(403)
  await nia.browser.open(open.path)
  expect((await pin(nia.browser, 'https://nowhere.example/1')).status).toBe(404)
  await ruth.browser.open(open.path)
  await ruth.browser.press('Pin to the council’s page')
  const council = await site.browser().open('/@aldermere')
  expect(pinned(council.html)).toEqual(['For everyone'])
  await ruth.browser.press('Take down from the council’s page')
  expect(pinned((await council.open('/@aldermere')).html)).toEqual([])
})

test('nobody pins without signing in, nor from another site’s form', async () => {
  const { uri, path } = await story('Not by strangers')
  expect((await site.browser().send('/pins', { object: uri })).status).not.toBe(200)
  await nia.browser.open(path)
  const before = nia.browser.html
  const sent = await nia.browser.send('/pins', { object: uri }, { origin: 'https://evil.example' })
  expect(sent.status).toBe(403)
  expect(pinned(before)).toEqual([])
})

test('the topics chosen in the profile stand on the page; else those used most', async () => {
  const { member, actor } = nia.person
  await writeStory(site.context, makeViewer(member, actor), { title: 'Tagged', topics: ['kettles'], ...words })
  const visitor = await site.browser().open(page())
  expect(visitor.html).toContain('href="/topics/kettles"')
  await nia.browser.open('/account')
  await nia.browser.press('Keep the changes', { topics: 'housing #rough-sleeping' })
  expect(nia.browser.status).toBe(200)
  expect((await visitor.open(page())).html).toContain('href="/topics/housing"')
  expect(visitor.html).toContain('href="/topics/roughsleeping"')
  expect((await nia.browser.open('/account')).html).toContain('value="housing roughsleeping"')
  await nia.browser.press('Keep the changes', { topics: 'a b c d e f g h i j k' })
  expect(nia.browser.status).toBe(422)
  expect(nia.browser.html).toContain('Name 10 topics or fewer')
  expect(nia.browser.html).toContain('value="a b c d e f g h i j k"')
})
