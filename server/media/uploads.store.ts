/** Clips that are being sent in parts, as kept in the database. */
import { and, eq, lt } from 'drizzle-orm'
import { uploads } from '../../schema/index.ts'
import type { Reader, Writer } from '../store/store.ts'

export type Upload = typeof uploads.$inferSelect

/** One upload. */
export async function uploadById(db: Reader, id: string): Promise<Upload | undefined> {
  const [row] = await db.select().from(uploads).where(eq(uploads.id, id))
  return row
}

/** The upload under way to a story. */
export async function uploadTo(db: Reader, post: string): Promise<Upload | undefined> {
  const [row] = await db.select().from(uploads).where(eq(uploads.post, post))
  return row
}

/** Begins one; throws a duplicate (see `isDuplicate`) when there is one to this story already. */
export async function addUpload(tx: Writer, upload: typeof uploads.$inferInsert): Promise<Upload> {
  const [row] = await tx.insert(uploads).values(upload).returning()
  return row!
}

/** Something of it came. */
export async function touchUpload(tx: Writer, id: string, touched: Date): Promise<void> {
  await tx.update(uploads).set({ touched }).where(eq(uploads.id, id))
}

/** Forgets one. */
export async function dropUpload(tx: Writer, id: string): Promise<void> {
  await tx.delete(uploads).where(eq(uploads.id, id))
}

/** Uploads of which nothing came since then. */
export const uploadsBefore = (db: Reader, touched: Date, size = 200): Promise<Upload[]> =>
  db.select().from(uploads).where(lt(uploads.touched, touched)).limit(size)

/** Whether an upload is this person's, to this story. */
export async function ownUpload(
  db: Reader,
  { id, owner, post }: Pick<Upload, 'id' | 'owner' | 'post'>
): Promise<Upload | undefined> {
  const [row] = await db
    .select()
    .from(uploads)
    .where(and(eq(uploads.id, id), eq(uploads.owner, owner), eq(uploads.post, post)))
  return row
}
