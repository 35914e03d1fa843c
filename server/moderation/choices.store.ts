/** What moderators chose in the queue, as kept in the database. */
import { and, eq, gt, isNull, lte } from 'drizzle-orm'
import { choices } from '../../schema/index.ts'
import type { Reader, Writer } from '../store/store.ts'

export type Choice = typeof choices.$inferSelect

/** Begins a choice. */
export async function addChoice(tx: Writer, choice: typeof choices.$inferInsert): Promise<Choice> {
  const [row] = await tx.insert(choices).values(choice).returning()
  return row!
}

/** Notes what a choice came to. */
export async function changeChoice(
  tx: Writer,
  id: string,
  change: Partial<Pick<Choice, 'items' | 'actors' | 'hosts'>>
): Promise<void> {
  await tx.update(choices).set(change).where(eq(choices.id, id))
}

/** Forgets a choice that came to nothing. */
export async function dropChoice(tx: Writer, id: string): Promise<void> {
  await tx.delete(choices).where(eq(choices.id, id))
}

/** One choice. */
export async function choiceById(db: Reader, id: string): Promise<Choice | undefined> {
  const [row] = await db.select().from(choices).where(eq(choices.id, id))
  return row
}

/** Marks a choice as undone; false when it was before, or it is too late. */
export async function markUndone(tx: Writer, id: string, by: string | null, now: Date): Promise<boolean> {
  const changed = await tx
    .update(choices)
    .set({ undone: now, undoneBy: by })
    .where(and(eq(choices.id, id), isNull(choices.undone), gt(choices.until, now)))
    .returning({ id: choices.id })
  return changed.length > 0
}

/** Forgets what can be undone no longer; the log keeps what was chosen. */
export async function forgetChoices(tx: Writer, now: Date): Promise<void> {
  await tx.delete(choices).where(lte(choices.until, now))
}
