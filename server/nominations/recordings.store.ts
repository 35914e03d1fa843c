/** The clip and the pictures that nominees sent, as kept in the database. */
import { and, asc, eq, inArray } from 'drizzle-orm'
import { nominationMedia } from '../../schema/index.ts'
import type { Reader, Writer } from '../store/store.ts'

/** One of them; what was measured is there for clips, the smaller size for pictures. */
export type Recording = typeof nominationMedia.$inferSelect

/** All of a nomination, in the order in which they came. */
export const recordingsOf = (db: Reader, nomination: string): Promise<Recording[]> =>
  db
    .select()
    .from(nominationMedia)
    .where(eq(nominationMedia.nomination, nomination))
    .orderBy(asc(nominationMedia.id))
    .limit(20)

/** All of several nominations; a nomination has one clip and four pictures at most. */
export const recordingsOfAll = async (db: Reader, ids: string[]): Promise<Recording[]> =>
  ids.length === 0
    ? []
    : db
        .select()
        .from(nominationMedia)
        .where(inArray(nominationMedia.nomination, ids))
        .orderBy(asc(nominationMedia.nomination), asc(nominationMedia.id))
        .limit(20 * ids.length)

/** Adds one. */
export async function addRecording(tx: Writer, recording: typeof nominationMedia.$inferInsert): Promise<void> {
  await tx.insert(nominationMedia).values(recording)
}

/** Forgets one. */
export async function dropRecording(tx: Writer, nomination: string, id: string): Promise<void> {
  await tx.delete(nominationMedia).where(and(eq(nominationMedia.nomination, nomination), eq(nominationMedia.id, id)))
}
