/** What others are told when an account of ours is deleted. */
import { actorById } from '../../server/actors/actors.store.ts'
import { groupsPostedTo } from '../../server/communities/places.store.ts'
import type { Event } from '../../server/events/events.store.ts'
import { dropFollowsWith, followerInboxes, listFollowing } from '../../server/follows/follows.store.ts'
import type { Federation } from '../context.ts'
import { publicUri } from '../objects/context.ts'
import { sendActivity } from '../outbox.ts'
import { councilFollowers, inboxesOf, memberInboxes } from './recipients.ts'
import { activityUri } from './saying.ts'

/** A Delete of the actor to all who follow them or their council, or are followed by them; then the follows end. */
export async function sendActorDelete({ context }: Federation, event: Event): Promise<void> {
  const { read } = context.store
  const actor = await actorById(read, event.subject)
  if (!actor?.local || !actor.deleted) return
  const communities = await groupsPostedTo(read, actor.id)
  const followed = await listFollowing(read, actor.id, { after: undefined, size: 100 })
  await sendActivity(context, {
    actor,
    document: { id: activityUri(context, event), type: 'Delete', actor: actor.uri, to: [publicUri], object: actor.uri },
    to: [
      ...(await followerInboxes(read, actor.id)),
      ...(await councilFollowers(context)),
      ...(await memberInboxes(context, communities)),
      ...inboxesOf(communities),
      ...inboxesOf(followed.rows.map((row) => row.actor))
    ],
    open: true,
    object: actor.uri
  })
  await context.store.write((tx) => dropFollowsWith(tx, actor.id))
}
