/** What followers are told when something is put at the top of a page of ours, or taken down from there. */
import { type Actor, actorById } from '../../server/actors/actors.store.ts'
import type { Event } from '../../server/events/events.store.ts'
import { pinsAmong } from '../../server/featured/featured.store.ts'
import { followerInboxes } from '../../server/follows/follows.store.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import type { Federation } from '../context.ts'
import { publicUri } from '../objects/context.ts'
import { isOpen } from '../objects/post.ts'
import { activitiesAbout, dropActivity } from '../outbox.store.ts'
import { sendActivity } from '../outbox.ts'
import { activityUri } from './saying.ts'

/** An Add of the post, by its id, to the actor's `featured`; nothing when it was taken down since. */
export async function sendPin(federation: Federation, event: Event): Promise<void> {
  await send(federation, event, 'Add')
}

/** A Remove of it. An Add that is still on its way goes no further, so that it cannot arrive after this. */
export async function sendUnpin(federation: Federation, event: Event): Promise<void> {
  await send(federation, event, 'Remove')
}

async function send({ context }: Federation, event: Event, type: 'Add' | 'Remove'): Promise<void> {
  const { read } = context.store
  const [actor, whole] = await Promise.all([
    actorById(read, event.ids.page ?? ''),
    anyPost(read, { id: event.subject })
  ])
  if (!actor?.local || actor.deleted || !whole || !isOpen(whole.post)) return
  const stands = (await pinsAmong(read, [actor.id], [whole.post.id])).length > 0
  if (stands !== (type === 'Add')) return
  const before = type === 'Remove' ? await activitiesAbout(read, whole.post.uri, 'Add') : []
  await context.store.write(async (tx) => {
    for (const add of before) if (add.actor === actor.id) await dropActivity(tx, add.uri)
  })
  await sendActivity(context, {
    actor,
    document: {
      id: activityUri(context, event),
      type,
      actor: actor.uri,
      to: [publicUri],
      cc: [actor.followersUri ?? `${actor.uri}/followers`],
      published: event.created.toISOString(),
      object: whole.post.uri,
      target: featuredOf(actor)
    },
    to: await followerInboxes(read, actor.id),
    open: true,
    object: whole.post.uri
  })
}

/** The address of what an actor of ours has pinned. */
export const featuredOf = (actor: Actor): string => actor.featuredUri ?? `${actor.uri}/featured`
