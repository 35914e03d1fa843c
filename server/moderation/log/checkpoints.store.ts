/** The signed ends of the decision log, as kept in the database. */
import { asc, desc, lt } from 'drizzle-orm'
import { logCheckpoints } from '../../../schema/index.ts'
import type { Reader, Writer } from '../../store/store.ts'

export type CheckpointRow = typeof logCheckpoints.$inferSelect

/** Keeps one. */
export async function addCheckpoint(tx: Writer, checkpoint: typeof logCheckpoints.$inferInsert): Promise<void> {
  await tx.insert(logCheckpoints).values(checkpoint)
}

/** The latest one. */
export async function lastCheckpoint(db: Reader): Promise<CheckpointRow | undefined> {
  const [row] = await db.select().from(logCheckpoints).orderBy(desc(logCheckpoints.id)).limit(1)
  return row
}

/** All of them, oldest first: one a day at most. */
export const allCheckpoints = (db: Reader) => db.select().from(logCheckpoints).orderBy(asc(logCheckpoints.id))

/** The latest ones, before a key. */
export const latestCheckpoints = (db: Reader, size: number, before?: string) =>
  db
    .select()
    .from(logCheckpoints)
    .where(before ? lt(logCheckpoints.id, before) : undefined)
    .orderBy(desc(logCheckpoints.id))
    .limit(size)
