/** Reports passed on, as kept in the database. */
import { desc, eq } from 'drizzle-orm'
import { forwards } from '../../schema/index.ts'
import type { Reader, Writer } from '../store/store.ts'

export type Forward = typeof forwards.$inferSelect
export type NewForward = Pick<Forward, 'report' | 'target' | 'objects' | 'words'>

/** Keeps what is to be told; gives its id. */
export async function addForward(tx: Writer, forward: NewForward): Promise<string> {
  const [row] = await tx.insert(forwards).values(forward).returning({ id: forwards.id })
  return row!.id
}

/** One by its id. */
export async function forwardById(db: Reader, id: string): Promise<Forward | undefined> {
  const [row] = await db.select().from(forwards).where(eq(forwards.id, id))
  return row
}

/** Notes that it was handed to the queue of deliveries. */
export async function noteForwarded(tx: Writer, id: string, at: Date): Promise<void> {
  await tx.update(forwards).set({ sent: at }).where(eq(forwards.id, id))
}

/** What was passed on of a report, the latest first. */
export const forwardsOf = (db: Reader, report: string): Promise<Forward[]> =>
  db.select().from(forwards).where(eq(forwards.report, report)).orderBy(desc(forwards.id)).limit(50)
