/** Safe first steps: draft, this council, the world, each as an act of its own; a colleague who reads first; thanks. */
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { events, notifications } from '../../schema/index.ts'
import { councilOf } from '../../server/council/settings.ts'
import { Invalid } from '../../server/errors.ts'
import type { Event } from '../../server/events/events.store.ts'
import { keepFollow } from '../../server/follows/follows.store.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import { setAutonomy, setNewcomers } from '../../server/steps/autonomy.ts'
import { thankFirst } from '../../server/steps/thanks.ts'
import { editStory, writeStory } from '../../server/stories/stories.ts'
import { parseFragment } from '../help/html.ts'
import { addPeer } from './pages/elsewhere.ts'
import { led, makeSite, type SignedIn, type Site, storyFields } from './pages/site.ts'

let site: Site
let nia: SignedIn
let tom: SignedIn
let salma: SignedIn
let carys: SignedIn

beforeAll(async () => {
  site = await makeSite()
  nia = await site.person('nia')
  tom = await site.person('tom')
  salma = await site.person('salma')
  carys = await site.person('carys', 'Carys Rees', 'coordinator')
})
afterAll(() => site.close())

let made = 0
const draft = async (who = nia, more: Record<string, string> = {}) =>
  led(await site.post('/stories', storyFields(`Step ${++made}`, { audience: 'draft', ...more }), who))
const idOf = (path: string) => path.split('/').at(-1)!
const audienceOf = async (path: string) => (await anyPost(site.context.store.read, { id: idOf(path) }))!.post.audience
const share = (path: string, audience: string, who = nia) => site.post(`${path}/share`, { audience }, who)
const ask = (path: string, buddy: SignedIn, who = nia) =>
  site.post(`${path}/check`, { buddy: buddy.viewer.actor.id, note: 'Is it plain?' }, who)
const decide = async (path: string, who: SignedIn, decision = 'fine') => {
  const page = (await site.get(`${path}/check`, who)).body
  const seen = parseFragment(page).find(({ fields }) => 'seen' in fields)!.fields.seen as string
  return site.post(`${path}/check/decide`, { decision, seen }, who)
}
const told = async (to: SignedIn, kind: 'buddy' | 'checked' | 'first' | 'thanks') =>
  site.context.store.read
    .select()
    .from(notifications)
    .where(and(eq(notifications.to, to.viewer.actor.id), eq(notifications.kind, kind)))

describe('steps', () => {
  test('each says who can see the story, and is confirmed', async () => {
    const path = await draft()
    expect((await site.get(path, nia)).body).toContain('Only you.')
    expect((await site.get(`${path}/share?audience=local`, nia)).body).toContain('It never leaves this server')
    expect(await audienceOf(path)).toBe('draft')
    expect(led(await share(path, 'local'))).toBe(path)
    expect((await site.get(path, nia)).body).toContain('Everyone signed in at Aldermere.')
    expect((await site.get(path, tom)).statusCode).toBe(200)
    expect((await site.get(path)).statusCode).toBe(404)
    expect((await site.get(`${path}/share?audience=world`, nia)).body).toContain(
      'Everyone: the web, other councils and Mastodon'
    )
    await share(path, 'world')
    expect((await site.get(path)).statusCode).toBe(200)
    expect((await share(path, 'local')).statusCode).toBe(409)
  })
  test('tell before how many it will be sent to: who follows the author, the council or both counts once', async () => {
    const path = await draft()
    const { gwil } = await addPeer(site.context, 'moot.reach.example')
    const { actor } = await councilOf(site.context)
    for (const followed of [nia.viewer.actor.id, actor])
      await site.context.store.write((tx) =>
        keepFollow(tx, { follower: gwil.id, followed, uri: `${gwil.uri}#${followed}`, state: 'accepted' })
      )
    const { body } = await site.get(`${path}/share?audience=world`, nia)
    expect(body).toContain('It is sent to 1 follower on 1 other server')
  })
  test('are its author’s alone, and keep every word', async () => {
    const path = await draft(nia, { cost: '£3', state: 'trying', topics: 'housing chairs' })
    const before = (await anyPost(site.context.store.read, { id: idOf(path) }))!
    for (const who of [tom, carys]) expect((await share(path, 'world', who)).statusCode).toBe(404)
    await share(path, 'local')
    const after = (await anyPost(site.context.store.read, { id: idOf(path) }))!
    // Where it stands in lists, and since when it is true, goes by when it was shared.
    const besides = { reviewed: null, placed: null }
    expect({ ...after.story, ...besides }).toEqual({ ...before.story, ...besides })
    for (const name of ['title', 'summary', 'markdown', 'topics', 'policy'] as const)
      expect(after.post[name]).toEqual(before.post[name])
  })
  test('what is not finished says what is missing', async () => {
    const path = await draft(nia, { wentBadly: '' })
    const answer = await share(path, 'world')
    expect(answer.statusCode).toBe(422)
    expect(answer.body).toContain('Write what went badly')
    expect(answer.body).toContain(`href="${path}/edit#wentBadly"`)
    expect(await audienceOf(path)).toBe('draft')
  })
})

