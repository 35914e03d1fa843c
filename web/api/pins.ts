/** Pinned posts by the API: at the top of one's own page, or of the council's. */
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import { pages, pinnedOn, pinPost, unpinPost } from '../../server/featured/featured.ts'
import { itemsOf } from './item.ts'
import { type ApiRoute, route } from './route.ts'
import { Item } from './shapes.ts'
import { oneOf, uri } from './words.ts'

const page = Type.Optional(oneOf([...pages], 'On whose page: yours unless told; the council’s is for admins'))
const Which = Type.Object({ object: uri('The address of the post'), page })
const Pinned = Type.Object({ items: Type.Array(Item) }, { additionalProperties: false })

/** The calls. */
export const pinRoutes = (context: Context): ApiRoute[] => [
  route({
    method: 'GET',
    path: '/pins',
    access: 'read',
    does: 'Lists what stands at the top of your page or of the council’s, the newest first.',
    query: Type.Object({ page }),
    gives: { status: 200, shape: Pinned },
    async handle({ viewer, query }) {
      return { items: await itemsOf(context, viewer, await pinnedOn(context, viewer, whose(query.page))) }
    }
  }),
  route({
    method: 'POST',
    path: '/pins',
    access: 'write',
    does: 'Puts a post at the top of your page, or of the council’s: up to five. A second time changes nothing.',
    body: Which,
    gives: { status: 201, shape: Which },
    async handle({ viewer, body }) {
      const { post } = await pinPost(context, viewer, body.object, whose(body.page))
      return { object: post.uri, page: whose(body.page) }
    }
  }),
  route({
    method: 'DELETE',
    path: '/pins',
    access: 'write',
    does: 'Takes a post down from there.',
    body: Which,
    gives: { status: 204 },
    async handle({ viewer, body }) {
      await unpinPost(context, viewer, body.object, whose(body.page))
    }
  })
]

const whose = (text: string | undefined) => (text === 'council' ? 'council' : 'me')
