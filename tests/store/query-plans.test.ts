/** Every list goes by an index, on an empty database and on one whose statistics SQLite knows. */
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { dialect, newKey } from '../../schema/columns.ts'
import { interests, posts } from '../../schema/index.ts'
import type { PostKind } from '../../schema/posts.ts'
import { actorByHandle, actorByUri, addActor, countLocalPeople, localActors } from '../../server/actors/actors.store.ts'
import {
  followedCouncils,
  followerInboxes,
  isFollowedHere,
  keepFollow,
  listFollowers,
  listFollowing
} from '../../server/follows/follows.store.ts'
import { addInterest, listInterest, liveliest } from '../../server/interest/interest.store.ts'
import { addJob, claimJob, deadJobs, postponeLane, queueDepth } from '../../server/jobs/jobs.store.ts'
import { addMember, listPeople } from '../../server/members/members.store.ts'
import {
  addHeld,
  countHeld,
  countHeldBy,
  expireHeld,
  listDecisions,
  listHeld,
  waitingOf
} from '../../server/moderation/held.store.ts'
import { blockedHosts, listInstances, trustOfHost } from '../../server/moderation/instances.store.ts'
import { countReports, listReports } from '../../server/moderation/reports.store.ts'
import {
  addNotification,
  countUnread,
  listNotifications,
  markRead
} from '../../server/notifications/notifications.store.ts'
import { type ListAsked, listPosts } from '../../server/posts/lists.store.ts'
import {
  acceptedFor,
  addPost,
  adoptReplies,
  countLocal,
  countReplies,
  draftsOf,
  interestOf,
  type Post,
  readPost,
  readPosts,
  readThread
} from '../../server/posts/posts.store.ts'
import { searchPage } from '../../server/search/search.store.ts'
import type { Writer } from '../../server/store/store.ts'
import { edgeQuery, readTimeline, saidQuery, shownQuery } from '../../server/timeline/timeline.store.ts'
import { listTopics } from '../../server/topics/topics.store.ts'
import { makeTestContext, type TestContext } from '../help/context.ts'

const key = 'a'.repeat(32)
const uri = 'https://moot.example/1'
const someone = { actor: key }

/** Tables that stay small however long a council runs its server. */
/** And what a query found itself. */
const small = new Set(['hits', 'members', 'settings', 'services', 'councils', 'instances', 'actor_keys', 'sessions'])
/** What may sort what it found, and why. */
const maySort: Record<string, string> = {
  'timeline of the few': 'asked only when the latest 2,000 posts hold less than a page of them',
  'shares of the few': 'asked only when the latest 2,000 interests hold less than a page of them',
  'timeline, whole': 'contains the two above',
  'questions about a story': 'as many as one story has',
  'answers accepted': 'as many as the questions of one page have',
  'topics in use': 'counts, and sorts the counts',
  'the liveliest': 'scores the stories of a few weeks',
  search: 'ranks at most 300 hits',
  'search for a member': 'the same',
  'following, with requests': 'as many as one person follows',
  'depth of a queue': 'has counted them all before',
  'servers met': 'a small table'
}
/** What may read a whole table, and why. */
const mayScan: Record<string, string> = {
  'topics in use': 'counts all of them'
}

