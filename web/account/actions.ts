/** What moderators decided about somebody, for that person: signed in, or by the link in the letter; and appealing. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { actorById } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { Invalid, NotFound } from '../../server/errors.ts'
import {
  type AccountAction,
  type Appeal,
  actionById,
  actionsOf,
  appealsAgainst
} from '../../server/moderation/accounts/actions.store.ts'
import { makeAppeal, whyNoAppeal } from '../../server/moderation/accounts/appeals.ts'
import { toldWords } from '../../server/moderation/accounts/kinds.ts'
import { opensAction } from '../../server/moderation/accounts/link.ts'
import { appealUntil } from '../../server/moderation/accounts/tell.ts'
import { addressKey } from '../../server/plugins/limits.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import { plainCharacters, plainLine } from '../../server/text/sanitise.ts'
import { idIn } from '../find.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import { needViewer } from '../guard.ts'
import type { Pages } from '../pages.ts'
import { queryText, withQuery } from '../paging.ts'

const path = '/account/actions'
const options = { meta: { robots: 'noindex' } }
const linesOf = (words: string) => plainCharacters(words).split('\n').filter(Boolean)

/** `/account/actions`, `/account/actions/:id` and its appeal. */
export const actionRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get(path, async (request, reply) => {
      const { actor } = needViewer(request)
      const actions = (await actionsOf(context.store.read, actor.id)).filter(({ kind }) => kind !== 'note')
      const appeals = await appealsAgainst(
        context.store.read,
        actions.map(({ id }) => id)
      )
      const data = {
        title: 'What was decided about you',
        actions: actions.map((action) => ({ ...viewOf(action, appeals.get(action.id)), path: `${path}/${action.id}` }))
      }
      return pages.send(request, reply, 'account/actions.njk', data, options)
    })

    for (const end of ['', '/appeal'])
      app.get(`${path}/:id${end}`, async (request, reply) =>
        show(request, reply, await own(context, request, queryText(request.query, 'key')), { words: '' })
      )

    app.post(`${path}/:id/appeal`, async (request, reply) => {
      const { words, key } = typed(request.body, ['words', 'key'])
      const action = await own(context, request, key)
      app.limits.reports.need(addressKey(request.ip))
      const done = await orFaults(() => makeAppeal(context, action.id, words))
      if (done instanceof Invalid) return show(request, reply, action, { words, problem: done, key })
      return reply.redirect(withQuery(`${path}/${action.id}`, { key }), 303)
    })

    async function show(
      request: FastifyRequest,
      reply: FastifyReply,
      action: AccountAction,
      { words, problem, key = queryText(request.query, 'key') }: { words: string; problem?: Invalid; key?: string }
    ) {
      const { read } = context.store
      const [appeals, post, actor, why] = await Promise.all([
        appealsAgainst(read, [action.id]),
        action.post ? anyPost(read, { id: action.post }) : undefined,
        actorById(read, action.actor),
        whyNoAppeal(context, action)
      ])
      const data = {
        title: 'What was decided about your account',
        name: actor?.name ?? '',
        action: viewOf(action, appeals.get(action.id)),
        ...(post && { post: plainLine(post.post.title ?? post.post.uri, 200) }),
        path: `${path}/${action.id}/appeal`,
        ...{ key, values: { words } },
        ...(why ? { why } : { until: appealUntil(action) }),
        ...shownFaults(problem)
      }
      // The address may hold the key: no other site may learn it. With `no-referrer` browsers would not say where the form stood either.
      reply.header('referrer-policy', 'same-origin').header('cache-control', 'private, no-store')
      return pages.send(request, reply, 'account/action.njk', data, { ...options, status: problem ? 422 : 200 })
    }
  }

/** An action, for whom it is about or who has the link from the letter. Throws NotFound for everybody else. */
async function own(context: Context, request: FastifyRequest, key: string): Promise<AccountAction> {
  const action = await actionById(context.store.read, idIn(request))
  if (!action || action.kind === 'note') throw new NotFound()
  if (opensAction(context, action.id, key)) return action
  if (needViewer(request).actor.id !== action.actor) throw new NotFound()
  return action
}

const states: Record<AccountAction['state'], string> = {
  active: 'In force',
  undone: 'Taken back',
  ended: 'It has come to its end',
  final: 'Done'
}
const appealWords: Record<Appeal['state'], string> = {
  waiting: 'Your appeal waits. Somebody else than who decided will look at it.',
  upheld: 'Your appeal was upheld: the decision is taken back.',
  dismissed: 'Your appeal was dismissed: the decision stays.'
}

const viewOf = (action: AccountAction, appeal: Appeal | undefined) => ({
  what: toldWords[action.kind],
  lines: linesOf(action.words),
  when: action.created,
  ...(action.ends && action.state === 'active' && { ends: action.ends }),
  state: states[action.state],
  ...(appeal && {
    appeal: {
      text: appealWords[appeal.state],
      lines: linesOf(appeal.words),
      answer: linesOf(appeal.answer),
      made: appeal.created
    }
  })
})
