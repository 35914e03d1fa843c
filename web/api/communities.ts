/** Communities by the API: opening, finding, joining and reading them; looking after them is in community-care.ts. */
import Type from 'typebox'
import { actorById } from '../../server/actors/actors.store.ts'
import { handleOf } from '../../server/actors/handle.ts'
import {
  type Community,
  closeCommunity,
  communitiesNamed,
  communitiesOf,
  communityById,
  createCommunity,
  editCommunity,
  findGroup,
  joinCommunity,
  leaveCommunity,
  listCommunities,
  listMembers,
  postingWords,
  roleIn,
  withRole
} from '../../server/communities/communities.ts'
import { listCommunityPosts } from '../../server/communities/places.store.ts'
import type { Context } from '../../server/context.ts'
import { NotFound } from '../../server/errors.ts'
import { followBetween } from '../../server/follows/follows.store.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import type { Actor } from '../../server/posts/posts.store.ts'
import { nameOf, personPath } from '../present/people.ts'
import { lookingFor } from '../present.ts'
import { CommunityItem, CommunityMember, Membership, Community as Shape } from './community-shapes.ts'
import { authorOf, authorsOf, itemsOf } from './item.ts'
import { type ApiRoute, openRoute, route } from './route.ts'
import { Item, itemKinds } from './shapes.ts'
import { flag, oneOf, pageAsked, pageOf, paging, text } from './words.ts'

const name = text('Up to 80 characters')
const purpose = text('What it is for, as Markdown, up to 2,000 characters')
const posting = oneOf(postingWords, 'Who may post: everyone whom the moderators let in, or only its members')
const New = Type.Object({
  handle: text('Small letters, numbers, and single dots, hyphens or underscores between them; it cannot change'),
  name,
  purpose,
  posting: Type.Optional(posting)
})
const Changed = Type.Object(
  { name: Type.Optional(name), purpose: Type.Optional(purpose), posting: Type.Optional(posting) },
  { description: 'What is left out stays.' }
)
const Words = Type.Object({ words: Type.Optional(text('The last words in it, as Markdown, in your name')) })
const Which = Type.Object({
  community: text('Its address, its handle or our key of it; one of another server as well', 2000)
})
const Filters = Type.Object({
  ...paging,
  closed: Type.Optional(flag('Those that closed instead of those that are open')),
  q: Type.Optional(text('Only with these words in the name or the handle; then up to 50 at once', 100))
})

/** The calls. */
export const communityRoutes = (context: Context): ApiRoute[] => [
  openRoute({
    method: 'GET',
    path: '/communities',
    does: 'Lists the communities opened here, the newest first.',
    query: Filters,
    gives: { status: 200, shape: pageOf(CommunityItem) },
    async handle({ query }) {
      const { read } = context.store
      if (query.q?.trim()) {
        const rows = await communitiesNamed(read, query.q, 50)
        return { items: rows.map(({ actor, parts }) => partsOf(context, actor, parts)), next: null }
      }
      const page = await listCommunities(read, { ...pageAsked(query), closed: query.closed === 'true' })
      return {
        items: page.rows.map(({ actor, parts }) => partsOf(context, actor, parts)),
        next: page.next ?? null
      }
    }
  }),
  route({
    method: 'POST',
    path: '/communities',
    access: 'write',
    does: 'Opens a community, with you as its first member and coordinator; for coordinators, moderators and admins.',
    body: New,
    gives: { status: 201, shape: Shape },
    handle: async ({ viewer, body }) =>
      communityOf(context, viewer, (await createCommunity(context, viewer, body)).actor)
  }),
  openRoute({
    method: 'GET',
    path: '/communities/:id',
    does: 'Gives one community, ours or one of another server that is known here.',
    gives: { status: 200, shape: Shape },
    handle: async ({ viewer, params }) => communityOf(context, viewer, await groupAt(context, viewer, params.id!))
  }),
  route({
    method: 'PATCH',
    path: '/communities/:id',
    access: 'write',
    does: 'Changes a community that you look after.',
    body: Changed,
    gives: { status: 200, shape: Shape },
    handle: async ({ viewer, params, body }) =>
      communityOf(context, viewer, (await editCommunity(context, viewer, params.id!, body)).actor)
  }),
  route({
    method: 'POST',
    path: '/communities/:id/close',
    access: 'write',
    does: 'Closes a community that you look after, for good: nothing new is taken, everything said stays.',
    body: Words,
    gives: { status: 200, shape: Shape },
    handle: async ({ viewer, params, body }) =>
      communityOf(context, viewer, (await closeCommunity(context, viewer, params.id!, body.words)).actor)
  }),
  openRoute({
    method: 'GET',
    path: '/communities/:id/posts',
    does: 'Lists what begins conversations in a community, the newest first.',
    query: Type.Object({ ...paging, kind: Type.Optional(oneOf(itemKinds, 'Only of this kind')) }),
    gives: { status: 200, shape: pageOf(Item) },
    async handle({ viewer, params, query }) {
      const { id } = await groupAt(context, viewer, params.id!)
      const asked = { ...pageAsked(query), ...(query.kind && { kinds: [query.kind] }) }
      const page = await listCommunityPosts(context.store.read, lookingFor(viewer), id, asked)
      return { items: await itemsOf(context, viewer, page.rows), next: page.next ?? null }
    }
  }),
  route({
    method: 'GET',
    path: '/communities/:id/members',
    access: 'read',
    does: 'Lists who belongs to a community, the newest first; those on servers that nobody here knows are only counted.',
    query: Type.Object(paging),
    gives: { status: 200, shape: pageOf(CommunityMember) },
    async handle({ viewer, params, query }) {
      const { id } = await groupAt(context, viewer, params.id!)
      const page = await listMembers(context.store.read, id, pageAsked(query))
      const author = await authorsOf(
        context,
        page.rows.map(({ actor }) => actor)
      )
      return { items: page.rows.map(({ actor, role }) => ({ member: author(actor), role })), next: page.next ?? null }
    }
  }),
  ...membershipRoutes(context)
]

