/** What others are told when one of our actors changes: name, picture, keys. */
import { actorById } from '../../server/actors/actors.store.ts'
import type { Event } from '../../server/events/events.store.ts'
import { followerInboxes } from '../../server/follows/follows.store.ts'
import type { Federation } from '../context.ts'
import { actorDocumentOf } from '../objects/actor.ts'
import { publicUri } from '../objects/context.ts'
import { sendActivity } from '../outbox.ts'
import { activityUri } from './saying.ts'

/** An Update with the whole actor to all who follow it; others ask again by themselves when their copy is a day old. */
export async function sendActorUpdate(federation: Federation, event: Event): Promise<void> {
  const { context } = federation
  const actor = await actorById(context.store.read, event.subject)
  if (!actor?.local || actor.deleted) return
  if (actor.type === 'Application') await federation.renewSigner()
  await sendActivity(context, {
    actor,
    document: {
      id: activityUri(context, event),
      type: 'Update',
      actor: actor.uri,
      to: [publicUri],
      cc: [actor.followersUri ?? `${actor.uri}/followers`],
      published: event.created.toISOString(),
      object: await actorDocumentOf(context, actor)
    },
    to: await followerInboxes(context.store.read, actor.id),
    open: true,
    object: actor.uri,
    formerKey: event.ids.keys === 'new'
  })
}
