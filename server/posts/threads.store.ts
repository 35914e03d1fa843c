/** What a conversation's page needs beside the posts themselves: the gaps that withdrawn posts left. */
import { and, eq, inArray, isNull } from 'drizzle-orm'
import { follows, posts } from '../../schema/index.ts'
import type { Reader } from '../store/store.ts'
import type { Looking, Post } from './whole.store.ts'

/** The withdrawn posts of a conversation that whoever is looking could have read: where each stood, and nothing of what it said. */
export const tombstonesIn = (db: Reader, thread: string, looking: Looking, size = 500) =>
  db
    .select({ id: posts.id, placed: posts.placed, uri: posts.uri, parent: posts.parent })
    .from(posts)
    .where(
      and(
        eq(posts.thread, thread),
        eq(posts.audience, 'withdrawn'),
        inArray(posts.visibility, looking ? ['public', 'unlisted', 'local'] : ['public', 'unlisted'])
      )
    )
    .limit(size)

/** Whether something answers the post at this address and does not yet stand below it. */
export async function hasOrphans(db: Reader, uri: string): Promise<boolean> {
  const [row] = await db
    .select({ id: posts.id })
    .from(posts)
    .where(and(eq(posts.inReplyTo, uri), isNull(posts.parent)))
    .limit(1)
  return row !== undefined
}

/** Whether a conversation matters here: a story or a question, by somebody followed here, or joined by one of ours. */
export async function concernsPeopleHere(db: Reader, post: Post): Promise<boolean> {
  if (post.kind === 'story' || post.kind === 'question' || post.kind === 'recipe') return true
  const [followed] = await db
    .select({ id: follows.id })
    .from(posts)
    .innerJoin(follows, and(eq(follows.followed, posts.author), eq(follows.state, 'accepted')))
    .where(inArray(posts.id, [post.id, post.thread]))
    .limit(1)
  if (followed) return true
  const [ours] = await db
    .select({ id: posts.id })
    .from(posts)
    .where(and(eq(posts.thread, post.thread), eq(posts.local, true)))
    .limit(1)
  return ours !== undefined
}
