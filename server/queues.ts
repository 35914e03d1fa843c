/** Which queues there are, who works through them, and how patiently. */
import type { Federation } from '../federation/context.ts'
import { deliverJob, deliverySettings } from '../federation/delivery.ts'
import { takeIn } from '../federation/inbox.ts'
import type { JsonObject } from '../federation/json.ts'
import { listJob } from '../federation/lists.ts'
import { fetchJob } from '../federation/threads.ts'
import type { Marks } from '../schema/rules.ts'
import type { QueueSettings } from './jobs/worker.ts'
import { sendLetter } from './letters.ts'
import { encodeClip } from './media/encode.ts'
import { readPath } from './moderation/gate.ts'
import { reactTo } from './reactions.ts'

/** The queues of a process that works. */
export function queues(federation: Federation): QueueSettings[] {
  return [
    // In order for one subject: an edit must not be sent before what it edits.
    { queue: 'events', handle: reactTo(federation), width: 4, attempts: 12, lease: 120_000, strict: true },
    {
      queue: 'inbox',
      handle: (_context, job) =>
        takeIn(
          federation,
          job.body.activity as JsonObject,
          readPath(job.body.path ?? 'inbox'),
          (job.body.marks ?? {}) as Marks,
          {
            sent: job.body.sent as string | undefined,
            ...(typeof job.body.signed === 'number' && { signed: new Date(job.body.signed) })
          }
        ),
      ...{ width: 8, attempts: 8, lease: 120_000, strict: false }
    },
    {
      queue: 'fetch',
      handle: (_context, job) => fetchJob(federation, job.body),
      ...{ width: 4, attempts: 4, lease: 120_000, strict: false }
    },
    { ...deliverySettings, handle: deliverJob(federation) },
    { queue: 'media', handle: encodeClip, width: 1, attempts: 3, lease: 1_200_000, strict: false },
    {
      queue: 'lists',
      handle: (_context, job) => listJob(federation, job.body),
      ...{ width: 2, attempts: 4, lease: 300_000, strict: false }
    },
    { queue: 'mail', handle: sendLetter, width: 2, attempts: 8, lease: 60_000, strict: false }
  ]
}
