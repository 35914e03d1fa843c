/** Reports of accounts and posts by the API. */
import Type from 'typebox'
import { actorByUri, actorsByIds } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { Conflict } from '../../server/errors.ts'
import { outcomes } from '../../server/moderation/reports/answer.ts'
import {
  assignReport,
  closeDuplicates,
  needReport,
  noteReport,
  stageReport,
  stages,
  tellTheirServer,
  undoClose
} from '../../server/moderation/reports/handle.ts'
import { stepsOf } from '../../server/moderation/reports/steps.store.ts'
import { listReports, type Report as Row } from '../../server/moderation/reports.store.ts'
import { makeReport, reportCategories, settleReport } from '../../server/moderation/reports.ts'
import { type ApiRoute, route } from './route.ts'
import { Report } from './shapes.ts'
import { oneOf, pageAsked, pageOf, paging, text, uri } from './words.ts'

const NewReport = Type.Object({
  actor: uri('The address of whom it is about'),
  objects: Type.Optional(
    Type.Array(uri('The address of a post'), { description: 'Posts of theirs that show it', maxItems: 50 })
  ),
  text: text('What is wrong, up to 5,000 characters'),
  category: Type.Optional(oneOf(reportCategories, 'Of what kind it is')),
  houseRule: Type.Optional(text('Which house rule is broken, in its words', 300)),
  forward: Type.Optional(
    Type.Boolean({ description: 'Whether their own server is told too: these words and posts, and not by whom' })
  )
})
const reason = text('What was done; kept in the log', 1_000)
const needed = Type.String({ ...reason, minLength: 1 })

