/** The one way in which a post goes: its words leave every page, list and search, and stay only where a legal hold keeps them. */
import { basedOnOf, recountWorth } from '../adoption/replications.store.ts'
import type { Why } from '../moderation/evidence/preserve.store.ts'
import { forgetInRecipes } from '../recipes/sources.store.ts'
import { unindexPost } from '../search/search.store.ts'
import type { Writer } from '../store/store.ts'
import { buryPost, countReplies, type Post } from './posts.store.ts'

/** Turns a post into a tombstone; `why` is told in the copy that a hold keeps. */
export async function hidePost(tx: Writer, post: Pick<Post, 'id' | 'parent'>, why: Why, at: Date): Promise<void> {
  await forgetInRecipes(tx, post, at)
  const basedOn = await basedOnOf(tx, post.id)
  await buryPost(tx, post.id, at, why)
  await recountWorth(tx, [basedOn], at)
  await unindexPost(tx, post.id)
  if (post.parent) await countReplies(tx, post.parent)
}
