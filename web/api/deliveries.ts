/** Work that was given up, by the API: why, trying it again, dropping it. */
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import { type DeadJob, deadJobs } from '../../server/jobs/jobs.store.ts'
import { dropDelivery, retryDelivery, whatOf } from '../../server/moderation/deliveries.ts'
import { plainLine } from '../../server/text/sanitise.ts'
import { GivenUp } from './queue-shapes.ts'
import { type ApiRoute, route } from './route.ts'
import { pageAsked, pageOf, paging } from './words.ts'

/** The calls. */
export const deliveryRoutes = (context: Context): ApiRoute[] => [
  route({
    method: 'GET',
    path: '/moderation/deliveries',
    access: 'moderate',
    does: 'Lists work that was given up, such as deliveries to a server that never answered, the newest first.',
    query: Type.Object(paging),
    gives: { status: 200, shape: pageOf(GivenUp) },
    async handle({ query }) {
      const page = await deadJobs(context.store.read, { ...pageAsked(query), size: Number(query.size ?? 20) })
      return { items: page.rows.map(shown), next: page.next ?? null }
    }
  }),
  route({
    method: 'POST',
    path: '/moderation/deliveries/:id/retry',
    access: 'moderate',
    does: 'Tries it again from now on, as if it were new.',
    gives: { status: 200, shape: GivenUp },
    handle: async ({ viewer, params }) => shown(await retryDelivery(context, viewer.actor.id, params.id!))
  }),
  route({
    method: 'DELETE',
    path: '/moderation/deliveries/:id',
    access: 'moderate',
    does: 'Drops it for good.',
    gives: { status: 204 },
    async handle({ viewer, params }) {
      await dropDelivery(context, viewer.actor.id, params.id!)
    }
  })
]

const shown = (job: DeadJob) => ({
  ...{ id: job.id, what: whatOf(job), queue: job.queue, host: job.queue === 'delivery' ? job.lane : null },
  ...{ attempts: job.attempts, fault: plainLine(job.fault ?? '', 500), givenUp: job.dead!.toISOString() }
})
