/**
 * How much waits, counted no further than anybody decides by hand: a flood of fifty thousand costs the pages no more than a
 * busy day. Written so that both databases walk their indexes from one name to the next instead of reading all that waits.
 */
import { asc, count, countDistinct, eq, type SQL, sql } from 'drizzle-orm'
import { held } from '../../schema/index.ts'
import type { Reader } from '../store/store.ts'

/** All that waits is counted up to this; one more stands for whatever more there is. */
export const mostWaiting = 2_000
/** The same of one author or one server. */
export const mostOfOne = 1_000

export interface Waiting {
  /** At most one more than {@link mostWaiting}. */
  items: number
  /** Of how many, among the oldest that were counted. */
  people: number
  servers: number
  /** Whether all that waits was counted. */
  all: boolean
}

/** How much waits, up to one more than `most`. */
export async function countUpTo(db: Reader, most = mostWaiting): Promise<number> {
  const part = db
    .select({ id: held.id })
    .from(held)
    .where(eq(held.state, 'waiting'))
    .limit(most + 1)
    .as('part')
  const [row] = await db.select({ n: count() }).from(part)
  return row?.n ?? 0
}

/** How much waits, and of how many. */
export async function countWaiting(db: Reader, most = mostWaiting): Promise<Waiting> {
  const oldest = db
    .select({ actor: held.actor, host: held.host })
    .from(held)
    .where(eq(held.state, 'waiting'))
    .orderBy(asc(held.id))
    .limit(most + 1)
    .as('oldest')
  const [row] = await db
    .select({ items: count(), people: countDistinct(oldest.actor), servers: countDistinct(oldest.host) })
    .from(oldest)
  const { items = 0, people = 0, servers = 0 } = row ?? {}
  return { items, people, servers, all: items <= most }
}

const columns = { actor: sql.raw('actor_uri'), host: sql.raw('host') }
type By = keyof typeof columns

/** How much waits of one name, counted up to one more than {@link mostOfOne}. */
const counted = (by: By, name: SQL) =>
  sql`(select count(*) from (select 1 from held where ${columns[by]} = ${name} and state = 'waiting' limit ${sql.raw(String(mostOfOne + 1))}) as part)`

const rowsOf = async (db: Reader, query: SQL) => {
  const rows = await db
    .select({ name: sql<string>`name`, n: sql<number>`n`, place: sql<number>`place` })
    .from(sql`(${query}) as counts`)
  return rows
    .map(({ name, n, place }) => ({ name, items: Number(n), place: Number(place) }))
    .toSorted((one, other) => one.place - other.place)
}

/** How much waits of each of these servers or authors; of those of whom nothing does there is no entry. */
export async function countEach(db: Reader, by: By, names: string[]): Promise<Map<string, number>> {
  const unique = [...new Set(names)]
  const found = new Map<string, number>()
  for (let from = 0; from < unique.length; from += 100) {
    const parts = unique
      .slice(from, from + 100)
      .map((name) => sql`select cast(${name} as text) as name, ${counted(by, sql`${name}`)} as n, 0 as place`)
    for (const { name, items } of await rowsOf(db, sql.join(parts, sql` union all `)))
      if (items > 0) found.set(name, items)
  }
  return found
}

/** The servers or authors of whom something waits, by name, after one; each is found by one look into the index. */
export const namesWaiting = (db: Reader, by: By, after: string, size: number) => {
  const column = columns[by]
  const next = (than: SQL) => sql`(select min(${column}) from held where state = 'waiting' and ${column} > ${than})`
  return rowsOf(
    db,
    sql`with recursive walk(name, place) as (
      select ${next(sql`cast(${after} as text)`)}, 1
      union all
      select ${next(sql`walk.name`)}, place + 1 from walk where walk.name is not null and place < ${sql.raw(String(size))}
    ) select name, ${counted(by, sql`walk.name`)} as n, place from walk where name is not null`
  )
}
