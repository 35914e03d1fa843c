/** How a community of ours is doing, as counted in the database: questions, answers, weeks with words in them, newcomers. */
import { and, desc, eq, exists, gte, inArray, isNull, ne, notExists, or, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import {
  type Audience,
  actors,
  communityPosts,
  communityRoles,
  follows,
  instances,
  mentions,
  posts,
  questions
} from '../../schema/index.ts'
import { type Looking, listed } from '../posts/whole.store.ts'
import type { Reader } from '../store/store.ts'

/** More than a community has in the weeks that are looked at; beyond it figures are of the first so many. */
const most = 5_000
/** What is counted: what stands in lists for whoever is looking, and not merely because they wrote it. */
const counted: Audience[] = ['public', 'local', 'community']

/** What stands in a community since a key, whether it begins a conversation there or not. */
const standsSince = (community: string, since: string): SQL | undefined =>
  and(
    eq(communityPosts.community, community),
    eq(communityPosts.state, 'shown'),
    inArray(communityPosts.begins, [true, false]),
    gte(communityPosts.placed, since)
  )

const answer = alias(posts as never, 'answer') as unknown as typeof posts
const by = alias(actors as never, 'answerer') as unknown as typeof actors

const seen = (db: Reader, looking: Looking) => and(inArray(posts.audience, counted), listed(db, looking))

/** The questions asked in a community since a key, in no order. */
export const questionsSince = (db: Reader, looking: Looking, community: string, since: string) =>
  db
    .select({ id: posts.id, asked: posts.published, kept: posts.created, accepted: questions.answered })
    .from(communityPosts)
    .innerJoin(posts, eq(posts.id, communityPosts.post))
    .innerJoin(actors, eq(actors.id, posts.author))
    .innerJoin(questions, eq(questions.post, posts.id))
    .where(and(standsSince(community, since), eq(posts.kind, 'question'), seen(db, looking)))
    .limit(most)

/** What others answered to those questions, in no order. */
export function answersSince(db: Reader, looking: Looking, community: string, since: string) {
  const open: Audience[] = ['public', 'unlisted']
  return db
    .select({ question: posts.id, by: answer.author, said: answer.published, kept: answer.created })
    .from(communityPosts)
    .innerJoin(posts, eq(posts.id, communityPosts.post))
    .innerJoin(actors, eq(actors.id, posts.author))
    .innerJoin(answer, eq(answer.parent, posts.id))
    .innerJoin(by, eq(by.id, answer.author))
    .where(
      and(
        standsSince(community, since),
        eq(posts.kind, 'question'),
        seen(db, looking),
        ne(answer.author, posts.author),
        eq(by.blocked, false),
        // Whoever sees what is only for some sees what is said to the same under it.
        or(inArray(answer.audience, open), eq(answer.audience, posts.audience))
      )
    )
    .limit(most)
}

/** Where all that was said in a community since a key stands: these keys tell when. */
export const saidSince = (db: Reader, looking: Looking, community: string, since: string) =>
  db
    .select({ id: communityPosts.placed })
    .from(communityPosts)
    .innerJoin(posts, eq(posts.id, communityPosts.post))
    .innerJoin(actors, eq(actors.id, posts.author))
    .where(and(standsSince(community, since), seen(db, looking)))
    .limit(most)

/** From how many servers the people of a community come, this one included. */
export const serversOf = (db: Reader, community: string) =>
  db
    .select({ n: sql<number>`count(distinct ${actors.host})`.mapWith(Number) })
    .from(follows)
    .innerJoin(actors, eq(actors.id, follows.follower))
    .where(and(eq(follows.followed, community), eq(follows.state, 'accepted'), eq(actors.blocked, false)))

/**
 * Those who joined a community since a key and whom nobody there has named or answered since, the newest first; at most
 * `size`. Strangers' servers are left out, as in the list of members.
 */
export function newcomersSince(db: Reader, community: string, since: string, size: number) {
  const one = { one: sql`1` }
  const known = inArray(sql<string>`coalesce(${actors.trust}, ${instances.trust}, 'unknown')`, ['network', 'known'])
  const placed = db
    .select(one)
    .from(communityPosts)
    .where(and(eq(communityPosts.post, mentions.post), eq(communityPosts.community, community)))
  const greeted = db
    .select(one)
    .from(mentions)
    .where(and(eq(mentions.actor, follows.follower), gte(mentions.post, since), exists(placed)))
  const role = db
    .select(one)
    .from(communityRoles)
    .where(and(eq(communityRoles.community, community), eq(communityRoles.actor, follows.follower)))
  return db
    .select({ actor: actors, joined: follows.created })
    .from(follows)
    .innerJoin(actors, eq(actors.id, follows.follower))
    .leftJoin(instances, eq(instances.host, actors.host))
    .where(
      and(
        eq(follows.followed, community),
        eq(follows.state, 'accepted'),
        gte(follows.id, since),
        eq(actors.blocked, false),
        isNull(actors.deleted),
        or(eq(actors.local, true), known),
        notExists(role),
        notExists(greeted)
      )
    )
    .orderBy(desc(follows.id))
    .limit(size)
}
