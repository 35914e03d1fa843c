/** Stories that share words with what somebody means to do. Like the search, it knows which database it speaks to. */
import { and, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { dialect } from '../../schema/columns.ts'
import { actors, posts } from '../../schema/index.ts'
import { notHidden } from '../controls/hidden.store.ts'
import { type Looking, listed } from '../posts/posts.store.ts'
import type { Reader } from '../store/store.ts'

/** In how many pages the words that are looked for each by itself may stand together; others must come in pairs. */
const rare = 600
/** Pages with a word are counted no further: what stands in more stands everywhere. */
const counted = 5_000
/** How many pages are weighed. */
const candidates = 1_000
/** How many of the best are looked at further. */
const ranked = 60

/** A story that shares words, the better the lower its rank. */
export interface Hit {
  id: string
  rank: number
  title: string
  body: string
}

/** For each word in how many pages it stands, counted no further than matters, or known from statistics. */
export async function countWords(db: Reader, words: string[]): Promise<number[]> {
  if (words.length === 0) return []
  const counts = words.map((word, n) => countOf[dialect](word, n))
  const rows = await db
    .select({ n: sql<number>`n`, word: sql<number>`word` })
    .from(sql`(${dialect === 'postgres' ? common : sql``} ${sql.join(counts, sql` union all `)}) as counts`)
  const byWord = new Map(rows.map((row) => [Number(row.word), Number(row.n)]))
  return words.map((_, n) => byWord.get(n) ?? 0)
}

const countOf: Record<typeof dialect, (word: string, n: number) => SQL> = {
  sqlite: (word, n) => sql`
    select count(*) as n, ${n} as word from (
      select 1 from search_index where search_index match ${`"${word}"`} limit ${counted})`,
  postgres: (word, n) => sql`
    select coalesce(
      (select pages from common where lexeme = (tsvector_to_array(to_tsvector('english', ${word})))[1]),
      (select count(*) from (
        select 1 from search_pages where document @@ plainto_tsquery('english', ${word}) limit ${counted}) as found)
    ) as n, ${n}::int as word`
}

/** PostgreSQL keeps how often the most common words come: counting those would mean to read most of the index. */
const common = sql`
  with common as materialized (
    select lexeme, (share * (select reltuples from pg_class where oid = 'search_pages'::regclass))::bigint as pages from (
      select unnest(most_common_elems::text::text[]) as lexeme, unnest(most_common_elem_freqs) as share from pg_stats
      where schemaname = current_schema() and tablename = 'search_pages' and attname = 'document') as elements
    where lexeme is not null)`

/**
 * What shares words, the best first, as whoever is looking may list it. Of the words that stand in many pages two must
 * come together, so that no more than some thousands of pages are ever weighed.
 */
export async function sharingWords(
  db: Reader,
  looking: Looking,
  words: string[],
  { besides }: { besides?: string } = {}
): Promise<Hit[]> {
  const counts = await countWords(db, words)
  const known = words.map((word, n) => ({ word, count: counts[n]! })).filter(({ count }) => count > 0)
  const query = queryOf(known)
  if (!query) return []
  const hits = await db
    .select({
      id: sql<string>`hits.id`,
      rank: sql<number>`hits.rank`,
      title: sql<string>`hits.title`,
      body: sql<string>`hits.body`
    })
    .from(hitsFor[dialect](query))
    .orderBy(sql`hits.rank`)
  const wanted = hits.filter(({ id }) => id !== besides)
  const shown = await listedAmong(
    db,
    looking,
    wanted.map(({ id }) => id)
  )
  return wanted.filter(({ id }) => shown.has(id)).map((hit) => ({ ...hit, rank: Number(hit.rank) }))
}

/** Which of these posts whoever is looking may list. */
async function listedAmong(db: Reader, looking: Looking, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .select({ id: posts.id })
    .from(posts)
    .innerJoin(actors, eq(actors.id, posts.author))
    .where(and(inArray(posts.id, ids), listed(db, looking), notHidden(db, looking)))
  return new Set(rows.map(({ id }) => id))
}

/** The rarest words each for itself, as far as few pages hold them; of the others, the least common three in pairs. */
function queryOf(known: { word: string; count: number }[]): SearchQuery | undefined {
  const alone: string[] = []
  const many: string[] = []
  let pages = 0
  for (const { word, count } of known.toSorted((a, b) => a.count - b.count)) {
    pages += count
    if (pages <= rare) alone.push(word)
    else if (many.length < 3) many.push(word)
  }
  if (alone.length === 0 && many.length === 0) return undefined
  if (alone.length === 0 && many.length === 1) return { alone: many, pairs: [] }
  return { alone, pairs: many.flatMap((one, n) => many.slice(n + 1).map((other): [string, string] => [one, other])) }
}

interface SearchQuery {
  alone: string[]
  pairs: [string, string][]
}

const hitsFor: Record<typeof dialect, (query: SearchQuery) => SQL> = {
  sqlite({ alone, pairs }) {
    const match = [...alone.map((word) => `"${word}"`), ...pairs.map(([a, b]) => `("${a}" AND "${b}")`)].join(' OR ')
    return sql`(
      select search_pages.id as id, search_pages.title as title, search_pages.body as body, best.rank as rank from (
        select row, rank from (
          select rowid as row, bm25(search_index, 5, 1) as rank from search_index
          where search_index match ${match} order by rowid desc limit ${candidates}
        ) order by rank limit ${ranked}
      ) as best join search_pages on search_pages.row = best.row where search_pages.kind = 'story'
    ) as hits`
  },
  postgres({ alone, pairs }) {
    const parts = [
      ...alone.map((word) => sql`plainto_tsquery('english', ${word})`),
      ...pairs.map(([a, b]) => sql`(plainto_tsquery('english', ${a}) && plainto_tsquery('english', ${b}))`)
    ]
    return sql`(
      select id, title, body, -ts_rank('{0.1, 0.2, 0.2, 1}', document, query, 1) as rank from (
        select id, title, body, document, query
        from search_pages, (select ${sql.join(parts, sql` || `)} as query) as asked
        where document @@ query and kind = 'story' limit ${candidates}
      ) as found order by rank limit ${ranked}
    ) as hits`
  }
}
