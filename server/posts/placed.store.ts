/** Where posts stand in lists: every list pages by the one key, and rows beside posts repeat it for their indexes. */
import { eq, type SQL, sql } from 'drizzle-orm'
import { communityPosts, posts, postTopics, questions, stories } from '../../schema/index.ts'
import type { Writer } from '../store/store.ts'

/** Where a post stands, for a row beside it. */
export const placedAs = (post: string): SQL => sql`(select ${posts.placed} from ${posts} where ${posts.id} = ${post})`

/** Takes what stands beside a post along, now that the post stands at another key. */
export async function placeBeside(tx: Writer, post: string, placed: string): Promise<void> {
  await tx.update(postTopics).set({ placed }).where(eq(postTopics.post, post))
  await tx.update(stories).set({ placed }).where(eq(stories.post, post))
  await tx.update(questions).set({ placed }).where(eq(questions.post, post))
  await tx.update(communityPosts).set({ placed }).where(eq(communityPosts.post, post))
}
