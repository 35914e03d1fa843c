/** Servers by how far they are trusted, and deciding about one, with what each choice would do. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Trust } from '../../schema/actors.ts'
import type { Context } from '../../server/context.ts'
import { Invalid } from '../../server/errors.ts'
import { type Instance, listInstances } from '../../server/moderation/instances.store.ts'
import { refusalOf, restricts } from '../../server/moderation/policies/guard.ts'
import { countDueReviews, dueReviews, policyOf } from '../../server/moderation/policies/policies.store.ts'
import { readHost, trustServer, trustStates } from '../../server/moderation/trust.ts'
import { countWaitingAt } from '../../server/moderation/waiting.store.ts'
import { orFaults, shownFaults } from '../form.ts'
import type { Pages } from '../pages.ts'
import { queryText, withQuery } from '../paging.ts'
import { withBanner } from './banner.ts'
import { serverFacts, serverPath, softwareOf } from './facts.ts'
import { needModerator, sendModeration } from './page.ts'
import {
  choices,
  hostOf,
  noValues,
  readChoice,
  readTrust,
  reviewValues,
  typedPolicy,
  type Values
} from './policy-form.ts'
import { oneLine } from './said.ts'
import { sendConfirm, sendOne } from './server.ts'
import { trustWords } from './words.ts'

const size = 50

interface Given {
  values: Values
  problem?: Invalid
}

/** `/moderation/servers` and each server's page. */
export const serverRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get('/moderation/servers', (request, reply) => sendList(context, pages, request, reply, { values: noValues }))

    app.post('/moderation/servers', async (request, reply) => {
      const { actor } = needModerator(request)
      const values = typedPolicy(request.body)
      const chosen = await orFaults(async () => checked(context, values))
      if (!(chosen instanceof Invalid)) {
        const { host, state, reason, terms } = chosen
        if (restricts(state, terms) && values.confirm !== 'yes')
          return sendConfirm(context, pages, request, reply, chosen, values)
        await trustServer(context, actor.id, host, state, reason, terms)
        return reply.redirect(withBanner(serverPath(host), 'server'), 303)
      }
      const given = { values, problem: chosen }
      const isFromList = values.whole !== 'yes' && chosen.faults.some(({ field }) => field === 'host')
      if (isFromList) return sendList(context, pages, request, reply, given)
      const host = await orFaults(async () => readHost(context, values.host))
      if (host instanceof Invalid) return sendList(context, pages, request, reply, given)
      return sendOne(context, pages, request, reply, host, given)
    })

    app.get('/moderation/servers/:host', async (request, reply) => {
      const asked = (request.params as { host: string }).host
      const host = await hostOf(context, asked)
      if (host !== asked) return reply.redirect(serverPath(host), 303)
      const [{ trust, reason }, policy] = await Promise.all([
        serverFacts(context, host),
        policyOf(context.store.read, host)
      ])
      const values: Values = {
        ...noValues,
        ...{ host, state: trust, reason: reason ?? '', publicReason: policy?.publicReason ?? '' },
        rejectMedia: policy?.rejectMedia ? 'yes' : '',
        rejectReports: policy?.rejectReports ? 'yes' : '',
        obfuscate: policy?.obfuscate ? 'yes' : '',
        ...reviewValues(policy?.review)
      }
      return sendOne(context, pages, request, reply, host, { values })
    })
  }

/** What was chosen, once nothing speaks against it. Throws Invalid. */
async function checked(context: Context, values: Values) {
  const chosen = readChoice(context, values)
  const refusal = restricts(chosen.state, chosen.terms) && (await refusalOf(context, chosen.host, chosen.state))
  if (refusal) throw new Invalid([{ field: 'host', text: refusal }])
  return chosen
}

async function sendList(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  { values, problem }: Given
) {
  const db = context.store.read
  const now = context.clock()
  const state = readTrust(queryText(request.query, 'state'))
  const due = queryText(request.query, 'review') === 'due'
  const after = queryText(request.query, 'after')
  const rows: Instance[] = due
    ? (await dueReviews(db, now)).map((row) => row.instance)
    : await listInstances(db, state, after, size + 1)
  const shown = due ? rows : rows.slice(0, size)
  const [waiting, reviews] = await Promise.all([
    countWaitingAt(
      db,
      shown.map((row) => row.host)
    ),
    countDueReviews(db, now)
  ])
  const path = (kept?: Trust) => withQuery('/moderation/servers', { state: kept })
  const tab = (text: string, href: string, current: boolean) => ({ text, href, current })
  const data = {
    place: 'servers' as const,
    title: 'Servers',
    tabs: [
      ...[undefined, ...trustStates].map((one) =>
        tab(one ? trustWords[one].name : 'All', path(one), !due && one === state)
      ),
      ...(reviews > 0 || due ? [tab(`Due for review (${reviews})`, '/moderation/servers?review=due', due)] : [])
    ],
    servers: shown.map(({ host, name, software, trust, created, reason }) => ({
      ...{ host, trust: trustWords[trust].name, since: created, reason: oneLine(reason, 1_000) },
      name: oneLine(name ?? '', 100),
      software: softwareOf(software),
      path: serverPath(host),
      waiting: waiting.get(host) ?? 0,
      waitingHref: withQuery('/moderation', { host })
    })),
    due,
    ...(after && { first: path(state) }),
    ...(!due && rows.length > size && { next: withQuery('/moderation/servers', { state, after: shown.at(-1)?.host }) }),
    choices: choices(context),
    values,
    ...shownFaults(problem)
  }
  return sendModeration(context, pages, request, reply, 'servers.njk', data, problem ? 422 : 200)
}
