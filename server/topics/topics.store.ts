/** Topics, as kept in the database. */
import { and, count, desc, eq } from 'drizzle-orm'
import { posts, postTopics } from '../../schema/index.ts'
import type { Reader } from '../store/store.ts'

/** The topics most used in what anyone may read. */
export const listTopics = (db: Reader, size = 100) =>
  db
    .select({ topic: postTopics.topic, n: count() })
    .from(postTopics)
    .innerJoin(posts, and(eq(posts.id, postTopics.post), eq(posts.audience, 'public')))
    .groupBy(postTopics.topic)
    .orderBy(desc(count()), postTopics.topic)
    .limit(size)
