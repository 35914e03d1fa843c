/** What others are told when a story is published or edited. */
import type { Event } from '../../server/events/events.store.ts'
import type { Federation } from '../context.ts'
import { announce } from './council.ts'
import { isShownByCouncil } from './recipients.ts'
import { sendCreate, sendUpdate, toldPost } from './saying.ts'

/** A story was published: its author says it, the council shows it. */
export async function sendStory({ context }: Federation, event: Event): Promise<void> {
  const told = await toldPost(context, event.subject)
  if (!told) return
  await sendCreate(context, event, told)
  if (isShownByCouncil(told.post)) await announce(context, event, told)
}

/** A story was edited. */
export async function sendStoryEdit({ context }: Federation, event: Event): Promise<void> {
  const told = await toldPost(context, event.subject)
  if (told) await sendUpdate(context, event, told)
}
