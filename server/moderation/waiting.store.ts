/** What stands beside things that wait: from whom, what it is about, and how it went with their authors before. */
import { and, asc, count, eq, gt, inArray, or } from 'drizzle-orm'
import { actors, follows, type HeldState, held, posts, received } from '../../schema/index.ts'
import type { Actor } from '../actors/actors.store.ts'
import { type Looking, readable, selectPosts, type WholePost } from '../posts/whole.store.ts'
import type { Reader } from '../store/store.ts'
import { countEach, namesWaiting } from './counts.store.ts'
import type { HeldItem } from './held.store.ts'

/** The servers from which something waits, by name; `after` is a host. */
export const waitingServers = async (db: Reader, after = '', size = 100) =>
  (await namesWaiting(db, 'host', after, size)).map(({ name, items }) => ({ host: name, items }))

/** The authors from whom something waits, by address; `after` is one. */
export const waitingAuthors = async (db: Reader, after = '', size = 100) =>
  (await namesWaiting(db, 'actor', after, size)).map(({ name, items }) => ({ actor: name, items }))

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

/** How many things wait from each of these servers, counted no further than matters. */
export const countWaitingAt = (db: Reader, hosts: string[]): Promise<Map<string, number>> =>
  countEach(db, 'host', hosts)

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
