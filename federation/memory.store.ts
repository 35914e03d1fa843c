/** What is remembered of peers for a while: facts with an end date, in a key-value store over our own database. */
import { and, eq, gt, isNull, lte, or } from 'drizzle-orm'
import { memories } from '../schema/index.ts'
import type { Context } from '../server/context.ts'
import type { Reader, Writer } from '../server/store/store.ts'

type Remembering = Pick<Context, 'store' | 'clock'>

/** Values lie in a box, so that a remembered null differs from nothing remembered. */
interface Box {
  is: unknown
}

const alive = (now: Date) => or(isNull(memories.expires), gt(memories.expires, now))

/** What is remembered under a key; undefined when nothing is, or no longer. */
export async function recall<Value = unknown>(context: Remembering, key: string): Promise<Value | undefined> {
  return readMemory(context.store.read, key, context.clock())
}

/** Remembers a value, for `milliseconds` or for good. */
export async function remember(
  context: Remembering,
  key: string,
  value: unknown,
  milliseconds?: number
): Promise<void> {
  await context.store.write((tx) => keepMemory(tx, key, value, endOf(context.clock(), milliseconds)))
}

/** Forgets a key. */
export async function forget(context: Remembering, key: string): Promise<void> {
  await context.store.write((tx) => dropMemory(tx, key))
}

/** {@link recall} inside a transaction. */
export async function readMemory<Value>(db: Reader, key: string, now: Date): Promise<Value | undefined> {
  const [row] = await db
    .select({ value: memories.value })
    .from(memories)
    .where(and(eq(memories.key, key), alive(now)))
  return (row?.value as Box | undefined)?.is as Value | undefined
}

/** {@link remember} inside a transaction; `expires` is null for good. */
export async function keepMemory(tx: Writer, key: string, value: unknown, expires: Date | null): Promise<void> {
  const box: Box = { is: value }
  await tx
    .insert(memories)
    .values({ key, value: box, expires })
    .onConflictDoUpdate({ target: memories.key, set: { value: box, expires } })
}

/** {@link forget} inside a transaction; false when there was nothing. */
export async function dropMemory(tx: Writer, key: string): Promise<boolean> {
  const gone = await tx.delete(memories).where(eq(memories.key, key)).returning({ key: memories.key })
  return gone.length > 0
}

/** Takes away what has run out. */
export async function forgetMemories(tx: Writer, now: Date): Promise<void> {
  await tx.delete(memories).where(lte(memories.expires, now))
}

const endOf = (now: Date, milliseconds: number | undefined) =>
  milliseconds === undefined ? null : new Date(now.getTime() + milliseconds)
