/** How often what the gate goes by was changed, as kept in the database. */
import { eq, sql } from 'drizzle-orm'
import { moderationRevision } from '../../schema/index.ts'
import type { Reader, Writer } from '../store/store.ts'

/** The number of changes so far; 0 before the first. */
export async function readRevision(db: Reader): Promise<number> {
  const [row] = await db
    .select({ revision: moderationRevision.revision })
    .from(moderationRevision)
    .where(eq(moderationRevision.id, 1))
  return row?.revision ?? 0
}

/** Counts one change, in the transaction of the change. */
export async function raiseRevision(tx: Writer): Promise<void> {
  await tx
    .insert(moderationRevision)
    .values({ id: 1, revision: 1 })
    .onConflictDoUpdate({ target: moderationRevision.id, set: { revision: sql`${moderationRevision.revision} + 1` } })
}
