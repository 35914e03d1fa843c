/** Full text search. Besides `store/`, the only code that knows which database it speaks to. */
import { and, desc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { dialect } from '../../schema/columns.ts'
import { actors, captions, type PostKind, posts, searchPages, stories } from '../../schema/index.ts'
import { notHidden } from '../controls/hidden.store.ts'
import { postsInOrder } from '../posts/lists.store.ts'
import { type Looking, listed, type WholePost } from '../posts/posts.store.ts'
import { type Page, pageSize } from '../store/page.ts'
import type { Reader, Writer } from '../store/store.ts'
import { textOf } from '../text/sanitise.ts'

/** Accents are taken off here, so that both databases find the same. */
const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '')

/** Keeps the words of a post as it now stands. */
export async function indexPost(tx: Writer, id: string): Promise<void> {
  const [row] = await tx
    .select({ post: posts, story: stories })
    .from(posts)
    .leftJoin(stories, eq(stories.post, posts.id))
    .where(eq(posts.id, id))
  if (!row) return
  const { post, story } = row
  const said = await tx.select({ text: captions.transcript }).from(captions).where(eq(captions.post, id))
  const body = [
    post.summary ?? '',
    textOf(post.html),
    textOf(story?.wentWellHtml ?? ''),
    textOf(story?.wentBadlyHtml ?? ''),
    ...post.topics,
    story?.serviceName ?? '',
    story?.place ?? '',
    ...post.attachments.map(({ alt }) => alt),
    ...said.map(({ text }) => text)
  ]
  const page = { kind: post.kind, id, title: fold(post.title ?? ''), body: fold(body.join('\n')) }
  await tx
    .insert(searchPages)
    .values(page)
    .onConflictDoUpdate({ target: searchPages.id, set: { title: page.title, body: page.body, kind: page.kind } })
}

/** Forgets the words of a post. */
export async function unindexPost(tx: Writer, id: string): Promise<void> {
  await tx.delete(searchPages).where(eq(searchPages.id, id))
}

export interface SearchAsked {
  words: string
  kinds?: PostKind[]
  badly?: boolean
  size?: number
  /** The id of the last post of the page before. */
  after?: string | undefined
}

/** What matches, best first, as whoever is looking may list it. */
export const searchPosts = async (db: Reader, looking: Looking, asked: SearchAsked): Promise<WholePost[]> =>
  (await searchPage(db, looking, { size: 30, ...asked })).rows

/** One page of what matches, best first; `next` is the id to ask `after` for what matches less. */
export async function searchPage(db: Reader, looking: Looking, asked: SearchAsked): Promise<Page<WholePost>> {
  if (!/[\p{L}\p{N}]/u.test(asked.words)) return { rows: [] }
  const ranked = (await rankQuery(db, looking, asked)).map((row) => row.id)
  // What is no longer found has no place in the order: then there is nothing after it.
  const from = asked.after === undefined ? 0 : ranked.indexOf(asked.after) + 1 || ranked.length
  const ids = ranked.slice(from, from + pageSize(asked))
  const last = ids.at(-1)
  const more = from + ids.length < ranked.length
  return { rows: await postsInOrder(db, ids, looking), ...(more && last && { next: last }) }
}

const rankQuery = (db: Reader, looking: Looking, asked: SearchAsked) =>
  db
    .select({ id: posts.id })
    .from(posts)
    .innerJoin(hitsFor[dialect](fold(asked.words)), eq(sql`hits.id`, posts.id))
    .innerJoin(actors, eq(actors.id, posts.author))
    .leftJoin(stories, eq(stories.post, posts.id))
    .where(
      and(
        listed(db, looking),
        notHidden(db, looking),
        asked.kinds?.length ? inArray(posts.kind, asked.kinds) : undefined,
        asked.badly ? eq(stories.toldBadly, true) : undefined
      )
    )
    .orderBy(sql`hits.rank`, desc(posts.placed))

/** Rows of (id, rank), the best rank lowest; at most 300 are weighed. */
const hitsFor: Record<typeof dialect, (words: string) => SQL> = {
  sqlite: (words) => sql`(
    select search_pages.id as id, bm25(search_index, 4, 1) as rank
    from search_index join search_pages on search_pages.row = search_index.rowid
    where search_index match ${
      words
        .match(/[\p{L}\p{N}]+/gu)
        ?.map((word) => `"${word}"`)
        .join(' ') ?? '""'
    }
    order by rank limit 300
  ) as hits`,
  postgres: (words) => sql`(
    select id, -ts_rank(document, query) as rank
    from search_pages, websearch_to_tsquery('english', ${words}) as query
    where document @@ query order by rank limit 300
  ) as hits`
}
