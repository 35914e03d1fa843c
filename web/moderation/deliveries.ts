/** Work that was given up, such as letters to a server that never answered: why, and trying it again or dropping it. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { NotFound } from '../../server/errors.ts'
import { deadJob, deadJobs, dropDeadJob, reviveJob } from '../../server/jobs/jobs.store.ts'
import { addDecision } from '../../server/moderation/log/decisions.store.ts'
import { plainLine } from '../../server/text/sanitise.ts'
import { idIn } from '../find.ts'
import type { Pages } from '../pages.ts'
import { withBanner } from './banner.ts'
import { needModerator, sendModeration } from './page.ts'

const most = 50
const place = '/moderation/deliveries'

/** `/moderation/deliveries`. */
export const deliveryRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get(place, (request, reply) => sendList(context, pages, request, reply))

    app.post(`${place}/:id/retry`, async (request, reply) => {
      const { job, by } = await given(context, request)
      await context.store.write(async (tx) => {
        await reviveJob(tx, job.id, context.clock())
        await addDecision(tx, { by, act: 'delivery retried', target: whatOf(job) })
      })
      return reply.redirect(withBanner(place, 'retry'), 303)
    })

    app.post(`${place}/:id/drop`, async (request, reply) => {
      const { job, by } = await given(context, request)
      await context.store.write(async (tx) => {
        if (await dropDeadJob(tx, job.id)) await addDecision(tx, { by, act: 'delivery dropped', target: whatOf(job) })
      })
      return reply.redirect(withBanner(place, 'drop'), 303)
    })
  }

async function given(context: Context, request: FastifyRequest) {
  const job = await deadJob(context.store.read, idIn(request))
  if (!job) throw new NotFound('This is not given up any more: somebody tried it again, or dropped it.')
  return { job, by: needModerator(request).actor.id }
}

/** What a job was to do, in words; its content is sealed and stays so. */
function whatOf({ queue, lane }: { queue: string; lane: string }): string {
  const name = plainLine(lane, 200)
  const words: Record<string, string> = {
    delivery: `A delivery to ${name}`,
    inbox: `Something that came from ${name}`,
    fetch: `Something to be fetched from ${name}`,
    mail: 'An e-mail',
    events: 'What follows from something that happened here'
  }
  return words[queue] ?? `${queue}, ${name}`
}

async function sendList(context: Context, pages: Pages, request: FastifyRequest, reply: FastifyReply) {
  const rows = await deadJobs(context.store.read, most + 1)
  const data = {
    place: 'deliveries' as const,
    title: rows.length === 0 ? 'Nothing was given up' : 'Deliveries given up',
    jobs: rows.slice(0, most).map((job) => ({
      id: job.id,
      what: whatOf(job),
      attempts: job.attempts,
      when: job.dead,
      fault: plainLine(job.fault ?? '', 500)
    })),
    more: rows.length > most
  }
  return sendModeration(context, pages, request, reply, 'deliveries.njk', data)
}
