/** The council shows what its people say to the world, so that who follows the council misses nothing. */
import { actorById } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { councilOf } from '../../server/council/settings.ts'
import type { Event } from '../../server/events/events.store.ts'
import { receiveInterest } from '../../server/interest/interest.ts'
import type { Post } from '../../server/posts/posts.store.ts'
import type { Told } from '../objects/around.ts'
import { publicUri } from '../objects/context.ts'
import { activitiesAbout } from '../outbox.store.ts'
import { sendActivity } from '../outbox.ts'
import { councilFollowers } from './recipients.ts'
import { activityUri } from './saying.ts'

/** Announces a post by its id, in the council's name; here too it then counts as shared by the council. */
export async function announce(context: Context, event: Event, { post, author }: Told): Promise<void> {
  const council = await actorById(context.store.read, (await councilOf(context)).actor)
  if (!council || council.id === author.id) return
  const uri = activityUri(context, event, 2)
  await sendActivity(context, {
    actor: council,
    document: {
      id: uri,
      type: 'Announce',
      actor: council.uri,
      to: [publicUri],
      cc: [council.followersUri ?? `${council.uri}/followers`, author.uri],
      published: event.created.toISOString(),
      object: post.uri
    },
    to: await councilFollowers(context),
    open: true,
    object: post.uri
  })
  await receiveInterest(context, { actor: council.id, post: post.id, kind: 'share', uri })
}

/** Takes the council's Announce back, if there was one. */
export async function unannounce(context: Context, event: Event, post: Post): Promise<void> {
  const council = await actorById(context.store.read, (await councilOf(context)).actor)
  const announces = await activitiesAbout(context.store.read, post.uri, 'Announce')
  const announced = announces.find((activity) => activity.actor === council?.id)
  if (!council || !announced) return
  const { '@context': _context, proof: _proof, ...object } = announced.document
  await sendActivity(context, {
    actor: council,
    document: {
      id: activityUri(context, event, 2),
      type: 'Undo',
      actor: council.uri,
      to: [publicUri],
      cc: [council.followersUri ?? `${council.uri}/followers`],
      object: object as never
    },
    to: await councilFollowers(context),
    open: true,
    object: announced.uri
  })
}
