/** Legal holds, as kept in the database, and what each of them covers. */
import { and, asc, count, desc, eq, gt, inArray, isNotNull, isNull, lt, lte } from 'drizzle-orm'
import { legalHolds, preserved, preservedHolds } from '../../../schema/index.ts'
import { cutPage, type Page, type PageAsked, pageSize } from '../../store/page.ts'
import type { Reader, Writer } from '../../store/store.ts'
import { searchFor } from './words.ts'

export type LegalHold = typeof legalHolds.$inferSelect
export type Preserved = typeof preserved.$inferSelect

/** What a hold is asked about: addresses, and the words. */
export interface Thing {
  uri: string
  /** The address of its author. */
  author: string
  /** The address of the first post of its conversation. */
  thread?: string | null | undefined
  /** All its words, as plain text. */
  text: string
}

/** The holds in force. */
export const activeHolds = (db: Reader): Promise<LegalHold[]> =>
  db.select().from(legalHolds).where(isNull(legalHolds.lifted)).orderBy(asc(legalHolds.id))

/** Which of some holds cover a thing. */
export const covering = (holds: LegalHold[], thing: Thing): LegalHold[] =>
  holds.filter(({ kind, target }) => {
    if (kind === 'item') return target === thing.uri
    if (kind === 'author') return target === thing.author
    if (kind === 'thread') return target === thing.thread || target === thing.uri
    return searchFor(target)(thing.text)
  })

/** One hold. */
export async function holdById(db: Reader, id: string): Promise<LegalHold | undefined> {
  const [row] = await db.select().from(legalHolds).where(eq(legalHolds.id, id))
  return row
}

/** One page of holds in force, or of lifted ones, newest first. */
export async function listHolds(db: Reader, asked: PageAsked & { lifted?: boolean }): Promise<Page<LegalHold>> {
  const size = pageSize(asked)
  const rows = await db
    .select()
    .from(legalHolds)
    .where(
      and(
        asked.lifted ? isNotNull(legalHolds.lifted) : isNull(legalHolds.lifted),
        asked.after ? lt(legalHolds.id, asked.after) : undefined,
        asked.before ? gt(legalHolds.id, asked.before) : undefined
      )
    )
    .orderBy(asked.before ? asc(legalHolds.id) : desc(legalHolds.id))
    .limit(size + 1)
  return cutPage(rows, asked, size, (row) => row.id)
}

/** Places a hold. */
export async function addHold(tx: Writer, hold: typeof legalHolds.$inferInsert): Promise<LegalHold> {
  const [row] = await tx.insert(legalHolds).values(hold).returning()
  return row!
}

/** Lifts one; false when it was lifted before. */
export async function liftHold(tx: Writer, id: string, by: string | null, because: string, at: Date): Promise<boolean> {
  const rows = await tx
    .update(legalHolds)
    .set({ lifted: at, liftedBy: by, liftedBecause: because })
    .where(and(eq(legalHolds.id, id), isNull(legalHolds.lifted)))
    .returning({ id: legalHolds.id })
  return rows.length > 0
}

/** How many copies are kept for each of these holds. */
export async function countKept(db: Reader, holds: string[]): Promise<Map<string, number>> {
  if (holds.length === 0) return new Map()
  const rows = await db
    .select({ hold: preservedHolds.hold, n: count() })
    .from(preservedHolds)
    .where(inArray(preservedHolds.hold, holds))
    .groupBy(preservedHolds.hold)
  return new Map(rows.map(({ hold, n }) => [hold, n]))
}

/** The copies kept for a hold, newest first. */
export async function keptFor(db: Reader, hold: string, asked: PageAsked): Promise<Page<Preserved>> {
  const size = pageSize(asked)
  const rows = await db
    .select({ copy: preserved })
    .from(preservedHolds)
    .innerJoin(preserved, eq(preserved.id, preservedHolds.copy))
    .where(and(eq(preservedHolds.hold, hold), asked.after ? lt(preservedHolds.copy, asked.after) : undefined))
    .orderBy(desc(preservedHolds.copy))
    .limit(size + 1)
  return cutPage(
    rows.map(({ copy }) => copy),
    asked,
    size,
    (row) => row.id
  )
}

