/** Appeals: those that wait and those decided, and deciding on one, which whoever acted cannot. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { actorById, actorsByIds } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { Invalid, NotFound } from '../../server/errors.ts'
import { actionById, appealById, listAppeals } from '../../server/moderation/accounts/actions.store.ts'
import { decideAppeal, whyNotDecide } from '../../server/moderation/accounts/appeals.ts'
import { plainCharacters } from '../../server/text/sanitise.ts'
import { idIn } from '../find.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import type { Pages } from '../pages.ts'
import { pageAsked, queryText, withQuery } from '../paging.ts'
import { peopleFrom, presentPeople } from '../present/people.ts'
import { actionViews } from './accounts-views.ts'
import { withBanner } from './banner.ts'
import { needModerator, sendModeration } from './page.ts'
import { actWords } from './reports-words.ts'

const path = '/moderation/appeals'
const fields = ['decision', 'reason', 'answer'] as const
const stateWords = { waiting: 'Waiting', upheld: 'Upheld', dismissed: 'Dismissed' }

/** `/moderation/appeals` and `/moderation/appeals/:id`. */
export const appealRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get(path, async (request, reply) => {
      const decided = queryText(request.query, 'decided') === 'yes'
      const { after } = pageAsked(request.query)
      const page = await listAppeals(context.store.read, { after, decided })
      const person = await peopleFrom(
        context,
        page.rows.map(({ actor }) => actor)
      )
      const kept = decided ? { decided: 'yes' } : {}
      const data = {
        place: 'accounts' as const,
        title: decided ? 'Appeals that were decided' : 'Appeals',
        appeals: page.rows.map(({ appeal, action, actor }) => ({
          path: `${path}/${appeal.id}`,
          person: person(actor),
          against: actWords[action.kind] ?? action.kind,
          state: stateWords[appeal.state],
          made: appeal.created
        })),
        decided,
        ...(after && { first: withQuery(path, kept) }),
        ...(page.next && { next: withQuery(path, { ...kept, after: page.next }) })
      }
      return sendModeration(context, pages, request, reply, 'accounts-appeals.njk', data)
    })

    app.get(`${path}/:id`, (request, reply) => send(request, reply, typed({}, fields)))

    app.post(`${path}/:id`, async (request, reply) => {
      const viewer = needModerator(request)
      const values = typed(request.body, fields)
      const { decision, reason, answer } = values
      const done = await orFaults(async () => {
        if (decision !== 'upheld' && decision !== 'dismissed')
          throw new Invalid([{ field: 'decision', text: 'Choose whether the decision stays' }])
        return decideAppeal(context, viewer, idIn(request), { upheld: decision === 'upheld', reason, answer })
      })
      if (done instanceof Invalid) return send(request, reply, values, done)
      return reply.redirect(withBanner(`${path}/${done.id}`, 'appeal'), 303)
    })

    async function send(
      request: FastifyRequest,
      reply: FastifyReply,
      values: Record<(typeof fields)[number], string>,
      problem?: Invalid
    ) {
      const viewer = needModerator(request)
      const { read } = context.store
      const appeal = await appealById(read, idIn(request))
      const action = appeal && (await actionById(read, appeal.action))
      const actor = action && (await actorById(read, action.actor))
      if (!appeal || !action || !actor) throw new NotFound('There is no such appeal.')
      const linesOf = (words: string) => plainCharacters(words).split('\n').filter(Boolean)
      const [by] = await actorsByIds(read, appeal.decidedBy ? [appeal.decidedBy] : [])
      const why = whyNotDecide(viewer, action)
      const data = {
        place: 'accounts' as const,
        title: 'An appeal',
        person: (await presentPeople(context, [actor]))[0]!,
        account: `/moderation/accounts/${actor.id}`,
        appeal: {
          path: `${path}/${appeal.id}`,
          waiting: appeal.state === 'waiting',
          state: stateWords[appeal.state],
          lines: linesOf(appeal.words),
          made: appeal.created,
          ...(appeal.decided && { decided: appeal.decided, by: by ? by.name || by.username : 'The server' }),
          answer: linesOf(appeal.answer)
        },
        actions: await actionViews(context, viewer, [action]),
        ...(why && { why }),
        values,
        ...shownFaults(problem)
      }
      return sendModeration(context, pages, request, reply, 'accounts-appeal.njk', data, problem ? 422 : 200)
    }
  }
