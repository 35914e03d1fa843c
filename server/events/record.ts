/** Writes an event in the transaction of its change, with the job that will see to its consequences. */
import type { Context } from '../context.ts'
import { addJob } from '../jobs/jobs.store.ts'
import type { Writer } from '../store/store.ts'
import { addEvent } from './events.store.ts'
import type { NewEvent } from './kinds.ts'

/** Records that something happened. Its reactions run after the commit, at least once, in order for one subject. */
export async function record(context: Context, tx: Writer, event: NewEvent): Promise<void> {
  const id = await addEvent(tx, event)
  await addJob(context, tx, { queue: 'events', lane: event.subject, body: { event: id } })
}

/** Records what is to happen at `due`; in a lane of its own, so that nothing else about the subject waits for it. */
export async function recordLater(
  context: Context,
  tx: Writer,
  event: NewEvent,
  lane: string,
  due: Date
): Promise<void> {
  const id = await addEvent(tx, event)
  await addJob(context, tx, { queue: 'events', lane, body: { event: id }, due })
}