describe('a buddy', () => {
  let path = ''
  beforeAll(async () => {
    path = await draft()
    await ask(path, tom)
  })
  test('is told, and alone sees the draft beside its author', async () => {
    expect(await told(tom, 'buddy')).toHaveLength(1)
    const page = (await site.get(`${path}/check`, tom)).body
    expect(page).toContain('People came earlier')
    expect(page).toContain('Is it plain?')
    for (const who of [salma, carys, undefined]) expect((await site.get(`${path}/check`, who)).statusCode).not.toBe(200)
    expect((await site.get(path, tom)).statusCode).toBe(404)
  })
  test('comments on a passage; the author answers and is done; nobody else can', async () => {
    const said = { part: 'wentBadly', passage: 'There was no room', comment: 'Say <i>which</i> room.' }
    for (const who of [salma, nia]) expect((await site.post(`${path}/check/comments`, said, who)).statusCode).toBe(404)
    expect((await site.post(`${path}/check/comments`, { ...said, comment: '' }, tom)).statusCode).toBe(422)
    expect((await site.post(`${path}/check/comments`, said, tom)).statusCode).toBe(303)
    const page = (await site.get(`${path}/check`, nia)).body
    expect(page).toContain('Say &lt;i&gt;which&lt;/i&gt; room.')
    expect(page).toContain('There was no room')
    const comment = /id="comment-([0-9a-f]{32})"/.exec(page)![1]!
    const answer = { comment, answer: 'The blue one.', done: 'yes' }
    for (const who of [tom, salma]) expect((await site.post(`${path}/check/answer`, answer, who)).statusCode).toBe(404)
    await site.post(`${path}/check/answer`, answer, nia)
    const seen = (await site.get(`${path}/check`, tom)).body
    expect(seen).toContain('The blue one.')
    expect(seen).toContain('What went badly, done')
  })
  test('says please change, then fine; what was changed since is told', async () => {
    await decide(path, tom, 'changes')
    expect((await site.get(`${path}/check`, nia)).body).toContain('says: please change')
    await decide(path, tom)
    expect((await site.get(`${path}/check`, nia)).body).toContain('says: fine to share')
    expect(await told(nia, 'checked')).toHaveLength(2)
    await site.post(`${path}/edit`, storyFields('Changed since', { audience: 'draft' }), nia)
    expect((await site.get(`${path}/check`, nia)).body).toContain('It was changed since')
    const stale = await site.post(`${path}/check/decide`, { decision: 'fine', seen: 'something else' }, tom)
    expect(stale.statusCode).toBe(409)
  })
  test('sees it no longer when the author takes the question back', async () => {
    const page = (await site.get(`${path}/check`, nia)).body
    const check = /name="check" value="([0-9a-f]{32})"/.exec(page)![1]!
    expect((await site.post(`${path}/check/end`, { check }, salma)).statusCode).toBe(404)
    await site.post(`${path}/check/end`, { check }, nia)
    expect((await site.get(`${path}/check`, tom)).statusCode).toBe(404)
  })
  test('is a colleague, and not oneself', async () => {
    expect((await ask(path, nia)).statusCode).toBe(422)
    expect((await site.post(`${path}/check`, { buddy: 'f'.repeat(32), note: '' }, nia)).statusCode).toBe(422)
    expect((await site.post(`${path}/check`, { buddy: tom.viewer.actor.id, note: '' }, salma)).statusCode).toBe(404)
  })
  test('nothing of it is an event that could be sent', async () => {
    const rows = await site.context.store.read
      .select()
      .from(events)
      .where(eq(events.subject, idOf(path)))
    expect(rows).toEqual([])
  })
})

