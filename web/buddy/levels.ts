/** Who looks first: what one was asked to read, and for coordinators how free each person is to share with the world. */
import type { FastifyPluginAsync } from 'fastify'
import type { Context } from '../../server/context.ts'
import { listPeople } from '../../server/members/members.store.ts'
import { autonomyOf, levelOfNewcomers, setAutonomy, setNewcomers } from '../../server/steps/autonomy.ts'
import { levelsOf, waitingChecks } from '../../server/steps/steps.store.ts'
import { typed } from '../form.ts'
import { needViewer } from '../guard.ts'
import { sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { pageAsked, pageLinks } from '../paging.ts'

const at = '/account/first-steps'

/** `/account/first-steps`. */
export const levelRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get(at, async (request, reply) => {
      const viewer = needViewer(request)
      const { read } = context.store
      const waiting = await waitingChecks(read, viewer.actor.id)
      const data = {
        title: 'Who looks first',
        waiting: waiting.map(({ post, title, author }) => ({ path: `/stories/${post}/check`, title, author })),
        own: await autonomyOf(read, viewer.actor.id, viewer.member.role),
        coordinates: viewer.can('coordinate'),
        ...(viewer.can('coordinate') && (await everybody(request.query)))
      }
      return sendPage(pages, request, reply, 'buddy/levels.njk', data, { robots: 'noindex' })
    })

    app.post(at, async (request, reply) => {
      const { person, level } = typed(request.body, ['person', 'level'])
      const viewer = needViewer(request)
      await (person ? setAutonomy(context, viewer, person, level) : setNewcomers(context, viewer, level))
      return reply.redirect(at, 303)
    })

    async function everybody(query: unknown) {
      const { read } = context.store
      const page = await listPeople(read, { ...pageAsked(query), size: 50 })
      const own = await levelsOf(
        read,
        page.rows.map(({ actor }) => actor.id)
      )
      const newcomers = await levelOfNewcomers(read)
      const usual = (role: string) => (['admin', 'moderator', 'coordinator'].includes(role) ? 'free' : newcomers)
      const people = page.rows.map(({ actor, member }) => ({
        ...{ id: actor.id, name: actor.name, role: member.role },
        level: own.get(actor.id) ?? usual(member.role)
      }))
      return { newcomers, people, pages: pageLinks(at, page) }
    }
  }
