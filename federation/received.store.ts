/** Which activities were taken in, so that a repeat is applied once. */
import { lt } from 'drizzle-orm'
import { received } from '../schema/index.ts'
import type { Writer } from '../server/store/store.ts'

/** Notes an activity; false when it was taken in before. */
export async function noteReceived(tx: Writer, uri: string): Promise<boolean> {
  const added = await tx.insert(received).values({ uri }).onConflictDoNothing().returning({ uri: received.uri })
  return added.length > 0
}

/** Forgets what came in before `date`: signatures that old are refused anyway. */
export async function forgetReceived(tx: Writer, date: Date): Promise<void> {
  await tx.delete(received).where(lt(received.created, date))
}