describe('autonomy', () => {
  const level = (who: SignedIn, value: string, by = carys) =>
    site.post('/account/first-steps', { person: who.viewer.actor.id, level: value }, by)
  test('is said by coordinators only', async () => {
    expect((await level(salma, 'buddy', tom)).statusCode).toBe(403)
    expect((await level(salma, 'whatever')).statusCode).toBe(422)
    expect((await level(salma, 'buddy')).statusCode).toBe(303)
    expect((await site.get('/account/first-steps', salma)).body).toContain('a colleague looks and says that it is fine')
    expect((await site.get('/account/first-steps', tom)).body).not.toContain('How free each person is')
  })
  test('a buddy’s word is needed for the world, in every way, and for these words', async () => {
    const path = await draft(salma)
    for (const audience of ['world', 'unlisted', 'followers'])
      expect((await site.post('/stories', storyFields('At once', { audience }), salma)).statusCode, audience).toBe(422)
    await expect(writeStory(site.context, salma.viewer, { ...input, audience: 'world' })).rejects.toThrow(Invalid)
    await expect(editStory(site.context, salma.viewer, idOf(path), { ...input, audience: 'world' })).rejects.toThrow(
      Invalid
    )
    expect((await share(path, 'world', salma)).body).toContain('says that it is fine')
    expect((await share(path, 'local', salma)).statusCode).toBe(303)
    await ask(path, tom, salma)
    await decide(path, tom, 'changes')
    expect((await share(path, 'world', salma)).statusCode).toBe(422)
    await decide(path, tom)
    // Other words than those that were read.
    const other = storyFields('Something else altogether', { audience: 'world' })
    expect((await site.post(`${path}/edit`, other, salma)).statusCode).toBe(422)
    expect((await anyPost(site.context.store.read, { id: idOf(path) }))!.post.title).not.toContain('Something else')
    expect((await share(path, 'world', salma)).statusCode).toBe(303)
    expect(await audienceOf(path)).toBe('public')
    // What is out may be changed.
    expect((await site.post(`${path}/edit`, storyFields('Better words'), salma)).statusCode).toBe(303)
  })
  test('signing off is for coordinators', async () => {
    await setAutonomy(site.context, undefined, salma.viewer.actor.id, 'sign-off')
    const path = await draft(salma)
    await ask(path, tom, salma)
    await decide(path, tom)
    expect((await share(path, 'world', salma)).statusCode).toBe(422)
    await ask(path, carys, salma)
    await decide(path, carys)
    expect((await share(path, 'world', salma)).statusCode).toBe(303)
  })
  test('newcomers are as free as the council says; coordinators are free', async () => {
    await setNewcomers(site.context, carys.viewer, 'buddy')
    const dan = await site.person('dan')
    expect((await share(await draft(dan), 'world', dan)).statusCode).toBe(422)
    expect((await share(await draft(carys), 'world', carys)).statusCode).toBe(303)
    await setNewcomers(site.context, carys.viewer, 'free')
  })
})

const input = { ...storyFields('By the service'), topics: ['housing'] }

test('a first story for the world is thanked for, by the council and by colleagues, once', async () => {
  const ffion = await site.person('ffion')
  const publish = async () => {
    const path = led(await site.post('/stories', storyFields('First and second'), ffion))
    const rows = await site.context.store.read
      .select()
      .from(events)
      .where(eq(events.subject, idOf(path)))
    for (const event of [...rows, ...rows]) await thankFirst(site.context, event as Event)
    return path
  }
  const first = await publish()
  const second = await publish()
  expect((await told(ffion, 'first')).map(({ post }) => post)).toEqual([idOf(first)])
  expect((await site.get(first, tom)).body).toContain('Say thank you')
  expect((await site.get(second, tom)).body).not.toContain('Say thank you')
  await site.post(`${first}/thanks`, { words: 'Well told!' }, tom)
  expect(await told(ffion, 'thanks')).toHaveLength(1)
  expect((await site.get(first, ffion)).body).toContain('Well told!')
  expect((await site.get(first)).body).not.toContain('Well told!')
  for (const [path, who] of [
    [first, ffion],
    [second, tom]
  ] as const)
    expect((await site.post(`${path}/thanks`, { words: 'Hm' }, who)).statusCode).toBe(409)
})
