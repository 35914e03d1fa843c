/**
 * The leased queue: work is claimed for a while and deleted when done, so that a crash loses nothing and nothing is done
 * by two at once. Jobs of one lane run in order; a lane that fails keeps nobody else waiting.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { and, asc, count, desc, eq, exists, gt, isNotNull, isNull, lt, lte, not, or, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { jobs } from '../../schema/index.ts'
import type { Context } from '../context.ts'
import { cutPage, type Page, type PageAsked, pageSize } from '../store/page.ts'
import type { Reader, Writer } from '../store/store.ts'

export type QueueName = 'events' | 'inbox' | 'delivery' | 'fetch' | 'mail' | 'media' | 'lists'

export interface NewJob {
  queue: QueueName
  /** Jobs of one lane run one after another. */
  lane: string
  body: Record<string, unknown>
  due?: Date
}

export interface Job {
  id: string
  queue: QueueName
  lane: string
  body: Record<string, unknown>
  attempts: number
  created: Date
}

const purpose = 'jobs'

/** Adds work; it can run once the transaction is kept. */
export const addJob = (context: Pick<Context, 'secrets' | 'clock'>, tx: Writer, job: NewJob) =>
  addJobs(context, tx, [job])

/** Adds many. */
export async function addJobs(context: Pick<Context, 'secrets' | 'clock'>, tx: Writer, list: NewJob[]): Promise<void> {
  const now = context.clock()
  for (let from = 0; from < list.length; from += 100) {
    const rows = list.slice(from, from + 100).map((job) => ({
      queue: job.queue,
      lane: job.lane,
      body: context.secrets.seal(purpose, JSON.stringify(job.body)),
      due: job.due ?? now,
      created: now
    }))
    await tx.insert(jobs).values(rows)
    // Thousands of deliveries must not keep everybody else waiting: others have their turn in between.
    if (list.length > 100) await nextTurn()
  }
}

const earlier = alias(jobs as never, 'earlier') as unknown as typeof jobs

/**
 * Claims the next job of a queue until `until`, or gives undefined. A lane with an earlier job, waiting or running, is
 * passed over. Of two processes that reach for one job, one gets it.
 */
export async function claimJob(
  context: Pick<Context, 'store' | 'secrets'>,
  queue: QueueName,
  worker: string,
  now: Date,
  until: Date,
  strict = true
): Promise<Job | undefined> {
  const { store, secrets } = context
  const [next] = await nextJob(store.read, queue, now, strict)
  if (!next) return undefined
  const [row] = await store.write((tx) =>
    tx
      .update(jobs)
      .set({ due: until, leased: worker, attempts: sql`${jobs.attempts} + 1` })
      .where(and(eq(jobs.id, next.id), lte(jobs.due, now), isNull(jobs.dead)))
      .returning()
  )
  if (!row) return undefined
  const body = JSON.parse(secrets.open(purpose, row.body)) as Record<string, unknown>
  return { id: row.id, queue, lane: row.lane, body, attempts: row.attempts, created: row.created }
}

/**
 * The query behind {@link claimJob}. In a `strict` queue a job that was put off keeps its lane waiting; otherwise later
 * ones overtake it.
 */
export function nextJob(db: Reader, queue: QueueName, now: Date, strict: boolean) {
  const inTheWay = strict ? undefined : or(isNotNull(earlier.leased), lte(earlier.due, now))
  const blocked = db
    .select({ one: sql`1` })
    .from(earlier)
    .where(
      and(
        eq(earlier.queue, queue),
        eq(earlier.lane, jobs.lane),
        lt(earlier.id, jobs.id),
        isNull(earlier.dead),
        inTheWay
      )
    )
  return db
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(eq(jobs.queue, queue), isNull(jobs.dead), lte(jobs.due, now), not(exists(blocked))))
    .orderBy(asc(jobs.due), asc(jobs.id))
    .limit(1)
}

/** The job is done. */
export async function finishJob(tx: Writer, id: string): Promise<void> {
  await tx.delete(jobs).where(eq(jobs.id, id))
}

/** The job is to be tried again at `due`. */
export async function postponeJob(tx: Writer, id: string, due: Date, fault: string): Promise<void> {
  await tx
    .update(jobs)
    .set({ due, leased: null, fault: fault.slice(0, 500) })
    .where(eq(jobs.id, id))
}

