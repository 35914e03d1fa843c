/** The decision log: who decided what, about whom, when and why; narrowed, paged, and as CSV. */
import { Readable } from 'node:stream'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { actorByHandle, actorsByIds } from '../../server/actors/actors.store.ts'
import { handleOf } from '../../server/actors/handle.ts'
import type { Context } from '../../server/context.ts'
import {
  type Decision,
  type DecisionsAsked,
  headOf,
  listDecisions
} from '../../server/moderation/log/decisions.store.ts'
import { plainLine } from '../../server/text/sanitise.ts'
import { csvLine } from '../csv.ts'
import type { PersonView } from '../item.ts'
import type { Pages } from '../pages.ts'
import { isKey, pageAsked, pageLinks, queryText, withQuery } from '../paging.ts'
import { presentPeople } from '../present/people.ts'
import { serverPath } from './facts.ts'
import { actChoices, actOf } from './log-words.ts'
import { sendModeration } from './page.ts'
import { peopleByUri } from './people.ts'

const path = '/moderation/log'
/** Decisions of the queue that are older cannot be undone, whatever the setting. */
const undoable = 365 * 86_400_000
/** The most lines of one CSV; narrow it by month for the rest. */
const mostLines = 100_000

/** `/moderation/log` and `/moderation/log.csv`. */
export const logRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get(path, async (request, reply) => {
      const db = context.store.read
      const { asked, values, nobody } = await askedOf(context, request)
      const page = nobody ? { rows: [] } : await listDecisions(db, { ...asked, ...pageAsked(request.query) })
      const entries = await entriesOf(context, page.rows)
      const data = {
        place: 'log' as const,
        title: 'Decision log',
        entries,
        values,
        acts: actChoices(values.act),
        narrowed: Object.values(values).some(Boolean),
        total: (await headOf(db)).sequence,
        csv: withQuery(`${path}.csv`, values),
        pages: pageLinks(path, page, values)
      }
      return sendModeration(context, pages, request, reply, 'log.njk', data)
    })

    app.get(`${path}.csv`, async (request, reply) => {
      const { asked, nobody } = await askedOf(context, request)
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="decision-log.csv"')
        .header('cache-control', 'no-store')
        .send(Readable.from(csvOf(context, asked, nobody)))
    })
  }

interface Values extends Record<string, string> {
  who: string
  act: string
  target: string
  month: string
}

/** What the query narrows the log to; `nobody` when it names somebody who is not known here. */
async function askedOf(context: Context, request: FastifyRequest) {
  const text = (name: string) => queryText(request.query, name).trim()
  const values: Values = { who: text('who'), act: text('act'), target: text('target'), month: text('month') }
  const [username = '', host] = values.who.toLowerCase().replace(/^@/, '').split('@')
  const server = username === 'server'
  const who =
    values.who && !server
      ? await actorByHandle(context.store.read, username, host ?? context.config.handleHost)
      : undefined
  const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(values.month) ?? []
  const asked: DecisionsAsked = {
    ...(server ? { by: null } : who && { by: who.id }),
    ...(values.act && { act: values.act }),
    ...(values.target && { target: values.target }),
    ...(year && month && { from: new Date(Date.UTC(+year, +month - 1)), until: new Date(Date.UTC(+year, +month)) })
  }
  return { asked, values, nobody: values.who !== '' && !server && !who }
}

async function entriesOf(context: Context, rows: Decision[]) {
  const deciders = await actorsByIds(
    context.store.read,
    rows.flatMap((row) => row.by ?? [])
  )
  const [views, people] = await Promise.all([
    presentPeople(context, deciders),
    peopleByUri(context, rows.flatMap(concerned))
  ])
  const byId = new Map(deciders.map((actor, n) => [actor.id, views[n]!]))
  return rows.map((row) => ({ ...entryOf(context, row, people), by: byId.get(row.by ?? '') }))
}

/** The actor that a decision is about or touches. */
function concerned({ act, target, detail }: Decision): string[] {
  if (/^(actor|member) /.test(act)) return [target]
  return typeof detail.actor === 'string' ? [detail.actor] : []
}

function entryOf({ config, clock }: Context, row: Decision, people: (uri: string) => PersonView) {
  const { act, target, reason, created, sequence, hash } = row
  const now = clock()
  const [whom] = concerned(row)
  const person = whom ? people(whom) : undefined
  const isServer = act.startsWith('server ')
  const about = !isServer && act !== 'report closed' && target !== '' ? plainLine(target, 300) : undefined
  return {
    id: row.id,
    act: actOf(act),
    when: created,
    reason: reason.trim(),
    ...(sequence && { number: sequence, hash: hash ?? '', short: hash?.slice(0, 12) }),
    ...(person && { person }),
    ...(isServer && { server: { host: target, path: serverPath(target) } }),
    ...(about && {
      target: about,
      ...(target.startsWith(`${config.origin}/`) && { path: target.slice(config.origin.length) })
    }),
    ...(isKey(row.detail.choice) &&
      now.getTime() - created.getTime() < undoable && { undo: `/moderation/undo/${row.detail.choice}` }),
    ...(isKey(row.detail.proposal) && { proposal: `/moderation/proposals/${row.detail.proposal}` }),
    ...(typeof row.detail.hold === 'string' && { hold: `/moderation/holds/${encodeURIComponent(row.detail.hold)}` })
  }
}

async function* csvOf(context: Context, asked: DecisionsAsked, nobody: boolean) {
  yield csvLine(['number', 'decided', 'by', 'act', 'target', 'reason', 'detail', 'previous', 'hash'])
  let after: string | undefined
  for (let lines = 0; !nobody && lines < mostLines; lines += 100) {
    const page = await listDecisions(context.store.read, { ...asked, after, size: 100 })
    const ids = page.rows.flatMap((row) => row.by ?? [])
    const names = new Map((await actorsByIds(context.store.read, ids)).map((one) => [one.id, handleOf(one)]))
    for (const row of page.rows) {
      const by = row.by === null ? 'server' : (names.get(row.by) ?? row.by)
      const detail = Object.keys(row.detail).length > 0 ? JSON.stringify(row.detail) : ''
      const { sequence, act, target, reason, previous, hash } = row
      yield csvLine([sequence ?? '', row.created.toISOString(), by, act, target, reason, detail, previous, hash])
    }
    after = page.next
    if (!after) return
  }
}
