/** Looking after a community by the API: what is taken out of it, who is removed, and who coordinates. */
import Type from 'typebox'
import { actorByUri, actorsByIds } from '../../server/actors/actors.store.ts'
import { addCoordinator, ownCommunity, removeCoordinator, withRole } from '../../server/communities/communities.ts'
import { readmitMember, removeMember, removePost, restorePost } from '../../server/communities/moderate.ts'
import { listRemovedPosts } from '../../server/communities/places.store.ts'
import type { Context } from '../../server/context.ts'
import { NotFound } from '../../server/errors.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import { pathOf } from '../present.ts'
import { RemovedPost } from './community-shapes.ts'
import { authorOf } from './item.ts'
import { type ApiRoute, route } from './route.ts'
import { Author } from './shapes.ts'
import { pageAsked, pageOf, paging, text, uri } from './words.ts'

const reason = Type.Optional(text('Why, up to 500 characters; kept in the decision log'))
const Post = Type.Object({ object: uri('The address of the post') })
const PostOut = Type.Object({ object: uri('The address of the post'), reason })
const Whom = Type.Object({ member: uri('The address of the account') })
const WhomOut = Type.Object({ member: uri('The address of the account'), reason })
const People = Type.Object({ items: Type.Array(Author) }, { additionalProperties: false })

/** The calls; each is for the coordinators of that community and for moderators. */
export const communityCareRoutes = (context: Context): ApiRoute[] => [
  route({
    method: 'GET',
    path: '/communities/:id/removed-posts',
    access: 'write',
    does: 'Lists what was taken out of a community that you look after, the newest first.',
    query: Type.Object(paging),
    gives: { status: 200, shape: pageOf(RemovedPost) },
    async handle({ viewer, params, query }) {
      const { read } = context.store
      const { actor } = await ownCommunity(context, viewer, params.id!)
      const page = await listRemovedPosts(read, actor.id, pageAsked(query))
      const deciders = await actorsByIds(
        read,
        page.rows.flatMap(({ place }) => place.removedBy ?? [])
      )
      const uriOf = new Map(deciders.map((one) => [one.id, one.uri]))
      return {
        items: page.rows.map(({ place, whole }) => ({
          object: whole.post.uri,
          page: context.config.origin + pathOf(whole),
          by: uriOf.get(place.removedBy ?? '') ?? null,
          reason: place.reason
        })),
        next: page.next ?? null
      }
    }
  }),
  route({
    method: 'POST',
    path: '/communities/:id/removed-posts',
    access: 'write',
    does: 'Takes a post out of a community that you look after; its author keeps it. A second time changes nothing.',
    body: PostOut,
    gives: { status: 204 },
    handle: async ({ viewer, params, body }) =>
      removePost(context, viewer, params.id!, await postAt(context, body.object), body.reason)
  }),
  route({
    method: 'DELETE',
    path: '/communities/:id/removed-posts',
    access: 'write',
    does: 'Puts a post back.',
    body: Post,
    gives: { status: 204 },
    handle: async ({ viewer, params, body }) =>
      restorePost(context, viewer, params.id!, await postAt(context, body.object))
  }),
  route({
    method: 'GET',
    path: '/communities/:id/removed-members',
    access: 'write',
    does: 'Lists who was removed from a community that you look after.',
    gives: { status: 200, shape: People },
    async handle({ viewer, params }) {
      const { actor } = await ownCommunity(context, viewer, params.id!)
      return { items: (await withRole(context.store.read, actor.id, 'removed')).map(authorOf) }
    }
  }),
  ...(
    [
      ['POST', 'removed-members', WhomOut, 'Removes somebody from a community that you look after.', removeMember],
      ['DELETE', 'removed-members', Whom, 'Lets somebody who was removed join again.', readmitMember],
      ['POST', 'coordinators', Whom, 'Makes a member a coordinator.', addCoordinator],
      ['DELETE', 'coordinators', Whom, 'Makes a coordinator a plain member again.', removeCoordinator]
    ] as const
  ).map(([method, end, body, does, act]) =>
    route({
      ...{ method, path: `/communities/:id/${end}`, access: 'write' as const, does },
      body: body as typeof WhomOut,
      gives: { status: 204 },
      handle: async ({ viewer, params, body: { member, reason: why } }) =>
        act(context, viewer, params.id!, await memberAt(context, member), why)
    })
  )
]

async function postAt({ store }: Context, address: string): Promise<string> {
  const found = await anyPost(store.read, { uri: address })
  if (!found) throw new NotFound('This post is not in this community.')
  return found.post.id
}

async function memberAt({ store }: Context, address: string): Promise<string> {
  const found = await actorByUri(store.read, address)
  if (!found) throw new NotFound('There is nobody at this address here.')
  return found.id
}
