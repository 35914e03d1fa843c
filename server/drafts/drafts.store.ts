/** What is typed and not saved, as kept in the database. */
import { and, desc, eq, isNull, lt } from 'drizzle-orm'
import { drafts } from '../../schema/index.ts'
import type { Reader, Writer } from '../store/store.ts'

export type Draft = typeof drafts.$inferSelect

/** One by its id, whoever wrote it. */
export async function draftById(db: Reader, id: string): Promise<Draft | undefined> {
  const [row] = await db.select().from(drafts).where(eq(drafts.id, id))
  return row
}

/** What an author typed for one post and has not saved, the latest first; at most 20. */
export const openDraftsFor = (db: Reader, author: string, post: string) =>
  db
    .select()
    .from(drafts)
    .where(and(eq(drafts.post, post), eq(drafts.author, author), isNull(drafts.closed)))
    .orderBy(desc(drafts.saved))
    .limit(20)

/** Everything that an author typed and has not saved, the latest first; at most 50. */
export const openDraftsOf = (db: Reader, author: string) =>
  db
    .select()
    .from(drafts)
    .where(and(eq(drafts.author, author), isNull(drafts.closed)))
    .orderBy(desc(drafts.saved))
    .limit(50)

/** Keeps one for the first time; throws a duplicate (see `isDuplicate`) when its id is here already. */
export async function addDraft(tx: Writer, draft: typeof drafts.$inferInsert): Promise<Draft> {
  const [row] = await tx.insert(drafts).values(draft).returning()
  return row!
}

/** Brings one up to date. */
export async function changeDraft(tx: Writer, id: string, change: Partial<Draft>): Promise<Draft> {
  const [row] = await tx.update(drafts).set(change).where(eq(drafts.id, id)).returning()
  return row!
}

/** Takes one away. */
export async function dropDraft(tx: Writer, id: string): Promise<void> {
  await tx.delete(drafts).where(eq(drafts.id, id))
}

/** Takes away everything that an author typed. */
export async function dropDraftsOf(tx: Writer, author: string): Promise<void> {
  await tx.delete(drafts).where(eq(drafts.author, author))
}

/** Forgets the forms that were sent before a time: nothing of them is on its way any more. */
export async function forgetClosedDrafts(tx: Writer, before: Date): Promise<void> {
  await tx.delete(drafts).where(lt(drafts.closed, before))
}
