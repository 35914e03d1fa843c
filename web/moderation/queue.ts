/** The queue: what waits, how long, and letting in or rejecting it, one by one or many at once. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Conflict, Invalid } from '../../server/errors.ts'
import { countEach, countWaiting, mostOfOne, mostWaiting } from '../../server/moderation/counts.store.ts'
import { countOverdue } from '../../server/moderation/evidence/holds.store.ts'
import { listHeld } from '../../server/moderation/held.store.ts'
import { onDuty } from '../../server/moderation/hours/rota.ts'
import { countDueReviews } from '../../server/moderation/policies/policies.store.ts'
import { countOpen } from '../../server/moderation/proposals/proposals.store.ts'
import { choose, idsWaiting } from '../../server/moderation/queue.ts'
import { retentionOf } from '../../server/moderation/retention.ts'
import { countArrived, countWaitingAt, waitingAuthors, waitingServers } from '../../server/moderation/waiting.store.ts'
import { shownFaults, typed } from '../form.ts'
import { backTo } from '../guard.ts'
import type { Pages } from '../pages.ts'
import { isKey, pageAsked, pageLinks, queryText, withQuery } from '../paging.ts'
import { withBanner } from './banner.ts'
import { readDecision } from './decide.ts'
import { sendDecided } from './decided.ts'
import { needModerator, sendModeration } from './page.ts'
import { peopleByUri } from './people.ts'
import { queueRows } from './rows.ts'
import { capital, timeToRead, upTo } from './words.ts'

const week = 7 * 86_400_000
const hosts = 50
/** So many of a server or an author are decided on by one press. */
const mostAtOnce = 500

/** `/moderation`, `/moderation/queue`, and `/moderation/waiting` by server. */
export const queueRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get('/moderation', (request, reply) => sendQueue(context, pages, request, reply, request.query))
    app.get('/moderation/queue', (_request, reply) => reply.redirect('/moderation', 303))
    app.get('/moderation/waiting', (request, reply) => sendServers(context, pages, request, reply))

    app.post('/moderation/queue', async (request, reply) => {
      const { actor } = needModerator(request)
      const back = listAddress(typed(request.body, ['back']).back)
      const ids = await idsIn(context, request.body)
      try {
        const { act, reason } = readDecision(typed(request.body, ['act', 'reason']))
        const [only] = ids
        if (!only) throw new Invalid([{ field: 'act', text: 'Choose at least one first' }])
        const { n, missed, choice } = await choose(context, actor.id, act, ids, reason)
        return reply.redirect(withBanner(back, n === 0 ? 'none' : act, n, missed, n === 0 ? undefined : choice), 303)
      } catch (error) {
        if (error instanceof Conflict) return sendDecided(context, pages, request, reply, ids[0]!)
        if (!(error instanceof Invalid)) throw error
        const query = Object.fromEntries(new URLSearchParams(back.split('?')[1] ?? ''))
        return sendQueue(context, pages, request, reply, query, error)
      }
    })
  }

/** Who is on duty this week, as the page says it. */
async function dutyOf(context: Context, me: string): Promise<string | undefined> {
  const duty = await onDuty(context)
  return duty && (duty.actor === me ? 'You are on duty this week.' : `${duty.name} is on duty this week.`)
}

/** Only the list itself is gone back to, narrowed as it was. */
function listAddress(text: string): string {
  const address = backTo(text, '/moderation')
  return /^\/moderation(\?|$)/.test(address) ? address : '/moderation'
}

/** One field for each row, each with one id or several; or the author or server of which everything is meant. */
async function idsIn(context: Context, body: unknown): Promise<string[]> {
  const { host, author } = typed(body, ['host', 'author'])
  if (author) return idsWaiting(context, { actor: author })
  if (host) return idsWaiting(context, { host: host.toLowerCase() })
  const { id } = (body ?? {}) as { id?: unknown }
  const all = [id].flat().flatMap((one) => (typeof one === 'string' ? one.split(',') : []))
  return all.filter(isKey).slice(0, 500)
}

type Kept = { order: string; host: string; author: string }

