/** Work that may wait: deliveries, received activities, consequences of events, mail. */
import { sql } from 'drizzle-orm'
import { count, created, index, key, moment, table, text } from './columns.ts'

export const jobs = table(
  'jobs',
  {
    id: key(),
    queue: text('queue').notNull(),
    /** Jobs of one lane run one after another; lanes run side by side. For deliveries: the host. */
    lane: text('lane').notNull(),
    /** Encrypted with SECRET_KEY. */
    body: text('body').notNull(),
    /** When it may run; while it runs, when its lease ends. */
    due: moment('due_at').notNull(),
    leased: text('leased_by'),
    attempts: count('attempts').notNull().default(0),
    fault: text('fault'),
    /** Given up; kept for people to see and to retry. */
    dead: moment('dead_at'),
    created: created()
  },
  (job) => [
    index('jobs_due_idx').on(job.queue, job.dead, job.due, job.id),
    index('jobs_lane_idx').on(job.queue, job.lane, job.id),
    index('jobs_dead_idx').on(job.dead),
    index('jobs_given_up_idx').on(job.id).where(sql`dead_at is not null`)
  ]
)
