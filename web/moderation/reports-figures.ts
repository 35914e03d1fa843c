/** Statistics of reports for moderators, as a page and as CSV; and what the council sets about them. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Invalid } from '../../server/errors.ts'
import { keepStrikeDays, strikeDays } from '../../server/moderation/accounts/strikes.ts'
import { houseRulesOf, keepHouseRules } from '../../server/moderation/house-rules.ts'
import { categoryOf } from '../../server/moderation/reports/categories.ts'
import { reportFigures } from '../../server/moderation/reports/figures.ts'
import { csvLine } from '../csv.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import type { Pages } from '../pages.ts'
import { lengthOf } from '../transparency/words.ts'
import { withBanner } from './banner.ts'
import { needModerator, sendModeration } from './page.ts'

const path = '/moderation/reports/figures'
const minutes = (time: number | null) => (time === null ? '' : Math.round(time / 60_000))

/** `/moderation/reports/figures`, its CSV, and the settings on the same page. */
export const reportFigureRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get(path, (request, reply) => show(request, reply))

    app.get(`${path}.csv`, async (_request, reply) => {
      const { ages, kinds, months } = await reportFigures(context)
      const lines = [
        csvLine(['part', 'what', 'came in', 'open', 'closed', 'with action', 'median, minutes']),
        ...ages.map(({ name, n }) => csvLine(['open by age', name, '', n, '', '', ''])),
        ...kinds.map((one) => csvLine(['by kind', one.category, one.made, one.open, '', one.acted, ''])),
        ...months.map((one) =>
          csvLine(['by month', one.month, one.made, '', one.closed, one.acted, minutes(one.median)])
        )
      ]
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="reports.csv"')
        .header('cache-control', 'no-store')
        .send(lines.join(''))
    })

    app.post(path, async (request, reply) => {
      const { actor } = needModerator(request)
      const values = typed(request.body, ['houseRules', 'strikeDays'])
      const done = await orFaults(async () => {
        if (values.strikeDays.trim() !== String(await strikeDays(context)))
          await keepStrikeDays(context, actor.id, values.strikeDays)
        if (values.houseRules.trim() !== (await houseRulesOf(context)).join('\n'))
          await keepHouseRules(context, actor.id, values.houseRules)
      })
      if (done instanceof Invalid) return show(request, reply, { values, problem: done })
      return reply.redirect(withBanner(path, 'settings'), 303)
    })

    async function show(
      request: FastifyRequest,
      reply: FastifyReply,
      given?: { values: Record<string, string>; problem: Invalid }
    ) {
      const [figures, days, rules] = await Promise.all([
        reportFigures(context),
        strikeDays(context),
        houseRulesOf(context)
      ])
      const said = (time: number | null) => (time === null ? 'Nothing was closed' : lengthOf(time))
      const data = {
        place: 'reports' as const,
        title: 'Reports in numbers',
        ages: figures.ages,
        kinds: figures.kinds.map((one) => ({ ...one, name: categoryOf(one.category).short })),
        months: figures.months.map((one) => ({ ...one, took: one.closed ? said(one.median) : '' })),
        median: said(figures.median),
        values: given?.values ?? { houseRules: rules.join('\n'), strikeDays: String(days) },
        ...shownFaults(given?.problem)
      }
      return sendModeration(context, pages, request, reply, 'reports-figures.njk', data, given ? 422 : 200)
    }
  }
