/** What others are told when a question is asked or edited. */
import type { Event } from '../../server/events/events.store.ts'
import type { Federation } from '../context.ts'
import { announce } from './council.ts'
import { isShownByCouncil } from './recipients.ts'
import { sendCreate, sendUpdate, toldPost } from './saying.ts'

/** A question was asked: of everyone, and then the council shows it, or of the author of a story. */
export async function sendQuestion({ context }: Federation, event: Event): Promise<void> {
  const told = await toldPost(context, event.subject)
  if (!told) return
  await sendCreate(context, event, told)
  if (isShownByCouncil(told.post)) await announce(context, event, told)
}

/** A question was edited. */
export async function sendQuestionEdit({ context }: Federation, event: Event): Promise<void> {
  const told = await toldPost(context, event.subject)
  if (told) await sendUpdate(context, event, told)
}
