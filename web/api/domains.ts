/** How far other servers are trusted, by the API. */
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import { type Instance, instancesOf, listInstances } from '../../server/moderation/instances.store.ts'
import { policyOf } from '../../server/moderation/policies/policies.store.ts'
import { readHost, trustServer, trustStates } from '../../server/moderation/trust.ts'
import { readTerms, termFields, termsOf } from './policy-terms.ts'
import { type ApiRoute, route } from './route.ts'
import { Domain } from './shapes.ts'
import { oneOf, pageOf, paging, text } from './words.ts'

/** The calls. */
export const domainRoutes = (context: Context): ApiRoute[] => [
  route({
    method: 'GET',
    path: '/moderation/domains',
    access: 'moderate',
    does: 'Lists the servers that this one has met, by name.',
    query: Type.Object({
      size: paging.size,
      after: Type.Optional(text('What `next` of the page before said', 300)),
      state: Type.Optional(oneOf(trustStates, 'Only those in this state'))
    }),
    gives: { status: 200, shape: pageOf(Domain) },
    async handle({ query }) {
      const size = Number(query.size ?? 100)
      const rows = await listInstances(context.store.read, query.state, query.after, size + 1)
      const items = rows.slice(0, size).map(domainOf)
      return { items, next: rows.length > size ? items.at(-1)!.host : null }
    }
  }),
  route({
    method: 'PUT',
    path: '/moderation/domains/:host',
    access: 'moderate',
    proposes: true,
    does: 'Decides how far a server is trusted; its host carries the port where that is not the default. Of the rest, what is not said stays as it is.',
    body: Type.Object({
      state: oneOf(trustStates, 'network for peer councils, whose posts flow straight in'),
      reason: text('Why; kept in the log', 1000),
      ...termFields
    }),
    gives: { status: 200, shape: Domain },
    async handle({ viewer, params, body }) {
      const host = readHost(context, params.host!)
      const { state, reason, ...given } = body
      await trustServer(context, viewer.actor.id, host, state, reason, readTerms(context, given))
      const { read } = context.store
      const [[kept], policy] = await Promise.all([instancesOf(read, [host]), policyOf(read, host)])
      return { ...domainOf(kept!), ...termsOf(policy) }
    }
  })
]

const domainOf = ({ host, trust, reason, software, name }: Instance) => ({ host, state: trust, reason, software, name })