async function sendQueue(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  query: unknown,
  problem?: Invalid
) {
  const db = context.store.read
  const asked = pageAsked(query)
  const { host, author, order } = readKept(query)
  const kept = { order, host, author }
  const narrowed = { ...(host && { host }), ...(author && { actor: author }) }
  const page = await listHeld(db, { ...asked, ...narrowed, oldest: order === '' })
  const now = context.clock()
  const [from, rows, title, reviews, overdue, proposals, duty, retention] = await Promise.all([
    countWaiting(db),
    queueRows(context, needModerator(request), page.rows),
    titleOf(context, kept),
    countDueReviews(db, now),
    countOverdue(db, now),
    countOpen(db),
    dutyOf(context, needModerator(request).actor.id),
    retentionOf(context)
  ])
  const total = from.items
  const { errors, fault } = shownFaults(problem)
  const [first] = rows
  const data = {
    place: 'queue' as const,
    title: title ?? (total === 0 ? 'Nothing is waiting' : `${capital(upTo(total, mostWaiting))} waiting for you`),
    ...{ total, many: upTo(total, mostWaiting), rows, kept, from, fault },
    ...{ reviews, overdue, proposals, duty, days: retention.heldDays, undoDays: retention.undoDays },
    of: { host, author, all: Math.min(total, mostAtOnce) },
    narrowed: host !== '' || author !== '',
    time:
      total > mostWaiting
        ? `more than ${timeToRead(total)}`.replace('more than about', 'more than')
        : timeToRead(total),
    ...(total === 0 && { week: await countArrived(db, new Date(now.getTime() - week)) }),
    back: withQuery('/moderation', { ...kept, after: asked.after, before: asked.before }),
    oldest: withQuery('/moderation', { host, author }),
    newest: withQuery('/moderation', { order: 'newest', host, author }),
    pages: pageLinks('/moderation', page, kept),
    others:
      !asked.after && !asked.before && !host && !author
        ? total > mostWaiting
          ? 'others'
          : `other ${total - page.rows.length || ''}`
        : '',
    errors: errors.map((one) => (first ? { ...one, href: `#pick-${first.id}` } : one))
  }
  return sendModeration(context, pages, request, reply, 'queue.njk', data, problem ? 422 : 200)
}

const readKept = (query: unknown): Kept => ({
  order: queryText(query, 'order') === 'newest' ? 'newest' : '',
  host: queryText(query, 'host').toLowerCase(),
  author: queryText(query, 'author')
})

async function titleOf(context: Context, { host, author }: Kept): Promise<string | undefined> {
  const db = context.store.read
  if (author) {
    const [n, people] = await Promise.all([countEach(db, 'actor', [author]), peopleByUri(context, [author])])
    return `${capital(upTo(n.get(author) ?? 0, mostOfOne))} waiting from ${people(author).name}`
  }
  if (!host) return undefined
  const waiting = (await countWaitingAt(db, [host])).get(host) ?? 0
  return `${capital(upTo(waiting, mostOfOne))} waiting from ${host}`
}

async function sendServers(context: Context, pages: Pages, request: FastifyRequest, reply: FastifyReply) {
  if (queryText(request.query, 'by') === 'author') return sendAuthors(context, pages, request, reply)
  const after = queryText(request.query, 'after')
  const rows = await waitingServers(context.store.read, after, hosts + 1)
  const shown = rows.slice(0, hosts)
  const data = {
    place: 'queue' as const,
    title: 'Waiting, by server',
    by: 'server',
    groups: shown.map(({ host, items }) => ({
      name: host,
      items: upTo(items, mostOfOne),
      href: withQuery('/moderation', { host })
    })),
    ...(after && { first: '/moderation/waiting' }),
    ...(rows.length > hosts && { next: withQuery('/moderation/waiting', { after: shown.at(-1)?.host }) })
  }
  return sendModeration(context, pages, request, reply, 'waiting.njk', data)
}

async function sendAuthors(context: Context, pages: Pages, request: FastifyRequest, reply: FastifyReply) {
  const rows = await waitingAuthors(context.store.read, queryText(request.query, 'after'), hosts + 1)
  const shown = rows.slice(0, hosts)
  const person = await peopleByUri(
    context,
    shown.map((row) => row.actor)
  )
  const data = {
    place: 'queue' as const,
    title: 'Waiting, by author',
    by: 'author',
    groups: shown.map(({ actor, items }) => ({
      ...{ name: person(actor).name, handle: person(actor).handle, items: upTo(items, mostOfOne) },
      href: withQuery('/moderation', { author: actor })
    })),
    ...(rows.length > hosts && {
      next: withQuery('/moderation/waiting', { by: 'author', after: shown.at(-1)?.actor })
    })
  }
  return sendModeration(context, pages, request, reply, 'waiting.njk', data)
}
