/** The queue: what waits, how long, and letting in or rejecting it, one by one or many at once. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Conflict, Invalid } from '../../server/errors.ts'
import { countHeldBy, listHeld } from '../../server/moderation/held.store.ts'
import { countArrived, countWaiting, countWaitingAt, waitingServers } from '../../server/moderation/waiting.store.ts'
import { shownFaults, typed } from '../form.ts'
import { backTo } from '../guard.ts'
import type { Pages } from '../pages.ts'
import { isKey, pageAsked, pageLinks, queryText, withQuery } from '../paging.ts'
import { withBanner } from './banner.ts'
import { decideMany, decideOne, readDecision } from './decide.ts'
import { sendDecided } from './decided.ts'
import { needModerator, sendModeration } from './page.ts'
import { peopleByUri } from './people.ts'
import { queueRows } from './rows.ts'
import { timeToRead } from './words.ts'

const week = 7 * 86_400_000
const hosts = 50

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
      const ids = idsIn(request.body)
      try {
        const { act, reason } = readDecision(typed(request.body, ['act', 'reason']))
        const [only] = ids
        if (!only) throw new Invalid([{ field: 'act', text: 'Choose at least one first' }])
        if (ids.length === 1) await decideOne(context, actor.id, act, only, reason)
        const { n, missed } =
          ids.length > 1 ? await decideMany(context, actor.id, act, ids, reason) : { n: 1, missed: 0 }
        return reply.redirect(withBanner(back, n === 0 ? 'none' : act, n, missed), 303)
      } catch (error) {
        if (error instanceof Conflict) return sendDecided(context, pages, request, reply, ids[0]!)
        if (!(error instanceof Invalid)) throw error
        const query = Object.fromEntries(new URLSearchParams(back.split('?')[1] ?? ''))
        return sendQueue(context, pages, request, reply, query, error)
      }
    })
  }

/** Only the list itself is gone back to, narrowed as it was. */
function listAddress(text: string): string {
  const address = backTo(text, '/moderation')
  return /^\/moderation(\?|$)/.test(address) ? address : '/moderation'
}

/** One field for each row, each with one id or several. */
function idsIn(body: unknown): string[] {
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
  const [from, rows, title] = await Promise.all([
    countWaiting(db),
    queueRows(context, needModerator(request), page.rows),
    titleOf(context, kept)
  ])
  const total = from.items
  const { errors, fault } = shownFaults(problem)
  const [first] = rows
  const data = {
    place: 'queue' as const,
    title: title ?? (total === 0 ? 'Nothing is waiting' : `${total.toLocaleString('en-GB')} waiting for you`),
    ...{ total, rows, kept, from, fault },
    narrowed: host !== '' || author !== '',
    time: timeToRead(total),
    ...(total === 0 && { week: await countArrived(db, new Date(context.clock().getTime() - week)) }),
    back: withQuery('/moderation', { ...kept, after: asked.after, before: asked.before }),
    oldest: withQuery('/moderation', { host, author }),
    newest: withQuery('/moderation', { order: 'newest', host, author }),
    pages: pageLinks('/moderation', page, kept),
    others: !asked.after && !asked.before && !host && !author ? total - page.rows.length : 0,
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
    const [n, people] = await Promise.all([countHeldBy(db, [author]), peopleByUri(context, [author])])
    return `${n.get(author) ?? 0} waiting from ${people(author).name}`
  }
  return host ? `${(await countWaitingAt(db, [host])).get(host) ?? 0} waiting from ${host}` : undefined
}

async function sendServers(context: Context, pages: Pages, request: FastifyRequest, reply: FastifyReply) {
  const after = queryText(request.query, 'after')
  const rows = await waitingServers(context.store.read, after, hosts + 1)
  const shown = rows.slice(0, hosts)
  const data = {
    place: 'queue' as const,
    title: 'Waiting, by server',
    servers: shown.map((row) => ({ ...row, href: withQuery('/moderation', { host: row.host }) })),
    ...(after && { first: '/moderation/waiting' }),
    ...(rows.length > hosts && { next: withQuery('/moderation/waiting', { after: shown.at(-1)?.host }) })
  }
  return sendModeration(context, pages, request, reply, 'waiting.njk', data)
}
