/** The moderators' queue by the API: what waits, and what becomes of it. */
import Type from 'typebox'
import { actorsByIds } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { Invalid, NotFound } from '../../server/errors.ts'
import { type HeldItem, heldById, listHeld } from '../../server/moderation/held.store.ts'
import { listDecisions } from '../../server/moderation/log/decisions.store.ts'
import { choose, reject, rejectAndBlock, release, releaseWords } from '../../server/moderation/queue.ts'
import { undoChoice } from '../../server/moderation/undo/undo.ts'
import { authorOf } from './item.ts'
import { Chosen, UndoneShape } from './queue-shapes.ts'
import { type ApiRoute, route } from './route.ts'
import { Decision, Held } from './shapes.ts'
import { keyPattern, oneOf, pageAsked, pageOf, paging, text, uri } from './words.ts'

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
    method: 'GET',
    path: '/moderation/queue/:id',
    access: 'moderate',
    does: 'Gives one held item, whatever became of it.',
    gives: { status: 200, shape: Held },
    async handle({ params }) {
      const item = await heldById(context.store.read, params.id!)
      if (!item) throw new NotFound('There is no such item in the queue.')
      return heldOf(item)
    }
  }),
  route({
    method: 'POST',
    path: '/moderation/queue/:id/release',
    access: 'moderate',
    does: 'Lets it in; with `trust` also whatever else waits from its author or server, and what comes from now on. With `wordsOnly` its words alone: no pictures, clips or links to them.',
    body: Type.Object({
      trust: Type.Optional(oneOf(['author', 'server'], 'Whom to trust from now on')),
      wordsOnly: Type.Optional(Type.Boolean({ description: 'Leave its media out; not together with `trust`' })),
      reason
    }),
    gives: { status: 200, shape: Held },
    async handle({ viewer, params, body }) {
      if (body.wordsOnly && body.trust)
        throw new Invalid([{ field: 'wordsOnly', text: 'Words only, or trust from now on: choose one of the two' }])
      if (body.wordsOnly)
        await releaseWords(context, viewer.actor.id, params.id!, body.reason).catch((error: unknown) => {
          if (!(error instanceof Invalid)) throw error
          throw new Invalid(error.faults.map(({ text: told }) => ({ field: 'wordsOnly', text: told })))
        })
      else await release(context, viewer.actor.id, params.id!, body.trust, body.reason)
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
    method: 'POST',
    path: '/moderation/queue',
    access: 'moderate',
    proposes: true,
    does: 'Decides on several at once; what somebody else had decided on before stays, and is counted.',
    body: Type.Object({
      act: oneOf(
        ['release', 'release-words', 'release-author', 'release-server', 'reject', 'block-author', 'block-server'],
        'What to do with each'
      ),
      ids: Type.Array(Type.String({ pattern: keyPattern }), { minItems: 1, maxItems: 500 }),
      reason
    }),
    gives: { status: 200, shape: Chosen },
    handle: ({ viewer, body }) => choose(context, viewer.actor.id, body.act, body.ids, body.reason)
  }),
  route({
    method: 'POST',
    path: '/moderation/choices/:id/undo',
    access: 'moderate',
    does: 'Undoes what was chosen: it waits again, and who was trusted or blocked with it is trusted as before.',
    body: Why,
    gives: { status: 200, shape: UndoneShape },
    async handle({ viewer, params, body }) {
      const { waiting, gone } = await undoChoice(context, viewer.actor.id, params.id!, body.reason)
      return { choice: params.id!, waiting, gone }
    }
  }),
  route({
    method: 'GET',
    path: '/moderation/decisions',
    access: 'moderate',
    does: 'Lists what was decided, the newest first.',
    query: Type.Object({
      ...paging,
      act: Type.Optional(text('Only decisions of this kind', 100)),
      target: Type.Optional(text('Only about this address or server', 2_000)),
      month: Type.Optional(
        Type.String({ description: 'Only of this month, such as 2026-11', pattern: '^\\d{4}-(0[1-9]|1[0-2])$' })
      )
    }),
    gives: { status: 200, shape: pageOf(Decision) },
    async handle({ query }) {
      const { act, target, month } = query
      const asked = { ...(act && { act }), ...(target && { target }), ...(month && spanOf(month)) }
      const page = await listDecisions(context.store.read, { ...pageAsked(query), ...asked })
      const deciders = await actorsByIds(
        context.store.read,
        page.rows.flatMap((row) => row.by ?? [])
      )
      const byId = new Map(deciders.map((actor) => [actor.id, authorOf(actor)]))
      const items = page.rows.map(({ id, by, act, target, reason, created, sequence, previous, hash }) => ({
        ...{ id, act, target, reason, sequence, previous, hash },
        by: byId.get(by ?? '') ?? null,
        decided: created.toISOString()
      }))
      return { items, next: page.next ?? null }
    }
  })
]

/** From the beginning of a month up to the next. */
function spanOf(month: string) {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return { from: new Date(Date.UTC(year, number - 1)), until: new Date(Date.UTC(year, number)) }
}

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
  // The words of what was rejected are kept for undoing, and shown to nobody.
  summary: item.state === 'waiting' || item.state === 'released' ? item.summary : '',
  choice: item.choice,
  rule: item.rule,
  state: item.state,
  received: item.created.toISOString(),
  expires: item.expires.toISOString()
})
