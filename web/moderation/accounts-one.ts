/** One account as moderators see it: what it says of itself, what was done about it, and what can be. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { type Actor, actorById } from '../../server/actors/actors.store.ts'
import { countByAuthor } from '../../server/actors/directory.store.ts'
import type { Context } from '../../server/context.ts'
import { Invalid, NotFound } from '../../server/errors.ts'
import { actionById, actionsOf, activeOn } from '../../server/moderation/accounts/actions.store.ts'
import { act, undoAction } from '../../server/moderation/accounts/actions.ts'
import { purge } from '../../server/moderation/accounts/purge.ts'
import { strikeDays, strikesOf } from '../../server/moderation/accounts/strikes.ts'
import { categoryOf } from '../../server/moderation/reports/categories.ts'
import { listReports } from '../../server/moderation/reports.store.ts'
import { outcomesOf } from '../../server/moderation/waiting.store.ts'
import { plainCharacters, plainLine, textOf } from '../../server/text/sanitise.ts'
import { idIn } from '../find.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import { backTo } from '../guard.ts'
import type { Pages } from '../pages.ts'
import { isKey, queryText, withQuery } from '../paging.ts'
import { presentPeople } from '../present/people.ts'
import { actionViews } from './accounts-views.ts'
import { withBanner } from './banner.ts'
import { serverPath } from './facts.ts'
import { needModerator, sendModeration } from './page.ts'
import { many } from './words.ts'

const path = '/moderation/accounts'
const fields = ['kind', 'reason', 'words', 'ends', 'report'] as const
type Values = Record<(typeof fields)[number], string>

/** `/moderation/accounts/:id`, what is posted there, and taking it back. */
export const oneAccountRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get(`${path}/:id`, (request, reply) => {
      const report = queryText(request.query, 'report')
      return send(request, reply, { ...typed({}, fields), report: isKey(report) ? report : '' })
    })

    app.post(`${path}/:id`, async (request, reply) => {
      const viewer = needModerator(request)
      const id = idIn(request)
      const values = typed(request.body, fields)
      const done = await orFaults(async () => {
        if (values.kind === 'purge') return purge(context, viewer, id, values.reason)
        return act(context, viewer, id, {
          ...{ kind: values.kind, reason: values.reason, words: values.words, ends: endOf(values.ends) },
          ...(isKey(values.report) && { report: values.report })
        })
      })
      if (done instanceof Invalid) return send(request, reply, values, done)
      return reply.redirect(withBanner(`${path}/${id}`, 'acted'), 303)
    })

    app.post(`${path}/actions/:id/undo`, async (request, reply) => {
      const viewer = needModerator(request)
      const { back, reason } = typed(request.body, ['back', 'reason'])
      const action = await actionById(context.store.read, idIn(request))
      if (!action) throw new NotFound('There is no such action.')
      await undoAction(context, viewer, action.id, reason)
      return reply.redirect(withBanner(backTo(back, `${path}/${action.actor}`), 'action-undone'), 303)
    })

    async function send(request: FastifyRequest, reply: FastifyReply, values: Values, problem?: Invalid) {
      const viewer = needModerator(request)
      const { read } = context.store
      const actor = await actorById(read, idIn(request))
      if (!actor) throw new NotFound('There is no such account.')
      const [[person], actions, active, strikes, days, reports, held, counts] = await Promise.all([
        presentPeople(context, [actor]),
        actionsOf(read, actor.id),
        activeOn(read, actor.id),
        strikesOf(context, actor.id),
        strikeDays(context),
        listReports(read, { state: 'all', target: actor.uri }),
        outcomesOf(read, actor.uri),
        countByAuthor(read, [actor.id], ['story', 'question', 'reply', 'post'])
      ])
      const suspended = active.some(({ kind }) => kind === 'suspend')
      const data = {
        place: 'accounts' as const,
        title: person!.name,
        account: {
          person: person!,
          path: `${path}/${actor.id}`,
          ...profileOf(actor),
          wrote: many(
            counts.reduce((n, row) => n + row.n, 0),
            'post'
          ),
          held: heldWords(held),
          strikes: `${strikes || 'None'}, of the last ${many(days, 'day')}`,
          heldPath: withQuery('/moderation', { author: actor.uri })
        },
        actions: await actionViews(context, viewer, actions),
        reports: reports.rows.map(({ id, number, category, state, created }) => ({
          path: `/moderation/reports/${id}`,
          text: `${number ? `Report ${number}` : 'A report'}, ${categoryOf(category).short}`,
          state,
          made: created
        })),
        choices: choicesFor(actor, suspended && viewer.can('administer')),
        mayAct: !actor.deleted && actor.id !== viewer.actor.id,
        values,
        ...shownFaults(problem)
      }
      return sendModeration(context, pages, request, reply, 'accounts-one.njk', data, problem ? 422 : 200)
    }
  }

/** Noon, so that it is that day wherever the council is; what is no day counts as one that has passed. */
function endOf(text: string): Date | undefined {
  const day = text.trim()
  if (day === '') return undefined
  const date = /^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T12:00:00Z`) : new Date(Number.NaN)
  return Number.isNaN(date.getTime()) ? new Date(0) : date
}

const profileOf = (actor: Actor) => ({
  uri: plainLine(actor.uri, 300),
  lines: plainCharacters(textOf(actor.summary, 2_000)).split('\n').filter(Boolean),
  facts: actor.fields.slice(0, 10).map(({ name, value }) => `${plainLine(name, 60)}: ${plainLine(value, 200)}`),
  since: actor.published ?? actor.created,
  gone: actor.deleted !== null,
  states: [
    ...(actor.blocked ? ['Suspended: nothing of it is shown'] : []),
    ...(!actor.blocked && (actor.limited || actor.trust === 'limited') ? ['Limited to those who follow it'] : []),
    ...(actor.sensitive ? ['All that it shows is marked as sensitive'] : [])
  ].join('. '),
  ...(!actor.local && { server: { host: actor.host, path: serverPath(actor.host) } })
})

const heldWords = ({ waiting = 0, released = 0, rejected = 0 }: Awaited<ReturnType<typeof outcomesOf>>) =>
  `${waiting} waiting, ${released} let in, ${rejected} rejected`

const choicesFor = ({ local }: Actor, mayPurge: boolean) => [
  { value: 'note', text: 'Note', hint: { text: 'Only moderators read it. It changes nothing.' } },
  {
    value: 'warn',
    text: 'Warn',
    hint: {
      text: local ? 'The person is told in your words.' : 'It is noted here. Their server has no way to tell them.'
    }
  },
  {
    value: 'sensitive',
    text: 'Mark all as sensitive',
    hint: { text: 'People have to ask before they see what it shows.' }
  },
  { value: 'limit', text: 'Limit', hint: { text: 'Lists show what it says only to those who follow it.' } },
  ...(local
    ? [{ value: 'freeze', text: 'Freeze', hint: { text: 'The person cannot sign in. What they wrote stays.' } }]
    : []),
  {
    value: 'suspend',
    text: 'Suspend',
    hint: {
      text: `Nothing of it is shown${local ? ', and the person cannot sign in' : ''}. Nothing is deleted, and it can be taken back.`
    }
  },
  ...(mayPurge
    ? [
        {
          value: 'purge',
          text: 'Purge',
          hint: { text: 'All that it wrote is deleted, for good. This cannot be taken back.' }
        }
      ]
    : [])
]
