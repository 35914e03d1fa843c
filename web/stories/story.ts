/** One story's page: the story, and the questions and answers under it. */
import type { FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import { adoptionView, whoSaid } from '../adoption/view.ts'
import { type StepsView, stepsOf } from '../buddy/steps.ts'
import { withTranscript } from '../clips/shown.ts'
import type { ItemView, ThreadNode } from '../item.ts'
import { postMeta } from '../meta.ts'
import { pageAsked, withQuery } from '../paging.ts'
import { presentThread } from '../present/thread.ts'
import { recipesAbout } from '../recipes/about.ts'
import { replyAsked } from '../replies/asked.ts'
import { followUps } from '../rounds/about.ts'
import { cardLink, shareOf } from '../share/share.ts'

/** The data of stories/story.njk, and the page's head. */
export async function storyPage(context: Context, request: FastifyRequest, found: WholePost) {
  const { after } = pageAsked(request.query)
  const talk = await presentThread(context, request.viewer, found, after)
  const questions = allIn(talk.replies).filter(({ item }) => item.kind === 'question')
  const replyTo = await replyAsked(context, request, found)
  const adoption = await adoptionView(context, request.viewer, found)
  const { audience, title } = found.post
  const taken = await stepsOf(context, request.viewer, found)
  return {
    data: {
      title,
      ...(await withTranscript(context, found, audience === 'draft' ? seenToo(talk.top, taken.steps) : talk.top)),
      thread: talk.replies,
      asked: questions.length,
      answered: questions.filter(({ item }) => item.answered).length,
      ...(await followUps(
        context,
        request.viewer,
        found,
        questions.map(({ item }) => item)
      )),
      audience,
      share: await shareOf(context, found),
      ...taken,
      values: {},
      ...(replyTo && { replyTo }),
      ...(adoption && { adoption, who: whoSaid(adoption.councils, adoption.elsewhere) }),
      ...(await recipesAbout(context, request, found)),
      ...(talk.next && { more: withQuery(`/stories/${found.post.id}`, { after: talk.next }) })
    },
    meta: { ...postMeta(found), ...cardLink(context, found) }
  }
}

/** Whoever was nominated reads a draft, too. */
const seenToo = (item: ItemView, steps: StepsView | undefined): ItemView =>
  steps?.readBy && steps.readBy.stand !== 'ended'
    ? { ...item, seenBy: 'A draft: only you and whoever it is about can read it' }
    : item

const allIn = (nodes: ThreadNode[]): ThreadNode[] => nodes.flatMap((node) => [node, ...allIn(node.replies)])