const membershipRoutes = (context: Context): ApiRoute[] => [
  route({
    method: 'GET',
    path: '/memberships',
    access: 'read',
    does: 'Lists the communities that you joined, here and elsewhere, the one joined last first.',
    query: Type.Object(paging),
    gives: { status: 200, shape: pageOf(Membership) },
    async handle({ viewer, query }) {
      const page = await communitiesOf(context.store.read, viewer.actor.id, pageAsked(query))
      return {
        items: page.rows.map(({ actor, accepted, role }) =>
          membershipOf(actor, accepted ? 'accepted' : 'requested', role)
        ),
        next: page.next ?? null
      }
    }
  }),
  route({
    method: 'POST',
    path: '/memberships',
    access: 'write',
    does: 'Joins a community; of another server, once it accepts. A second time changes nothing.',
    body: Which,
    gives: { status: 202, shape: Membership },
    async handle({ viewer, body }) {
      const group = await findGroup(context, body.community)
      const { state } = await joinCommunity(context, viewer, group.id)
      const role = await roleIn(context.store.read, group.id, viewer.actor.id)
      return membershipOf(group, state, role === 'coordinator' ? role : 'member')
    }
  }),
  route({
    method: 'DELETE',
    path: '/memberships',
    access: 'write',
    does: 'Leaves a community. A second time changes nothing.',
    body: Which,
    gives: { status: 204 },
    async handle({ viewer, body }) {
      await leaveCommunity(context, viewer, (await findGroup(context, body.community)).id)
    }
  })
]

/** A Group that somebody may see: ours, and for our people those of other servers that are known here. */
async function groupAt({ store }: Context, viewer: Viewer | undefined, id: string): Promise<Actor> {
  const actor = await actorById(store.read, id)
  const isThere = actor?.type === 'Group' && !actor.blocked && !actor.deleted && (actor.local || viewer)
  if (!isThere) throw new NotFound('There is no such community.')
  return actor
}

const partsOf = ({ config }: Context, actor: Actor, parts?: Community['parts']) => ({
  ...{ id: actor.id, uri: actor.uri, url: actor.url, page: config.origin + personPath(actor), local: actor.local },
  ...{ handle: handleOf(actor), name: nameOf(actor), html: actor.summary, members: actor.followers },
  posting: parts?.posting ?? null,
  created: parts?.created.toISOString() ?? null,
  closed: parts?.closed?.toISOString() ?? null
})

async function communityOf(context: Context, viewer: Viewer | undefined, actor: Actor) {
  const { read } = context.store
  const me = viewer?.actor.id
  const [ours, coordinators, role, follow] = await Promise.all([
    communityById(read, actor.id),
    withRole(read, actor.id, 'coordinator'),
    me ? roleIn(read, actor.id, me) : undefined,
    me ? followBetween(read, me, actor.id) : undefined
  ])
  const followed = follow && (follow.state === 'accepted' ? 'member' : 'requested')
  return {
    ...partsOf(context, actor, ours?.parts),
    purpose: ours?.parts.purpose ?? null,
    coordinators: coordinators.map(authorOf),
    you: role ?? followed ?? null
  }
}

const membershipOf = (actor: Actor, state: 'requested' | 'accepted', role: 'member' | 'coordinator') => ({
  ...{ community: actor.uri, id: actor.id, handle: handleOf(actor), name: nameOf(actor) },
  ...{ state, role }
})
