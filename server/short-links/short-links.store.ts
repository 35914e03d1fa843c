/** Short addresses, as kept in the database. */
import { eq } from 'drizzle-orm'
import { shortLinks } from '../../schema/index.ts'
import type { Reader, Writer } from '../store/store.ts'

/** The code of a post; undefined while it has none. */
export async function codeOf(db: Reader, post: string): Promise<string | undefined> {
  const [row] = await db.select({ code: shortLinks.code }).from(shortLinks).where(eq(shortLinks.post, post))
  return row?.code
}

/** The id of the post to which a code leads; undefined when there is no such code. */
export async function postOfCode(db: Reader, code: string): Promise<string | undefined> {
  const [row] = await db.select({ post: shortLinks.post }).from(shortLinks).where(eq(shortLinks.code, code))
  return row?.post
}

/** Keeps a code, unless it is taken or the post has one; tells whether it was kept. */
export async function addCode(tx: Writer, code: string, post: string): Promise<boolean> {
  const rows = await tx.insert(shortLinks).values({ code, post }).onConflictDoNothing().returning()
  return rows.length > 0
}
