/** Legal holds by the API: what must be kept although somebody deletes it. */
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import { countKept, type LegalHold as Hold, listHolds } from '../../server/moderation/evidence/holds.store.ts'
import { endHold, holdKinds, placeHold, renewHold } from '../../server/moderation/evidence/holds.ts'
import { LegalHold } from './evidence-shapes.ts'
import { type ApiRoute, route } from './route.ts'
import { flag, oneOf, pageAsked, pageOf, paging, text } from './words.ts'

const day = Type.String({
  description: 'The day on which somebody looks at it again',
  pattern: '^\\d{4}-\\d{2}-\\d{2}$'
})

/** The calls. */
export const holdRoutes = (context: Context): ApiRoute[] => [
  route({
    method: 'GET',
    path: '/moderation/holds',
    access: 'moderate',
    does: 'Lists legal holds in force, or those lifted, the newest first.',
    query: Type.Object({ ...paging, lifted: Type.Optional(flag('Those that were lifted')) }),
    gives: { status: 200, shape: pageOf(LegalHold) },
    async handle({ query }) {
      const page = await listHolds(context.store.read, { ...pageAsked(query), lifted: query.lifted === 'true' })
      return { items: await shown(context, page.rows), next: page.next ?? null }
    }
  }),
  route({
    method: 'POST',
    path: '/moderation/holds',
    access: 'moderate',
    does: 'Keeps a post, an author, a conversation, or whatever holds some words, from being deleted for good.',
    body: Type.Object({
      kind: oneOf(holdKinds, 'What is kept'),
      target: text('The address of the post or the author, or the words', 2_000),
      reason: text('Why; kept in the log', 1_000),
      review: day
    }),
    gives: { status: 201, shape: LegalHold },
    async handle({ viewer, body }) {
      const review = new Date(`${body.review}T12:00:00Z`)
      const hold = await placeHold(context, viewer.actor.id, { ...body, review })
      return (await shown(context, [hold]))[0]
    }
  }),
  route({
    method: 'POST',
    path: '/moderation/holds/:id/review',
    access: 'moderate',
    does: 'Says that a hold was looked at and is needed further on, until somebody looks at it again.',
    body: Type.Object({ reason: text('Why; kept in the log', 1_000), review: day }),
    gives: { status: 200, shape: LegalHold },
    async handle({ viewer, params, body: { reason, review } }) {
      const until = new Date(`${review}T12:00:00Z`)
      const hold = await renewHold(context, viewer.actor.id, params.id!, { reason, review: until })
      return (await shown(context, [hold]))[0]
    }
  }),
  route({
    method: 'POST',
    path: '/moderation/holds/:id/lift',
    access: 'moderate',
    does: 'Lifts a hold; what was kept for it alone goes 30 days later.',
    body: Type.Object({ reason: text('Why; kept in the log', 1_000) }),
    gives: { status: 200, shape: LegalHold },
    async handle({ viewer, params, body }) {
      const hold = await endHold(context, viewer.actor.id, params.id!, body.reason)
      return (await shown(context, [hold]))[0]
    }
  })
]

async function shown(context: Context, holds: Hold[]) {
  const kept = await countKept(
    context.store.read,
    holds.map(({ id }) => id)
  )
  return holds.map(({ id, kind, target, reason, created, review, lifted }) => ({
    ...{ id, kind, target, reason },
    placed: created.toISOString(),
    review: review.toISOString(),
    lifted: lifted?.toISOString() ?? null,
    kept: kept.get(id) ?? 0
  }))
}
