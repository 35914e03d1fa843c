/** Communities: the list, opening one, its pages, joining and leaving it; looking after it is in care.ts. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import {
  type Community,
  closeCommunity,
  createCommunity,
  editCommunity,
  joinCommunity,
  leaveCommunity,
  needOpen
} from '../../server/communities/communities.ts'
import type { Context } from '../../server/context.ts'
import { Invalid, Refused } from '../../server/errors.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import { needViewer } from '../guard.ts'
import { keepPages, listMeta, sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { personPath } from '../present/people.ts'
import { rememberDone } from '../told.ts'
import { careRoutes } from './care.ts'
import { communityPage } from './community.ts'
import { withDone } from './done.ts'
import { findCommunity, findOwn } from './find.ts'
import { type CommunityValues, communityForm, communityInput, communityTyped, communityValues } from './form.ts'
import { communityList } from './list.ts'
import { membersPage } from './members.ts'

const hidden = { robots: 'noindex' }

/** `/communities` and all below it. */
export const communityRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    keepPages(app)
    rememberDone(context, app)
    const form = (
      request: FastifyRequest,
      reply: FastifyReply,
      values: CommunityValues,
      given: { community?: Community; problem?: Invalid } = {}
    ) => {
      const status = given.problem ? 422 : 200
      const data = communityForm(values, given)
      return sendPage(pages, request, reply, 'communities/form.njk', data, hidden, { status })
    }

    app.get('/communities', async (request, reply) => {
      const list = await communityList(context, request)
      if ('path' in list) return reply.redirect(list.path, 303)
      const about = 'Where people from several councils meet over one thing that they all do.'
      const meta = listMeta(context, '/communities', about)
      return sendPage(pages, request, reply, 'communities/list.njk', list.data, meta)
    })

    app.get('/communities/new', async (request, reply) => {
      mayOpen(request)
      return form(request, reply, { ...communityTyped({}), posting: 'everyone' })
    })

    app.post('/communities', async (request, reply) => {
      const viewer = mayOpen(request)
      const values = communityTyped(request.body)
      const made = await orFaults(() => createCommunity(context, viewer, communityInput(values)))
      if (made instanceof Invalid) return form(request, reply, values, { problem: made })
      return reply.redirect(withDone(personPath(made.actor), 'opened'), 303)
    })

    app.get('/communities/:handle', async (request, reply) => {
      const found = await findCommunity(context, request)
      const { handle } = request.params as { handle: string }
      // One address for each of ours, however it is written.
      if (found.parts && handle !== found.actor.username) return reply.redirect(found.path, 301)
      const { data, meta } = await communityPage(context, request, reply, found)
      return sendPage(pages, request, reply, 'communities/community.njk', data, meta)
    })

    app.get('/communities/:handle/members', async (request, reply) => {
      const data = await membersPage(context, request, reply, await findCommunity(context, request))
      return sendPage(pages, request, reply, 'communities/members.njk', data, hidden)
    })

    app.post('/communities/:handle/join', async (request, reply) => {
      const viewer = needViewer(request)
      const { actor, path } = await findCommunity(context, request)
      const { state } = await joinCommunity(context, viewer, actor.id)
      return reply.redirect(withDone(path, state === 'accepted' ? 'joined' : 'asked'), 303)
    })

    app.post('/communities/:handle/leave', async (request, reply) => {
      const viewer = needViewer(request)
      const { actor, path } = await findCommunity(context, request)
      await leaveCommunity(context, viewer, actor.id)
      return reply.redirect(withDone(path, 'left'), 303)
    })

    app.get('/communities/:handle/edit', async (request, reply) => {
      const community = await findOwn(context, request, needViewer(request))
      needOpen(community)
      return form(request, reply, communityValues(community), { community })
    })

    app.post('/communities/:handle/edit', async (request, reply) => {
      const viewer = needViewer(request)
      const community = await findOwn(context, request, viewer)
      const values = communityTyped(request.body)
      const { handle: _handle, ...input } = communityInput(values)
      const kept = await orFaults(() => editCommunity(context, viewer, community.actor.id, input))
      if (kept instanceof Invalid) return form(request, reply, values, { community, problem: kept })
      return reply.redirect(withDone(community.path, 'changed'), 303)
    })

    const closing = (
      request: FastifyRequest,
      reply: FastifyReply,
      { actor, path }: Community & { path: string },
      words: string,
      problem?: Invalid
    ) => {
      const data = { title: `Close ${actor.name}?`, name: actor.name, path, values: { words }, ...shownFaults(problem) }
      return sendPage(pages, request, reply, 'communities/close.njk', data, hidden, { status: problem ? 422 : 200 })
    }

    app.get('/communities/:handle/close', async (request, reply) => {
      const community = await findOwn(context, request, needViewer(request))
      needOpen(community)
      return closing(request, reply, community, '')
    })

    app.post('/communities/:handle/close', async (request, reply) => {
      const viewer = needViewer(request)
      const community = await findOwn(context, request, viewer)
      const { words } = typed(request.body, ['words'])
      const closed = await orFaults(() => closeCommunity(context, viewer, community.actor.id, words))
      if (closed instanceof Invalid) return closing(request, reply, community, words, closed)
      return reply.redirect(withDone(community.path, 'closed'), 303)
    })

    careRoutes(context, pages, app)
  }

function mayOpen(request: FastifyRequest) {
  const viewer = needViewer(request)
  if (!viewer.can('coordinate')) throw new Refused('Only coordinators, moderators and admins can open a community.')
  return viewer
}
