/** One story's page: the story, and the questions and answers under it. */
import type { FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import type { ThreadNode } from '../item.ts'
import { postMeta } from '../meta.ts'
import { pageAsked, withQuery } from '../paging.ts'
import { presentThread } from '../present/thread.ts'
import { replyAsked } from '../replies/asked.ts'

/** The data of stories/story.njk, and the page's head. */
export async function storyPage(context: Context, request: FastifyRequest, found: WholePost) {
  const { after } = pageAsked(request.query)
  const talk = await presentThread(context, request.viewer, found, after)
  const questions = allIn(talk.replies).filter(({ item }) => item.kind === 'question')
  const replyTo = await replyAsked(context, request, found)
  const { audience, title } = found.post
  return {
    data: {
      title,
      item: talk.top,
      thread: talk.replies,
      asked: questions.length,
      answered: questions.filter(({ item }) => item.answered).length,
      audience,
      values: {},
      ...(replyTo && { replyTo }),
      ...(talk.next && { more: withQuery(`/stories/${found.post.id}`, { after: talk.next }) })
    },
    meta: postMeta(found)
  }
}

const allIn = (nodes: ThreadNode[]): ThreadNode[] => nodes.flatMap((node) => [node, ...allIn(node.replies)])
