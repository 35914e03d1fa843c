/** The home timeline by the API: what those whom you follow say and show. */
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import { readTimeline } from '../../server/timeline/timeline.store.ts'
import { itemsOf } from './item.ts'
import { type ApiRoute, route } from './route.ts'
import { Item } from './shapes.ts'
import { pageAsked, pageOf, paging } from './words.ts'

/** The call. */
export const timelineRoutes = (context: Context): ApiRoute[] => [
  route({
    method: 'GET',
    path: '/timeline',
    access: 'read',
    does: 'Lists what those whom you follow say and show, the newest first.',
    query: Type.Object(paging),
    gives: { status: 200, shape: pageOf(Item) },
    async handle({ viewer, query }) {
      const page = await readTimeline(context.store.read, viewer.actor.id, pageAsked(query))
      return { items: await itemsOf(context, viewer, page.rows), next: page.next ?? null }
    }
  })
]
