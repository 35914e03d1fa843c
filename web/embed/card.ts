/** The card that other sites' pages may show of what is here for everyone. */
import type { Context } from '../../server/context.ts'
import { NotFound } from '../../server/errors.ts'
import { readPost, type WholePost } from '../../server/posts/posts.store.ts'
import { isKey } from '../paging.ts'
import { pathOf } from '../present.ts'

/** The usual size of a card, in pixels. */
export const cardSize = { width: 560, height: 420 }

const kinds: string[] = ['story', 'question', 'recipe']

/** What has this path here and is ours and for everyone. Throws NotFound. */
export async function openPost(context: Context, noun: string, id: string): Promise<WholePost> {
  const found = isKey(id) ? await readPost(context.store.read, { id }, undefined) : undefined
  const isOpen = found?.post.local && found.post.audience === 'public' && kinds.includes(found.post.kind)
  if (!isOpen || pathOf(found) !== `/${noun}/${id}`) throw new NotFound()
  return found
}
