/** What is held, as kept in the database. */
import { and, asc, count, desc, eq, gt, inArray, isNotNull, isNull, lt, lte, or } from 'drizzle-orm'
import { held } from '../../schema/index.ts'
import type { Marks } from '../../schema/rules.ts'
import { cutPage, type Page, type PageAsked, pageSize } from '../store/page.ts'
import type { Reader, Writer } from '../store/store.ts'
import { preserveHeld } from './evidence/preserve.store.ts'

export type HeldItem = typeof held.$inferSelect
export { addDecision, type Decision, listDecisions } from './log/decisions.store.ts'

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

/** What waits, by the address of the activity or of what it says. */
export async function heldByAddress(db: Reader, address: string): Promise<HeldItem | undefined> {
  const [row] = await db
    .select()
    .from(held)
    .where(and(or(eq(held.uri, address), eq(held.object, address)), eq(held.state, 'waiting')))
    .orderBy(desc(held.id))
    .limit(1)
  return row
}

/** Everything that waits of one author or server, oldest first; with `unruled` only what no rule of the moderators holds. */
export const waitingOf = (db: Reader, who: { actor: string } | { host: string }, most = 500, unruled = false) =>
  db
    .select()
    .from(held)
    .where(
      and(
        'actor' in who ? eq(held.actor, who.actor) : eq(held.host, who.host),
        eq(held.state, 'waiting'),
        unruled ? isNull(held.ruleId) : undefined
      )
    )
    .orderBy(asc(held.id))
    .limit(most)

/** How a decision can be undone: the choice that it is part of, and until when its words are kept for that. */
export interface Undoable {
  choice: string | null
  kept: Date
  /** A post as it was before it was changed. */
  before?: Record<string, unknown> | undefined
  /** What it is let in with, where that is not what rules did to it. */
  marks?: Marks
}

/** Settles a waiting item; false when somebody else was faster. Its words go, unless it was let in or can be undone. */
export async function decideHeld(
  tx: Writer,
  id: string,
  state: 'released' | 'rejected' | 'expired',
  by: string | null,
  at: Date,
  undo?: Undoable
): Promise<boolean> {
  const keep = undo ?? (state === 'released' ? {} : noWords)
  if (state !== 'released') await preserveHeld(tx, [id], state)
  const changed = await tx
    .update(held)
    .set({ state, decided: at, decidedBy: by, ...keep })
    .where(and(eq(held.id, id), eq(held.state, 'waiting')))
    .returning({ id: held.id })
  return changed.length > 0
}

const noWords = { activity: null, sent: null, summary: '', kept: null, before: null }

/** Drops what a remote Delete names, so that a person need not read it; of what was decided on, the words kept for undoing. */
export async function dropHeldObject(tx: Writer, actor: string, object: string): Promise<void> {
  const theirs = and(eq(held.object, object), eq(held.actor, actor))
  const gone = await tx.select({ id: held.id, state: held.state }).from(held).where(theirs)
  await preserveHeld(tx, gone.map(idOf), 'deleted')
  const waiting = gone.filter(({ state }) => state === 'waiting').map(idOf)
  if (waiting.length > 0) await tx.delete(held).where(inArray(held.id, waiting))
  if (waiting.length < gone.length) await tx.update(held).set(noWords).where(theirs)
}

const idOf = ({ id }: { id: string }) => id

/** Drops the words of what was decided on so long ago that it cannot be undone any more; gives how many. */
export async function dropKept(tx: Writer, now: Date, most = 1_000): Promise<number> {
  const due = await tx
    .select({ id: held.id, state: held.state })
    .from(held)
    .where(and(isNotNull(held.kept), lte(held.kept, now)))
    .orderBy(asc(held.kept))
    .limit(most)
  if (due.length === 0) return 0
  const rejected = due.filter(({ state }) => state === 'rejected').map(idOf)
  await preserveHeld(tx, rejected, 'rejected', true)
  // Of what was let in the post is here; the document that it came in goes.
  const others = due.filter(({ state }) => state !== 'rejected').map(idOf)
  await preserveHeld(tx, others, 'dropped', true)
  await tx
    .update(held)
    .set(noWords)
    .where(inArray(held.id, due.map(idOf)))
  return due.length
}

/** What a choice decided on and stands as it decided. */
export const heldByChoice = (db: Reader, choice: string, most = 200): Promise<HeldItem[]> =>
  db
    .select()
    .from(held)
    .where(and(eq(held.choice, choice), inArray(held.state, ['released', 'rejected'])))
    .orderBy(asc(held.state), asc(held.id))
    .limit(most)

/** Lets something that was decided on wait again, at least until then; false when it was not as it is given. */
export async function waitAgain(tx: Writer, item: HeldItem, until: Date): Promise<boolean> {
  const expires = item.expires > until ? item.expires : until
  // That its words were let in alone was of that decision; how the rules marked it besides stays.
  const { wordsOnly, stripMedia, ...rest } = item.marks ?? {}
  const marks = wordsOnly ? rest : item.marks
  const changed = await tx
    .update(held)
    .set({
      ...{ state: 'waiting', decided: null, decidedBy: null, choice: null, kept: null, before: null },
      expires,
      marks
    })
    .where(and(eq(held.id, item.id), eq(held.state, item.state)))
    .returning({ id: held.id })
  return changed.length > 0
}

/** Takes an item off its choice: it cannot be undone, since its words are gone. */
export async function leaveChoice(tx: Writer, id: string): Promise<void> {
  await tx.update(held).set({ choice: null }).where(eq(held.id, id))
}

/** What became of the activity with this id, each time it was held. */
export async function statesOf(db: Reader, uri: string): Promise<HeldItem['state'][]> {
  return (await db.select({ state: held.state }).from(held).where(eq(held.uri, uri))).map(({ state }) => state)
}

/** What waits by the rule of this name, oldest first, after a key. */
export const waitingByRule = (db: Reader, rule: string, after = '', most = 200): Promise<HeldItem[]> =>
  db
    .select()
    .from(held)
    .where(and(eq(held.state, 'waiting'), eq(held.rule, rule), gt(held.id, after)))
    .orderBy(asc(held.id))
    .limit(most)

/** How many wait by each rule, the most first. */
export const countByRule = (db: Reader, most = 50) =>
  db
    .select({ rule: held.rule, n: count() })
    .from(held)
    .where(eq(held.state, 'waiting'))
    .groupBy(held.rule)
    .orderBy(desc(count()))
    .limit(most)

/** How many wait. */
export async function countHeld(db: Reader): Promise<number> {
  const [row] = await db.select({ n: count() }).from(held).where(eq(held.state, 'waiting'))
  return row?.n ?? 0
}

/** Lets holds run out: their content goes, the row stays for counting. Gives how many. */
export async function expireHeld(tx: Writer, now: Date): Promise<number> {
  const due = and(eq(held.state, 'waiting'), lte(held.expires, now))
  const rows = await tx.select({ id: held.id }).from(held).where(due)
  if (rows.length === 0) return 0
  await preserveHeld(
    tx,
    rows.map(({ id }) => id),
    'expired'
  )
  const gone = await tx
    .update(held)
    .set({ state: 'expired', decided: now, ...noWords })
    .where(due)
    .returning({ id: held.id })
  return gone.length
}
