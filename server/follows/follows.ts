/** Following, from here and by others. */
import { newKey } from '../../schema/columns.ts'
import { actorById } from '../actors/actors.store.ts'
import { roleIn } from '../communities/membership.store.ts'
import type { Context } from '../context.ts'
import { isBlockedBy } from '../controls/hidden.store.ts'
import { Conflict, NotFound, Refused } from '../errors.ts'
import { record } from '../events/record.ts'
import type { Viewer } from '../members/viewer.ts'
import { dropFollow, type Follow, followBetween, keepFollow } from './follows.store.ts'

/** Follows an actor by handle or URL, in the viewer's name. A second time changes nothing. */
export async function follow(context: Context, viewer: Viewer, target: string): Promise<Follow> {
  const id = await context.remote.findActor(target)
  if (!id) throw new NotFound(`Nobody was found at “${target.slice(0, 100)}”.`)
  return followActor(context, viewer.actor.id, id)
}

/** Follows an actor that is here already; of ours at once, of another server when it accepts. */
export async function followActor(context: Context, follower: string, followed: string): Promise<Follow> {
  if (follower === followed) throw new Conflict('You cannot follow yourself.')
  const actor = await actorById(context.store.read, followed)
  if (!actor || actor.deleted) throw new NotFound()
  if (actor.suspended) throw new Refused('This account is suspended by its own server.')
  if (actor.blocked) throw new Refused('This account or its server is blocked here.')
  if (actor.local && (await roleIn(context.store.read, followed, follower)) === 'removed')
    throw new Refused(`You were removed from ${actor.name}.`)
  const { read } = context.store
  if (await isBlockedBy(read, follower, followed)) throw new Refused('You block this account. Unblock it first.')
  if (await isBlockedBy(read, followed, follower)) throw new Refused('This account does not want you to follow it.')
  const before = await followBetween(context.store.read, follower, followed)
  if (before) return before
  return context.store.write(async (tx) => {
    const uri = `${context.config.origin}/follows/${newKey(context.clock().getTime())}`
    const kept = await keepFollow(tx, { follower, followed, uri, state: actor.local ? 'accepted' : 'requested' })
    const kind = actor.local ? 'follow.received' : 'follow.requested'
    await record(context, tx, { kind, actor: follower, subject: kept.id, ids: { followed } })
    return kept
  })
}

/** Stops following. Repeating it changes nothing. */
export async function unfollow(context: Context, viewer: Viewer, target: string): Promise<void> {
  const id = await context.remote.findActor(target)
  if (!id) throw new NotFound(`Nobody was found at “${target.slice(0, 100)}”.`)
  await context.store.write(async (tx) => {
    const gone = await dropFollow(tx, viewer.actor.id, id)
    if (gone)
      await record(context, tx, { kind: 'follow.removed', actor: viewer.actor.id, subject: id, ids: { uri: gone.uri } })
  })
}

/** Somebody elsewhere follows one of ours: accepted at once. */
export async function receiveFollow(context: Context, follower: string, followed: string, uri: string): Promise<void> {
  await context.store.write(async (tx) => {
    const kept = await keepFollow(tx, { follower, followed, uri, state: 'accepted' })
    await record(context, tx, { kind: 'follow.received', actor: follower, subject: kept.id, ids: { followed } })
  })
}

/** Somebody elsewhere no longer follows one of ours. */
export async function receiveUnfollow(context: Context, follower: string, followed: string): Promise<void> {
  await context.store.write((tx) => dropFollow(tx, follower, followed))
}

/** Our request to follow was accepted by the one whom it asked. */
export async function receiveAccept(context: Context, found: Follow): Promise<void> {
  if (found.state === 'accepted') return
  await context.store.write(async (tx) => {
    await keepFollow(tx, { ...found, state: 'accepted' })
    await record(context, tx, { kind: 'follow.accepted', actor: found.followed, subject: found.id })
  })
}

/** Our request to follow was refused, or our follow ended, by the one who was followed. */
export async function receiveReject(context: Context, found: Follow): Promise<void> {
  await context.store.write((tx) => dropFollow(tx, found.follower, found.followed))
}
