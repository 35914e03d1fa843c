/** What deliveries change in the database besides their own queue. */
import { and, eq, gt, isNull } from 'drizzle-orm'
import { actors, follows, jobs } from '../schema/index.ts'
import { dropFollow } from '../server/follows/follows.store.ts'
import type { Writer } from '../server/store/store.ts'

/** Ends the follows of whoever had this inbox of their own; gives how many. A shared inbox is nobody's own. */
export async function dropFollowersAt(tx: Writer, inbox: string): Promise<number> {
  const gone = await tx
    .select({ follower: follows.follower, followed: follows.followed })
    .from(follows)
    .innerJoin(actors, eq(actors.id, follows.follower))
    .where(and(eq(actors.inbox, inbox), eq(actors.local, false)))
  for (const { follower, followed } of gone) await dropFollow(tx, follower, followed)
  return gone.length
}

/** Brings forward all deliveries to a host: it is there again. */
export async function hastenDeliveries(tx: Writer, host: string, now: Date): Promise<void> {
  await tx
    .update(jobs)
    .set({ due: now })
    .where(
      and(eq(jobs.queue, 'delivery'), eq(jobs.lane, host), isNull(jobs.dead), isNull(jobs.leased), gt(jobs.due, now))
    )
}
