/** Which posts a council only announced because its own people wrote them: a way of sending, and no sign of interest. */
import { and, eq, inArray } from 'drizzle-orm'
import { actors, interests } from '../../schema/index.ts'
import type { Reader } from '../store/store.ts'

/** The shares of these posts by councils, with the host of each council. */
export const sharesByCouncils = (db: Reader, ids: string[]) =>
  db
    .select({ post: interests.post, host: actors.host })
    .from(interests)
    .innerJoin(actors, eq(actors.id, interests.actor))
    .where(
      and(
        inArray(interests.post, ids),
        eq(interests.kind, 'share'),
        eq(actors.type, 'Organization'),
        eq(actors.blocked, false)
      )
    )
