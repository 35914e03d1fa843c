/** Servers by how far they are trusted, and deciding about one, with what each choice would do. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Trust } from '../../schema/actors.ts'
import type { Context } from '../../server/context.ts'
import { Invalid, NotFound } from '../../server/errors.ts'
import { listHeld } from '../../server/moderation/held.store.ts'
import { listInstances } from '../../server/moderation/instances.store.ts'
import { readHost, trustServer, trustStates } from '../../server/moderation/trust.ts'
import { countWaitingAt } from '../../server/moderation/waiting.store.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import type { Pages } from '../pages.ts'
import { queryText, withQuery } from '../paging.ts'
import { withBanner } from './banner.ts'
import { serverFacts, serverPath, softwareOf } from './facts.ts'
import { needModerator, sendModeration } from './page.ts'
import { queueRows } from './rows.ts'
import { oneLine } from './said.ts'
import { trustWords } from './words.ts'

const size = 50
const fields = ['host', 'state', 'reason'] as const
type Values = Record<(typeof fields)[number], string>
interface Given {
  values: Values
  problem?: Invalid
}

const readTrust = (text: string): Trust | undefined => trustStates.find((state) => state === text)

/** `/moderation/servers` and each server's page. */
export const serverRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    const none = { host: '', state: '', reason: '' }
    app.get('/moderation/servers', (request, reply) => sendList(context, pages, request, reply, { values: none }))

    app.post('/moderation/servers', async (request, reply) => {
      const { actor } = needModerator(request)
      const values = typed(request.body, fields)
      const chosen = await orFaults(async () => readChoice(context, values))
      if (!(chosen instanceof Invalid)) {
        await trustServer(context, actor.id, chosen.host, chosen.state, chosen.reason)
        return reply.redirect(withBanner(serverPath(chosen.host), 'server'), 303)
      }
      const given = { values, problem: chosen }
      if (chosen.faults.some(({ field }) => field === 'host')) return sendList(context, pages, request, reply, given)
      return sendOne(context, pages, request, reply, readHost(context, values.host), given)
    })

    app.get('/moderation/servers/:host', async (request, reply) => {
      const asked = (request.params as { host: string }).host
      const host = await orFaults(async () => readHost(context, asked))
      if (host instanceof Invalid) throw new NotFound('There is no server of that name.')
      if (host !== asked) return reply.redirect(serverPath(host), 303)
      const { trust, reason } = await serverFacts(context, host)
      return sendOne(context, pages, request, reply, host, { values: { host, state: trust, reason: reason ?? '' } })
    })
  }

function readChoice(context: Context, values: Values): { host: string; state: Trust; reason: string } {
  const faults: Invalid['faults'] = []
  const reason = values.reason.trim()
  let host = ''
  try {
    host = readHost(context, values.host)
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    faults.push(...error.faults)
  }
  if (host.length > 253) faults.push({ field: 'host', text: 'Give a server name of 253 characters or fewer' })
  const state = readTrust(values.state)
  if (!state) faults.push({ field: 'state', text: 'Choose how far to trust this server' })
  if (reason.length > 1_000) faults.push({ field: 'reason', text: 'Give the reason in 1,000 characters or fewer' })
  if (!state || faults.length > 0) throw new Invalid(faults)
  return { host, state, reason }
}

/** The choices of the form; `cost` is what a block of this one would end. */
function choices(context: Context, cost = '') {
  const { federationMode, unknownServers } = context.config
  const means = (state: Trust) => {
    if (state === 'blocked' && cost) return `${trustWords.blocked.hint} ${cost}`
    const waits = state === 'unknown' || state === 'limited'
    if (waits && federationMode === 'allow-list') return 'Nothing from there is taken in: only trusted servers are.'
    if (state === 'unknown' && unknownServers === 'show') return 'Everything from there shows at once, as we are set.'
    return trustWords[state].hint
  }
  return trustStates.map((state) => ({ value: state, text: trustWords[state].name, hint: { text: means(state) } }))
}

async function sendList(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  { values, problem }: Given
) {
  const db = context.store.read
  const state = readTrust(queryText(request.query, 'state'))
  const after = queryText(request.query, 'after')
  const rows = await listInstances(db, state, after, size + 1)
  const shown = rows.slice(0, size)
  const waiting = await countWaitingAt(
    db,
    shown.map((row) => row.host)
  )
  const path = (kept?: Trust) => withQuery('/moderation/servers', { state: kept })
  const data = {
    place: 'servers' as const,
    title: 'Servers',
    tabs: [undefined, ...trustStates].map((one) => ({
      text: one ? trustWords[one].name : 'All',
      href: path(one),
      current: one === state
    })),
    servers: shown.map(({ host, name, software, trust, created, reason }) => ({
      ...{ host, trust: trustWords[trust].name, since: created, reason: oneLine(reason, 1_000) },
      name: oneLine(name ?? '', 100),
      software: softwareOf(software),
      path: serverPath(host),
      waiting: waiting.get(host) ?? 0,
      waitingHref: withQuery('/moderation', { host })
    })),
    ...(after && { first: path(state) }),
    ...(rows.length > size && { next: withQuery('/moderation/servers', { state, after: shown.at(-1)?.host }) }),
    choices: choices(context),
    values,
    ...shownFaults(problem)
  }
  return sendModeration(context, pages, request, reply, 'servers.njk', data, problem ? 422 : 200)
}

async function sendOne(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  host: string,
  { values, problem }: Given
) {
  const [server, waiting] = await Promise.all([
    serverFacts(context, host),
    listHeld(context.store.read, { host, oldest: true, size: 10 })
  ])
  const data = {
    place: 'servers' as const,
    title: host,
    server,
    rows: await queueRows(context, needModerator(request), waiting.rows),
    choices: choices(context, server.cost),
    values,
    ...shownFaults(problem)
  }
  return sendModeration(context, pages, request, reply, 'server.njk', data, problem ? 422 : 200)
}
