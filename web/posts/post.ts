/** One post of no kind of ours, in its conversation. */
import type { FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import { shorten, textOf } from '../../server/text/sanitise.ts'
import { pageAsked, withQuery } from '../paging.ts'
import { presentThread } from '../present/thread.ts'
import { pathOf } from '../present.ts'
import { replyAsked } from '../replies/asked.ts'

/** The data of posts/post.njk. */
export async function postPage(context: Context, request: FastifyRequest, found: WholePost) {
  const { after } = pageAsked(request.query)
  const talk = await presentThread(context, request.viewer, found, after)
  const title = found.post.title ?? `${talk.top.author.name}: ${shorten(textOf(found.post.html), 60)}`
  return {
    title,
    item: talk.top,
    thread: talk.replies,
    count: talk.count,
    replyTo: (await replyAsked(context, request, found)) ?? talk.top,
    values: {},
    ...(talk.next && { more: withQuery(pathOf(found), { after: talk.next }) })
  }
}
