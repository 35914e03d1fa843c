/** Policies about servers and the lists that propose them, by the API. */
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import { Invalid } from '../../server/errors.ts'
import { instancesOf } from '../../server/moderation/instances.store.ts'
import { applyEntries, passEntries } from '../../server/moderation/policies/apply.ts'
import { allCosts, costOf } from '../../server/moderation/policies/cost.ts'
import { countCut } from '../../server/moderation/policies/cut.store.ts'
import { surroundingsOf, trustFor, weigh } from '../../server/moderation/policies/draft.ts'
import { allLists, countEntries, entriesOf, type PolicyList } from '../../server/moderation/policies/lists.store.ts'
import {
  importList,
  needList,
  readSubscription,
  removeList,
  severities,
  subscribe
} from '../../server/moderation/policies/lists.ts'
import { listPolicies, policyOf, type WholePolicy } from '../../server/moderation/policies/policies.store.ts'
import { tryPolicy } from '../../server/moderation/policies/try.ts'
import { readHost, trustServer, undoPolicy } from '../../server/moderation/trust.ts'
import { AppliedList, DomainCost, DomainPolicy, ListProposal, PolicySource } from './policy-shapes.ts'
import { readTerms, termFields, termsOf } from './policy-terms.ts'
import { type ApiRoute, route } from './route.ts'
import { RuleSimulation } from './rule-shapes.ts'
import { simulationOf } from './simulations.ts'
import { oneOf, pageOf, paging, text } from './words.ts'

const after = Type.Optional(text('What `next` of the page before said', 300))
const reason = Type.Optional(text('Why; kept in the log', 1_000))
const flag = (description: string) => Type.Optional(Type.Boolean({ description }))

/** The calls about policies. */
export const policyRoutes = (context: Context): ApiRoute[] => [
  route({
    method: 'GET',
    path: '/moderation/policies',
    access: 'moderate',
    does: 'Lists the servers that are blocked or limited, or of which something is left out, by name.',
    query: Type.Object({ size: paging.size, after }),
    gives: { status: 200, shape: pageOf(DomainPolicy) },
    async handle({ query }) {
      const size = Number(query.size ?? 100)
      const rows = await listPolicies(context.store.read, { after: query.after ?? '', size: size + 1 })
      const items = rows.slice(0, size).map(policyView)
      return { items, next: rows.length > size ? items.at(-1)!.host : null }
    }
  }),
  route({
    method: 'PUT',
    path: '/moderation/policies/:host',
    access: 'moderate',
    proposes: true,
    does: 'Decides about a server and all below it: how severely, what is left out, and why. Look at its cost first.',
    body: Type.Object({
      severity: oneOf(severities, 'none leaves the trust as it is'),
      reason,
      ...termFields
    }),
    gives: { status: 200, shape: DomainPolicy },
    async handle({ viewer, params, body }) {
      const host = readHost(context, params.host!)
      const [known] = await instancesOf(context.store.read, [host])
      const { severity, reason = '', ...given } = body
      const terms = { review: null, ...readTerms(context, given), list: null }
      const trust = trustFor(severity, known?.trust ?? 'unknown')
      await trustServer(context, viewer.actor.id, host, trust, reason, terms)
      return onePolicy(context, host)
    }
  }),
  route({
    method: 'DELETE',
    path: '/moderation/policies/:host',
    access: 'moderate',
    proposes: true,
    does: 'Undoes what was decided about a server; what a block cut comes back for 30 days.',
    gives: { status: 204 },
    async handle({ viewer, params }) {
      await undoPolicy(context, viewer.actor.id, readHost(context, params.host!), '')
    }
  }),
  route({
    method: 'GET',
    path: '/moderation/policies/:host/cost',
    access: 'moderate',
    does: 'Tells what ties us to a server and those below it: what a block would cost.',
    gives: { status: 200, shape: DomainCost },
    async handle({ params }) {
      const host = readHost(context, params.host!)
      const [cost, cut] = await Promise.all([costOf(context, host), countCut(context.store.read, host)])
      return { host, ...cost, restorable: cut }
    }
  }),
  route({
    method: 'POST',
    path: '/moderation/policies/:host/simulate',
    access: 'moderate',
    does: 'Says what a decision about a server would have done to what came in from there of late (30 days, unless set otherwise). Changes nothing.',
    body: Type.Object({
      severity: oneOf(['limit', 'suspend', 'none'], 'none leaves the trust as it is'),
      rejectMedia: flag('Leave out what they attach'),
      rejectReports: flag('Take no reports from there')
    }),
    gives: { status: 200, shape: RuleSimulation },
    handle: async ({ params, body: { severity, rejectMedia = false, rejectReports = false } }) => {
      const host = readHost(context, params.host!)
      return simulationOf(await tryPolicy(context, { host, severity, rejectMedia, rejectReports }))
    }
  })
]

