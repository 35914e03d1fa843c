/** Work that was given up, such as letters to a server that never answered: what it was, trying it again, dropping it. */
import type { Context } from '../context.ts'
import { NotFound } from '../errors.ts'
import { type DeadJob, deadJob, dropDeadJob, reviveJob } from '../jobs/jobs.store.ts'
import type { Writer } from '../store/store.ts'
import { plainLine } from '../text/sanitise.ts'
import { addDecision } from './log/decisions.store.ts'

/** What a job was to do, in words; its content is sealed and stays so. */
export function whatOf({ queue, lane }: Pick<DeadJob, 'queue' | 'lane'>): string {
  const name = plainLine(lane, 200)
  const words: Record<string, string> = {
    delivery: `A delivery to ${name}`,
    inbox: `Something that came from ${name}`,
    fetch: `Something to be fetched from ${name}`,
    mail: 'An e-mail',
    events: 'What follows from something that happened here'
  }
  return words[queue] ?? `${queue}, ${name}`
}

/** Tries it again from now on, as if it were new. Throws NotFound when it is not given up any more. */
export const retryDelivery = (context: Context, by: string | null, id: string) =>
  settle(context, by, id, 'delivery retried', (tx) => reviveJob(tx, id, context.clock()))

/** Drops it for good. Throws NotFound when it is not given up any more. */
export const dropDelivery = (context: Context, by: string | null, id: string) =>
  settle(context, by, id, 'delivery dropped', (tx) => dropDeadJob(tx, id))

async function settle(
  context: Context,
  by: string | null,
  id: string,
  act: string,
  change: (tx: Writer) => Promise<boolean>
): Promise<DeadJob> {
  return context.store.write(async (tx) => {
    const job = await deadJob(tx, id)
    // Of two who decide at once the second finds it gone, and nothing is written twice.
    if (!job || !(await change(tx)))
      throw new NotFound('This is not given up any more: somebody tried it again, or dropped it.')
    await addDecision(tx, { by, act, target: whatOf(job) })
    return job
  })
}