/** The calls. */
export const reportRoutes = (context: Context): ApiRoute[] => [
  route({
    method: 'POST',
    path: '/reports',
    access: 'write',
    does: 'Tells the moderators of this server about somebody.',
    body: NewReport,
    gives: { status: 201, shape: Report },
    async handle({ viewer, body, request }) {
      request.server.limits.reports.need(viewer.member.id)
      const { actor, objects = [], category = 'other', forward = false, houseRule } = body
      const report = { reporter: viewer.actor.uri, target: actor, objects, words: body.text, category }
      await makeReport(context, { ...report, ...(houseRule && { houseRule }) }, { forward })
      return { actor, objects, text: body.text, category }
    }
  }),
  route({
    method: 'GET',
    path: '/moderation/reports',
    access: 'moderate',
    does: 'Lists reports, the newest first; unless told otherwise those that are open.',
    query: Type.Object({
      ...paging,
      state: Type.Optional(oneOf(['open', 'closed', 'all'], 'Which')),
      category: Type.Optional(oneOf(reportCategories, 'Only of this kind')),
      actor: Type.Optional(uri('Only about this account'))
    }),
    gives: { status: 200, shape: pageOf(Report) },
    async handle({ query }) {
      const { state, category, actor } = query
      const asked = { ...(state && { state }), ...(category && { category }), ...(actor && { target: actor }) }
      const page = await listReports(context.store.read, { ...pageAsked(query), ...asked })
      return { items: await viewsOf(context, page.rows), next: page.next ?? null }
    }
  }),
  route({
    method: 'GET',
    path: '/moderation/reports/:id',
    access: 'moderate',
    does: 'Gives one report with all that happened with it.',
    gives: { status: 200, shape: Report },
    async handle({ params }) {
      return whole(context, params.id!)
    }
  }),
  route({
    method: 'POST',
    path: '/moderation/reports/:id/close',
    access: 'moderate',
    does: 'Closes a report and tells whoever reported.',
    body: Type.Object({
      reason: needed,
      outcome: Type.Optional(oneOf(outcomes, 'What came of it')),
      answer: Type.Optional(text('More for whoever reported', 5_000))
    }),
    gives: { status: 200, shape: Report },
    async handle({ viewer, params, body }) {
      await needReport(context, params.id!)
      const { reason, outcome, answer } = body
      const closed = await settleReport(context, viewer.actor.id, params.id!, reason, {
        outcome: outcomes.find((one) => one === outcome),
        answer
      })
      if (!closed) throw new Conflict('This report is closed already.')
      return whole(context, params.id!)
    }
  }),
  route({
    method: 'POST',
    path: '/moderation/reports/:id/reopen',
    access: 'moderate',
    does: 'Opens a closed report again.',
    body: Type.Object({ reason: Type.Optional(reason) }),
    gives: { status: 200, shape: Report },
    async handle({ viewer, params, body }) {
      await undoClose(context, viewer.actor.id, params.id!, body.reason ?? '')
      return whole(context, params.id!)
    }
  }),
  route({
    method: 'POST',
    path: '/moderation/reports/:id/notes',
    access: 'moderate',
    does: 'Adds a note to a report, for moderators.',
    body: Type.Object({ note: Type.String({ ...text('The note', 5_000), minLength: 1 }) }),
    gives: { status: 201, shape: Report },
    async handle({ viewer, params, body }) {
      await noteReport(context, viewer.actor.id, params.id!, body.note)
      return whole(context, params.id!)
    }
  }),
  route({
    method: 'PATCH',
    path: '/moderation/reports/:id',
    access: 'moderate',
    does: 'Says how far a report has come, or gives it to a moderator, or to nobody.',
    body: Type.Object({
      stage: Type.Optional(oneOf(stages, 'How far it has come')),
      assignee: Type.Optional(
        Type.Unsafe<string | null>({
          ...{ type: ['string', 'null'], maxLength: 2_048, pattern: '^[^\\s\\u0000]+$' },
          description: 'The address of a moderator; null for nobody'
        })
      )
    }),
    gives: { status: 200, shape: Report },
    async handle({ viewer, params, body }) {
      const by = viewer.actor.id
      if (body.stage !== undefined) await stageReport(context, by, params.id!, body.stage)
      if (body.assignee !== undefined) {
        const to = body.assignee === null ? null : await actorByUri(context.store.read, body.assignee)
        await assignReport(context, by, params.id!, to === null ? null : (to?.id ?? 'nobody known'))
      }
      return whole(context, params.id!)
    }
  }),
  route({
    method: 'POST',
    path: '/moderation/reports/:id/forward',
    access: 'moderate',
    does: 'Tells the server of whom a report is about, in our server’s name and never in the reporter’s: these words and posts.',
    body: Type.Object({
      text: Type.String({ ...text('What they are told', 5_000), minLength: 1 }),
      objects: Type.Optional(Type.Array(uri('The address of a post of theirs'), { maxItems: 50 }))
    }),
    gives: { status: 200, shape: Report },
    async handle({ viewer, params, body }) {
      const told = { words: body.text, objects: body.objects ?? [] }
      await tellTheirServer(context, viewer.actor.id, params.id!, told)
      return whole(context, params.id!)
    }
  }),
  route({
    method: 'POST',
    path: '/moderation/reports/:id/duplicates',
    access: 'moderate',
    does: 'Closes the other open reports about the same.',
    gives: { status: 200, shape: Report },
    async handle({ viewer, params }) {
      await closeDuplicates(context, viewer.actor.id, params.id!)
      return whole(context, params.id!)
    }
  }),
  route({
    method: 'POST',
    path: '/moderation/reports/:id/take',
    access: 'moderate',
    does: 'Says that you see to a report.',
    gives: { status: 200, shape: Report },
    async handle({ viewer, params }) {
      await assignReport(context, viewer.actor.id, params.id!, viewer.actor.id)
      return whole(context, params.id!)
    }
  })
]

async function whole(context: Context, id: string) {
  const { read } = context.store
  const [[view], steps] = await Promise.all([viewsOf(context, [await needReport(context, id)]), stepsOf(read, id)])
  const people = await actorsByIds(
    read,
    steps.flatMap(({ by }) => by ?? [])
  )
  const uris = new Map(people.map((actor) => [actor.id, actor.uri]))
  return {
    ...view!,
    steps: steps.map(({ kind, by, words, created }) => ({
      ...{ kind, by: uris.get(by ?? '') ?? null, text: words, at: created.toISOString() }
    }))
  }
}

async function viewsOf(context: Context, rows: Row[]) {
  const moderators = await actorsByIds(
    context.store.read,
    rows.flatMap(({ assignee }) => assignee ?? [])
  )
  const uris = new Map(moderators.map((actor) => [actor.id, actor.uri]))
  return rows.map((row) => ({
    ...{ id: row.id, number: row.number, actor: row.target, objects: row.objects, text: row.words },
    ...{ category: row.category, houseRule: row.houseRule, reporter: row.reporter, times: row.times },
    ...{ state: row.state, stage: row.stage, outcome: row.outcome, assignee: uris.get(row.assignee ?? '') ?? null },
    reported: row.created.toISOString(),
    closed: row.closed?.toISOString() ?? null
  }))
}
