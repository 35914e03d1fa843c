/** What others are told when somebody here moves to another account. */
import { actorById } from '../../server/actors/actors.store.ts'
import type { Event } from '../../server/events/events.store.ts'
import { followerInboxes } from '../../server/follows/follows.store.ts'
import { moveFollows } from '../../server/follows/move.ts'
import type { Federation } from '../context.ts'
import { sendActivity } from '../outbox.ts'
import { activityUri } from './saying.ts'

/** A Move to all followers elsewhere, whose servers then follow the new account; those here go at once. */
export async function sendMove({ context }: Federation, event: Event): Promise<void> {
  const { read } = context.store
  const [actor, target] = [await actorById(read, event.subject), await actorById(read, event.ids.target ?? '')]
  if (!actor?.local || !target || actor.movedTo !== target.uri) return
  await sendActivity(context, {
    actor,
    document: {
      id: activityUri(context, event, 2),
      type: 'Move',
      actor: actor.uri,
      to: [actor.followersUri ?? `${actor.uri}/followers`],
      object: actor.uri,
      target: target.uri
    },
    to: await followerInboxes(read, actor.id),
    open: true,
    object: actor.uri
  })
  await moveFollows(context, actor.id, target.id)
}
