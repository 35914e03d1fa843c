/** Lists of policies and what they say, as kept in the database. */
import { and, asc, count, eq, gt, inArray, isNotNull, lte } from 'drizzle-orm'
import { policyEntries, policyLists } from '../../../schema/index.ts'
import type { Reader, Writer } from '../../store/store.ts'

export type PolicyList = typeof policyLists.$inferSelect
export type PolicyEntry = typeof policyEntries.$inferSelect
export type NewEntry = typeof policyEntries.$inferInsert

/** Keeps a new list. */
export async function addList(tx: Writer, list: typeof policyLists.$inferInsert): Promise<PolicyList> {
  const [row] = await tx.insert(policyLists).values(list).returning()
  return row!
}

/** Changes what is known of a list. */
export async function changeList(tx: Writer, id: string, set: Partial<PolicyList>): Promise<void> {
  await tx.update(policyLists).set(set).where(eq(policyLists.id, id))
}

/** Forgets a list and what it says; policies that came from it stay. */
export async function dropList(tx: Writer, id: string): Promise<void> {
  await tx.delete(policyLists).where(eq(policyLists.id, id))
}

/** One list. */
export async function listById(db: Reader, id: string): Promise<PolicyList | undefined> {
  const [row] = await db.select().from(policyLists).where(eq(policyLists.id, id))
  return row
}

/** All lists: there are few. */
export const allLists = (db: Reader): Promise<PolicyList[]> =>
  db.select().from(policyLists).orderBy(asc(policyLists.priority), asc(policyLists.id)).limit(200)

/** The lists that are to be read again by now. */
export const dueLists = (db: Reader, now: Date): Promise<{ id: string }[]> =>
  db
    .select({ id: policyLists.id })
    .from(policyLists)
    .where(and(isNotNull(policyLists.next), lte(policyLists.next, now)))
    .limit(50)

/** How many entries each list has in each state. */
export const countEntries = (db: Reader, list?: string) =>
  db
    .select({ list: policyEntries.list, state: policyEntries.state, n: count() })
    .from(policyEntries)
    .where(list ? eq(policyEntries.list, list) : undefined)
    .groupBy(policyEntries.list, policyEntries.state)

/** One page of what a list says, by name. */
export const entriesOf = (
  db: Reader,
  list: string,
  state: PolicyEntry['state'] | undefined,
  after = '',
  size = 100
): Promise<PolicyEntry[]> =>
  db
    .select()
    .from(policyEntries)
    .where(
      and(
        eq(policyEntries.list, list),
        state ? eq(policyEntries.state, state) : undefined,
        gt(policyEntries.host, after)
      )
    )
    .orderBy(asc(policyEntries.host))
    .limit(size)

/** What a list says about these hosts. */
export async function entriesFor(db: Reader, list: string, hosts: string[]): Promise<PolicyEntry[]> {
  const found: PolicyEntry[] = []
  for (let from = 0; from < hosts.length; from += 500) {
    const some = hosts.slice(from, from + 500)
    found.push(
      ...(await db
        .select()
        .from(policyEntries)
        .where(and(eq(policyEntries.list, list), inArray(policyEntries.host, some))))
    )
  }
  return found
}

/** What all lists say about these hosts, at most 500. */
export const entriesAbout = (db: Reader, hosts: string[]): Promise<PolicyEntry[]> =>
  hosts.length === 0
    ? Promise.resolve([])
    : db
        .select()
        .from(policyEntries)
        .where(inArray(policyEntries.host, hosts.slice(0, 500)))

/** Keeps entries, new or changed. */
export async function keepEntries(tx: Writer, rows: NewEntry[]): Promise<void> {
  for (let from = 0; from < rows.length; from += 500) {
    const some = rows.slice(from, from + 500)
    await tx.insert(policyEntries).values(some).onConflictDoNothing()
  }
}

/** Changes entries of a list. */
export async function changeEntries(
  tx: Writer,
  list: string,
  hosts: string[],
  set: Partial<Pick<PolicyEntry, 'state' | 'gone'>>
): Promise<void> {
  for (let from = 0; from < hosts.length; from += 500)
    await tx
      .update(policyEntries)
      .set(set)
      .where(and(eq(policyEntries.list, list), inArray(policyEntries.host, hosts.slice(from, from + 500))))
}

/** Takes entries out of a list. */
export async function dropEntries(tx: Writer, list: string, hosts: string[]): Promise<void> {
  for (let from = 0; from < hosts.length; from += 500)
    await tx
      .delete(policyEntries)
      .where(and(eq(policyEntries.list, list), inArray(policyEntries.host, hosts.slice(from, from + 500))))
}