/** Copies by what they are of, oldest first, at most `most`. */
export const copiesOf = (db: Reader, which: { uri: string } | { author: string } | { thread: string }, most = 1_000) =>
  db
    .select()
    .from(preserved)
    .where(
      'uri' in which
        ? eq(preserved.uri, which.uri)
        : 'author' in which
          ? eq(preserved.author, which.author)
          : eq(preserved.thread, which.thread)
    )
    .orderBy(asc(preserved.id))
    .limit(most)

/** Copies after a key, for looking through all of them. */
export const copiesAfter = (db: Reader, after: string, size = 200) =>
  db.select().from(preserved).where(gt(preserved.id, after)).orderBy(asc(preserved.id)).limit(size)

/** Keeps a copy for some holds. */
export async function addCopy(tx: Writer, copy: typeof preserved.$inferInsert, holds: string[]): Promise<void> {
  const [latest] = await tx
    .select({ id: preserved.id, hash: preserved.hash })
    .from(preserved)
    .where(eq(preserved.uri, copy.uri))
    .orderBy(desc(preserved.id))
    .limit(1)
  // What is kept already as it stands is not kept twice.
  const [added] =
    latest?.hash === copy.hash ? [latest] : await tx.insert(preserved).values(copy).returning({ id: preserved.id })
  await linkCopy(tx, added!.id, holds)
}

/** Keeps a copy that there is for further holds. */
export async function linkCopy(tx: Writer, copy: string, holds: string[]): Promise<void> {
  if (holds.length > 0)
    await tx
      .insert(preservedHolds)
      .values(holds.map((hold) => ({ hold, copy })))
      .onConflictDoNothing()
}

/** The holds for which copies of something are kept. */
export async function holdsOfCopies(db: Reader, uri: string): Promise<Set<string>> {
  const rows = await db
    .selectDistinct({ hold: preservedHolds.hold })
    .from(preserved)
    .innerJoin(preservedHolds, eq(preservedHolds.copy, preserved.id))
    .where(eq(preserved.uri, uri))
  return new Set(rows.map(({ hold }) => hold))
}

/** Gives a hold in force another day on which to look at it again; false when it was lifted. */
export async function changeReview(tx: Writer, id: string, review: Date): Promise<boolean> {
  const rows = await tx
    .update(legalHolds)
    .set({ review, reminded: null })
    .where(and(eq(legalHolds.id, id), isNull(legalHolds.lifted)))
    .returning({ id: legalHolds.id })
  return rows.length > 0
}

/** Marks the holds of which the day has come as reminded of; gives those of which nobody was. */
export const markDue = (tx: Writer, now: Date) =>
  tx
    .update(legalHolds)
    .set({ reminded: now })
    .where(and(isNull(legalHolds.lifted), lte(legalHolds.review, now), isNull(legalHolds.reminded)))
    .returning({ id: legalHolds.id, review: legalHolds.review })

/** Holds in force that should have been looked at by now. */
export async function countOverdue(db: Reader, now: Date): Promise<number> {
  const [row] = await db
    .select({ n: count() })
    .from(legalHolds)
    .where(and(isNull(legalHolds.lifted), lte(legalHolds.review, now)))
  return row?.n ?? 0
}

/** Lets go of what was kept only for holds lifted before a moment; gives how many copies went. */
export async function dropReleased(tx: Writer, before: Date): Promise<number> {
  const over = await tx
    .select({ id: legalHolds.id })
    .from(legalHolds)
    .where(and(isNotNull(legalHolds.lifted), lte(legalHolds.lifted, before)))
    .limit(500)
  if (over.length === 0) return 0
  const links = await tx
    .delete(preservedHolds)
    .where(
      inArray(
        preservedHolds.hold,
        over.map(({ id }) => id)
      )
    )
    .returning({ copy: preservedHolds.copy })
  let dropped = 0
  const copies = [...new Set(links.map(({ copy }) => copy))]
  for (let from = 0; from < copies.length; from += 200) {
    const some = copies.slice(from, from + 200)
    const still = await tx
      .select({ copy: preservedHolds.copy })
      .from(preservedHolds)
      .where(inArray(preservedHolds.copy, some))
    const free = some.filter((copy) => !still.some((one) => one.copy === copy))
    if (free.length > 0) await tx.delete(preserved).where(inArray(preserved.id, free))
    dropped += free.length
  }
  return dropped
}
