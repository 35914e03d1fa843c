/** The list of questions, and one question's page with its answers, the accepted ones first. */
import type { FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { councilOf } from '../../server/council/settings.ts'
import { mayCareFor } from '../../server/offers/care.ts'
import { listPosts, type WholePost } from '../../server/posts/posts.store.ts'
import { listMeta, postMeta } from '../meta.ts'
import { pageAsked, pageLinks, queryText, withQuery } from '../paging.ts'
import { presentThread } from '../present/thread.ts'
import { lookingFor, presentPosts } from '../present.ts'
import { replyAsked } from '../replies/asked.ts'
import { cardLink, shareOf } from '../share/share.ts'
import { askedWords } from './unanswered.ts'

/** The data of questions/list.njk, and the page's head. */
export async function questionList(context: Context, request: FastifyRequest) {
  const word = queryText(request.query, 'answered')
  const answered = word === 'yes' ? true : word === 'no' ? false : undefined
  const page = await listPosts(context.store.read, lookingFor(request.viewer), {
    ...pageAsked(request.query),
    kinds: ['question'],
    ...(answered !== undefined && { answered })
  })
  const heading =
    answered === undefined ? 'Questions' : answered ? 'Answered questions' : 'Questions waiting for an answer'
  const kept = { answered: answered === undefined ? undefined : word }
  const { shortName } = await councilOf(context)
  const about = `What people at ${shortName} and other councils want to know, and what they were answered.`
  return {
    data: {
      title: heading,
      heading,
      items: await presentPosts(context, request.viewer, page.rows),
      filter: { answered },
      pages: pageLinks('/questions', page, kept)
    },
    meta: listMeta(context, withQuery('/questions', kept), about, {
      feeds: [{ title: 'Questions', href: '/feeds/questions.atom' }]
    })
  }
}

/** The data of questions/question.njk, and the page's head. */
export async function questionPage(context: Context, request: FastifyRequest, found: WholePost) {
  const { after } = pageAsked(request.query)
  const talk = await presentThread(context, request.viewer, found, after)
  const { id } = found.post
  const { viewer } = request
  const isWaiting = !found.question?.answered
  const asked = isWaiting ? (await askedWords(context, viewer, [id])).get(id) : undefined
  return {
    data: {
      title: found.post.title ?? 'A question',
      ...(asked && { asked }),
      ...(isWaiting && viewer && { mayAsk: await mayCareFor(context, viewer, found) }),
      item: talk.top,
      thread: talk.replies,
      count: talk.count,
      share: await shareOf(context, found),
      replyTo: (await replyAsked(context, request, found)) ?? talk.top,
      values: {},
      ...(talk.next && { more: withQuery(`/questions/${found.post.id}`, { after: talk.next }) })
    },
    meta: { ...postMeta(found, talk.top.summary ?? talk.top.title), ...cardLink(context, found) }
  }
}
