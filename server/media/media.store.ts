/** Pictures kept here, as the database knows them. */
import { eq } from 'drizzle-orm'
import { media } from '../../schema/index.ts'
import type { Reader, Writer } from '../store/store.ts'

export type Picture = typeof media.$inferSelect

/** Adds a picture. */
export async function addPicture(tx: Writer, picture: typeof media.$inferInsert): Promise<Picture> {
  const [row] = await tx.insert(media).values(picture).returning()
  return row!
}

/** One picture. */
export async function pictureById(db: Reader, id: string): Promise<Picture | undefined> {
  const [row] = await db.select().from(media).where(eq(media.id, id))
  return row
}

/** An owner's pictures. */
export const picturesOf = (db: Reader, owner: string): Promise<Picture[]> =>
  db.select().from(media).where(eq(media.owner, owner)).limit(1_000)

/** Forgets a picture. */
export async function dropPicture(tx: Writer, id: string): Promise<void> {
  await tx.delete(media).where(eq(media.id, id))
}
