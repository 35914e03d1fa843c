/** One post for a page: what this reader may read, 410 for what was withdrawn, and 404 for all else, told apart to nobody. */
import type { FastifyRequest } from 'fastify'
import type { PostKind } from '../schema/posts.ts'
import type { Context } from '../server/context.ts'
import { Gone, NotFound } from '../server/errors.ts'
import { trustOf } from '../server/moderation/gate.ts'
import { lookBelow } from '../server/posts/below.ts'
import { anyPost, readPost, type WholePost } from '../server/posts/posts.store.ts'
import { isKey } from './paging.ts'
import { lookingFor } from './present.ts'

/** The id in a route's path. Throws NotFound when it has not the form of one. */
export function idIn(request: FastifyRequest): string {
  const { id } = request.params as { id?: string }
  if (!isKey(id)) throw new NotFound()
  return id
}

/** The post whose page is asked for, by the address or by `id`. Throws NotFound or Gone. */
export async function findPost(
  context: Context,
  request: FastifyRequest,
  kinds?: PostKind[],
  id = idIn(request)
): Promise<WholePost> {
  const found = await readPost(context.store.read, { id }, lookingFor(request.viewer))
  if (found && (!kinds || kinds.includes(found.post.kind))) {
    if (request.viewer && request.method === 'GET') await lookBelow(context, found.post)
    return found
  }
  if (!found && (await wasOpen(context, request, id))) throw new Gone()
  throw new NotFound()
}

/** Whether it was withdrawn, and this reader could have read it before. */
async function wasOpen(context: Context, request: FastifyRequest, id: string): Promise<boolean> {
  const buried = await anyPost(context.store.read, { id })
  if (buried?.post.audience !== 'withdrawn' || buried.author.blocked) return false
  const { visibility, local } = buried.post
  const { viewer } = request
  if (viewer && viewer.actor.id === buried.author.id) return true
  if (visibility === 'local') return viewer !== undefined
  if (visibility !== 'public' && visibility !== 'unlisted') return false
  if (local) return true
  const trust = await trustOf(context, buried.author.uri, buried.author.host)
  return trust === 'network' || trust === 'known'
}
