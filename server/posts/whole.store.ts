/** A post with its author and parts, and the one rule of who may read it. */
import { and, eq, exists, inArray, ne, or, type SQL, sql } from 'drizzle-orm'
import { actors, follows, interests, mentions, posts, questions, stories } from '../../schema/index.ts'
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

/** Who is looking: the id of a local actor, or nobody. */
export type Looking = { actor: string } | undefined

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

/** What may stand in a list for whoever is looking. */
export const listed = (looking: Looking) =>
  and(inArray(posts.audience, looking ? ['public', 'local'] : ['public']), eq(actors.blocked, false))

/** What may be opened by whoever is looking: lists, by link, to followers, and to those named. */
export function readable(db: Reader, looking: Looking): SQL | undefined {
  const open = inArray(posts.audience, looking ? ['public', 'unlisted', 'local'] : ['public', 'unlisted'])
  if (!looking) return and(open, eq(actors.blocked, false))
  const me = looking.actor
  const follower = db
    .select({ one: sql`1` })
    .from(follows)
    .where(and(eq(follows.follower, me), eq(follows.followed, posts.author), eq(follows.state, 'accepted')))
  const shownByFollowed = db
    .select({ one: sql`1` })
    .from(interests)
    .innerJoin(
      follows,
      and(eq(follows.followed, interests.actor), eq(follows.follower, me), eq(follows.state, 'accepted'))
    )
    .where(
      and(eq(interests.post, posts.id), eq(interests.kind, 'share'), inArray(posts.visibility, ['public', 'unlisted']))
    )
  const named = db
    .select({ one: sql`1` })
    .from(mentions)
    .where(and(eq(mentions.post, posts.id), eq(mentions.actor, me)))
  const mine = and(eq(posts.author, me), ne(posts.audience, 'withdrawn'))
  const toFollowers = and(eq(posts.audience, 'followers'), or(exists(follower), exists(shownByFollowed)))
  const toMe = and(inArray(posts.audience, ['followers', 'direct']), exists(named))
  return and(or(open, mine, toFollowers, toMe), eq(actors.blocked, false))
}
