/** What is held, and the decisions taken, as kept in the database. */
import { and, asc, count, desc, eq, gt, inArray, lt, lte } from 'drizzle-orm'
import { decisions, held } from '../../schema/index.ts'
import { cutPage, type Page, type PageAsked, pageSize } from '../store/page.ts'
import type { Reader, Writer } from '../store/store.ts'

export type HeldItem = typeof held.$inferSelect
export type Decision = typeof decisions.$inferSelect

/** Holds an activity; false when it is held, or was decided on, already. */
export async function addHeld(tx: Writer, item: typeof held.$inferInsert): Promise<string | undefined> {
  const [row] = await tx.insert(held).values(item).onConflictDoNothing().returning({ id: held.id })
  return row?.id
}

/** What waits, newest first; of one server or one author if asked. */
export async function listHeld(
  db: Reader,
  asked: PageAsked & { host?: string; actor?: string; oldest?: boolean }
): Promise<Page<HeldItem>> {
  const size = pageSize(asked)
  const turned: PageAsked = asked.oldest ? { after: asked.before, before: asked.after } : asked
  const ascending = asked.oldest ? !asked.before : !!asked.before
  const rows = await db
    .select()
    .from(held)
    .where(
      and(
        eq(held.state, 'waiting'),
        asked.host ? eq(held.host, asked.host) : undefined,
        asked.actor ? eq(held.actor, asked.actor) : undefined,
        turned.after ? lt(held.id, turned.after) : undefined,
        turned.before ? gt(held.id, turned.before) : undefined
      )
    )
    .orderBy(ascending ? asc(held.id) : desc(held.id))
    .limit(size + 1)
  return cutPage(rows, asked, size, (row) => row.id)
}

/** One held item, whatever became of it. */
export async function heldById(db: Reader, id: string): Promise<HeldItem | undefined> {
  const [row] = await db.select().from(held).where(eq(held.id, id))
  return row
}

/** Everything that waits of one author, oldest first. */
export const waitingOf = (db: Reader, who: { actor: string } | { host: string }, most = 500) =>
  db
    .select()
    .from(held)
    .where(and('actor' in who ? eq(held.actor, who.actor) : eq(held.host, who.host), eq(held.state, 'waiting')))
    .orderBy(asc(held.id))
    .limit(most)

/** Settles a waiting item; false when somebody else was faster. */
export async function decideHeld(
  tx: Writer,
  id: string,
  state: 'released' | 'rejected' | 'expired',
  by: string | null,
  at: Date
): Promise<boolean> {
  const keep = state === 'released' ? {} : { activity: null, summary: '' }
  const changed = await tx
    .update(held)
    .set({ state, decided: at, decidedBy: by, ...keep })
    .where(and(eq(held.id, id), eq(held.state, 'waiting')))
    .returning({ id: held.id })
  return changed.length > 0
}

/** Drops what a remote Delete names, so that a person need not read it. */
export async function dropHeldObject(tx: Writer, actor: string, object: string): Promise<void> {
  await tx.delete(held).where(and(eq(held.object, object), eq(held.actor, actor), eq(held.state, 'waiting')))
}

/** How many wait. */
export async function countHeld(db: Reader): Promise<number> {
  const [row] = await db.select({ n: count() }).from(held).where(eq(held.state, 'waiting'))
  return row?.n ?? 0
}

/** How many wait for each of these authors. */
export async function countHeldBy(db: Reader, uris: string[]): Promise<Map<string, number>> {
  if (uris.length === 0) return new Map()
  const rows = await db
    .select({ actor: held.actor, n: count() })
    .from(held)
    .where(and(inArray(held.actor, uris), eq(held.state, 'waiting')))
    .groupBy(held.actor)
  return new Map(rows.map((row) => [row.actor, row.n]))
}

/** Lets holds run out: their content goes, the row stays for counting. Gives how many. */
export async function expireHeld(tx: Writer, now: Date): Promise<number> {
  const gone = await tx
    .update(held)
    .set({ state: 'expired', decided: now, activity: null, summary: '' })
    .where(and(eq(held.state, 'waiting'), lte(held.expires, now)))
    .returning({ id: held.id })
  return gone.length
}

/** Writes a decision into the log. */
export async function addDecision(tx: Writer, decision: typeof decisions.$inferInsert): Promise<void> {
  await tx.insert(decisions).values(decision)
}

/** The latest decisions. */
export async function listDecisions(db: Reader, asked: PageAsked): Promise<Page<Decision>> {
  const size = pageSize(asked, 50)
  const rows = await db
    .select()
    .from(decisions)
    .where(
      and(
        asked.after ? lt(decisions.id, asked.after) : undefined,
        asked.before ? gt(decisions.id, asked.before) : undefined
      )
    )
    .orderBy(asked.before ? asc(decisions.id) : desc(decisions.id))
    .limit(size + 1)
  return cutPage(rows, asked, size, (row) => row.id)
}
