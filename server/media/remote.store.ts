/** Copies of pictures and clips from other servers, as kept in the database. */
import { and, asc, eq, inArray, lt, sum } from 'drizzle-orm'
import { posts, remoteMedia } from '../../schema/index.ts'
import type { Reader, Writer } from '../store/store.ts'

export type Copy = typeof remoteMedia.$inferSelect

/** One copy. */
export async function copyById(db: Reader, id: string): Promise<Copy | undefined> {
  const [row] = await db.select().from(remoteMedia).where(eq(remoteMedia.id, id))
  return row
}

const mostAsked = 5_000

/** Which of these could not be had when they were last asked for. */
export async function failedCopies(db: Reader, ids: string[]): Promise<Set<string>> {
  const unique = [...new Set(ids)]
  const failed = new Set<string>()
  // A long conversation may have more pictures than a query may have parameters.
  for (let from = 0; from < unique.length; from += mostAsked) {
    const rows = await db
      .select({ id: remoteMedia.id })
      .from(remoteMedia)
      .where(and(inArray(remoteMedia.id, unique.slice(from, from + mostAsked)), eq(remoteMedia.state, 'failed')))
    for (const { id } of rows) failed.add(id)
  }
  return failed
}

/** Keeps what is known of a copy, instead of what was. */
export async function putCopy(tx: Writer, copy: typeof remoteMedia.$inferInsert): Promise<void> {
  const { id: _, ...set } = copy
  await tx.insert(remoteMedia).values(copy).onConflictDoUpdate({ target: remoteMedia.id, set })
}

/** Somebody looked at it. */
export async function useCopy(tx: Writer, id: string, used: Date): Promise<void> {
  await tx.update(remoteMedia).set({ used }).where(eq(remoteMedia.id, id))
}

/** Forgets one. */
export async function dropCopy(tx: Writer, id: string): Promise<void> {
  await tx.delete(remoteMedia).where(eq(remoteMedia.id, id))
}

/** How many bytes of copies there are. */
export async function copiedBytes(db: Reader): Promise<number> {
  const [row] = await db.select({ n: sum(remoteMedia.bytes) }).from(remoteMedia)
  return Number(row?.n ?? 0)
}

/** Those that nobody looked at for longest; with `before`, only those not looked at since. */
export const leastUsed = (db: Reader, before: Date | undefined, size = 100): Promise<Copy[]> =>
  db
    .select()
    .from(remoteMedia)
    .where(before && lt(remoteMedia.used, before))
    .orderBy(asc(remoteMedia.used))
    .limit(size)

/** Which of these files are copies. */
export async function knownCopies(db: Reader, names: string[]): Promise<Set<string>> {
  if (names.length === 0) return new Set()
  const rows = await db.select({ file: remoteMedia.file }).from(remoteMedia).where(inArray(remoteMedia.file, names))
  return new Set(rows.flatMap((row) => row.file ?? []))
}

/** Which of these actors said something that was let in. */
export async function heardHere(db: Reader, actors: string[]): Promise<Set<string>> {
  if (actors.length === 0) return new Set()
  const rows = await db.selectDistinct({ author: posts.author }).from(posts).where(inArray(posts.author, actors))
  return new Set(rows.map((row) => row.author))
}
