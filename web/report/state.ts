/** What became of a report, for whoever has its link, and of all that somebody here sent. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { NotFound } from '../../server/errors.ts'
import { outcomeWords } from '../../server/moderation/reports/answer.ts'
import { categoryOf } from '../../server/moderation/reports/categories.ts'
import { isConfirmedBy, reportOfToken, reportPath } from '../../server/moderation/reports/link.ts'
import { listReports, type Report, reportById } from '../../server/moderation/reports.store.ts'
import { confirmMail } from '../../server/moderation/reports.ts'
import { plainCharacters } from '../../server/text/sanitise.ts'
import { typed } from '../form.ts'
import { needViewer } from '../guard.ts'
import type { Pages } from '../pages.ts'
import { pageAsked, queryText, withQuery } from '../paging.ts'

type One = { Params: { token: string } }
const options = { meta: { robots: 'noindex' } }

/** `/report/mine`, `/reports/:token`, and the page after a form that was filled in by a program. */
export const stateRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get('/report/thanks', (request, reply) =>
      pages.send(request, reply, 'report/thanks.njk', { title: 'Thank you' }, options)
    )

    app.get('/report/mine', async (request, reply) => {
      const { actor } = needViewer(request)
      const { after } = pageAsked(request.query)
      const page = await listReports(context.store.read, { state: 'all', reporter: actor.uri, after })
      const data = {
        title: 'What you reported',
        reports: page.rows.map((row) => ({ ...viewOf(row), path: reportPath(context, row.id), made: row.created })),
        ...(after && { first: '/report/mine' }),
        ...(page.next && { next: withQuery('/report/mine', { after: page.next }) })
      }
      return pages.send(request, reply, 'report/mine.njk', data, options)
    })

    app.get<One>('/reports/:token', (request, reply) => show(request, reply))

    app.post<One>('/reports/:token', async (request, reply) => {
      const report = await need(request.params.token)
      const { confirm } = typed(request.body, ['confirm'])
      if (!(await confirmMail(context, report.id, confirm))) throw new NotFound()
      return reply.redirect(`/reports/${request.params.token}?confirmed=yes`, 303)
    })

    async function need(token: string): Promise<Report> {
      const id = reportOfToken(context, token)
      const report = id ? await reportById(context.store.read, id) : undefined
      if (!report) throw new NotFound()
      return report
    }

    async function show(request: FastifyRequest<One>, reply: FastifyReply) {
      const report = await need(request.params.token)
      const confirm = queryText(request.query, 'confirm')
      const mayConfirm = report.mail && !report.mailConfirmed && isConfirmedBy(context, report.id, confirm)
      const sent = queryText(request.query, 'sent') === 'yes' && report.state === 'open'
      const data = {
        title: sent ? 'Thank you' : `Your report ${report.number ?? ''}`.trim(),
        sent,
        report: viewOf(report),
        path: `/reports/${request.params.token}`,
        waitsForMail: report.mail !== null && !report.mailConfirmed,
        mailed: report.mailConfirmed !== null,
        ...(mayConfirm && { confirm })
      }
      // The address is the key: no other site may learn it. With `no-referrer` browsers would not say where the form stood either.
      reply.header('referrer-policy', 'same-origin').header('cache-control', 'private, no-store')
      return pages.send(request, reply, 'report/state.njk', data, options)
    }
  }

const stages = {
  new: 'It has come in. Nobody has looked at it yet.',
  looking: 'A moderator is looking at it.',
  waiting: 'The moderators wait for something before they can decide.'
}

const viewOf = (report: Report) => ({
  number: report.number,
  kind: categoryOf(report.category).short,
  made: report.created,
  open: report.state === 'open',
  state: report.state === 'open' ? stages[report.stage] : 'It is closed.',
  ...(report.outcome && report.state === 'closed' && { outcome: outcomeWords[report.outcome] }),
  ...(report.closed && { closed: report.closed }),
  answer:
    report.state === 'closed'
      ? plainCharacters(report.answer ?? '')
          .split('\n')
          .filter(Boolean)
      : []
})