let context: TestContext
const reads = () => context.store.read
const writes = (work: (tx: Writer) => Promise<unknown>) => context.store.write(work)
const filters: Record<string, ListAsked> = {
  'stories and questions': {},
  stories: { kinds: ['story'] },
  'went badly': { kinds: ['story'], badly: true },
  'stories in a state': { kinds: ['story'], state: 'trying' },
  'open questions': { kinds: ['question'], answered: false },
  'answered questions': { kinds: ['question'], answered: true },
  'questions about a story': { kinds: ['question'], about: uri },
  'an author': { author: key },
  'a topic': { topic: 'libraries' },
  'a topic by an author': { topic: 'libraries', author: key },
  'our own': { local: true },
  'everything there is': { kinds: ['story', 'question', 'reply', 'post', 'event', 'video', 'poll'] }
}
const lists = Object.entries(filters).flatMap(([name, asked]) =>
  [undefined, someone].flatMap((looking) =>
    [{}, { after: key }, { before: key }].map((turn): [string, () => Promise<unknown>] => [
      name,
      () => listPosts(reads(), looking, { ...asked, ...turn })
    ])
  )
)
const queries: [name: string, run: () => Promise<unknown>][] = [
  ...lists,
  ['one post', () => readPost(reads(), { uri }, someone)],
  ['posts of a page', () => readPosts(reads(), [key, uri], someone)],
  ['thread', () => readThread(reads(), key, undefined)],
  ['thread for a member', () => readThread(reads(), key, someone, 100, key)],
  ['drafts', async () => draftsOf(reads(), key)],
  ['how many of ours', () => countLocal(reads())],
  ['interest of a viewer', () => interestOf(reads(), key, [key, uri])],
  ['answers accepted', () => acceptedFor(reads(), [key, uri])],
  ['replies counted', () => writes((tx) => countReplies(tx, key))],
  ['replies adopted', () => writes((tx) => adoptReplies(tx, { id: key, uri, thread: key } as Post))],
  ['timeline, whole', () => readTimeline(reads(), key, { after: key })],
  ['edge of the timeline', async () => edgeQuery(reads(), posts, { after: key })],
  ['edge of the shares', async () => edgeQuery(reads(), interests, {})],
  ['timeline of the many', async () => saidQuery(reads(), key, { after: key }, 20, key)],
  ['timeline of the few', async () => saidQuery(reads(), key, {}, 20)],
  ['shares of the many', async () => shownQuery(reads(), key, { after: key }, 20, key)],
  ['shares of the few', async () => shownQuery(reads(), key, {}, 20)],
  ['who likes it', () => listInterest(reads(), key, 'like', { after: key })],
  ['the liveliest', async () => liveliest(reads(), key)],
  ['followers', () => listFollowers(reads(), key, { after: key })],
  ['following', () => listFollowing(reads(), key, { after: key })],
  ['following, with requests', () => listFollowing(reads(), key, { requested: true })],
  ['inboxes of followers', () => followerInboxes(reads(), key)],
  ['councils followed', async () => followedCouncils(reads())],
  ['followed from here', () => isFollowedHere(reads(), uri)],
  ['notifications', () => listNotifications(reads(), key, { after: key })],
  ['notifications, backwards', () => listNotifications(reads(), key, { before: key })],
  ['unread', () => countUnread(reads(), key)],
  ['marked as read', () => writes((tx) => markRead(tx, key, new Date()))],
  ['held', () => listHeld(reads(), { after: key })],
  ['held, oldest first', () => listHeld(reads(), { oldest: true })],
  ['held of a server', () => listHeld(reads(), { host: 'moot.example' })],
  ['held of an author', () => listHeld(reads(), { actor: uri })],
  ['waiting of a server', async () => waitingOf(reads(), { host: 'moot.example' })],
  ['waiting of an author', async () => waitingOf(reads(), { actor: uri })],
  ['how many are held', () => countHeld(reads())],
  ['how many are held of each', () => countHeldBy(reads(), [uri])],
  ['holds that end', () => writes((tx) => expireHeld(tx, new Date(0)))],
  ['decisions', () => listDecisions(reads(), { after: key })],
  ['reports', () => listReports(reads(), { after: key })],
  ['how many reports', () => countReports(reads())],
  ['servers met', async () => listInstances(reads(), undefined)],
  ['servers of a state', async () => listInstances(reads(), 'blocked', 'm')],
  ['trust of a host', () => trustOfHost(reads(), 'a.moot.example')],
  ['blocked hosts', () => blockedHosts(reads())],
  ['actor by handle', () => actorByHandle(reads(), 'Nia', 'moot.example')],
  ['actor by address', () => actorByUri(reads(), uri)],
  ['our actors', async () => localActors(reads(), 'Person', key)],
  ['how many people', () => countLocalPeople(reads())],
  ['members', () => listPeople(reads(), { after: key })],
  ['topics in use', async () => listTopics(reads())],
  ['search', () => searchPage(reads(), undefined, { words: 'libraries' })],
  ['search for a member', () => searchPage(reads(), someone, { words: 'libraries', after: key })],
  ['next job', () => claimJob(context, 'delivery', 'w', new Date(), new Date(), false)],
  ['next job in order', () => claimJob(context, 'events', 'w', new Date(), new Date())],
  ['a lane put off', () => writes((tx) => postponeLane(tx, 'delivery', 'moot.example', new Date()))],
  ['dead jobs', () => deadJobs(reads())],
  ['depth of a queue', () => queueDepth(reads(), 'inbox')]
]

