/** What councils and communities announced: of their own people's posts a way of sending, and no sign of interest. */
import { and, eq, inArray } from 'drizzle-orm'
import { actors, interests } from '../../schema/index.ts'
import type { Reader } from '../store/store.ts'

/** The shares of these posts by councils and communities, with the host of each. */
export const announcements = (db: Reader, ids: string[]) =>
  db
    .select({ post: interests.post, host: actors.host, type: actors.type })
    .from(interests)
    .innerJoin(actors, eq(actors.id, interests.actor))
    .where(
      and(
        inArray(interests.post, ids),
        eq(interests.kind, 'share'),
        inArray(actors.type, ['Organization', 'Group']),
        eq(actors.blocked, false)
      )
    )
