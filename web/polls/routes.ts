/** Polls: one's own, beginning one, and voting in any, from its page or from a conversation. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Invalid, Refused } from '../../server/errors.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { castVotes, isClosed, writePoll } from '../../server/polls/polls.ts'
import { listPosts } from '../../server/posts/posts.store.ts'
import { orFaults, typed } from '../form.ts'
import { backTo, needViewer } from '../guard.ts'
import { sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { pageAsked, pageLinks, queryText } from '../paging.ts'
import { lookingFor, pathOf, presentPosts } from '../present.ts'
import { emptyPoll, type PollValues, pollForm, pollInput, pollTyped } from './form.ts'

/** `/polls`, `/polls/new`, and `POST /votes`: `object` is the poll's uri, `option` what was chosen, `back` where to go then. */
export const pollRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    const form = async (request: FastifyRequest, reply: FastifyReply, values: PollValues, problem?: Invalid) => {
      const data = await pollForm(context, needViewer(request), values, problem)
      const status = problem ? 422 : 200
      return sendPage(pages, request, reply, 'polls/form.njk', data, { robots: 'noindex' }, { status })
    }

    app.get('/polls', async (request, reply) => {
      const data = await ownPolls(context, request, needViewer(request))
      return sendPage(pages, request, reply, 'polls/list.njk', data, { robots: 'noindex' })
    })

    app.get('/polls/new', async (request, reply) => {
      needPublisher(request)
      return form(request, reply, { ...emptyPoll(), community: queryText(request.query, 'community') })
    })

    app.post('/polls', async (request, reply) => {
      const viewer = needPublisher(request)
      const values = pollTyped(request.body)
      const kept = await orFaults(async () => writePoll(context, viewer, pollInput(context, values)))
      if (kept instanceof Invalid) return form(request, reply, values, kept)
      return reply.redirect(pathOf(kept), 303)
    })

    app.post('/votes', async (request, reply) => {
      const viewer = needViewer(request)
      const { object, back } = typed(request.body, ['object', 'back'])
      const chosen = [((request.body ?? {}) as { option?: unknown }).option ?? []].flat()
      if (chosen.length === 0) throw new Invalid([{ field: 'option', text: 'Choose an option, then vote.' }])
      const found = await castVotes(context, viewer, object, chosen.map(String))
      return reply.redirect(backTo(back, pathOf(found)), 303)
    })
  }

function needPublisher(request: FastifyRequest): Viewer {
  const viewer = needViewer(request)
  if (!viewer.can('publish')) throw new Refused()
  return viewer
}

async function ownPolls(context: Context, request: FastifyRequest, viewer: Viewer) {
  const asked = { ...pageAsked(request.query), kinds: ['poll' as const], author: viewer.actor.id }
  const page = await listPosts(context.store.read, lookingFor(viewer), asked)
  const items = await presentPosts(context, viewer, page.rows)
  const now = context.clock()
  const isOpen = (n: number) => !isClosed(page.rows[n]!.post.poll!, now)
  return {
    title: 'Your polls',
    open: items.filter((_, n) => isOpen(n)),
    closed: items.filter((_, n) => !isOpen(n)),
    pages: pageLinks('/polls', page)
  }
}
