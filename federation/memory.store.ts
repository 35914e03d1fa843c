/** What is remembered of peers for a while: facts with an end date, and the key-value store that Fedify asks for. */
import { isDeepStrictEqual } from 'node:util'
import type { KvKey, KvStore, KvStoreListEntry } from '@fedify/fedify'
import { and, asc, eq, gt, gte, isNull, lt, lte, or } from 'drizzle-orm'
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

/** Fedify's key-value store over the same table. Keys are lists of words, and `list` goes by their beginnings. */
export function fedifyMemory(context: Remembering): KvStore {
  type Options = { ttl?: { total(unit: 'millisecond'): number } } | undefined
  const life = (options: Options) => options?.ttl?.total('millisecond')
  const nameOf = (key: KvKey) => JSON.stringify(key)
  return {
    get: (key) => recall(context, nameOf(key)),
    set: (key, value, options) =>
      value === undefined
        ? forget(context, nameOf(key))
        : remember(context, nameOf(key), value, life(options as Options)),
    delete: (key) => forget(context, nameOf(key)),
    cas: (key, expected, next, options) =>
      exchange(context, nameOf(key), expected, next, endOf(context.clock(), life(options as Options))),
    list: (prefix) => entries(context, prefix)
  }
}

/** Puts a value in the place of the one expected; undefined stands for none. False when another stood there. */
async function exchange(context: Remembering, key: string, expected: unknown, next: unknown, expires: Date | null) {
  return context.store.write(async (tx) => {
    const now = context.clock()
    await tx.delete(memories).where(and(eq(memories.key, key), lte(memories.expires, now)))
    const [row] = await tx.select().from(memories).where(eq(memories.key, key))
    if (!isDeepStrictEqual((row?.value as Box | undefined)?.is, expected)) return false
    if (!row) return next === undefined || addMemory(tx, key, next, expires)
    // Another process may be between our reading and our writing: the row must still be as it was read.
    const asRead = and(eq(memories.key, key), eq(memories.value, row.value))
    if (next === undefined) return (await tx.delete(memories).where(asRead).returning()).length > 0
    const box: Box = { is: next }
    return (await tx.update(memories).set({ value: box, expires }).where(asRead).returning()).length > 0
  })
}

async function addMemory(tx: Writer, key: string, value: unknown, expires: Date | null): Promise<boolean> {
  const box: Box = { is: value }
  const added = await tx.insert(memories).values({ key, value: box, expires }).onConflictDoNothing().returning()
  return added.length > 0
}

async function* entries(context: Remembering, prefix: KvKey | readonly [] = []): AsyncIterable<KvStoreListEntry> {
  const start = JSON.stringify(prefix).slice(0, -1)
  // A key goes on after its first words with `,` or `]`; both sort before the end of this range.
  const end = prefix.length === 0 ? '\\' : `${start.slice(0, -1)}#`
  const rows = await context.store.read
    .select()
    .from(memories)
    .where(and(gte(memories.key, start), lt(memories.key, end), alive(context.clock())))
    .orderBy(asc(memories.key))
  for (const row of rows) {
    const key = JSON.parse(row.key) as KvKey
    if (prefix.every((word, at) => key[at] === word)) yield { key, value: (row.value as Box).is }
  }
}
