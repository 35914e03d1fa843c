/** Is it still true? Authors are asked after a year, answer with one press, and everyone sees what they said. */
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lookAround } from '../../federation/objects/around.ts'
import { storyDocument } from '../../federation/objects/story.ts'
import { jobs, stories } from '../../schema/index.ts'
import { findSession, startSession } from '../../server/members/sessions.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import { sweep } from '../../server/sweep.ts'
import { led, makeSite, type SignedIn, type Site, storyFields } from './pages/site.ts'

let site: Site
let nia: SignedIn
let tom: SignedIn
let old = ''
let fresh = ''
const year = 366 * 86_400_000

beforeAll(async () => {
  site = await makeSite()
  nia = await site.person('nia')
  tom = await site.person('tom')
  old = led(await site.post('/stories', storyFields('Told long ago'), nia))
  await site.post('/stories', storyFields('Only a draft', { audience: 'draft' }), nia)
  await pass()
  fresh = led(await site.post('/stories', storyFields('Told today'), nia))
})
afterAll(() => site.close())

/** A year goes by; then everybody signs in anew. */
async function pass() {
  site.context.pass(year)
  for (const who of [nia, tom]) {
    const secret = await site.context.store.write((tx) => startSession(site.context, tx, who.viewer.member.id))
    const found = await findSession(site.context, secret)
    Object.assign(who, { cookie: `folkmoot=${secret}`, csrf: found!.csrf })
  }
}
const idOf = (path: string) => path.split('/').at(-1)!
const letters = async () => {
  const rows = await site.context.store.read.select().from(jobs).where(eq(jobs.queue, 'mail'))
  return rows.map(({ body }) => JSON.stringify(body))
}
const article = (body: string, title: string) => body.split('<article').find((part) => part.includes(title)) ?? ''

test('an author is asked once, here and by letter, of what others read', async () => {
  await sweep(site.context)
  await sweep(site.context)
  const sent = (await letters()).length
  expect(sent).toBe(1)
  const { notifications } = await import('../../schema/index.ts')
  const told = await site.context.store.read.select().from(notifications).where(eq(notifications.kind, 'still'))
  expect(told.map(({ to, post }) => [to, post])).toEqual([[nia.viewer.actor.id, idOf(old)]])
})

test('until they answer, lists show that nobody has said so, and what was said lately can be looked for', async () => {
  const list = (await site.get('/stories')).body
  expect(article(list, 'Told long ago')).toMatch(/fm-item--stale[\s\S]*Still true\? Last checked/)
  expect(article(list, 'Told today')).not.toContain('fm-item--stale')
  const lately = (await site.get('/stories?still=1')).body
  expect(lately).toContain('Told today')
  expect(lately).not.toContain('Told long ago')
})

describe('the page', () => {
  test('is its author’s alone', async () => {
    expect((await site.get(`${old}/still`, tom)).statusCode).toBe(403)
    expect((await site.post(`${old}/still`, { still: 'yes' }, tom)).statusCode).toBe(403)
    expect((await site.get(`${old}/still`)).statusCode).not.toBe(200)
  })
  test('looking at it changes nothing; one press says that it is true', async () => {
    expect((await site.get(`${old}/still`, nia)).body).toContain('Still true today')
    expect((await site.get('/stories')).body).toContain('Still true? Last checked')
    expect(led(await site.post(`${old}/still`, { still: 'yes' }, nia))).toBe(old)
    expect((await site.get(old)).body).toContain('Still true, checked')
    expect((await site.get('/stories?still=1')).body).toContain('Told long ago')
    await sweep(site.context)
    expect(await letters()).toHaveLength(1)
  })
  test('that it is true no longer needs a reason, which everyone reads', async () => {
    const without = await site.post(`${old}/still`, { still: 'no', why: ' ' }, nia)
    expect(without.statusCode).toBe(422)
    expect(without.body).toContain('Say in a sentence what is different now')
    await site.post(`${old}/still`, { still: 'no', why: 'The library <b>closed</b>.' }, nia)
    const { body } = await site.get(old)
    expect(body).toContain('No longer true, since')
    expect(body).toContain('The library &lt;b&gt;closed&lt;/b&gt;.')
    expect((await site.get('/stories?still=1')).body).not.toContain('Told long ago')
    expect(article((await site.get('/stories')).body, 'Told long ago')).toContain('fm-item--stale')
  })
  test('on the wire stands when it was last true, and why it is no longer', async () => {
    const whole = (await anyPost(site.context.store.read, { id: idOf(old) }))!
    const document = storyDocument(await lookAround(site.context, whole))
    expect(document['schema:lastReviewed']).toBe(whole.story!.reviewed!.toISOString().slice(0, 10))
    expect(document.updated).toBe(whole.story!.untrue!.toISOString())
    expect(JSON.stringify(document['schema:additionalProperty'])).toContain('No longer true')
    expect(String(document.content)).toContain('The library')
  })
  test('it can become true again, and next year it is asked again', async () => {
    await site.post(`${old}/still`, { still: 'yes' }, nia)
    expect((await site.get(old)).body).not.toContain('No longer true')
    await pass()
    await sweep(site.context)
    expect(await letters()).toHaveLength(3)
    const [row] = await site.context.store.read
      .select()
      .from(stories)
      .where(eq(stories.post, idOf(fresh)))
    expect(row?.reviewAsked).toBeInstanceOf(Date)
  })
})
