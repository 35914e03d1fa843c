/** What posts quote, read for a whole page at once. */
import type { Context } from '../../server/context.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { readPosts, type WholePost } from '../../server/posts/posts.store.ts'
import { idsByUri, quotesIn } from '../../server/quotes/quotes.store.ts'
import { isShown } from '../../server/quotes/quotes.ts'

/** What is quoted by whom, and those of it that this reader may read and that may be shown as quotes. */
export interface Quoted {
  /** The address quoted, by the id of the post that quotes. */
  of: Map<string, string>
  byUri: Map<string, WholePost>
  rows: WholePost[]
}

/** Reads it in three queries, and none more where nothing is quoted. */
export async function readQuoted(context: Context, viewer: Viewer | undefined, ids: string[]): Promise<Quoted> {
  const db = context.store.read
  const quotes = await quotesIn(db, ids)
  const shown = quotes.filter((quote) => isShown(quote.state)).map((quote) => quote.quoted)
  const looking = viewer ? { actor: viewer.actor.id } : undefined
  const rows = shown.length === 0 ? [] : await readPosts(db, await idsByUri(db, [...new Set(shown)]), looking)
  const of = new Map(quotes.map((quote) => [quote.post, quote.quoted]))
  const byUri = new Map(rows.filter((row) => shown.includes(row.post.uri)).map((row) => [row.post.uri, row]))
  return { of, byUri, rows }
}
