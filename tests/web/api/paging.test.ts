/** Lists are walked by `next` to their end: nothing twice, nothing left out, the newest first. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newKey } from '../../../schema/columns.ts'
import { keepFollow } from '../../../server/follows/follows.store.ts'
import { addInterest } from '../../../server/interest/interest.store.ts'
import { setActorTrust } from '../../../server/moderation/instances.store.ts'
import { addNotification } from '../../../server/notifications/notifications.store.ts'
import { type Actor, addPost } from '../../../server/posts/posts.store.ts'
import { indexPost } from '../../../server/search/search.store.ts'
import { keepStoryParts } from '../../../server/stories/stories.store.ts'
import { type ApiServer, apiServer, type Caller, type Person, type Told } from './server.ts'

const total = 33
const start = Date.now() - 3_600_000
const uriOf = (n: number) => `https://far.example/posts/${n}`

let server: ApiServer
let nia: Person
let mod: Person
let authors: Actor[]

beforeAll(async () => {
  server = await apiServer()
  nia = await server.person('nia')
  mod = await server.person('mod', 'moderator')
  authors = await Promise.all(['ann', 'bob', 'cai'].map((name) => server.actor('far.example', name, 'known')))
  const me = nia.viewer.actor.id
  // What somebody who is blocked said stands between the rest, and must not make a page shorter.
  const dan = await server.actor('far.example', 'dan', 'known')
  for (let n = 0; n < 12; n++) {
    const published = new Date(start + n * 3_000 + 500)
    await server.received(dan.id, {
      kind: 'story',
      title: 'Walnut of Dan',
      topics: ['walnuts'],
      published,
      story: { wentWellHtml: 'w', wentBadlyHtml: 'b' }
    })
  }
  await server.context.store.write(async (tx) => {
    await setActorTrust(tx, dan.uri, 'blocked')
    for (const { id, uri } of authors) await keepFollow(tx, { follower: me, followed: id, uri, state: 'accepted' })
    for (let n = 0; n < total; n++) {
      const id = newKey(start + n * 1_000)
      const author = authors[n % 3]!.id
      // Two kinds and two audiences, so that each page is merged from several indexes.
      const audience = n % 4 === 0 ? ('local' as const) : ('public' as const)
      const kind = n % 5 === 0 ? ('question' as const) : ('story' as const)
      const rest = {
        kind,
        author,
        audience,
        visibility: audience,
        thread: id,
        html: '<p>text</p>',
        title: `Walnut ${n}`
      }
      await addPost(tx, {
        id,
        ...rest,
        uri: uriOf(n),
        url: uriOf(n),
        topics: ['walnuts'],
        published: new Date(start + n * 1_000)
      })
      if (kind === 'story')
        await keepStoryParts(tx, { post: id, wentWellHtml: 'w', wentBadlyHtml: 'b', toldBadly: true })
      await indexPost(tx, id)
      await addNotification(tx, { to: me, kind: 'mention', by: author, post: id })
      // Every third is also shown, by somebody else than its author: at once, or long after.
      if (n % 3 === 0)
        await addInterest(tx, { actor: authors[(n + 1) % 3]!.id, post: id, kind: 'share', uri: `${uriOf(n)}/a` })
      if (n % 6 === 0)
        await addInterest(tx, { actor: authors[(n + 2) % 3]!.id, post: id, kind: 'share', uri: `${uriOf(n)}/b` })
    }
  })
})
afterAll(() => server.stop())

/** All pages of a list, one after another. */
async function walk(who: Caller, path: string, size: number, between?: () => Promise<unknown>): Promise<Told[][]> {
  const pages: Told[][] = []
  for (let next: string | null | undefined; next !== null; ) {
    expect(pages.length, 'the list ends').toBeLessThan(100)
    const page = await who.get(`${path}${path.includes('?') ? '&' : '?'}size=${size}${next ? `&after=${next}` : ''}`)
    expect(page.items.length).toBeLessThanOrEqual(size)
    pages.push(page.items)
    next = page.next
    await between?.()
  }
  return pages
}

const all = (fits: (n: number) => boolean) =>
  Array.from({ length: total }, (_, n) => n)
    .filter(fits)
    .reverse()
    .map(uriOf)
const isLocal = (n: number) => n % 4 === 0
const isQuestion = (n: number) => n % 5 === 0
const byAnn = (n: number) => n % 3 === 0
const annUri = 'author=https%3A%2F%2Ffar.example%2Fusers%2Fann'

