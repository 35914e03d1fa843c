/** The parts of stories, as kept in the database. */
import { eq } from 'drizzle-orm'
import { stories } from '../../schema/index.ts'
import { basedOnOf, recountWorth } from '../adoption/replications.store.ts'
import { placedAs } from '../posts/placed.store.ts'
import type { Writer } from '../store/store.ts'

/** Keeps a story's parts, or brings them up to date. */
export async function keepStoryParts(tx: Writer, parts: typeof stories.$inferInsert): Promise<void> {
  const { post, ...change } = parts
  const before = await basedOnOf(tx, post)
  const placed = placedAs(post)
  await tx
    .insert(stories)
    .values({ ...parts, placed })
    .onConflictDoUpdate({ target: stories.post, set: change })
  // What it builds on now is counted when it is sent.
  if (before && before !== parts.basedOn) await recountWorth(tx, [before], new Date())
}

/** Takes a story's parts away. */
export async function dropStoryParts(tx: Writer, post: string): Promise<void> {
  await tx.delete(stories).where(eq(stories.post, post))
}
