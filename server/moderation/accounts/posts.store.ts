/** Hiding posts and marking them as sensitive, and putting them back as they were. */
import { and, eq, inArray } from 'drizzle-orm'
import { posts } from '../../../schema/index.ts'
import type { Audience } from '../../../schema/posts.ts'
import { basedOnOf, recountWorth } from '../../adoption/replications.store.ts'
import { countReplies, type Post } from '../../posts/posts.store.ts'
import { selectPosts, type WholePost } from '../../posts/whole.store.ts'
import type { Reader, Writer } from '../../store/store.ts'
import type { AccountAction } from './actions.store.ts'

/** Takes a post from everyone but its author; its words stay as they are. */
export async function hide(tx: Writer, post: Post): Promise<void> {
  await tx.update(posts).set({ audience: 'hidden' }).where(eq(posts.id, post.id))
  if (post.parent) await countReplies(tx, post.parent)
  await recountWorth(tx, [await basedOnOf(tx, post.id)], new Date())
}

/** Marks a post as sensitive. */
export async function markSensitive(tx: Writer, post: string): Promise<void> {
  await tx.update(posts).set({ sensitive: true }).where(eq(posts.id, post))
}

/** Puts a post back as it was, unless its author took it away meanwhile. */
export async function showAgain(tx: Writer, { post: id, kind, before }: AccountAction): Promise<void> {
  if (!id) return
  if (kind === 'mark' && before.sensitive === false)
    await tx.update(posts).set({ sensitive: false }).where(eq(posts.id, id))
  if (kind !== 'hide' || !before.audience) return
  const [post] = await tx
    .update(posts)
    .set({ audience: before.audience as Audience })
    .where(and(eq(posts.id, id), eq(posts.audience, 'hidden')))
    .returning({ parent: posts.parent })
  if (post?.parent) await countReplies(tx, post.parent)
  if (post) await recountWorth(tx, [await basedOnOf(tx, id)], new Date())
}

/** Posts by their addresses, whoever may read them: for acting on, not for showing. At most 50. */
export const postsAt = (db: Reader, uris: string[]): Promise<WholePost[]> =>
  uris.length === 0 ? Promise.resolve([]) : selectPosts(db).where(inArray(posts.uri, [...new Set(uris)].slice(0, 50)))

/** The addresses of posts, by id. */
export async function postUris(db: Reader, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ id: posts.id, uri: posts.uri })
    .from(posts)
    .where(inArray(posts.id, [...new Set(ids)]))
  return new Map(rows.map(({ id, uri }) => [id, uri]))
}
