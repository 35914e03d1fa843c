/** Reports: what somebody found wrong, about whom, narrowed down, and closing them with what was done. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { actorsByIds } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { type Fault, Invalid, NotFound } from '../../server/errors.ts'
import { outcomes } from '../../server/moderation/reports/answer.ts'
import { categories, categoryOf } from '../../server/moderation/reports/categories.ts'
import { stages } from '../../server/moderation/reports/handle.ts'
import {
  countOpenAbout,
  listReports,
  type Report,
  type ReportsAsked,
  reportById
} from '../../server/moderation/reports.store.ts'
import { settleReport } from '../../server/moderation/reports.ts'
import { postsByUris } from '../../server/moderation/waiting.store.ts'
import { plainCharacters, plainLine } from '../../server/text/sanitise.ts'
import { idIn } from '../find.ts'
import { shownFaults, typed } from '../form.ts'
import type { Pages } from '../pages.ts'
import { pageAsked, queryText, withQuery } from '../paging.ts'
import { lookingFor } from '../present.ts'
import { withBanner } from './banner.ts'
import { needModerator, sendModeration } from './page.ts'
import { peopleByUri } from './people.ts'
import { reportFigureRoutes } from './reports-figures.ts'
import { oneReportRoutes, sendReport } from './reports-one.ts'
import { stageWords } from './reports-words.ts'
import { reportWorkRoutes } from './reports-work.ts'
import { aboutOf } from './rows.ts'

const path = '/moderation/reports'

/** `/moderation/reports` and all below it. */
export const reportRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    await app.register(reportFigureRoutes(context, pages))
    await app.register(oneReportRoutes(context, pages))
    await app.register(reportWorkRoutes(context, pages))
    app.get(path, (request, reply) => sendList(context, pages, request, reply))

    app.post(`${path}/:id`, async (request, reply) => {
      const viewer = needModerator(request)
      const id = idIn(request)
      const report = await reportById(context.store.read, id)
      if (!report) throw new NotFound('There is no such report.')
      const { reason, outcome, answer, from } = typed(request.body, ['reason', 'outcome', 'answer', 'from'])
      const own = from === 'report'
      const found = faultsIn({ reason: reason.trim(), answer }, own ? 'reason' : `reason-${id}`)
      if (report.state === 'open' && found.length > 0) {
        const problem = new Invalid(found)
        if (own) return sendReport(context, pages, request, reply, { values: { reason, outcome, answer }, problem })
        return sendList(context, pages, request, reply, { id, reason, problem })
      }
      const closing = { outcome: outcomes.find((one) => one === outcome), answer }
      const closed =
        report.state === 'open' && (await settleReport(context, viewer.actor.id, id, reason.trim(), closing))
      return reply.redirect(withBanner(own ? `${path}/${id}` : path, closed ? 'report' : 'none'), 303)
    })
  }

function faultsIn({ reason, answer }: { reason: string; answer: string }, field: string): Fault[] {
  const faults: Fault[] = []
  if (reason === '') faults.push({ field, text: 'Say what you did about it, for the log' })
  if (reason.length > 1_000) faults.push({ field, text: 'Give the reason in 1,000 characters or fewer' })
  if (answer.length > 5_000) faults.push({ field: 'answer', text: 'Use 5,000 characters or fewer' })
  return faults
}

/** What the query narrows the list to. */
function askedOf(request: FastifyRequest): { asked: ReportsAsked; values: Record<string, string> } {
  const text = (name: string) => queryText(request.query, name)
  const values = {
    state: ['closed', 'all'].find((one) => one === text('state')) ?? '',
    stage: stages.find((one) => one === text('stage')) ?? '',
    category: categories.find(({ name }) => name === text('category'))?.name ?? '',
    who: ['me', 'nobody'].find((one) => one === text('who')) ?? '',
    target: text('target')
  }
  const asked: ReportsAsked = {
    state: values.state === '' ? 'open' : (values.state as 'closed' | 'all'),
    ...(values.stage && { stage: values.stage as (typeof stages)[number] }),
    ...(values.category && { category: values.category }),
    ...(values.who === 'me' && { assignee: needModerator(request).actor.id }),
    ...(values.who === 'nobody' && { assignee: null }),
    ...(values.target && { target: values.target }),
    ...pageAsked(request.query)
  }
  return { asked, values }
}

async function sendList(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  given?: { id: string; reason: string; problem: Invalid }
) {
  const db = context.store.read
  const { asked, values } = askedOf(request)
  const page = await listReports(db, asked)
  const uris = page.rows.flatMap((row) => [row.target, ...(row.reporter ? [row.reporter] : [])])
  const ids = page.rows.flatMap((row) => row.assignee ?? [])
  const [people, posts, about, assignees] = await Promise.all([
    peopleByUri(context, uris),
    postsByUris(
      db,
      page.rows.flatMap((row) => row.objects),
      lookingFor(request.viewer)
    ),
    countOpenAbout(
      db,
      page.rows.map((row) => row.target)
    ),
    actorsByIds(db, ids)
  ])
  const names = new Map(assignees.map((actor) => [actor.id, actor.name || actor.username]))
  const viewOf = (row: Report) => ({
    id: row.id,
    path: `${path}/${row.id}`,
    number: row.number,
    about: people(row.target),
    ...(row.reporter && { reporter: people(row.reporter) }),
    category: categoryOf(row.category).short,
    urgent: categoryOf(row.category).legal,
    open: row.state === 'open',
    stage: stageWords[row.stage],
    ...(row.assignee && { assignee: names.get(row.assignee) ?? 'Somebody who has left' }),
    times: row.times,
    others: Math.max(0, (about.get(row.target) ?? 0) - (row.state === 'open' ? 1 : 0)),
    lines: plainCharacters(row.words).split('\n').filter(Boolean),
    made: row.created,
    posts: row.objects.map((uri) => {
      const post = categoryOf(row.category).unseen ? undefined : posts.get(uri)
      return post ? aboutOf(post) : { title: plainLine(uri, 200) }
    }),
    reason: given?.id === row.id ? given.reason : ''
  })
  const narrowed = Object.values(values).some(Boolean)
  const data = {
    place: 'reports' as const,
    title: page.rows.length === 0 && !narrowed ? 'No open reports' : 'Reports',
    reports: page.rows.map(viewOf),
    ...{ values, narrowed, choices },
    ...(asked.after && { first: withQuery(path, values) }),
    ...(page.next && { next: withQuery(path, { ...values, after: page.next }) }),
    ...shownFaults(given?.problem)
  }
  return sendModeration(context, pages, request, reply, 'reports.njk', data, given ? 422 : 200)
}

const choices = {
  states: [
    { value: '', text: 'Open' },
    { value: 'closed', text: 'Closed' },
    { value: 'all', text: 'All' }
  ],
  stages: [{ value: '', text: 'Any' }, ...stages.map((value) => ({ value, text: stageWords[value] }))],
  categories: [{ value: '', text: 'Any' }, ...categories.map(({ name, short }) => ({ value: name, text: short }))],
  who: [
    { value: '', text: 'Anybody' },
    { value: 'me', text: 'Me' },
    { value: 'nobody', text: 'Nobody yet' }
  ]
}
