/** What ties us to other servers, counted in the database by host. */
import { and, count, countDistinct, eq, exists, inArray, ne, or, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { acceptedAnswers, actors, follows, held, instances, posts, quotes } from '../../../schema/index.ts'
import { membership } from '../../communities/membership.store.ts'
import type { Reader } from '../../store/store.ts'
import { actorsAt, isBelow } from '../instances.store.ts'

const ours = alias(actors as never, 'ours') as unknown as typeof actors
const said = alias(posts as never, 'said') as unknown as typeof posts

export interface CountedAt {
  host: string
  n: number
}

/** A number of something for each host of `whose` actors; all hosts that have any. */
export type Counting = (db: Reader, whose: SQL | undefined) => Promise<CountedAt[]>

const shown = ['public', 'unlisted', 'followers'] as const
const elsewhere = (whose: SQL | undefined) => and(eq(actors.local, false), whose)

/** How many people there are known here. */
export const people: Counting = (db, whose) =>
  db.select({ host: actors.host, n: count() }).from(actors).where(elsewhere(whose)).groupBy(actors.host)

/** Follows of our people by people there; those of our communities are {@link members}. */
export const followers: Counting = (db, whose) =>
  db
    .select({ host: actors.host, n: count() })
    .from(follows)
    .innerJoin(ours, and(eq(ours.id, follows.followed), eq(ours.local, true), ne(ours.type, 'Group')))
    .innerJoin(actors, eq(actors.id, follows.follower))
    .where(elsewhere(whose))
    .groupBy(actors.host)

/** Members of our communities from there: those who follow a Group of ours, once for each. */
export const members: Counting = (db, whose) =>
  db
    .select({ host: actors.host, n: count() })
    .from(follows)
    .innerJoin(ours, and(eq(ours.id, follows.followed), eq(ours.local, true), eq(ours.type, 'Group')))
    .innerJoin(actors, eq(actors.id, follows.follower))
    .where(and(elsewhere(whose), eq(follows.state, 'accepted'), membership(db, follows.followed, follows.follower)))
    .groupBy(actors.host)

/** Follows of people there by ours. */
export const following: Counting = (db, whose) =>
  db
    .select({ host: actors.host, n: count() })
    .from(follows)
    .innerJoin(ours, and(eq(ours.id, follows.follower), eq(ours.local, true)))
    .innerJoin(actors, eq(actors.id, follows.followed))
    .where(elsewhere(whose))
    .groupBy(actors.host)

const postsOf =
  (kinds: (typeof posts.$inferSelect)['kind'][] | undefined): Counting =>
  (db, whose) =>
    db
      .select({ host: actors.host, n: count() })
      .from(posts)
      .innerJoin(actors, eq(actors.id, posts.author))
      .where(and(elsewhere(whose), inArray(posts.audience, [...shown]), kinds ? inArray(posts.kind, kinds) : undefined))
      .groupBy(actors.host)

/** What they said that shows here. */
export const postsFrom = postsOf(undefined)
/** Questions from there. */
export const questionsFrom = postsOf(['question'])

/** Conversations in which somebody there and somebody here both spoke. */
export const conversations: Counting = (db, whose) => {
  const here = db
    .select({ one: sql`1` })
    .from(said)
    .where(and(eq(said.thread, posts.thread), eq(said.local, true), ne(said.audience, 'withdrawn')))
  return db
    .select({ host: actors.host, n: countDistinct(posts.thread) })
    .from(posts)
    .innerJoin(actors, eq(actors.id, posts.author))
    .where(and(elsewhere(whose), inArray(posts.audience, [...shown]), exists(here)))
    .groupBy(actors.host)
}

/** Answers from there that somebody accepted. */
export const accepted: Counting = (db, whose) =>
  db
    .select({ host: actors.host, n: count() })
    .from(acceptedAnswers)
    .innerJoin(posts, eq(posts.id, acceptedAnswers.answer))
    .innerJoin(actors, eq(actors.id, posts.author))
    .where(elsewhere(whose))
    .groupBy(actors.host)

/** Posts of ours that quote somebody there. */
export const quoted: Counting = (db, whose) =>
  db
    .select({ host: actors.host, n: count() })
    .from(quotes)
    .innerJoin(said, and(eq(said.id, quotes.post), eq(said.local, true)))
    .innerJoin(posts, eq(posts.uri, quotes.quoted))
    .innerJoin(actors, eq(actors.id, posts.author))
    .where(elsewhere(whose))
    .groupBy(actors.host)

/** Posts from there that quote one of ours. */
export const quoting: Counting = (db, whose) =>
  db
    .select({ host: actors.host, n: count() })
    .from(quotes)
    .innerJoin(posts, eq(posts.id, quotes.post))
    .innerJoin(said, and(eq(said.uri, quotes.quoted), eq(said.local, true)))
    .innerJoin(actors, eq(actors.id, posts.author))
    .where(elsewhere(whose))
    .groupBy(actors.host)

/** What waits, by host; `hosts` may narrow it. */
export const waiting = (db: Reader, whose: SQL | undefined): Promise<CountedAt[]> =>
  db
    .select({ host: held.host, n: count() })
    .from(held)
    .where(and(eq(held.state, 'waiting'), whose))
    .groupBy(held.host)

/** The hosts for which something was decided that a decision above them does not change. */
export const decidedHosts = (db: Reader) =>
  db.select({ host: instances.host }).from(instances).where(ne(instances.trust, 'unknown'))

/** The servers below a host for which something else was decided. */
export async function decidedHostsBelow(db: Reader, host: string): Promise<string[]> {
  const rows = await db
    .select({ host: instances.host })
    .from(instances)
    .where(and(isBelow(instances.host, host), ne(instances.trust, 'unknown')))
  return rows.map((row) => row.host)
}

/** The actors whom a policy about a host would touch. */
export const actorsThere = (db: Reader, host: string) => actorsAt(db, host)

/** What waits from a host and those below it. */
export const heldThere = (host: string) => or(eq(held.host, host), isBelow(held.host, host))
