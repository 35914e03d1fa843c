/** How far posts from elsewhere reach here, when the trust in their author changes. */
import { and, eq, inArray, ne } from 'drizzle-orm'
import { actors, posts } from '../../schema/index.ts'
import { recountWorthOf } from '../adoption/replications.store.ts'
import type { Writer } from '../store/store.ts'
import { hidePost } from './hide.store.ts'

/** Shows to everyone what was shown to followers only because its author was not known yet. */
export async function widenPosts(tx: Writer, whose: { host: string } | { author: string }): Promise<void> {
  const authors =
    'author' in whose
      ? eq(posts.author, whose.author)
      : inArray(
          posts.author,
          tx
            .select({ id: actors.id })
            .from(actors)
            .where(and(eq(actors.local, false), eq(actors.host, whose.host)))
        )
  for (const visibility of ['public', 'unlisted'] as const) {
    await tx
      .update(posts)
      .set({ audience: visibility })
      .where(and(authors, eq(posts.audience, 'followers'), eq(posts.visibility, visibility), ne(posts.local, true)))
  }
  await recountWorthOf(tx, authors, new Date())
}

/** Turns every post of an author into a tombstone. */
export async function buryPostsOf(tx: Writer, author: string, at: Date): Promise<void> {
  const rows = await tx
    .select({ id: posts.id, parent: posts.parent })
    .from(posts)
    .where(and(eq(posts.author, author), ne(posts.audience, 'withdrawn')))
  for (const post of rows) await hidePost(tx, post, 'deleted', at)
}
