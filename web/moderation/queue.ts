/** The queue: what waits for a moderator, decided on line by line or several at once. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Invalid } from '../../server/errors.ts'
import { listHeld } from '../../server/moderation/held.store.ts'
import { countReports } from '../../server/moderation/reports.store.ts'
import { countDecidedSince, countWaiting, waitingAuthors, waitingServers } from '../../server/moderation/waiting.store.ts'
import { shownFaults, typed } from '../form.ts'
import { backTo, needViewer } from '../guard.ts'
import type { Pages } from '../pages.ts'
import { pageAsked, pageLinks, queryText, withQuery } from '../paging.ts'
import { decideLines, type LineOf, readLine, trustLine } from './decide.ts'
import { authorLines, itemLines } from './lines.ts'
import { tell, toldOn } from './told.ts'
import { timeToRead } from './words.ts'

const path = '/moderation'
/** How many servers one page of "By server" lists. */
const serversShown = 50

/** `/moderation`, narrowed by `host` or `author`; `/moderation/waiting`, by server. */
export function queueRoutes(app: FastifyInstance, context: Context, pages: Pages): void {
  app.get(path, (request, reply) => draw(context, pages, request, reply))

  app.get('/moderation/waiting', async (request, reply) => {
    const after = queryText(request.query, 'after')
    const rows = await waitingServers(context.store.read, after, serversShown + 1)
    const servers = rows.slice(0, serversShown)
    const next = rows.length > serversShown ? withQuery('/moderation/waiting', { after: servers.at(-1)!.host }) : undefined
    const data = { title: 'Waiting, by server', servers, next, first: after === '' ? undefined : '/moderation/waiting' }
    return pages.send(request, reply, 'moderation/by-server.njk', data)
  })

  app.post(path, async (request, reply) => {
    const viewer = needViewer(request)
    const { act, back } = typed(request.body, ['act', 'back'])
    const [, verb = '', token] = /^(let-in|reject|trust)(?:\|(.*))?$/s.exec(act) ?? []
    const lines = token === undefined ? chosen(request) : [readLine(token)].filter((line) => line !== undefined)
    const [line] = lines
    if (!line || verb === '') return draw(context, pages, request, reply, nothingChosen(token !== undefined || verb === ''))
    const told =
      verb === 'trust'
        ? await trustLine(context, viewer, line)
        : await decideLines(context, viewer, verb === 'reject' ? 'reject' : 'let-in', lines)
    return tell(context, request, reply, backTo(back, path), told)
  })
}

/** The lines whose boxes were ticked. */
function chosen(request: FastifyRequest): LineOf[] {
  const { pick } = (request.body ?? {}) as { pick?: unknown }
  const tokens = [pick].flat().filter((one): one is string => typeof one === 'string')
  return tokens
    .slice(0, 100)
    .map(readLine)
    .filter((line) => line !== undefined)
}

const nothingChosen = (garbled: boolean) =>
  new Invalid([
    { field: 'queue', text: garbled ? 'Choose what should happen to one line' : 'Choose what to let in or reject' }
  ])

interface Narrowed {
  host: string
  author: string
  newest: boolean
}

async function draw(context: Context, pages: Pages, request: FastifyRequest, reply: FastifyReply, problem?: Invalid) {
  const viewer = needViewer(request)
  const narrowed = readNarrowed(request)
  const { host, author, newest } = narrowed
  const { read } = context.store
  const kept = { order: newest ? 'newest' : '', host, author }
  const page = author
    ? await listHeld(read, { ...pageAsked(request.query), actor: author, oldest: !newest })
    : await waitingAuthors(read, { ...pageAsked(request.query), host: host || undefined, oldest: !newest })
  const lines = await (author ? itemLines : authorLines)(context, viewer, page.rows)
  const waiting = await countWaiting(read, host || undefined)
  const data = {
    title: waiting.items > 0 ? `${waiting.items.toLocaleString('en-GB')} waiting for you` : 'Nothing is waiting',
    lines,
    waiting,
    minutes: timeToRead(waiting.items),
    narrowed: { ...narrowed, name: author ? lines[0]?.person.name : host },
    address: withQuery(path, { ...kept, ...pageAsked(request.query) } as Record<string, string>),
    orders: { oldest: withQuery(path, { host, author }), newest: withQuery(path, { order: 'newest', host, author }) },
    reports: await countReports(read),
    links: pageLinks(path, page, kept),
    week: waiting.items === 0 ? await weekOf(context) : undefined,
    ...toldOn(context, request),
    ...shownFaults(problem)
  }
  return pages.send(request, reply, 'moderation/queue.njk', data, { status: problem ? 422 : 200 })
}

/** What the list was narrowed to: by the address, or by the address from which a form was sent. */
function readNarrowed(request: FastifyRequest): Narrowed {
  const { back } = typed(request.body, ['back'])
  const query = back ? Object.fromEntries(new URL(backTo(back, path), 'https://folkmoot.invalid').searchParams) : request.query
  return {
    host: queryText(query, 'host').toLowerCase(),
    author: queryText(query, 'author'),
    newest: queryText(query, 'order') === 'newest'
  }
}

/** What was decided on in the last seven days. */
function weekOf(context: Context) {
  const from = context.clock().getTime() - 7 * 86_400_000
  return countDecidedSince(context.store.read, from.toString(16).padStart(12, '0'))
}
