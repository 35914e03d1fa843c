/** Links from one page of a list to the next, by key, keeping what the list was narrowed to. */
import type { PageAsked } from '../server/store/page.ts'
import { plainCharacters } from '../server/text/sanitise.ts'
import type { PageLinks } from './item.ts'

type Query = Record<string, unknown>

/** Which page a query asks for; anything that is no key counts as the first. */
export function pageAsked(query: unknown): PageAsked {
  const { after, before } = (query ?? {}) as Query
  if (isKey(after)) return { after }
  return isKey(before) ? { before } : {}
}

/** Whether a text has the form of our keys. */
export const isKey = (text: unknown): text is string => typeof text === 'string' && /^[0-9a-f]{32}$/.test(text)

/** The links at the foot of a list at `path`, narrowed by `kept`. */
export function pageLinks(
  path: string,
  page: { next?: string; previous?: string },
  kept: Record<string, string | undefined> = {}
): PageLinks {
  return {
    ...(page.previous && { newer: withQuery(path, { ...kept, before: page.previous }) }),
    ...(page.next && { older: withQuery(path, { ...kept, after: page.next }) })
  }
}

/** A path with a query of what is given, in this order. */
export function withQuery(path: string, query: Record<string, string | undefined>): string {
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => !!pair[1])
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs)}`
}

/** One parameter of a query, when it is there once; anyone may have made the link, so that nothing in it deceives the eye. */
export function queryText(query: unknown, name: string): string {
  const value = ((query ?? {}) as Query)[name]
  return typeof value === 'string' ? plainCharacters(value.slice(0, 500)) : ''
}
