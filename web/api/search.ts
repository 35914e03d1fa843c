/** Search by the API. */
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import { searchPage } from '../../server/search/search.store.ts'
import { lookingFor } from '../present.ts'
import { itemsOf } from './item.ts'
import { type ApiRoute, openRoute } from './route.ts'
import { Item, itemKinds } from './shapes.ts'
import { flag, oneOf, pageAsked, pageOf, paging, text } from './words.ts'

/** The call. */
export const searchRoutes = (context: Context): ApiRoute[] => [
  openRoute({
    method: 'GET',
    path: '/search',
    does: 'Finds posts by their words, the best match first; 300 at most.',
    query: Type.Object({
      ...paging,
      q: text('The words', 500),
      kind: Type.Optional(oneOf(itemKinds, 'Only of this kind')),
      badly: Type.Optional(flag('Only stories that tell what went badly'))
    }),
    gives: { status: 200, shape: pageOf(Item) },
    async handle({ viewer, query }) {
      const { after, size } = pageAsked(query)
      const page = await searchPage(context.store.read, lookingFor(viewer), {
        words: query.q,
        badly: query.badly === 'true',
        after,
        ...(query.kind && { kinds: [query.kind] }),
        ...(size !== undefined && { size })
      })
      return { items: await itemsOf(context, viewer, page.rows), next: page.next ?? null }
    }
  })
]
