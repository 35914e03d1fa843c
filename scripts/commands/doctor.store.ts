/** What the doctor looks up in the database. */
import { and, asc, count, desc, isNotNull, isNull, lte } from 'drizzle-orm'
import { events, jobs } from '../../schema/index.ts'
import type { Reader } from '../../server/store/store.ts'

/** When the last event happened. */
export async function lastEvent(db: Reader): Promise<Date | undefined> {
  const [row] = await db.select({ created: events.created }).from(events).orderBy(desc(events.id)).limit(1)
  return row?.created
}

/** Since when the job has been due that nobody has taken up for longest. */
export async function longestDue(db: Reader, now: Date): Promise<{ queue: string; due: Date } | undefined> {
  const [row] = await db
    .select({ queue: jobs.queue, due: jobs.due })
    .from(jobs)
    .where(and(isNull(jobs.dead), isNull(jobs.leased), lte(jobs.due, now)))
    .orderBy(asc(jobs.due))
    .limit(1)
  return row
}

/** How many jobs were given up, by queue. */
export const givenUp = (db: Reader): Promise<{ queue: string; n: number }[]> =>
  db.select({ queue: jobs.queue, n: count() }).from(jobs).where(isNotNull(jobs.dead)).groupBy(jobs.queue)
