/** Follow and what answers or ends it: Accept, Reject, Undo, Block. */
import { actorByUri } from '../../server/actors/actors.store.ts'
import { roleIn } from '../../server/communities/membership.store.ts'
import { refuseMember } from '../../server/communities/moderate.ts'
import { isBlockedBy } from '../../server/controls/hidden.store.ts'
import { type Follow, followBetween, followByUri } from '../../server/follows/follows.store.ts'
import { receiveAccept, receiveFollow, receiveReject, receiveUnfollow } from '../../server/follows/follows.ts'
import type { Federation } from '../context.ts'
import { idOf, type JsonObject } from '../json.ts'
import { embedded, type Incoming, type Listener, objectId } from './incoming.ts'
import { quoteAnswered } from './quote.ts'

/** Somebody wants to follow one of ours; the server's own actor has nothing to follow. */
export const onFollowed: Listener = async (federation, { json, id, actor }) => {
  const target = objectId(json)
  const followed = target ? await actorByUri(federation.context.store.read, target) : undefined
  if (!followed?.local || followed.deleted || followed.type === 'Application') return
  // Whoever they block is told nothing: neither that, nor that they may.
  if (await isBlockedBy(federation.context.store.read, followed.id, actor.id)) return
  if ((await roleIn(federation.context.store.read, followed.id, actor.id)) === 'removed')
    return refuseMember(federation.context, followed.id, actor.id, id)
  await receiveFollow(federation.context, actor.id, followed.id, id)
}

/** Our request, to follow or to quote, was accepted. Only by the one whom it asked: an Accept of a request never sent does nothing. */
export const onAccepted: Listener = async (federation, incoming) => {
  const found = await requestOf(federation, incoming)
  if (found) await receiveAccept(federation.context, found)
  else await quoteAnswered(federation, incoming, true)
}

/** Our request was refused, or our follow ended. */
export const onRejected: Listener = async (federation, incoming) => {
  const found = await requestOf(federation, incoming)
  if (found) await receiveReject(federation.context, found)
  else await quoteAnswered(federation, incoming, false)
}

/** They block one of ours: the follows between the two end. */
export const onBlocked: Listener = async (federation, { json, actor }) => {
  const target = objectId(json)
  const blocked = target ? await actorByUri(federation.context.store.read, target) : undefined
  if (!blocked?.local) return
  await receiveUnfollow(federation.context, actor.id, blocked.id)
  await receiveUnfollow(federation.context, blocked.id, actor.id)
}

/** Their follow ends. Matched by actor and object: some servers use one id for every Undo of a pair. */
export async function unfollowed(
  federation: Federation,
  { actor }: Incoming,
  undone: JsonObject | string
): Promise<boolean> {
  const { read } = federation.context.store
  if (typeof undone === 'string') {
    const found = await followByUri(read, undone)
    if (found?.follower !== actor.id) return false
    await receiveUnfollow(federation.context, actor.id, found.followed)
    return true
  }
  const target = idOf(undone.object)
  const followed = target ? await actorByUri(read, target) : undefined
  if (followed?.local) await receiveUnfollow(federation.context, actor.id, followed.id)
  return true
}

/** The follow of ours that an Accept or Reject is about: by its id, else by who asked whom. */
async function requestOf(federation: Federation, { json, actor }: Incoming): Promise<Follow | undefined> {
  const { read } = federation.context.store
  const id = objectId(json)
  const byId = id ? await followByUri(read, id) : undefined
  if (byId) return byId.followed === actor.id ? byId : undefined
  const follow = embedded(json.object)
  const asker = idOf(follow?.actor)
  const follower = asker ? await actorByUri(read, asker) : undefined
  return follower?.local && idOf(follow?.object) === actor.uri ? followBetween(read, follower.id, actor.id) : undefined
}
