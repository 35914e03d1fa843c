/** What posts quote, read for a whole page at once. */
import type { QuoteState } from '../../schema/quotes.ts'
import type { Context } from '../../server/context.ts'
import { withoutFolded } from '../../server/controls/filters.ts'
import { unhiddenPosts } from '../../server/controls/hidden.store.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import { idsByUri, quotesIn } from '../../server/quotes/quotes.store.ts'
import { isShown } from '../../server/quotes/quotes.ts'

/** What is quoted by whom, and those of it that this reader may read and that may be shown as quotes. */
export interface Quoted {
  /** The address quoted, by the id of the post that quotes. */
  of: Map<string, string>
  byUri: Map<string, WholePost>
  /** How the leave to quote stands, by the id of the post that quotes. */
  states: Map<string, QuoteState>
  rows: WholePost[]
}

/** Reads it in three queries, and none more where nothing is quoted. */
export async function readQuoted(context: Context, viewer: Viewer | undefined, ids: string[]): Promise<Quoted> {
  const db = context.store.read
  const quotes = await quotesIn(db, ids)
  const shown = quotes.filter((quote) => isShown(quote.state)).map((quote) => quote.quoted)
  const looking = viewer ? { actor: viewer.actor.id } : undefined
  const found = shown.length === 0 ? [] : await unhiddenPosts(db, await idsByUri(db, [...new Set(shown)]), looking)
  const rows = await withoutFolded(db, looking, found)
  const of = new Map(quotes.map((quote) => [quote.post, quote.quoted]))
  const byUri = new Map(rows.filter((row) => shown.includes(row.post.uri)).map((row) => [row.post.uri, row]))
  const states = new Map(quotes.map((quote) => [quote.post, quote.state]))
  return { of, byUri, rows, states }
}
