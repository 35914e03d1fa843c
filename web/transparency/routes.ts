/** What everybody can see of moderation here: numbers by month, servers that are limited, and the log's signed ends. */
import type { FastifyPluginAsync } from 'fastify'
import type { Context } from '../../server/context.ts'
import { latestCheckpoints } from '../../server/moderation/log/checkpoints.store.ts'
import { published } from '../../server/moderation/log/checkpoints.ts'
import { fewest, figuresOf, type MonthFigures, monthsOf } from '../../server/moderation/log/figures.ts'
import { publicLimits } from '../../server/moderation/policies/export.ts'
import { csvLine } from '../csv.ts'
import { keepPages, listMeta, sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { queryText } from '../paging.ts'
import { monthOf } from '../words.ts'
import { csvRows, figureWords, lengthOf, namesOf, severityWords } from './words.ts'

const path = '/transparency'
const fresh = 5 * 60_000
const mostShown = 50

/** `/transparency` and `/transparency.csv`. */
export const transparencyRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    keepPages(app)
    const read = keptFor(context)

    app.get(path, async (request, reply) => {
      const months = await read()
      const asked = queryText(request.query, 'month')
      const shown = months.find(({ month }) => month === asked) ?? months[0]!
      const [limits, checkpoints] = await Promise.all([
        publicLimits(context, '', 500),
        latestCheckpoints(context.store.read, mostShown)
      ])
      const data = {
        title: 'Moderation in numbers',
        fewest,
        months: months.map((one) => ({
          ...one,
          name: nameOf(one.month),
          href: `${path}?month=${one.month}#month`,
          current: one === shown,
          median: lengthOf(one.decided.median),
          ninth: lengthOf(one.decided.ninth)
        })),
        shown: detailOf(shown),
        limits: limits.limits
          .filter(({ entry }) => entry.comment !== '' && entry.severity !== 'allow')
          .slice(0, mostShown)
          .map(({ name, entry }) => ({ name, what: severityWords[entry.severity ?? 'none'], reason: entry.comment })),
        checkpoints: checkpoints.map((row) => ({ ...published(row), when: row.created }))
      }
      const description = 'What moderators here let in, rejected and decided, month by month.'
      return sendPage(
        pages,
        request,
        reply,
        'transparency/transparency.njk',
        data,
        listMeta(context, path, description)
      )
    })

    app.get(`${path}.csv`, async (_request, reply) => {
      const rows = (await read()).flatMap(csvRows)
      const lines = [['month', 'part', 'what', 'number'], ...rows].map(csvLine)
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'inline; filename="transparency.csv"')
        .header('cache-control', 'public, max-age=60')
        .send(lines.join(''))
    })
  }

/** The figures of all months, counted again every few minutes: months gone by hardly change. */
function keptFor(context: Context): () => Promise<MonthFigures[]> {
  let kept: { at: number; figures: Promise<MonthFigures[]> } | undefined
  const count = async () => {
    const figures: MonthFigures[] = []
    for (const month of await monthsOf(context)) figures.push(await figuresOf(context, month))
    return figures
  }
  return () => {
    const now = context.clock().getTime()
    if (kept && now - kept.at < fresh) return kept.figures
    const figures = count()
    kept = { at: now, figures }
    figures.catch(() => {
      kept = undefined
    })
    return figures
  }
}

const nameOf = (month: string) => monthOf(new Date(`${month}-15T12:00:00Z`))

/** One month as tables of names and numbers. */
function detailOf(one: MonthFigures) {
  const { reports, sources, servers, people, appeals, other, automatic, closed } = one
  return {
    name: nameOf(one.month),
    reports: reports.map(({ category, n }) => [namesOf(category), figureWords(n)]),
    sources: sources.map(({ source, n }) => [namesOf(source), figureWords(n)]),
    ...(closed.median !== null && { closed: { median: lengthOf(closed.median), ninth: lengthOf(closed.ninth) } }),
    servers: servers.map(({ act, n }) => [namesOf(act), figureWords(n)]),
    people: [
      ...people.map(({ act, n }) => [namesOf(act), figureWords(n)]),
      ['Appeals', figureWords(appeals.made)],
      ['Appeals upheld: the decision was changed', figureWords(appeals.upheld)]
    ],
    other: [
      ...other.map(({ act, n }) => [namesOf(act), figureWords(n)]),
      ['Of all decisions, taken by a rule or a setting', figureWords(automatic)]
    ]
  }
}
