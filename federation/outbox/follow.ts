/** Asking to follow, ending it, and accepting those who follow us. */
import { type Actor, actorById } from '../../server/actors/actors.store.ts'
import type { Event } from '../../server/events/events.store.ts'
import { followBetween } from '../../server/follows/follows.store.ts'
import type { Federation } from '../context.ts'
import { sendActivity } from '../outbox.ts'
import { lastWord, personalInbox } from './recipients.ts'
import { activityUri } from './saying.ts'

/** The Follow by which one actor asks another. */
export const followDocument = (uri: string, follower: Pick<Actor, 'uri'>, followed: Pick<Actor, 'uri'>) => ({
  id: uri,
  type: 'Follow',
  actor: follower.uri,
  object: followed.uri
})

/** Somebody here wants to follow somebody elsewhere. */
export async function sendFollow({ context }: Federation, event: Event): Promise<void> {
  const { read } = context.store
  const [follower, followed] = await pairOf(context, event.actor, event.ids.followed)
  const kept = follower && followed && (await followBetween(read, follower.id, followed.id))
  if (!kept || !follower.local || followed.local) return
  const document = { ...followDocument(kept.uri, follower, followed), to: [followed.uri] }
  const to = personalInbox(followed)
  await sendActivity(context, { actor: follower, document, to, open: false, object: followed.uri })
}

/** Somebody here no longer follows. The Follow goes whole with it: some match it by its id, some by its parts. */
export async function sendUnfollow({ context }: Federation, event: Event): Promise<void> {
  const [follower, followed] = await pairOf(context, event.actor, event.subject)
  if (!follower?.local || !followed || followed.local || !event.ids.uri) return
  const document = {
    id: activityUri(context, event),
    type: 'Undo',
    actor: follower.uri,
    to: [followed.uri],
    object: followDocument(event.ids.uri, follower, followed)
  }
  await sendActivity(context, {
    actor: follower,
    document,
    to: lastWord(followed),
    open: false,
    object: event.ids.uri
  })
}

/** Somebody elsewhere may follow one of ours no longer: a Reject, which Mastodon takes also after an Accept. */
export async function sendReject({ context }: Federation, event: Event): Promise<void> {
  const [follower, followed] = await pairOf(context, event.ids.follower ?? null, event.actor ?? undefined)
  if (!follower || follower.local || !followed?.local || !event.ids.uri) return
  const document = {
    id: activityUri(context, event),
    type: 'Reject',
    actor: followed.uri,
    to: [follower.uri],
    object: followDocument(event.ids.uri, follower, followed)
  }
  await sendActivity(context, {
    actor: followed,
    document,
    to: lastWord(follower),
    open: false,
    object: event.ids.uri
  })
}

/** Somebody elsewhere follows one of ours: accepted, with the whole Follow, which WordPress, NodeBB and snac look into. */
export async function sendAccept({ context }: Federation, event: Event): Promise<void> {
  const [follower, followed] = await pairOf(context, event.actor, event.ids.followed)
  const kept = follower && followed && (await followBetween(context.store.read, follower.id, followed.id))
  if (!kept || follower.local || !followed.local) return
  const document = {
    id: activityUri(context, event),
    type: 'Accept',
    actor: followed.uri,
    to: [follower.uri],
    object: followDocument(kept.uri, follower, followed)
  }
  await sendActivity(context, {
    actor: followed,
    document,
    to: personalInbox(follower),
    open: false,
    object: kept.uri
  })
}

async function pairOf({ store }: Federation['context'], follower: string | null, followed: string | undefined) {
  return Promise.all([
    follower ? actorById(store.read, follower) : undefined,
    followed ? actorById(store.read, followed) : undefined
  ])
}
