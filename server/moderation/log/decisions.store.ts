/** The decision log, as kept in the database: only ever added to, each entry chained to the one before. */
import { and, asc, desc, eq, gt, gte, inArray, isNull, lt, lte, type SQL } from 'drizzle-orm'
import { newKey } from '../../../schema/columns.ts'
import { decisionHead, decisions } from '../../../schema/index.ts'
import { cutPage, type Page, type PageAsked, pageSize } from '../../store/page.ts'
import type { Reader, Writer } from '../../store/store.ts'
import { type Chained, chain, type Head, keepable, keepableJson, start } from './chain.ts'

export type Decision = typeof decisions.$inferSelect

/** A decision to be written down. Name addresses and ids, never what somebody wrote: nothing can be taken out again. */
export interface NewDecision {
  /** The actor who decided; null when the software or the admin command did. */
  by?: string | null | undefined
  act: string
  target: string
  reason?: string | undefined
  detail?: Record<string, unknown> | undefined
  created?: Date | undefined
}

const headId = 'head'

/** Writes a decision into the log, in the transaction of what was decided; gives its place. */
export async function addDecision(tx: Writer, decision: NewDecision): Promise<Head> {
  const head = await chainOlder(tx, await lockHead(tx))
  const created = decision.created ?? new Date()
  const entry = chain(head, {
    id: newKey(),
    at: created.toISOString(),
    by: decision.by ?? null,
    act: keepable(decision.act),
    target: keepable(decision.target),
    reason: keepable(decision.reason ?? ''),
    detail: keepableJson(decision.detail ?? {})
  })
  const { at: _at, ...row } = entry
  await tx.insert(decisions).values({ ...row, created })
  return moveHead(tx, entry)
}

/** Chains what was written before there was a chain; for the start, so that the log is whole before the next decision. */
export async function chainAll(tx: Writer): Promise<void> {
  await chainOlder(tx, await lockHead(tx))
}

/** The end of the log, which nobody else can move until this transaction ends. */
async function lockHead(tx: Writer): Promise<Head> {
  const lock = () =>
    tx.update(decisionHead).set({ id: headId }).where(eq(decisionHead.id, headId)).returning({
      sequence: decisionHead.sequence,
      hash: decisionHead.hash
    })
  const [known] = await lock()
  if (known) return known
  await tx
    .insert(decisionHead)
    .values({ id: headId, ...start })
    .onConflictDoNothing()
  return (await lock())[0]!
}

async function moveHead(tx: Writer, { sequence, hash }: Chained): Promise<Head> {
  await tx.update(decisionHead).set({ sequence, hash }).where(eq(decisionHead.id, headId))
  return { sequence, hash }
}

async function chainOlder(tx: Writer, head: Head): Promise<Head> {
  let last = head
  for (;;) {
    const older = await tx
      .select()
      .from(decisions)
      .where(isNull(decisions.sequence))
      .orderBy(asc(decisions.id))
      .limit(500)
    if (older.length === 0) return last
    for (const row of older) {
      const { sequence, previous, hash } = chain(last, { ...row, at: row.created.toISOString() })
      await tx.update(decisions).set({ sequence, previous, hash }).where(eq(decisions.id, row.id))
      last = await moveHead(tx, { ...chained(row), sequence, previous, hash })
    }
  }
}

/** A row as it was hashed. */
export const chained = (row: Decision): Chained => ({
  sequence: row.sequence ?? 0,
  id: row.id,
  at: row.created.toISOString(),
  by: row.by,
  act: row.act,
  target: row.target,
  reason: row.reason,
  detail: row.detail,
  previous: row.previous ?? '',
  hash: row.hash ?? ''
})

/** The end of the log as it says itself. */
export async function headOf(db: Reader): Promise<Head> {
  const [head] = await db.select().from(decisionHead).where(eq(decisionHead.id, headId))
  return head ? { sequence: head.sequence, hash: head.hash } : start
}

/** Entries by number, after one; for reading the whole log in parts. */
export const entriesAfter = (db: Reader, sequence: number, size = 1_000) =>
  db.select().from(decisions).where(gt(decisions.sequence, sequence)).orderBy(asc(decisions.sequence)).limit(size)

/** The ids of rows that have no number. */
export const unnumbered = (db: Reader) =>
  db.select({ id: decisions.id }).from(decisions).where(isNull(decisions.sequence)).limit(100)

/** What a list of decisions can be narrowed to. */
export interface DecisionsAsked extends PageAsked {
  /** The id of who decided; null for the software. */
  by?: string | null | undefined
  act?: string | undefined
  target?: string | undefined
  /** From this moment on. */
  from?: Date | undefined
  /** Before this moment. */
  until?: Date | undefined
}

/** The latest decisions. */
export async function listDecisions(db: Reader, asked: DecisionsAsked): Promise<Page<Decision>> {
  const size = pageSize(asked, 50)
  const rows = await db
    .select()
    .from(decisions)
    .where(
      and(
        narrowed(asked),
        asked.after ? lt(decisions.id, asked.after) : undefined,
        asked.before ? gt(decisions.id, asked.before) : undefined
      )
    )
    .orderBy(asked.before ? asc(decisions.id) : desc(decisions.id))
    .limit(size + 1)
  return cutPage(rows, asked, size, (row) => row.id)
}

/** What was decided about any of these, oldest first, at most 1,000 of each 200. */
export async function decisionsAbout(db: Reader, targets: string[]): Promise<Decision[]> {
  const found: Decision[] = []
  const unique = [...new Set(targets)]
  for (let from = 0; from < unique.length; from += 200)
    found.push(
      ...(await db
        .select()
        .from(decisions)
        .where(inArray(decisions.target, unique.slice(from, from + 200)))
        .orderBy(desc(decisions.id))
        .limit(1_000))
    )
  return found.toSorted((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0))
}

const narrowed = ({ by, act, target, from, until }: DecisionsAsked): SQL | undefined =>
  and(
    by === undefined ? undefined : by === null ? isNull(decisions.by) : eq(decisions.by, by),
    act ? eq(decisions.act, act) : undefined,
    target ? eq(decisions.target, target) : undefined,
    // Keys begin with the time at which they were made.
    from ? gte(decisions.id, keyAt(from)) : undefined,
    until ? lte(decisions.id, keyAt(until)) : undefined
  )

/** The least key of a moment. */
export const keyAt = (at: Date) => Math.max(0, at.getTime()).toString(16).padStart(12, '0')
