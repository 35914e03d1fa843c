/** Which community a page is about, ours or of another server, and how the viewer stands to it. */
import type { FastifyRequest } from 'fastify'
import type { Actor } from '../../server/actors/actors.store.ts'
import type { CommunityParts } from '../../server/communities/communities.store.ts'
import { communityById, mayCoordinate, ownCommunity, roleIn } from '../../server/communities/communities.ts'
import type { Context } from '../../server/context.ts'
import { NotFound } from '../../server/errors.ts'
import { followBetween } from '../../server/follows/follows.store.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { findPerson } from '../people/find.ts'
import { personPath } from '../present/people.ts'

export interface FoundCommunity {
  actor: Actor
  /** Its page here. */
  path: string
  /** Only of ours. */
  parts?: CommunityParts
}

/** The community behind `/communities/:handle`. Throws NotFound, or Gone. */
export async function findCommunity(context: Context, request: FastifyRequest): Promise<FoundCommunity> {
  const { handle } = request.params as { handle: string }
  const actor = await findPerson(context, request.viewer, handle)
  if (actor.type !== 'Group') throw new NotFound()
  const ours = actor.local ? await communityById(context.store.read, actor.id) : undefined
  if (actor.local && !ours) throw new NotFound()
  return { actor, path: personPath(actor), ...(ours && { parts: ours.parts }) }
}

/** The community of ours behind the address, for whoever looks after it. Throws NotFound or Refused. */
export async function findOwn(context: Context, request: FastifyRequest, viewer: Viewer) {
  const { actor, path } = await findCommunity(context, request)
  return { ...(await ownCommunity(context, viewer, actor.id)), path }
}

export type Standing = 'visitor' | 'outside' | 'requested' | 'member' | 'coordinator' | 'removed'

/** How somebody stands to a community, and whether they look after it. */
export async function standingIn(
  context: Context,
  viewer: Viewer | undefined,
  { actor }: FoundCommunity
): Promise<{ standing: Standing; cares: boolean }> {
  if (!viewer?.can('publish')) return { standing: 'visitor', cares: false }
  const me = viewer.actor.id
  const { read } = context.store
  const [role, follow, cares] = await Promise.all([
    actor.local ? roleIn(read, actor.id, me) : undefined,
    followBetween(read, me, actor.id),
    actor.local && mayCoordinate(context, viewer, actor.id)
  ])
  const followed = follow && (follow.state === 'accepted' ? 'member' : 'requested')
  return { standing: role ?? followed ?? 'outside', cares }
}
