/** Replies and answers: written under what they answer, changed, withdrawn, accepted. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Invalid } from '../../server/errors.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { readPost } from '../../server/posts/posts.store.ts'
import { withdrawPost } from '../../server/posts/withdraw.ts'
import { acceptAnswer, unacceptAnswer } from '../../server/questions/answers.ts'
import { editReply, ownReply, writeReply } from '../../server/replies/replies.ts'
import { findPost, idIn } from '../find.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import { backTo, needViewer } from '../guard.ts'
import { keepPages, postMeta, sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { queryText } from '../paging.ts'
import { type PolicyValues, policyFields, policyInput, policyValues } from '../posts/policy.ts'
import { postPage } from '../posts/post.ts'
import { lookingFor, pathOf, presentPosts } from '../present.ts'
import { placeOf, turnOn } from './place.ts'

/** `/replies` and all below it. */
export const replyRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    keepPages(app)

    app.post('/replies', async (request, reply) => {
      const viewer = needViewer(request)
      const { body, inReplyTo, audience, ...policy } = typed(request.body, [
        'body',
        'inReplyTo',
        'audience',
        ...policyFields
      ])
      const input = { body, inReplyTo, audience, policy: policyInput(policy) }
      const kept = await orFaults(() => writeReply(context, viewer, input))
      if (kept instanceof Invalid) {
        const more = { title: 'Reply', heading: 'Write your reply', action: '/replies', submit: 'Reply', inReplyTo }
        return sendForm(context, pages, request, reply, {
          ...more,
          above: inReplyTo,
          body,
          audience,
          policy,
          problem: kept
        })
      }
      return reply.redirect(turnOn((await placeOf(context, request, kept)) ?? kept, kept), 303)
    })

    app.get('/replies/:id', async (request, reply) => {
      const found = await findPost(context, request, ['reply'])
      const page = await placeOf(context, request, found)
      if (page) {
        const isAsked = queryText(request.query, 'reply') !== ''
        const path = `${pathOf(page)}?reply=${found.post.id}#reply`
        return reply.redirect(isAsked ? path : turnOn(page, found), 303)
      }
      const data = await postPage(context, request, found)
      return sendPage(pages, request, reply, 'posts/post.njk', data, postMeta(found))
    })

    app.get('/replies/:id/edit', async (request, reply) => {
      const { post } = await ownReply(context, needViewer(request), idIn(request))
      const policy = policyValues(post.policy)
      const given = { ...changing(post.id), above: post.inReplyTo, body: post.markdown ?? '', policy }
      return sendForm(context, pages, request, reply, given)
    })

    app.post('/replies/:id/edit', async (request, reply) => {
      const viewer = needViewer(request)
      const { post } = await ownReply(context, viewer, idIn(request))
      const { body, ...policy } = typed(request.body, ['body', ...policyFields])
      const kept = await orFaults(() => editReply(context, viewer, post.id, { body, policy: policyInput(policy) }))
      if (kept instanceof Invalid) {
        const given = { ...changing(post.id), above: post.inReplyTo, body, policy, problem: kept }
        return sendForm(context, pages, request, reply, given)
      }
      return reply.redirect(`/replies/${post.id}`, 303)
    })

    app.get('/replies/:id/withdraw', async (request, reply) => {
      const viewer = needViewer(request)
      const own = await ownReply(context, viewer, idIn(request))
      const [item] = await presentPosts(context, viewer, [own])
      const data = { title: 'Withdraw this reply?', what: 'reply', item, action: `/replies/${own.post.id}/withdraw` }
      return sendPage(pages, request, reply, 'stories/withdraw.njk', data, { robots: 'noindex' })
    })

    app.post('/replies/:id/withdraw', async (request, reply) => {
      const viewer = needViewer(request)
      const own = await ownReply(context, viewer, idIn(request))
      const page = await placeOf(context, request, own)
      await withdrawPost(context, viewer, own.post.id)
      return reply.redirect(page ? pathOf(page) : '/home', 303)
    })

    app.post('/replies/:id/accept', async (request, reply) => decide(context, request, reply, acceptAnswer))
    app.post('/replies/:id/unaccept', async (request, reply) => decide(context, request, reply, unacceptAnswer))
  }

const changing = (id: string) => ({ title: 'Change your reply', action: `/replies/${id}/edit` })

async function decide(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  act: (context: Context, viewer: Viewer, id: string) => Promise<unknown>
) {
  const id = idIn(request)
  await act(context, needViewer(request), id)
  const { back } = typed(request.body, ['back'])
  return reply.redirect(backTo(back, `/replies/${id}`), 303)
}

interface ReplyForm {
  title: string
  action: string
  body: string
  /** The uri of what it answers. */
  above: string | null
  /** Who may do what with it. */
  policy: PolicyValues
  /** Who may read it, as chosen. */
  audience?: string
  problem?: Invalid
}

async function sendForm(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  { body, above, audience = '', policy, problem, ...rest }: ReplyForm
) {
  const viewer = needViewer(request)
  const found = above ? await readPost(context.store.read, { uri: above }, lookingFor(viewer)) : undefined
  const [item] = found ? await presentPosts(context, viewer, [found]) : []
  const data = { ...rest, values: { body, audience, ...policy }, ...(item && { above: item }), ...shownFaults(problem) }
  const status = problem ? 422 : 200
  return sendPage(pages, request, reply, 'replies/form.njk', data, { robots: 'noindex' }, { status })
}
