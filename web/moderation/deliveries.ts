/** Work that was given up, such as letters to a server that never answered: why, and trying it again or dropping it. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { deadJobs } from '../../server/jobs/jobs.store.ts'
import { dropDelivery, retryDelivery, whatOf } from '../../server/moderation/deliveries.ts'
import { plainLine } from '../../server/text/sanitise.ts'
import { idIn } from '../find.ts'
import type { Pages } from '../pages.ts'
import { pageAsked, pageLinks } from '../paging.ts'
import { withBanner } from './banner.ts'
import { needModerator, sendModeration } from './page.ts'

const place = '/moderation/deliveries'

/** `/moderation/deliveries`. */
export const deliveryRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get(place, (request, reply) => sendList(context, pages, request, reply))

    app.post(`${place}/:id/retry`, async (request, reply) => {
      await retryDelivery(context, needModerator(request).actor.id, idIn(request))
      return reply.redirect(withBanner(place, 'retry'), 303)
    })

    app.post(`${place}/:id/drop`, async (request, reply) => {
      await dropDelivery(context, needModerator(request).actor.id, idIn(request))
      return reply.redirect(withBanner(place, 'drop'), 303)
    })
  }

async function sendList(context: Context, pages: Pages, request: FastifyRequest, reply: FastifyReply) {
  const page = await deadJobs(context.store.read, { size: 50, ...pageAsked(request.query) })
  const data = {
    place: 'deliveries' as const,
    title: page.rows.length === 0 ? 'Nothing was given up' : 'Deliveries given up',
    jobs: page.rows.map((job) => ({
      id: job.id,
      what: whatOf(job),
      attempts: job.attempts,
      when: job.dead,
      fault: plainLine(job.fault ?? '', 500)
    })),
    pages: pageLinks(place, page)
  }
  return sendModeration(context, pages, request, reply, 'deliveries.njk', data)
}
