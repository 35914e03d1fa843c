/** What a call with an Idempotency-Key answered, as kept among the small facts with an end date. */
import { and, eq, lte } from 'drizzle-orm'
import { memories } from '../../schema/index.ts'
import type { Reader, Writer } from '../../server/store/store.ts'

/** Without `sealed` the call is still at work. */
export interface KeptCall {
  /** Of the method, the path and the body. */
  fingerprint: string
  /** What was answered, encrypted. */
  sealed?: string
}

/** Begins a call; false when it is kept already. */
export async function beginCall(tx: Writer, key: string, call: KeptCall, now: Date, expires: Date): Promise<boolean> {
  await tx.delete(memories).where(and(eq(memories.key, key), lte(memories.expires, now)))
  const added = await tx
    .insert(memories)
    .values({ key, value: call, expires })
    .onConflictDoNothing()
    .returning({ key: memories.key })
  return added.length > 0
}

/** A call as it is kept. */
export async function findCall(db: Reader, key: string): Promise<KeptCall | undefined> {
  const [row] = await db.select().from(memories).where(eq(memories.key, key))
  return row?.value as KeptCall | undefined
}

/** Keeps what was answered. */
export async function endCall(tx: Writer, key: string, call: KeptCall, expires: Date): Promise<void> {
  await tx.update(memories).set({ value: call, expires }).where(eq(memories.key, key))
}

/** Forgets a call that failed, so that it may be made again. */
export async function forgetCall(tx: Writer, key: string): Promise<void> {
  await tx.delete(memories).where(eq(memories.key, key))
}
