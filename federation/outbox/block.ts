/** What somebody's server is told when one of ours blocks them, or no longer does. */
import { actorById } from '../../server/actors/actors.store.ts'
import type { Event } from '../../server/events/events.store.ts'
import type { Federation } from '../context.ts'
import { sendActivity } from '../outbox.ts'
import { personalInbox } from './recipients.ts'
import { activityUri } from './saying.ts'

/** A Block, to the inbox of whom it is about and nowhere else; it ends what follows they still know of. */
export async function sendBlock({ context }: Federation, event: Event): Promise<void> {
  const said = await blockOf(context, event)
  if (said) await sendActivity(context, { ...said, document: { ...said.block, to: [said.target.uri] } })
}

/** Its Undo, with the whole of what is undone. */
export async function sendUnblock({ context }: Federation, event: Event): Promise<void> {
  const said = await blockOf(context, event)
  if (!said) return
  const { actor, target, block } = said
  const undo = { id: activityUri(context, event), type: 'Undo', actor: actor.uri, to: [target.uri], object: block }
  await sendActivity(context, { ...said, document: undo, object: block.id })
}

async function blockOf({ store }: Federation['context'], event: Event) {
  const [actor, target] = await Promise.all([
    event.actor ? actorById(store.read, event.actor) : undefined,
    actorById(store.read, event.subject)
  ])
  if (!actor?.local || !target || target.local || !event.ids.uri) return undefined
  const block = { id: event.ids.uri, type: 'Block', actor: actor.uri, object: target.uri }
  return { actor, target, block, to: personalInbox(target), open: false, object: target.uri }
}