describe('posts', () => {
  const lists: [path: string, who: 'stranger' | 'member', expected: string[]][] = [
    ['stories', 'stranger', all((n) => !isQuestion(n) && !isLocal(n))],
    ['stories', 'member', all((n) => !isQuestion(n))],
    ['stories?badly=true', 'member', all((n) => !isQuestion(n))],
    ['stories?topic=walnuts', 'stranger', all((n) => !isQuestion(n) && !isLocal(n))],
    ['stories?topic=walnuts', 'member', all((n) => !isQuestion(n))],
    [`stories?${annUri}`, 'stranger', all((n) => !isQuestion(n) && !isLocal(n) && byAnn(n))],
    [`stories?${annUri}`, 'member', all((n) => !isQuestion(n) && byAnn(n))],
    [`stories?topic=walnuts&${annUri}`, 'member', all((n) => !isQuestion(n) && byAnn(n))],
    ['questions', 'stranger', all((n) => isQuestion(n) && !isLocal(n))],
    ['questions', 'member', all((n) => isQuestion(n))]
  ]
  it.each(lists)('%s for a %s', async (path, who, expected) => {
    for (const size of [1, 4, 7, 100]) {
      const pages = await walk(who === 'member' ? nia : server.stranger, path, size)
      expect(pages.flat().map((item) => item.uri)).toEqual(expected)
      // Full pages but for the last, and no empty one.
      expect(pages.slice(0, -1).every((page) => page.length === size)).toBe(true)
      expect(pages.at(-1)).not.toEqual([])
    }
  })

  it('what is published meanwhile does not shift the pages', async () => {
    let n = 0
    const more = () =>
      server.received(authors[0]!.id, { kind: 'question', title: `New ${n++}`, question: { accepted: [] } })
    const pages = await walk(nia, 'questions', 2, more)
    const expected = all((n) => isQuestion(n))
    expect(pages.flat().map((item) => item.uri)).toEqual(expected)
  })

  it('everything found is reached, each once', async () => {
    for (const [who, expected] of [
      [nia, all(() => true)],
      [server.stranger, all((n) => !isLocal(n))]
    ] as const) {
      const pages = await walk(who, 'search?q=walnut', 5)
      expect(
        pages
          .flat()
          .map((item) => item.uri)
          .sort()
      ).toEqual([...expected].sort())
      expect(pages.slice(0, -1).every((page) => page.length === 5)).toBe(true)
    }
    // After what is not found, or no longer, there is nothing.
    expect(await nia.get(`search?q=walnut&after=${'0'.repeat(32)}`)).toEqual({ items: [], next: null })
  })
})

describe('the timeline', () => {
  it.each([1, 3, 10, 100])('shows every post once, in pages of %i', async (size) => {
    const items = (await walk(nia, 'timeline', size))
      .flat()
      .filter((item) => item.uri.includes('/posts/') && /Walnut/.test(item.title))
    const uris = items.map((item) => item.uri)
    expect(new Set(uris).size).toBe(uris.length)
    expect([...uris].sort()).toEqual(all(() => true).sort())
    // What was shown stands where it was shown, which is later than all that was said.
    const shown = items.filter((item) => item.sharedBy)
    expect(shown.map((item) => item.uri).sort()).toEqual(all((n) => n % 3 === 0).sort())
    expect(items.slice(0, shown.length)).toEqual(shown)
    expect(items.slice(shown.length).map((item) => item.uri)).toEqual(all((n) => n % 3 !== 0))
  })
})

describe('other lists', () => {
  it('notifications', async () => {
    const items = (await walk(nia, 'notifications', 4)).flat()
    const ids = items.map((item) => item.id)
    expect(ids).toEqual([...ids].sort().reverse())
    expect(items.map((item) => item.uri).sort()).toEqual(all(() => true).sort())
  })

  it('the queue, the decisions, the servers and the reports', async () => {
    for (let n = 0; n < 9; n++) await server.held(`https://h${n}.example/users/x`, `Held ${n}`)
    const queue = (await walk(mod, 'moderation/queue', 2)).flat()
    expect(queue.map((item) => item.summary)).toEqual(Array.from({ length: 9 }, (_, n) => `Held ${8 - n}`))
    for (const { id } of queue) await mod.post(`moderation/queue/${id}/release`, { trust: 'server' })
    const domains = (await walk(mod, 'moderation/domains', 2)).flat().map((item) => item.host)
    expect(domains).toEqual(Array.from({ length: 9 }, (_, n) => `h${n}.example`))
    const decisions = (await walk(mod, 'moderation/decisions', 4)).flat()
    expect(new Set(decisions.map((item) => item.id)).size).toBe(18)
    for (const { actor } of queue.slice(0, 5)) await nia.post('reports', { actor, text: 'x' })
    expect((await walk(mod, 'moderation/reports', 2)).flat()).toHaveLength(5)
  })
})