/** Gives back unfinished work at a graceful stop, without counting the attempt. */
export async function releaseJobs(tx: Writer, worker: string, now: Date): Promise<void> {
  await tx
    .update(jobs)
    .set({ due: now, leased: null, attempts: sql`${jobs.attempts} - 1` })
    .where(and(eq(jobs.leased, worker), isNull(jobs.dead)))
}

/** Gives back everything that is leased, at the start of the only process that works here: whoever held it is gone. */
export async function releaseAllJobs(tx: Writer, now: Date): Promise<void> {
  await tx
    .update(jobs)
    .set({ due: now, leased: null })
    .where(and(isNotNull(jobs.leased), isNull(jobs.dead)))
}

/** The job is given up, and kept for people to see. */
export async function buryJob(tx: Writer, id: string, now: Date, fault: string): Promise<void> {
  await tx
    .update(jobs)
    .set({ dead: now, leased: null, fault: fault.slice(0, 500) })
    .where(eq(jobs.id, id))
}

/** Puts off every waiting job of a lane, such as all deliveries to a host that does not answer. */
export async function postponeLane(tx: Writer, queue: QueueName, lane: string, due: Date): Promise<void> {
  await tx
    .update(jobs)
    .set({ due })
    .where(and(eq(jobs.queue, queue), eq(jobs.lane, lane), isNull(jobs.dead), isNull(jobs.leased), lt(jobs.due, due)))
}

/** Drops every waiting job of a lane; gives how many. */
export async function dropLane(tx: Writer, queue: QueueName, lane: string): Promise<number> {
  const dropped = await tx
    .delete(jobs)
    .where(and(eq(jobs.queue, queue), eq(jobs.lane, lane)))
    .returning({ id: jobs.id })
  return dropped.length
}

const deadFields = {
  id: jobs.id,
  queue: jobs.queue,
  lane: jobs.lane,
  attempts: jobs.attempts,
  fault: jobs.fault,
  dead: jobs.dead
}

/** A job that was given up, without what it carries. */
export type DeadJob = Pick<typeof jobs.$inferSelect, keyof typeof deadFields>

/** Jobs that were given up, those that were made last first. */
export async function deadJobs(db: Reader, asked: PageAsked = {}): Promise<Page<DeadJob>> {
  const size = pageSize(asked, 50)
  const rows = await db
    .select(deadFields)
    .from(jobs)
    .where(
      and(
        isNotNull(jobs.dead),
        asked.after ? lt(jobs.id, asked.after) : undefined,
        asked.before ? gt(jobs.id, asked.before) : undefined
      )
    )
    .orderBy(asked.before ? asc(jobs.id) : desc(jobs.id))
    .limit(size + 1)
  return cutPage(rows, asked, size, (row) => row.id)
}

/** Brings a given-up job back; false when it is not given up. */
export async function reviveJob(tx: Writer, id: string, now: Date): Promise<boolean> {
  const revived = await tx
    .update(jobs)
    .set({ dead: null, due: now, attempts: 0 })
    .where(and(eq(jobs.id, id), isNotNull(jobs.dead)))
    .returning({ id: jobs.id })
  return revived.length > 0
}

/** How much is waiting in a queue, and since when. */
export async function queueDepth(db: Reader, queue: QueueName): Promise<{ waiting: number; oldest: Date | undefined }> {
  const waiting = and(eq(jobs.queue, queue), isNull(jobs.dead))
  const [total] = await db.select({ n: count() }).from(jobs).where(waiting)
  const [oldest] = await db
    .select({ created: jobs.created })
    .from(jobs)
    .where(and(waiting, gt(jobs.id, '')))
    .orderBy(asc(jobs.id))
    .limit(1)
  return { waiting: total?.n ?? 0, oldest: oldest?.created }
}

/** One job that was given up, without what it carries. */
export async function deadJob(db: Reader, id: string): Promise<DeadJob | undefined> {
  const [row] = await db
    .select(deadFields)
    .from(jobs)
    .where(and(eq(jobs.id, id), isNotNull(jobs.dead)))
  return row
}

/** Drops a given-up job for good; false when there is none. */
export async function dropDeadJob(tx: Writer, id: string): Promise<boolean> {
  const dropped = await tx
    .delete(jobs)
    .where(and(eq(jobs.id, id), isNotNull(jobs.dead)))
    .returning({ id: jobs.id })
  return dropped.length > 0
}
