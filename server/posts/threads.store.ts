/** What a conversation's page needs beside the posts themselves: the gaps that withdrawn posts left. */
import { and, eq } from 'drizzle-orm'
import { posts } from '../../schema/index.ts'
import type { Reader } from '../store/store.ts'

/** The withdrawn posts of a conversation: where each stood, and nothing of what it said. */
export const tombstonesIn = (db: Reader, thread: string, size = 500) =>
  db
    .select({ id: posts.id, uri: posts.uri, parent: posts.parent })
    .from(posts)
    .where(and(eq(posts.thread, thread), eq(posts.audience, 'withdrawn')))
    .limit(size)
