/** Who belongs to a community, and, for those who look after it, what was taken out of it and who was removed. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { actorsByIds } from '../../server/actors/actors.store.ts'
import { type Community, type CommunityMember, listMembers, withRole } from '../../server/communities/communities.ts'
import { newcomersOf } from '../../server/communities/health.ts'
import { listRemovedPosts } from '../../server/communities/places.store.ts'
import type { Context } from '../../server/context.ts'
import type { Page } from '../../server/store/page.ts'
import { pageAsked, pageLinks } from '../paging.ts'
import { presentPeople } from '../present/people.ts'
import { presentPosts } from '../present.ts'
import { doneIn } from './done.ts'
import { type FoundCommunity, standingIn } from './find.ts'

const nobody: Page<CommunityMember> = { rows: [] }

/** The data of communities/members.njk. Visitors are told of the coordinators, and of the others how many they are. */
export async function membersPage(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  found: FoundCommunity
) {
  const { viewer } = request
  const { actor, path, parts } = found
  const { read } = context.store
  const [{ cares }, page, coordinators, newcomers] = await Promise.all([
    standingIn(context, viewer, found),
    viewer ? listMembers(read, actor.id, pageAsked(request.query)) : nobody,
    viewer ? [] : withRole(read, actor.id, 'coordinator'),
    viewer && parts ? newcomersOf(context, actor.id) : []
  ])
  const rows = viewer ? page.rows : coordinators.map((one) => ({ actor: one, role: 'coordinator' as const }))
  const people = await presentPeople(context, [actor, ...rows.map((row) => row.actor)])
  const isNew = new Set(newcomers.map((one) => one.actor.id))
  const done = doneIn(context, request, reply, path)
  return {
    title: `Members of ${people[0]!.name}`,
    community: people[0]!,
    ...{ path, cares, local: parts !== undefined, closed: parts?.closed ?? undefined, total: actor.followers },
    members: rows.map((row, n) => ({
      id: row.actor.id,
      person: people[n + 1]!,
      coordinator: row.role === 'coordinator',
      isNew: isNew.has(row.actor.id),
      isMe: row.actor.id === viewer?.actor.id
    })),
    pages: pageLinks(`${path}/members`, page),
    ...(done && { done })
  }
}

/** The data of communities/removed.njk. */
export async function removedPage(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  { actor, path }: Community & { path: string }
) {
  const { read } = context.store
  const [page, removed] = await Promise.all([
    listRemovedPosts(read, actor.id, pageAsked(request.query)),
    withRole(read, actor.id, 'removed')
  ])
  const by = [...new Set(page.rows.flatMap(({ place }) => place.removedBy ?? []))]
  const deciders = await actorsByIds(read, by)
  const [items, people, deciding] = await Promise.all([
    presentPosts(
      context,
      request.viewer,
      page.rows.map((row) => row.whole)
    ),
    presentPeople(context, [actor, ...removed]),
    presentPeople(context, deciders)
  ])
  const byId = new Map(deciders.map((one, n) => [one.id, deciding[n]!]))
  const done = doneIn(context, request, reply, path)
  return {
    title: `Taken out of ${people[0]!.name}`,
    community: people[0]!,
    path,
    posts: page.rows.map(({ place, whole }, n) => ({
      item: items[n]!,
      reason: place.reason,
      by: byId.get(place.removedBy ?? '')?.name,
      restore: `${path}/posts/${whole.post.id}/restore`
    })),
    people: removed.map((one, n) => ({ person: people[n + 1]!, readmit: `${path}/members/${one.id}/readmit` })),
    pages: pageLinks(`${path}/removed`, page),
    ...(done && { done })
  }
}
