/** Lists are paged by key, never by offset: a page is what comes before or after a key. */

/** What a caller asks: `after` is older than this key, `before` newer; newest first. */
export interface PageAsked {
  after?: string | undefined
  before?: string | undefined
  size?: number | undefined
}

/** One page, newest first; `next` is the key to ask `after` for older ones, `previous` the key to ask `before`. */
export interface Page<Row> {
  rows: Row[]
  next?: string
  previous?: string
}

/** The most rows that a page may hold. */
export const largestPage = 100

/** How many rows a page holds: what was asked, between 1 and {@link largestPage}. */
export const pageSize = (asked: PageAsked, usual = 20) => Math.max(1, Math.min(largestPage, asked.size ?? usual))

/** Cuts a page from rows read with one more than `size`, in the order asked (ascending when `before` was asked). */
export function cutPage<Row>(rows: Row[], asked: PageAsked, size: number, keyOf: (row: Row) => string): Page<Row> {
  const more = rows.length > size
  const kept = rows.slice(0, size)
  if (asked.before) kept.reverse()
  const first = kept[0]
  const last = kept[kept.length - 1]
  const hasOlder = asked.before ? kept.length > 0 : more
  const hasNewer = asked.before ? more : asked.after !== undefined && kept.length > 0
  return {
    rows: kept,
    ...(hasOlder && last !== undefined && { next: keyOf(last) }),
    ...(hasNewer && first !== undefined && { previous: keyOf(first) })
  }
}
