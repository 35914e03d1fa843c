/** Reports of accounts and posts by the API. */
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import { listReports } from '../../server/moderation/reports.store.ts'
import { makeReport, reportCategories } from '../../server/moderation/reports.ts'
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
  forward: Type.Optional(Type.Boolean({ description: 'Whether their own server may be told too' }))
})

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
      const { actor, objects = [], category = 'other' } = body
      await makeReport(context, { reporter: viewer.actor.uri, target: actor, objects, words: body.text, category })
      return { actor, objects, text: body.text, category }
    }
  }),
  route({
    method: 'GET',
    path: '/moderation/reports',
    access: 'moderate',
    does: 'Lists open reports, the newest first.',
    query: Type.Object(paging),
    gives: { status: 200, shape: pageOf(Report) },
    async handle({ query }) {
      const page = await listReports(context.store.read, pageAsked(query))
      const items = page.rows.map((row) => ({
        id: row.id,
        actor: row.target,
        objects: row.objects,
        text: row.words,
        category: row.category,
        reporter: row.reporter,
        reported: row.created.toISOString()
      }))
      return { items, next: page.next ?? null }
    }
  })
]
