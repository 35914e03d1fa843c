/** What others are told when somebody here replies, or edits a reply. */
import type { Event } from '../../server/events/events.store.ts'
import type { Federation } from '../context.ts'
import { sendCreate, sendUpdate, toldPost } from './saying.ts'

/** A reply was written: it goes to whom it answers, to those above in the conversation and named, and to followers. */
export async function sendReply({ context }: Federation, event: Event): Promise<void> {
  const told = await toldPost(context, event.subject)
  if (told) await sendCreate(context, event, told)
}

/** A reply was edited. */
export async function sendReplyEdit({ context }: Federation, event: Event): Promise<void> {
  const told = await toldPost(context, event.subject)
  if (told) await sendUpdate(context, event, told)
}
