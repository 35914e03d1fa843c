/** What a conversation's page needs beside the posts themselves: the gaps that withdrawn posts left. */
import { and, eq, inArray } from 'drizzle-orm'
import { follows, posts } from '../../schema/index.ts'
import type { Reader } from '../store/store.ts'
import type { Post } from './posts.store.ts'

/** The withdrawn posts of a conversation: where each stood, and nothing of what it said. */
export const tombstonesIn = (db: Reader, thread: string, size = 500) =>
  db
    .select({ id: posts.id, uri: posts.uri, parent: posts.parent })
    .from(posts)
    .where(and(eq(posts.thread, thread), eq(posts.audience, 'withdrawn')))
    .limit(size)

/** Whether a conversation matters here: a story or a question, by somebody followed here, or joined by one of ours. */
export async function concernsPeopleHere(db: Reader, post: Post): Promise<boolean> {
  if (post.kind === 'story' || post.kind === 'question') return true
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
