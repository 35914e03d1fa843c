/** Which turn of a conversation a reader wants to answer: `?reply=` on its page names it. */
import type { FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { readPost, type WholePost } from '../../server/posts/posts.store.ts'
import type { ItemView } from '../item.ts'
import { isKey, queryText } from '../paging.ts'
import { lookingFor, presentPosts } from '../present.ts'

/** The post to answer, of the same conversation and readable by whoever asks; undefined when none is named. */
export async function replyAsked(
  context: Context,
  request: FastifyRequest,
  top: WholePost
): Promise<ItemView | undefined> {
  const id = queryText(request.query, 'reply')
  if (!request.viewer || !isKey(id)) return undefined
  const found = await readPost(context.store.read, { id }, lookingFor(request.viewer))
  if (found?.post.thread !== top.post.thread) return undefined
  const [item] = await presentPosts(context, request.viewer, [found])
  return item
}
