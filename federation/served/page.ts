/** Collections and their pages: the collection tells its size, a page lists some of it and where the next begins. */
import type { FastifyRequest } from 'fastify'
import type { Page } from '../../server/store/page.ts'
import type { JsonObject, JsonValue } from '../json.ts'

/** What a request asks of a collection: a page of it, from a key on, or the collection itself. */
export interface CollectionAsked {
  page: boolean
  after: string | undefined
}

/** Reads `?page=true` and `?after=KEY`; anything that is no key counts as none. */
export function readAsked(request: FastifyRequest): CollectionAsked {
  const { page, after } = request.query as Record<string, unknown>
  const key = typeof after === 'string' && /^[0-9a-f]{32}$/.test(after) ? after : undefined
  return { page: page !== undefined || after !== undefined, after: key }
}

type Kind = 'Collection' | 'OrderedCollection'

/** A collection as a whole. */
export const collection = (id: string, type: Kind, totalItems: number, first: JsonValue): JsonObject => ({
  id,
  type,
  totalItems,
  first
})

/** A page of it. */
export function collectionPage(
  id: string,
  type: Kind,
  asked: CollectionAsked,
  items: JsonValue[],
  { next }: Pick<Page<unknown>, 'next'>
): JsonObject {
  const at = (after: string | undefined) => `${id}?page=true${after ? `&after=${after}` : ''}`
  return {
    id: at(asked.after),
    type: `${type}Page`,
    partOf: id,
    ...(next && { next: at(next) }),
    [type === 'Collection' ? 'items' : 'orderedItems']: items
  }
}
