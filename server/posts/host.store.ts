/** What the people of one other server have said, for the page of the council that runs it. */
import { and, asc, desc, eq, exists, gt, lt, sql } from 'drizzle-orm'
import { actors, type PostKind, posts } from '../../schema/index.ts'
import { cutPage, type Page, type PageAsked, pageSize } from '../store/page.ts'
import type { Reader } from '../store/store.ts'
import { postsInOrder } from './lists.store.ts'
import type { Looking, WholePost } from './posts.store.ts'

const kinds: PostKind[] = ['story', 'question', 'recipe']

/** One page of stories and questions from a host, newest first, as anyone may list them. */
export async function listFromHost(
  db: Reader,
  looking: Looking,
  host: string,
  asked: PageAsked
): Promise<Page<WholePost>> {
  const found = (await Promise.all(kinds.map((kind) => hostQuery(db, kind, host, asked)))).flat()
  found.sort((a, b) => (a.placed < b.placed === !!asked.before ? -1 : 1))
  const page = cutPage(found, asked, pageSize(asked), (row) => row.placed)
  const ids = page.rows.map((row) => row.id)
  return { ...page, rows: await postsInOrder(db, ids, looking) }
}

/** The query behind {@link listFromHost}, for one kind: an index is in the order of keys only then. */
export function hostQuery(db: Reader, kind: PostKind, host: string, asked: PageAsked) {
  const author = and(
    eq(actors.id, posts.author),
    eq(actors.host, host),
    eq(actors.local, false),
    eq(actors.blocked, false)
  )
  return db
    .select({ id: posts.id, placed: posts.placed })
    .from(posts)
    .where(
      and(
        eq(posts.kind, kind),
        eq(posts.audience, 'public'),
        exists(db.select({ one: sql`1` }).from(actors).where(author)),
        asked.after ? lt(posts.placed, asked.after) : undefined,
        asked.before ? gt(posts.placed, asked.before) : undefined
      )
    )
    .orderBy(asked.before ? asc(posts.placed) : desc(posts.placed))
    .limit(pageSize(asked) + 1)
}
