/** Where a reply is read: under the question it answers, or else on the page of what began the conversation. */
import type { FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { readPost, type WholePost } from '../../server/posts/posts.store.ts'
import { lookingFor, pathOf } from '../present.ts'

/** The post on whose page this one is read; undefined when nothing above it is here for the reader. */
export async function placeOf(
  context: Context,
  request: FastifyRequest,
  reply: WholePost
): Promise<WholePost | undefined> {
  const db = context.store.read
  const looking = lookingFor(request.viewer)
  let { parent } = reply.post
  for (let step = 0; parent && step < 30; step++) {
    const above = await readPost(db, { id: parent }, looking)
    if (!above) break
    if (above.post.kind === 'question') return above
    parent = above.post.parent
  }
  if (reply.post.thread === reply.post.id) return undefined
  return readPost(db, { id: reply.post.thread }, looking)
}

/** The address at which the page opens at this turn, as layout/macros.njk names the turns. */
export const turnOn = (page: WholePost, { post }: WholePost): string => `${pathOf(page)}#${post.kind}-${post.id}`
