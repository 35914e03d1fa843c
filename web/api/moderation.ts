/** The moderators' queue by the API: what waits, and what becomes of it. */
import Type from 'typebox'
import { actorsByIds } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { type HeldItem, heldById, listDecisions, listHeld } from '../../server/moderation/held.store.ts'
import { reject, rejectAndBlock, release } from '../../server/moderation/queue.ts'
import { authorOf } from './item.ts'
import { type ApiRoute, route } from './route.ts'
import { Decision, Held } from './shapes.ts'
import { oneOf, pageAsked, pageOf, paging, text, uri } from './words.ts'

const reason = Type.Optional(text('Why; kept in the log', 1000))
const Why = Type.Object({ reason })

/** The calls. */
export const moderationRoutes = (context: Context): ApiRoute[] => [
  route({
    method: 'GET',
    path: '/moderation/queue',
    access: 'moderate',
    does: 'Lists what waits for a person, the newest first.',
    query: Type.Object({
      ...paging,
      host: Type.Optional(text('Only from this server', 300)),
      actor: Type.Optional(uri('Only by this account'))
    }),
    gives: { status: 200, shape: pageOf(Held) },
    async handle({ query }) {
      const page = await listHeld(context.store.read, {
        ...pageAsked(query),
        ...(query.host && { host: query.host.toLowerCase() }),
        ...(query.actor && { actor: query.actor })
      })
      return { items: page.rows.map(heldOf), next: page.next ?? null }
    }
  }),
  route({
    method: 'POST',
    path: '/moderation/queue/:id/release',
    access: 'moderate',
    does: 'Lets it in; with `trust` also whatever else waits from its author or server, and what comes from now on.',
    body: Type.Object({ trust: Type.Optional(oneOf(['author', 'server'], 'Whom to trust from now on')), reason }),
    gives: { status: 200, shape: Held },
    async handle({ viewer, params, body }) {
      await release(context, viewer.actor.id, params.id!, body.trust, body.reason)
      return settled(context, params.id!)
    }
  }),
  route({
    method: 'POST',
    path: '/moderation/queue/:id/reject',
    access: 'moderate',
    does: 'Rejects it: its content goes.',
    body: Why,
    gives: { status: 200, shape: Held },
    async handle({ viewer, params, body }) {
      await reject(context, viewer.actor.id, params.id!, body.reason)
      return settled(context, params.id!)
    }
  }),
  route({
    method: 'POST',
    path: '/moderation/queue/:id/block',
    access: 'moderate',
    does: 'Blocks its author, and rejects all that waits from them.',
    body: Why,
    gives: { status: 200, shape: Held },
    async handle({ viewer, params, body }) {
      await rejectAndBlock(context, viewer.actor.id, params.id!, body.reason)
      return settled(context, params.id!)
    }
  }),
  route({
    method: 'GET',
    path: '/moderation/decisions',
    access: 'moderate',
    does: 'Lists what was decided, the newest first.',
    query: Type.Object(paging),
    gives: { status: 200, shape: pageOf(Decision) },
    async handle({ query }) {
      const page = await listDecisions(context.store.read, pageAsked(query))
      const deciders = await actorsByIds(
        context.store.read,
        page.rows.flatMap((row) => row.by ?? [])
      )
      const byId = new Map(deciders.map((actor) => [actor.id, authorOf(actor)]))
      const items = page.rows.map(({ id, by, act, target, reason, created }) => ({
        ...{ id, act, target, reason },
        by: byId.get(by ?? '') ?? null,
        decided: created.toISOString()
      }))
      return { items, next: page.next ?? null }
    }
  })
]

async function settled(context: Context, id: string) {
  return heldOf((await heldById(context.store.read, id))!)
}

const heldOf = (item: HeldItem) => ({
  id: item.id,
  reason: item.reason,
  type: item.type,
  actor: item.actor,
  host: item.host,
  object: item.object,
  about: item.about,
  summary: item.summary,
  rule: item.rule,
  state: item.state,
  received: item.created.toISOString(),
  expires: item.expires.toISOString()
})
