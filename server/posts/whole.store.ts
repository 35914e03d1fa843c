/** A post with its author and parts, and the one rule of who may read it. */
import { and, eq, exists, inArray, like, ne, or, type SQL, sql } from 'drizzle-orm'
import {
  type Audience,
  actors,
  communityPosts,
  follows,
  interests,
  mentions,
  posts,
  questions,
  stories
} from '../../schema/index.ts'
import { inCommunityOf, membership } from '../communities/membership.store.ts'
import type { Reader } from '../store/store.ts'

export type Post = typeof posts.$inferSelect
export type Actor = typeof actors.$inferSelect
export type StoryParts = typeof stories.$inferSelect
export type QuestionParts = typeof questions.$inferSelect
/** A post with all that is needed to show or send it. */
export interface WholePost {
  post: Post
  author: Actor
  story: StoryParts | null
  question: QuestionParts | null
}

/**
 * Who is looking: the id of an actor, or nobody. With `elsewhere` it is one of another server, who is no colleague of
 * anyone here; with its `origin` besides it is that server itself, which may read what one of its people may.
 */
export type Looking = { actor: string; elsewhere?: true; origin?: string } | undefined

/** What every reader of posts selects. */
export const wholePost = { post: posts, author: actors, story: stories, question: questions }

/** Begins a query for whole posts. */
export const selectPosts = (db: Reader) =>
  db
    .select(wholePost)
    .from(posts)
    .innerJoin(actors, eq(actors.id, posts.author))
    .leftJoin(stories, eq(stories.post, posts.id))
    .leftJoin(questions, eq(questions.post, posts.id))

/** What stands in lists of its community, and in those of its author alone. */
const apart: Audience[] = ['unlisted', 'followers', 'direct', 'community']

/**
 * What may stand in a list for whoever is looking: what is for everyone here, and of what is not what they wrote. What a
 * limited account says stands in lists of those who follow it.
 */
export function listed(db: Reader, looking: Looking): SQL | undefined {
  const free = eq(actors.limited, false)
  const known = looking && or(free, eq(posts.author, looking.actor), exists(followsAuthor(db, looking.actor)))
  const shown = and(eq(actors.blocked, false), known ?? free)
  if (!looking || looking.elsewhere) return and(eq(posts.audience, 'public'), shown)
  const open = inArray(posts.audience, ['public', 'local'])
  const mine = and(eq(posts.author, looking.actor), inArray(posts.audience, apart))
  const ours = and(eq(posts.audience, 'community'), inCommunityOf(db, posts.id, looking.actor))
  return and(or(open, mine, ours), shown)
}

/** What may be opened by whoever is looking: lists, by link, to followers, to a community, and to those named. */
export function readable(db: Reader, looking: Looking): SQL | undefined {
  const shown = eq(actors.blocked, false)
  const forAnyone = inArray(posts.audience, ['public', 'unlisted'])
  if (!looking) return and(forAnyone, shown)
  if (looking.origin) return and(or(forAnyone, forServer(db, looking.origin)), shown)
  const me = looking.actor
  const open = looking.elsewhere ? forAnyone : or(forAnyone, eq(posts.audience, 'local'))
  const mine = and(eq(posts.author, me), ne(posts.audience, 'withdrawn'))
  const toFollowers = and(
    eq(posts.audience, 'followers'),
    or(exists(followsAuthor(db, me)), exists(shownByFollowed(db, me)))
  )
  const toCommunity = and(eq(posts.audience, 'community'), inCommunityOf(db, posts.id, me))
  const toMe = and(inArray(posts.audience, ['followers', 'direct', 'community']), exists(named(db, me)))
  return and(or(open, mine, toFollowers, toCommunity, toMe), shown)
}

const one = { one: sql`1` }

const followsAuthor = (db: Reader, me: string) =>
  db
    .select(one)
    .from(follows)
    .where(and(eq(follows.follower, me), eq(follows.followed, posts.author), eq(follows.state, 'accepted')))

/** What reaches only followers here although it is for everyone is seen by who follows those that show it on, too. */
const shownByFollowed = (db: Reader, me: string) =>
  db
    .select(one)
    .from(interests)
    .innerJoin(
      follows,
      and(eq(follows.followed, interests.actor), eq(follows.follower, me), eq(follows.state, 'accepted'))
    )
    .where(
      and(eq(interests.post, posts.id), eq(interests.kind, 'share'), inArray(posts.visibility, ['public', 'unlisted']))
    )

const named = (db: Reader, me: string) =>
  db
    .select(one)
    .from(mentions)
    .where(and(eq(mentions.post, posts.id), eq(mentions.actor, me)))

/** What some actor of a server may read: the server holds their keys, and so could ask in their name. */
// The inner `actors` is whoever may read, not the author outside.
function forServer(db: Reader, origin: string): SQL | undefined {
  const there = and(like(actors.uri, `${origin.replace(/[%_\\]/g, '')}/%`), eq(actors.blocked, false))
  const follower = db
    .select(one)
    .from(follows)
    .innerJoin(actors, and(eq(actors.id, follows.follower), there))
    .where(and(eq(follows.followed, posts.author), eq(follows.state, 'accepted')))
  const addressee = db
    .select(one)
    .from(mentions)
    .innerJoin(actors, and(eq(actors.id, mentions.actor), there))
    .where(eq(mentions.post, posts.id))
  const member = db
    .select(one)
    .from(communityPosts)
    .innerJoin(follows, and(eq(follows.followed, communityPosts.community), eq(follows.state, 'accepted')))
    .innerJoin(actors, and(eq(actors.id, follows.follower), there))
    .where(
      and(
        eq(communityPosts.post, posts.id),
        eq(communityPosts.state, 'shown'),
        membership(db, communityPosts.community, actors.id)
      )
    )
  return or(
    and(eq(posts.audience, 'followers'), exists(follower)),
    and(eq(posts.audience, 'community'), exists(member)),
    and(inArray(posts.audience, ['followers', 'direct', 'community']), exists(addressee))
  )
}
