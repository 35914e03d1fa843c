/** What people here wrote about a subject. Like the search, it knows which database it speaks to. */
import { and, desc, eq, exists, inArray, type SQL, sql } from 'drizzle-orm'
import { dialect } from '../../schema/columns.ts'
import { type PostKind, posts, postTopics } from '../../schema/index.ts'
import { countWords } from '../similar/similar.store.ts'
import type { Reader } from '../store/store.ts'

/** What tells that somebody knows; asking does not. */
const telling: PostKind[] = ['story', 'reply', 'recipe']
/** In how many pages a word may stand and still tell something. */
const rare = 1_500

/** Something that somebody here wrote for others to read. */
export interface WrittenOn {
  author: string
  post: string
  topic: string
}
export interface WrittenWith {
  author: string
  post: string
  title: string
  body: string
}

/** What people here wrote on these topics, of which at most five count, the latest first. */
export async function writtenOn(db: Reader, topics: string[]): Promise<WrittenOn[]> {
  const found = (await Promise.all(topics.slice(0, 5).map((topic) => writtenOnQuery(db, topic)))).flat()
  if (found.length === 0) return []
  const rows = await db
    .select({ post: posts.id, author: posts.author })
    .from(posts)
    .where(inArray(posts.id, [...new Set(found.map(({ post }) => post))]))
  const authors = new Map(rows.map(({ post, author }) => [post, author]))
  return found
    .flatMap((one) => (authors.has(one.post) ? [{ ...one, author: authors.get(one.post)! }] : []))
    .toSorted((a, b) => (a.post < b.post ? 1 : -1))
}

/** The query behind {@link writtenOn}. */
export const writtenOnQuery = (db: Reader, topic: string) =>
  db
    .select({ post: postTopics.post, topic: postTopics.topic })
    .from(postTopics)
    .where(
      and(
        eq(postTopics.topic, topic),
        exists(
          db
            .select({ one: sql`1` })
            .from(posts)
            .where(and(eq(posts.id, postTopics.post), ours()))
        )
      )
    )
    .orderBy(desc(postTopics.post))
    .limit(60)

const ours = () =>
  and(eq(posts.local, true), inArray(posts.kind, telling), inArray(posts.audience, ['public', 'local']))

/** What people here wrote with some of these words, the best first; words that stand everywhere count for nothing. */
export async function writtenWith(db: Reader, words: string[]): Promise<WrittenWith[]> {
  const counts = await countWords(db, words)
  const known = words.filter((_, n) => counts[n]! > 0 && counts[n]! <= rare)
  if (known.length === 0) return []
  return db
    .select({
      author: posts.author,
      post: posts.id,
      title: sql<string>`hits.title`,
      body: sql<string>`hits.body`
    })
    .from(hitsFor[dialect](known))
    .innerJoin(posts, eq(posts.id, sql`hits.id`))
    .where(ours())
    .orderBy(sql`hits.rank`)
    .limit(100)
}

const hitsFor: Record<typeof dialect, (words: string[]) => SQL> = {
  sqlite: (words) => sql`(
    select search_pages.id as id, search_pages.title as title, search_pages.body as body, best.rank as rank from (
      select rowid as row, bm25(search_index, 5, 1) as rank from search_index
      where search_index match ${words.map((word) => `"${word}"`).join(' OR ')} order by rowid desc limit 2000
    ) as best join search_pages on search_pages.row = best.row where search_pages.kind in ('story', 'reply', 'recipe')
  ) as hits`,
  postgres: (words) => sql`(
    select id, title, body, -ts_rank('{0.1, 0.2, 0.2, 1}', document, query, 1) as rank
    from search_pages, (select ${sql.join(
      words.map((word) => sql`plainto_tsquery('english', ${word})`),
      sql` || `
    )} as query) as asked
    where document @@ query and kind in ('story', 'reply', 'recipe') limit 2000
  ) as hits`
}
