/** One list of policies: what each entry would do and cost, and applying or passing over those that are chosen. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Invalid } from '../../server/errors.ts'
import { applyEntries, passEntries } from '../../server/moderation/policies/apply.ts'
import { allCosts, type Cost, isNoRelation, weightOf } from '../../server/moderation/policies/cost.ts'
import { type Proposal, type Standing, surroundingsOf, weigh } from '../../server/moderation/policies/draft.ts'
import { countEntries, entriesFor, entriesOf, type PolicyList } from '../../server/moderation/policies/lists.store.ts'
import { changeSubscription, needList, readSubscription } from '../../server/moderation/policies/lists.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import type { Pages } from '../pages.ts'
import { queryText, withQuery } from '../paging.ts'
import { withBanner } from './banner.ts'
import { costWords } from './cost.ts'
import { serverPath } from './facts.ts'
import { listPath, severityWords } from './lists.ts'
import { needModerator, sendModeration } from './page.ts'
import { oneLine } from './said.ts'
import { trustWords } from './words.ts'

const size = 50
/** So many of those that something ties us to are shown at once, the dearest first. */
const tied = 200
const chosenMost = 500

const standingWords: Record<Standing, string> = {
  new: '',
  lift: 'No longer on the list: this lifts the policy that came from it',
  same: 'In force already',
  stricter: 'You are stricter',
  peer: 'A council of your network: decide on its own page',
  overruled: 'A list that counts more says otherwise',
  kept: 'No longer on this list, but another still says so',
  excluded: 'You left it out',
  refused: 'Would hit this server itself, or many unrelated ones'
}
const choosable = new Set<Standing>(['new', 'lift', 'overruled', 'stricter', 'kept'])

/** `/moderation/lists/:id`. */
export const oneListRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get<{ Params: { id: string } }>('/moderation/lists/:id', async (request, reply) =>
      sendList(context, pages, request, reply, await needList(context, request.params.id))
    )

    app.post<{ Params: { id: string } }>('/moderation/lists/:id', async (request, reply) => {
      const { actor } = needModerator(request)
      const list = await needList(context, request.params.id)
      const { act, reason } = typed(request.body, ['act', 'reason'])
      const why = reason.trim().slice(0, 1_000)
      const hosts = chosenIn(request.body)
      if (act !== 'all' && hosts.length === 0) {
        const problem = new Invalid([{ field: 'host', text: 'Choose at least one server first' }])
        return sendList(context, pages, request, reply, list, problem)
      }
      if (act === 'pass') {
        const n = await passEntries(context, actor.id, list, hosts, why)
        return reply.redirect(withBanner(listPath(list), n === 0 ? 'none' : 'passed', n), 303)
      }
      const { applied, lifted, left } = await applyEntries(context, actor.id, list, act === 'all' ? 'all' : hosts, why)
      const refused = act === 'all' ? undefined : left[0]
      if (refused && applied + lifted === 0) {
        const words = standingWords[refused.why as Standing] || refused.why
        const problem = new Invalid([{ field: 'host', text: `${refused.host}: ${words}` }])
        return sendList(context, pages, request, reply, list, problem)
      }
      const n = applied + lifted
      return reply.redirect(withBanner(listPath(list), n === 0 ? 'none' : 'applied', Math.min(n, 9_999)), 303)
    })

    app.post<{ Params: { id: string } }>('/moderation/lists/:id/settings', async (request, reply) => {
      const { actor } = needModerator(request)
      const list = await needList(context, request.params.id)
      const values = typed(request.body, ['name', 'kind', 'severity', 'priority', 'excludes'])
      const changed = await orFaults(async () => {
        const read = readSubscription({ ...values, url: list.url ?? 'https://imported.invalid' })
        await changeSubscription(context, actor.id, list, { ...read, name: values.name.trim() || list.name })
      })
      if (changed instanceof Invalid) return sendList(context, pages, request, reply, list, changed, values)
      return reply.redirect(withBanner(listPath(list), 'settings'), 303)
    })
  }

function chosenIn(body: unknown): string[] {
  const { host } = (body ?? {}) as { host?: unknown }
  const all = [host].flat().filter((one): one is string => typeof one === 'string' && one.length <= 300)
  return [...new Set(all)].slice(0, chosenMost)
}

async function sendList(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  list: PolicyList,
  problem?: Invalid,
  /** What was typed about the list itself, to be mended. */
  values: { name?: string; priority?: string; excludes?: string } = {}
) {
  const { read } = context.store
  const after = queryText(request.query, 'after')
  const costs = await allCosts(context)
  const around = await surroundingsOf(context, list, costs)
  const [related, counts, page] = await Promise.all([
    after ? [] : tiedTo(context, around, list, costs),
    countEntries(read, list.id),
    entriesOf(read, list.id, 'open', after, size + 1)
  ])
  const others = await weigh(context, around, page.slice(0, size))
  const untied = others.filter(({ cost }) => isNoRelation(cost))
  const of = (state: string) => counts.find((row) => row.state === state)?.n ?? 0
  const view = (one: Proposal) => viewOf(one)
  const data = {
    place: 'lists' as const,
    title: list.name,
    list: { ...list, name: oneLine(list.name, 100), excludes: list.excludes.join('\n'), ...values },
    ...{ open: of('open'), applied: of('applied'), passed: of('passed') },
    severityText: severityWords[list.severity],
    related: related.map(view),
    untied: untied.map(view),
    path: listPath(list),
    ...(after && { first: listPath(list) }),
    ...(page.length > size && { next: withQuery(listPath(list), { after: page[size - 1]?.host }) }),
    ...shownFaults(problem)
  }
  return sendModeration(context, pages, request, reply, 'list.njk', data, problem ? 422 : 200)
}

/** What touches somebody here, the dearest first: looked for by the servers that we know, not by all lines of the list. */
async function tiedTo(
  context: Context,
  around: Parameters<typeof weigh>[1],
  list: PolicyList,
  costs: Map<string, Cost>
): Promise<Proposal[]> {
  const entries = (await entriesFor(context.store.read, list.id, [...costs.keys()])).filter(
    (row) => row.state === 'open'
  )
  const dearest = entries
    .toSorted((one, other) => weightOf(costs.get(other.host)!) - weightOf(costs.get(one.host)!))
    .slice(0, tied)
  return weigh(context, around, dearest)
}

function viewOf({ entry, standing, now, cost }: Proposal) {
  const left = [entry.rejectMedia && 'no media', entry.rejectReports && 'no reports'].filter((one) => one !== false)
  return {
    host: entry.host,
    path: serverPath(entry.host),
    says: entry.gone ? 'Gone from the list' : [severityWords[entry.severity], ...left].join(', '),
    comment: oneLine(entry.comment, 300),
    now: trustWords[now].name,
    cost: costWords(cost),
    note: standingWords[standing],
    choosable: choosable.has(standing)
  }
}
