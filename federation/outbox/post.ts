/** What others are told of a post that is neither story, question nor answer. */
import type { Event } from '../../server/events/events.store.ts'
import type { Federation } from '../context.ts'
import { sendCreate, toldPost } from './saying.ts'

/** Somebody here said something. */
export async function sendPost({ context }: Federation, event: Event): Promise<void> {
  const told = await toldPost(context, event.subject)
  if (told) await sendCreate(context, event, told)
}
