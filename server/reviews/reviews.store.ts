/** Stories that were checked long ago, as the database knows them. */
import { and, asc, eq, inArray, isNull, lt, or } from 'drizzle-orm'
import { actors, members, posts, stories } from '../../schema/index.ts'
import type { Reader, Writer } from '../store/store.ts'
import { unindexed } from '../store/unindexed.ts'

/** Stories of people here that were last checked before `since`, whose authors were not asked since then either; 50 at most. */
export const dueStories = (db: Reader, since: Date) =>
  db
    .select({ post: posts.id, title: posts.title, author: posts.author, email: members.email, name: actors.name })
    .from(stories)
    .innerJoin(posts, eq(posts.id, unindexed(stories.post)))
    .innerJoin(actors, eq(actors.id, unindexed(posts.author)))
    .innerJoin(members, eq(members.actor, actors.id))
    .where(
      and(
        lt(stories.reviewed, since),
        isNull(stories.untrue),
        or(isNull(stories.reviewAsked), lt(stories.reviewAsked, since)),
        // The index over when they were checked finds few, that over authors all.
        inArray(unindexed(posts.audience), ['public', 'unlisted', 'local', 'followers', 'community']),
        isNull(members.disabled)
      )
    )
    .orderBy(asc(stories.reviewed))
    .limit(50)

/** Keeps that authors were asked. */
export async function markAsked(tx: Writer, ids: string[], at: Date): Promise<void> {
  if (ids.length > 0) await tx.update(stories).set({ reviewAsked: at }).where(inArray(stories.post, ids))
}

/** Keeps what the author said. */
export async function keepReview(
  tx: Writer,
  post: string,
  said: Partial<Pick<typeof stories.$inferInsert, 'reviewed' | 'untrue' | 'untrueWhy'>>
): Promise<void> {
  await tx.update(stories).set(said).where(eq(stories.post, post))
}
