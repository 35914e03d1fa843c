/** Actions on accounts and posts by the API, and appeals against them. */
import Type from 'typebox'
import { actorById, actorsByIds } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { Invalid, NotFound } from '../../server/errors.ts'
import {
  type AccountAction as Action,
  actionsOf,
  appealsAgainst,
  listAppeals,
  type WholeAppeal
} from '../../server/moderation/accounts/actions.store.ts'
import { act, undoAction } from '../../server/moderation/accounts/actions.ts'
import { decideAppeal } from '../../server/moderation/accounts/appeals.ts'
import { accountKinds, postKinds } from '../../server/moderation/accounts/kinds.ts'
import { postUris } from '../../server/moderation/accounts/posts.store.ts'
import { actOnPost } from '../../server/moderation/accounts/posts.ts'
import { purge } from '../../server/moderation/accounts/purge.ts'
import { type ApiRoute, route } from './route.ts'
import { AccountAction, Appeal } from './shapes.ts'
import { flag, oneOf, pageAsked, pageOf, paging, text } from './words.ts'

const reason = Type.String({ ...text('Why; for moderators and the log', 1_000), minLength: 1 })
const told = Type.Optional(text('What the person is told', 5_000))

/** The calls. */
export const accountRoutes = (context: Context): ApiRoute[] => [
  route({
    method: 'GET',
    path: '/moderation/accounts/:id/actions',
    access: 'moderate',
    does: 'Lists what was decided about an account and its posts, the latest first. The id is our key of it.',
    gives: { status: 200, shape: pageOf(AccountAction) },
    async handle({ params }) {
      if (!(await actorById(context.store.read, params.id!))) throw new NotFound('There is no such account.')
      return { items: await viewsOf(context, await actionsOf(context.store.read, params.id!)), next: null }
    }
  }),
  route({
    method: 'POST',
    path: '/moderation/accounts/:id/actions',
    access: 'moderate',
    does: 'Acts on an account, here or elsewhere. Purging needs an account that is suspended, and an admin.',
    body: Type.Object({
      kind: oneOf(accountKinds, 'What to do'),
      reason,
      text: told,
      ends: Type.Optional(text('When it ends by itself, as ISO 8601', 40))
    }),
    gives: { status: 201, shape: AccountAction },
    async handle({ viewer, params, body }) {
      const { kind, reason, ends } = body
      const input = { kind, reason, words: body.text, ends: endOf(ends) }
      const action =
        kind === 'purge'
          ? await purge(context, viewer, params.id!, reason)
          : await named(() => act(context, viewer, params.id!, input))
      return (await viewsOf(context, [action]))[0]
    }
  }),
  route({
    method: 'POST',
    path: '/moderation/posts/:id/actions',
    access: 'moderate',
    does: 'Hides a post, marks it as sensitive, or withdraws one of ours wherever it was sent.',
    body: Type.Object({ kind: oneOf(postKinds, 'What to do'), reason, text: told }),
    gives: { status: 201, shape: AccountAction },
    async handle({ viewer, params, body }) {
      const { kind, reason } = body
      const action = await named(() => actOnPost(context, viewer, params.id!, { kind, reason, words: body.text }))
      return (await viewsOf(context, [action]))[0]
    }
  }),
  route({
    method: 'POST',
    path: '/moderation/actions/:id/undo',
    access: 'moderate',
    does: 'Takes an action back.',
    body: Type.Object({ reason: Type.Optional(text('Why; kept in the log', 1_000)) }),
    gives: { status: 200, shape: AccountAction },
    async handle({ viewer, params, body }) {
      return (await viewsOf(context, [await undoAction(context, viewer, params.id!, body.reason ?? '')]))[0]
    }
  }),
  route({
    method: 'GET',
    path: '/moderation/appeals',
    access: 'moderate',
    does: 'Lists appeals that wait, or those that were decided, the latest first.',
    query: Type.Object({ ...paging, decided: Type.Optional(flag('Those that were decided')) }),
    gives: { status: 200, shape: pageOf(Appeal) },
    async handle({ query }) {
      const page = await listAppeals(context.store.read, { ...pageAsked(query), decided: query.decided === 'true' })
      return { items: page.rows.map(appealView), next: page.next ?? null }
    }
  }),
  route({
    method: 'POST',
    path: '/moderation/appeals/:id',
    access: 'moderate',
    does: 'Decides on an appeal; whoever took the decision cannot.',
    body: Type.Object({
      decision: oneOf(['upheld', 'dismissed'], 'Whether the person is right'),
      reason,
      answer: Type.Optional(text('What the person is told', 5_000))
    }),
    gives: { status: 204 },
    async handle({ viewer, params, body }) {
      const { decision, reason, answer } = body
      await decideAppeal(context, viewer, params.id!, { upheld: decision === 'upheld', reason, answer })
    }
  })
]

/** What the caller calls `text` is `words` inside. */
const named = <Result>(work: () => Promise<Result>): Promise<Result> =>
  work().catch((error: unknown) => {
    if (!(error instanceof Invalid)) throw error
    throw new Invalid(error.faults.map((fault) => (fault.field === 'words' ? { ...fault, field: 'text' } : fault)))
  })

function endOf(typed: string | undefined): Date | undefined {
  if (typed === undefined) return undefined
  const date = new Date(typed)
  if (Number.isNaN(date.getTime())) throw new Invalid([{ field: 'ends', text: 'Give a date as ISO 8601' }])
  return date
}

async function viewsOf(context: Context, actions: Action[]) {
  const { read } = context.store
  const [people, posts, appeals] = await Promise.all([
    actorsByIds(
      read,
      actions.flatMap(({ actor, by }) => [actor, ...(by ? [by] : [])])
    ),
    postUris(
      read,
      actions.flatMap(({ post }) => post ?? [])
    ),
    appealsAgainst(
      read,
      actions.map(({ id }) => id)
    )
  ])
  const uris = new Map(people.map((actor) => [actor.id, actor.uri]))
  return actions.map((one) => ({
    ...{ id: one.id, actor: uris.get(one.actor) ?? '', post: posts.get(one.post ?? '') ?? null, kind: one.kind },
    ...{ state: one.state, by: uris.get(one.by ?? '') ?? null, reason: one.reason, text: one.words },
    ends: one.ends?.toISOString() ?? null,
    decided: one.created.toISOString(),
    appeal: appeals.get(one.id)?.state ?? null
  }))
}

const appealView = ({ appeal, action, actor }: WholeAppeal) => ({
  ...{ id: appeal.id, action: action.id, actor: actor.uri, text: appeal.words, state: appeal.state },
  made: appeal.created.toISOString(),
  decided: appeal.decided?.toISOString() ?? null
})
