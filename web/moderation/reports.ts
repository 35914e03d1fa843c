/** Reports: what somebody found wrong, about whom, and closing them with what was done. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { type Fault, Invalid, NotFound } from '../../server/errors.ts'
import { listReports, type Report, reportById } from '../../server/moderation/reports.store.ts'
import { settleReport } from '../../server/moderation/reports.ts'
import { postsByUris } from '../../server/moderation/waiting.store.ts'
import { plainCharacters, plainLine } from '../../server/text/sanitise.ts'
import { idIn } from '../find.ts'
import { shownFaults, typed } from '../form.ts'
import type { Pages } from '../pages.ts'
import { pageAsked, withQuery } from '../paging.ts'
import { lookingFor } from '../present.ts'
import { withBanner } from './banner.ts'
import { needModerator, sendModeration } from './page.ts'
import { peopleByUri } from './people.ts'
import { aboutOf } from './rows.ts'

const categories: Record<string, string> = {
  spam: 'Spam',
  abuse: 'Abuse',
  illegal: 'Against the law',
  private: 'Private details',
  wrong: 'Not true',
  other: 'Something else'
}

/** `/moderation/reports`. */
export const reportRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get('/moderation/reports', (request, reply) => sendList(context, pages, request, reply))

    app.post('/moderation/reports/:id', async (request, reply) => {
      const viewer = needModerator(request)
      const id = idIn(request)
      const report = await reportById(context.store.read, id)
      if (!report) throw new NotFound('There is no such report.')
      const { reason } = typed(request.body, ['reason'])
      const fault = faultIn(reason.trim(), id)
      if (report.state === 'open' && fault)
        return sendList(context, pages, request, reply, { id, reason, problem: new Invalid([fault]) })
      if (report.state === 'open') await settleReport(context, viewer.actor.id, id, reason.trim())
      return reply.redirect(withBanner('/moderation/reports', report.state === 'open' ? 'report' : 'none'), 303)
    })
  }

function faultIn(reason: string, id: string): Fault | undefined {
  const field = `reason-${id}`
  if (reason === '') return { field, text: 'Say what you did about it, for the log' }
  return reason.length > 1_000 ? { field, text: 'Give the reason in 1,000 characters or fewer' } : undefined
}

async function sendList(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  given?: { id: string; reason: string; problem: Invalid }
) {
  const db = context.store.read
  const { after } = pageAsked(request.query)
  const page = await listReports(db, { after })
  const uris = page.rows.flatMap((row) => [row.target, ...(row.reporter ? [row.reporter] : [])])
  const [people, posts] = await Promise.all([
    peopleByUri(context, uris),
    postsByUris(
      db,
      page.rows.flatMap((row) => row.objects),
      lookingFor(request.viewer)
    )
  ])
  const viewOf = (row: Report) => ({
    id: row.id,
    about: people(row.target),
    ...(row.reporter && { reporter: people(row.reporter) }),
    category: categories[row.category] ?? 'Something else',
    lines: plainCharacters(row.words).split('\n').filter(Boolean),
    made: row.created,
    posts: row.objects.map((uri) => {
      const post = posts.get(uri)
      return post ? aboutOf(post) : { title: plainLine(uri, 200) }
    }),
    reason: given?.id === row.id ? given.reason : ''
  })
  const data = {
    place: 'reports' as const,
    title: page.rows.length === 0 ? 'No open reports' : 'Reports',
    reports: page.rows.map(viewOf),
    ...(after && { first: '/moderation/reports' }),
    ...(page.next && { next: withQuery('/moderation/reports', { after: page.next }) }),
    ...shownFaults(given?.problem)
  }
  return sendModeration(context, pages, request, reply, 'reports.njk', data, given ? 422 : 200)
}