/** The plan of every statement that `run` runs. */
async function plansOf(run: () => Promise<unknown>): Promise<{ sql: string; plan: string[] }[]> {
  const prepared = vi.spyOn(Database.prototype, 'prepare')
  await run()
  const statements = prepared.mock.calls.map(([sql]) => String(sql))
  prepared.mockRestore()
  const asking = new Database(context.databaseUrl.replace(/^file:/, ''), { readonly: true })
  const plans = statements
    .filter((sql) => /^(with|select|update|delete)\b/i.test(sql))
    .map((sql) => {
      const rows = asking.prepare(`explain query plan ${sql}`).all(...unbound(sql)) as { detail: string }[]
      return { sql, plan: rows.map((row) => row.detail) }
    })
  asking.close()
  return plans
}

const unbound = (sql: string) => Array.from(sql.matchAll(/\?/g), () => null)

async function expectIndexes(name: string, run: () => Promise<unknown>) {
  const plans = await plansOf(run)
  expect(plans.length).toBeGreaterThan(0)
  for (const { sql, plan } of plans) {
    const told = `${sql}\n${plan.join('\n')}`
    for (const step of plan) {
      const [, table] = /^SCAN ([a-z_]+)$/.exec(step) ?? []
      if (table && !small.has(table) && !mayScan[name]) expect.fail(`reads all of ${table}:\n${told}`)
      if (/USE TEMP B-TREE FOR ORDER BY/.test(step) && !maySort[name]) expect.fail(`sorts what it found:\n${told}`)
    }
  }
}

/** Enough rows, spread as they are in life, that reading them all would be the wrong choice. */
async function fill() {
  const kinds: PostKind[] = ['reply', 'reply', 'reply', 'post', 'story', 'question']
  const start = Date.now() - 3_000_000
  await context.store.write(async (tx) => {
    const authors: string[] = []
    for (let n = 0; n < 1_200; n++) {
      const at = `${uri}/actors/${n}`
      const names = { type: 'Person' as const, username: `n${n}`, host: `h${n % 70}.example`, name: `N ${n}` }
      const { id } = await addActor(tx, { ...names, uri: at, url: at, inbox: `${at}/inbox` })
      authors.push(id)
      const told = { reason: '', rule: '', summary: '', path: 'inbox', type: 'Create', expires: new Date() }
      await addHeld(tx, { ...told, uri: `${at}/held`, actor: at, host: names.host, state: 'waiting' })
      if (n < 40) await addMember(tx, { actor: id, email: `n${n}@moot.example`, role: 'practitioner' })
    }
    const ids = Array.from({ length: 2_600 }, (_, n) => newKey(start + n * 1_000))
    for (const [n, id] of ids.entries()) {
      const author = authors[(n * 7) % authors.length]!
      const kind = kinds[n % kinds.length]!
      const above = kind === 'reply' ? n - 1 - (n % 3) : -1
      const place =
        above < 0 ? { thread: id } : { parent: ids[above]!, thread: ids[above]!, inReplyTo: `${uri}/p/${above}` }
      const audience = n % 10 === 0 ? ('local' as const) : ('public' as const)
      const rest = { audience, visibility: audience, topics: n % 3 ? [] : ['libraries', `t${n % 50}`] }
      await addPost(tx, { id, kind, author, ...place, ...rest, uri: `${uri}/p/${n}`, url: uri, html: '<p>text</p>' })
      await addInterest(tx, { actor: author, post: id, kind: n % 2 ? 'like' : 'share', uri: `${uri}/i/${n}` })
      await addNotification(tx, { to: authors[n % 40]!, kind: 'like', by: author, post: id })
      await addJob(context, tx, { queue: 'delivery', lane: `h${n % 70}.example`, body: {} })
    }
    for (const [n, follower] of authors.slice(0, 40).entries())
      for (const followed of authors.slice(40 + n * 20, 60 + n * 20))
        await keepFollow(tx, { follower, followed, uri, state: 'accepted' })
  })
}

describe.runIf(dialect === 'sqlite')('lists go by an index', () => {
  beforeAll(async () => {
    context = await makeTestContext()
  })
  afterAll(() => context.close())

  it.each(queries)('on an empty database: %s', expectIndexes)

  describe('when SQLite knows how the rows are spread', () => {
    beforeAll(async () => {
      await fill()
      const database = new Database(context.databaseUrl.replace(/^file:/, ''))
      database.exec('analyze')
      database.close()
    }, 60_000)

    it.each(queries)('%s', expectIndexes)
  })
})
