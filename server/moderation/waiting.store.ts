/** What waits for a person, gathered by who sent it, as the queue's pages show it. */
import {
  and,
  asc,
  count,
  countDistinct,
  desc,
  eq,
  exists,
  gt,
  inArray,
  lt,
  lte,
  max,
  min,
  not,
  notInArray,
  sql
} from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { type HeldState, held } from '../../schema/index.ts'
import { cutPage, type Page, type PageAsked, pageSize } from '../store/page.ts'
import type { Reader } from '../store/store.ts'
import type { HeldItem } from './held.store.ts'

/** What carries no words of its own: many of these make one line of the queue. */
export const wordless = ['Like', 'EmojiReact', 'Dislike', 'Announce', 'Follow']

export interface AuthorsAsked extends PageAsked {
  host?: string | undefined
  /** By the oldest that waits from each author, instead of by the newest. */
  oldest?: boolean
}

/** One page of those from whom something waits: for each author the oldest that waits, or the newest. */
export async function waitingAuthors(db: Reader, asked: AuthorsAsked): Promise<Page<HeldItem>> {
  const size = pageSize(asked)
  return cutPage(await authorsQuery(db, asked), asked, size, (row) => row.id)
}

const other = alias(held as never, 'other') as unknown as typeof held

/** The query behind {@link waitingAuthors}: walks what waits in its order and passes over authors who came before. */
export function authorsQuery(db: Reader, asked: AuthorsAsked) {
  const turned: PageAsked = asked.oldest ? { after: asked.before, before: asked.after } : asked
  const ascending = asked.oldest ? !asked.before : !!asked.before
  const cameBefore = db
    .select({ one: sql`1` })
    .from(other)
    .where(
      and(
        eq(other.actor, held.actor),
        eq(other.state, 'waiting'),
        asked.oldest ? lt(other.id, held.id) : gt(other.id, held.id)
      )
    )
  return db
    .select()
    .from(held)
    .where(
      and(
        eq(held.state, 'waiting'),
        asked.host ? eq(held.host, asked.host) : undefined,
        turned.after ? lt(held.id, turned.after) : undefined,
        turned.before ? gt(held.id, turned.before) : undefined,
        not(exists(cameBefore))
      )
    )
    .orderBy(ascending ? asc(held.id) : desc(held.id))
    .limit(pageSize(asked) + 1)
}

/** The first things with words that wait from an author, oldest first. */
export const firstWords = (db: Reader, actor: string, most: number) =>
  db
    .select()
    .from(held)
    .where(and(eq(held.actor, actor), eq(held.state, 'waiting'), notInArray(held.type, wordless)))
    .orderBy(asc(held.id))
    .limit(most)

/** For each of these authors and each type of activity: how many wait, and which came last. */
export async function countWaitingTypes(db: Reader, actors: string[]) {
  if (actors.length === 0) return []
  return db
    .select({ actor: held.actor, type: held.type, n: count(), last: max(held.id) })
    .from(held)
    .where(and(inArray(held.actor, actors), eq(held.state, 'waiting')))
    .groupBy(held.actor, held.type)
}

/** What waits from an author up to and with one item, oldest first: exactly what a moderator has been shown. */
export const waitingUpTo = (db: Reader, actor: string, last: string, most = 5_000) =>
  db
    .select()
    .from(held)
    .where(and(eq(held.actor, actor), eq(held.state, 'waiting'), lte(held.id, last)))
    .orderBy(asc(held.id))
    .limit(most)

export interface Waiting {
  items: number
  people: number
  servers: number
}

/** How much waits, from how many; of one server if asked. */
export async function countWaiting(db: Reader, host?: string): Promise<Waiting> {
  const [row] = await db
    .select({ items: count(), people: countDistinct(held.actor), servers: countDistinct(held.host) })
    .from(held)
    .where(and(eq(held.state, 'waiting'), host ? eq(held.host, host) : undefined))
  return row ?? { items: 0, people: 0, servers: 0 }
}

/** The servers from which something waits, by name; `after` is a host. */
export const waitingServers = (db: Reader, after = '', size = 100) =>
  db
    .select({ host: held.host, items: count(), people: countDistinct(held.actor), oldest: min(held.created) })
    .from(held)
    .where(and(eq(held.state, 'waiting'), gt(held.host, after)))
    .groupBy(held.host)
    .orderBy(asc(held.host))
    .limit(size)

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

/** How much became of what: everything that came in and was held, by what was decided, since a time. */
export async function countDecidedSince(db: Reader, since: string): Promise<Partial<Record<HeldState, number>>> {
  const rows = await db
    .select({ state: held.state, n: count() })
    .from(held)
    .where(and(inArray(held.state, ['released', 'rejected', 'expired']), gt(held.id, since)))
    .groupBy(held.state)
  return Object.fromEntries(rows.map((row) => [row.state, row.n]))
}