/** The calls about lists. */
export const policyListRoutes = (context: Context): ApiRoute[] => [
  route({
    method: 'GET',
    path: '/moderation/lists',
    access: 'moderate',
    does: 'Lists the lists of policies: those taken in, and those subscribed to.',
    gives: { status: 200, shape: pageOf(PolicySource) },
    async handle() {
      const { read } = context.store
      const [lists, counts] = await Promise.all([allLists(read), countEntries(read)])
      const waits = (id: string) => counts.find((row) => row.list === id && row.state === 'open')?.n ?? 0
      return { items: lists.map((list) => sourceView(list, waits(list.id))), next: null }
    }
  }),
  route({
    method: 'POST',
    path: '/moderation/lists',
    access: 'moderate',
    does: 'Subscribes to a list, or with `csv` takes one in. Either is a draft: nothing is applied.',
    body: Type.Object({
      name: Type.Optional(text('What you call it', 100)),
      url: Type.Optional(text('Where it is read from, each day', 2_000)),
      kind: Type.Optional(oneOf(['csv', 'fires'], 'What is at the address')),
      csv: Type.Optional(text('The list itself, in Mastodon’s form or one name on each line', 200_000)),
      severity: Type.Optional(oneOf(severities, 'What a line means that names only a server')),
      priority: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, description: 'The lower number counts' })),
      excludes: Type.Optional(Type.Array(text('A server never taken from it', 300), { maxItems: 1_000 }))
    }),
    gives: { status: 201, shape: PolicySource },
    async handle({ viewer, body }) {
      const { name = '', severity = 'suspend' } = body
      const by = viewer.actor.id
      if (body.csv !== undefined)
        return source(context, (await imported(context, by, { name, severity, bytes: body.csv })).id)
      const asked = readSubscription({
        ...{ name, severity, url: body.url ?? '', kind: body.kind ?? 'csv' },
        priority: String(body.priority ?? ''),
        excludes: (body.excludes ?? []).join(' ')
      })
      const list = await subscribe(context, by, asked)
      await context.remote.refreshList(list.id)
      return source(context, list.id)
    }
  }),
  route({
    method: 'DELETE',
    path: '/moderation/lists/:id',
    access: 'moderate',
    does: 'Ends a subscription, or drops what was taken in. The policies that came from it stay.',
    gives: { status: 204 },
    async handle({ viewer, params }) {
      await removeList(context, viewer.actor.id, params.id!)
    }
  }),
  route({
    method: 'POST',
    path: '/moderation/lists/:id/refresh',
    access: 'moderate',
    does: 'Reads a subscribed list again now.',
    gives: { status: 200, shape: PolicySource },
    async handle({ params }) {
      const list = await needList(context, params.id!)
      await context.remote.refreshList(list.id)
      return source(context, list.id)
    }
  }),
  route({
    method: 'GET',
    path: '/moderation/lists/:id/entries',
    access: 'moderate',
    does: 'Lists what a list proposes, with what each would cost and whether it can be applied together with others.',
    query: Type.Object({ size: paging.size, after }),
    gives: { status: 200, shape: pageOf(ListProposal) },
    async handle({ params, query }) {
      const list = await needList(context, params.id!)
      const size = Number(query.size ?? 100)
      const rows = await entriesOf(context.store.read, list.id, 'open', query.after ?? '', size + 1)
      const around = await surroundingsOf(context, list, await allCosts(context))
      const items = (await weigh(context, around, rows.slice(0, size))).map(({ entry, standing, now, cost }) => ({
        ...{ host: entry.host, severity: entry.severity, comment: entry.comment, gone: entry.gone },
        ...{ rejectMedia: entry.rejectMedia, rejectReports: entry.rejectReports, standing, now, cost }
      }))
      return { items, next: rows.length > size ? items.at(-1)!.host : null }
    }
  }),
  route({
    method: 'POST',
    path: '/moderation/lists/:id/apply',
    access: 'moderate',
    proposes: true,
    does: 'Applies entries of a list: those named, or all that can be applied together; with `pass` leaves them aside.',
    body: Type.Object({
      hosts: Type.Optional(Type.Array(text('A server in the list', 300), { maxItems: 500 })),
      all: flag('Every entry that can be applied together with others'),
      pass: flag('Pass the named ones over instead'),
      reason
    }),
    gives: { status: 200, shape: AppliedList },
    async handle({ viewer, params, body }) {
      const list = await needList(context, params.id!)
      const { hosts = [], reason = '' } = body
      if (hosts.length === 0 && !body.all)
        throw new Invalid([{ field: 'hosts', text: 'Name servers of the list, or say all' }])
      if (body.pass)
        return {
          applied: 0,
          lifted: 0,
          left: [],
          passed: await passEntries(context, viewer.actor.id, list, hosts, reason)
        }
      const done = await applyEntries(context, viewer.actor.id, list, body.all ? 'all' : hosts, reason)
      return { applied: done.applied, lifted: done.lifted, left: done.left, passed: 0 }
    }
  })
]

/** Faults of a file are faults of what the caller calls `csv`. */
const imported: typeof importList = (context, by, given) =>
  importList(context, by, given).catch((error: unknown) => {
    if (!(error instanceof Invalid)) throw error
    throw new Invalid(error.faults.map(({ text }) => ({ field: 'csv', text })))
  })

async function onePolicy(context: Context, host: string) {
  const { read } = context.store
  const [[instance], policy] = await Promise.all([instancesOf(read, [host]), policyOf(read, host)])
  return policyView({ instance: instance!, policy: policy ?? null })
}

const policyView = ({ instance, policy }: WholePolicy) => ({
  ...{ host: instance.host, state: instance.trust, reason: instance.reason },
  ...termsOf(policy),
  restorableUntil: policy?.restorable?.toISOString() ?? null
})

async function source(context: Context, id: string) {
  const counts = await countEntries(context.store.read, id)
  const list = await needList(context, id)
  return sourceView(list, counts.find((row) => row.state === 'open')?.n ?? 0)
}

const sourceView = (list: PolicyList, waiting: number) => ({
  ...{ id: list.id, name: list.name, kind: list.kind, url: list.url, severity: list.severity },
  ...{ priority: list.priority, excludes: list.excludes, waiting, wrong: list.wrong, fault: list.fault },
  checked: list.checked?.toISOString() ?? null
})
