/** Looking after a community of ours: taking posts out and putting them back, removing people and letting them in again. */
import { actorById } from '../actors/actors.store.ts'
import type { Context } from '../context.ts'
import { Conflict, NotFound } from '../errors.ts'
import { record } from '../events/record.ts'
import { dropFollow } from '../follows/follows.store.ts'
import type { Viewer } from '../members/viewer.ts'
import { addDecision } from '../moderation/held.store.ts'
import { anyPost } from '../posts/posts.store.ts'
import type { Reader } from '../store/store.ts'
import { plainLine } from '../text/sanitise.ts'
import { dropRole, keepRole } from './communities.store.ts'
import { ownCommunity } from './communities.ts'
import { roleIn } from './membership.store.ts'
import { placeOf, turnPlace } from './places.store.ts'

const longestReason = 500

const addressOf = async (db: Reader, post: string) => (await anyPost(db, { id: post }))?.post.uri ?? post

/**
 * Takes a post out of a community; its author keeps it. Members elsewhere are told, with the reason. Throws NotFound,
 * Refused. Repeating it changes nothing.
 */
export async function removePost(
  context: Context,
  viewer: Viewer,
  community: string,
  post: string,
  reason = ''
): Promise<void> {
  await ownCommunity(context, viewer, community)
  const place = await placeOf(context.store.read, community, post)
  if (!place) throw new NotFound('This post is not in this community.')
  const words = plainLine(reason, longestReason)
  await context.store.write(async (tx) => {
    if (!(await turnPlace(tx, place, { state: 'removed', removedBy: viewer.actor.id, reason: words }))) return
    await addDecision(tx, {
      by: viewer.actor.id,
      act: 'post removed',
      target: await addressOf(tx, post),
      reason: words,
      detail: { community }
    })
    await record(context, tx, { kind: 'community.removed', actor: viewer.actor.id, subject: post, ids: { community } })
  })
}

/** Puts a post back. Throws NotFound, Refused. Repeating it changes nothing. */
export async function restorePost(context: Context, viewer: Viewer, community: string, post: string): Promise<void> {
  await ownCommunity(context, viewer, community)
  const place = await placeOf(context.store.read, community, post)
  if (!place) throw new NotFound('This post is not in this community.')
  await context.store.write(async (tx) => {
    if (!(await turnPlace(tx, place, { state: 'shown', removedBy: null, reason: '' }))) return
    await addDecision(tx, {
      by: viewer.actor.id,
      act: 'post restored',
      target: await addressOf(tx, post),
      detail: { community }
    })
    await record(context, tx, { kind: 'community.restored', actor: viewer.actor.id, subject: post, ids: { community } })
  })
}

/**
 * Removes somebody from a community: they follow it no longer, cannot join again, and what they say is not passed on; what
 * they said stays. Throws NotFound, Refused, Conflict for a coordinator.
 */
export async function removeMember(
  context: Context,
  viewer: Viewer,
  community: string,
  actor: string,
  reason = ''
): Promise<void> {
  await ownCommunity(context, viewer, community)
  const person = await actorById(context.store.read, actor)
  if (!person) throw new NotFound('There is no such person here.')
  const words = plainLine(reason, longestReason)
  await context.store.write(async (tx) => {
    const role = await roleIn(tx, community, actor)
    if (role === 'removed') return
    if (role === 'coordinator')
      throw new Conflict(`${person.name} coordinates this community: make them a plain member first.`)
    await keepRole(tx, { community, actor, role: 'removed', by: viewer.actor.id, reason: words })
    const follow = await dropFollow(tx, actor, community)
    await addDecision(tx, {
      ...{ by: viewer.actor.id, act: 'member removed', target: person.uri, reason: words },
      detail: { community }
    })
    const ids = { member: actor, ...(follow && { uri: follow.uri }) }
    await record(context, tx, { kind: 'community.left', actor: viewer.actor.id, subject: community, ids })
  })
}

/** Somebody who was removed asks to follow again: their request is refused. */
export async function refuseMember(context: Context, community: string, member: string, uri: string): Promise<void> {
  await context.store.write((tx) =>
    record(context, tx, { kind: 'community.left', actor: member, subject: community, ids: { member, uri } })
  )
}

/** Lets somebody who was removed join again, which they have to do themselves. Throws NotFound, Refused. */
export async function readmitMember(context: Context, viewer: Viewer, community: string, actor: string): Promise<void> {
  await ownCommunity(context, viewer, community)
  const person = await actorById(context.store.read, actor)
  await context.store.write(async (tx) => {
    if (!person || !(await dropRole(tx, community, actor, 'removed'))) return
    await addDecision(tx, { by: viewer.actor.id, act: 'member readmitted', target: person.uri, detail: { community } })
  })
}
