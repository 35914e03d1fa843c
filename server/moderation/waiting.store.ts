/** What stands beside things that wait: how much, from whom, what it is about, and how it went with their authors before. */
import { and, asc, count, countDistinct, eq, gt, inArray, or } from 'drizzle-orm'
import { actors, follows, type HeldState, held, posts, received } from '../../schema/index.ts'
import type { Actor } from '../actors/actors.store.ts'
import { type Looking, readable, selectPosts, type WholePost } from '../posts/whole.store.ts'
import type { Reader } from '../store/store.ts'
import type { HeldItem } from './held.store.ts'

export interface Waiting {
  items: number
  people: number
  servers: number
  /** Whether people and servers are counted among all that waits, or only among the oldest. */
  all: boolean
}

/** How much waits, and from how many; these are counted among the oldest, so that a flood costs no more than a busy day. */
export async function countWaiting(db: Reader, among = 2_000): Promise<Waiting> {
  const waiting = eq(held.state, 'waiting')
  const oldest = db
    .select({ actor: held.actor, host: held.host })
    .from(held)
    .where(waiting)
    .orderBy(asc(held.id))
    .limit(among)
    .as('oldest')
  const [[total], [from]] = await Promise.all([
    db.select({ n: count() }).from(held).where(waiting),
    db.select({ people: countDistinct(oldest.actor), servers: countDistinct(oldest.host) }).from(oldest)
  ])
  const items = total?.n ?? 0
  return { items, people: from?.people ?? 0, servers: from?.servers ?? 0, all: items <= among }
}

/** The servers from which something waits, by name; `after` is a host. */
export const waitingServers = (db: Reader, after = '', size = 100) =>
  db
    .select({ host: held.host, items: count() })
    .from(held)
    .where(and(eq(held.state, 'waiting'), gt(held.host, after)))
    .groupBy(held.host)
    .orderBy(asc(held.host))
    .limit(size)

/** The authors from whom something waits, by address; `after` is one. */
export const waitingAuthors = (db: Reader, after = '', size = 100) =>
  db
    .select({ actor: held.actor, items: count() })
    .from(held)
    .where(and(eq(held.state, 'waiting'), gt(held.actor, after)))
    .groupBy(held.actor)
    .orderBy(asc(held.actor))
    .limit(size)

/** What became of everything that was held from a server. */
export async function outcomesAt(db: Reader, host: string): Promise<Partial<Record<HeldState, number>>> {
  const rows = await db
    .select({ state: held.state, n: count() })
    .from(held)
    .where(eq(held.host, host))
    .groupBy(held.state)
  return Object.fromEntries(rows.map((row) => [row.state, row.n]))
}

/** What waits next after an item, and from the beginning again at the end. */
export async function nextWaiting(db: Reader, after: string): Promise<HeldItem | undefined> {
  const from = (key: string) =>
    db
      .select()
      .from(held)
      .where(and(eq(held.state, 'waiting'), gt(held.id, key)))
      .orderBy(asc(held.id))
      .limit(1)
  const [next] = await from(after)
  return next ?? (await from(''))[0]
}

/** What became of everything that was held from an author. */
export async function outcomesOf(db: Reader, actor: string): Promise<Partial<Record<HeldState, number>>> {
  const rows = await db
    .select({ state: held.state, n: count() })
    .from(held)
    .where(eq(held.actor, actor))
    .groupBy(held.state)
  return Object.fromEntries(rows.map((row) => [row.state, row.n]))
}

/** How many things wait from each of these servers. */
export async function countWaitingAt(db: Reader, hosts: string[]): Promise<Map<string, number>> {
  if (hosts.length === 0) return new Map()
  const rows = await db
    .select({ host: held.host, n: count() })
    .from(held)
    .where(and(inArray(held.host, [...new Set(hosts)]), eq(held.state, 'waiting')))
    .groupBy(held.host)
  return new Map(rows.map((row) => [row.host, row.n]))
}

/** How many activities came in since then, and how many of all were held. */
export async function countArrived(db: Reader, since: Date): Promise<{ taken: number; held: number }> {
  const [taken] = await db.select({ n: count() }).from(received).where(gt(received.created, since))
  // Keys begin with the time at which they were made.
  const first = since.getTime().toString(16).padStart(12, '0')
  const [kept] = await db.select({ n: count() }).from(held).where(gt(held.id, first))
  return { taken: taken?.n ?? 0, held: kept?.n ?? 0 }
}

/** Many actors by the addresses that the fediverse knows them by, in no order. */
export async function actorsByUris(db: Reader, uris: string[]): Promise<Actor[]> {
  const unique = [...new Set(uris)]
  return unique.length === 0
    ? []
    : db
        .select()
        .from(actors)
        .where(inArray(actors.uri, unique.slice(0, 500)))
}

/** Posts by their addresses, as whoever is looking may read them. */
export async function postsByUris(db: Reader, uris: string[], looking: Looking): Promise<Map<string, WholePost>> {
  const unique = [...new Set(uris)].slice(0, 500)
  const rows =
    unique.length === 0 ? [] : await selectPosts(db).where(and(inArray(posts.uri, unique), readable(db, looking)))
  return new Map(rows.map((row) => [row.post.uri, row]))
}

/** How many follows there are between people here and people at a host: what a block would end. */
export async function countFollowsWith(db: Reader, host: string): Promise<number> {
  const there = db
    .select({ id: actors.id })
    .from(actors)
    .where(and(eq(actors.host, host), eq(actors.local, false)))
  const [row] = await db
    .select({ n: count() })
    .from(follows)
    .where(or(inArray(follows.follower, there), inArray(follows.followed, there)))
  return row?.n ?? 0
}
