/** Every address that can be asked for with GET, taken from the server itself, so that none can be forgotten. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyInstance, RouteOptions } from 'fastify'
import type { Answer } from '../help/server.ts'

/** What the parts of addresses and queries may be filled with. */
export interface Fillings {
  /** By the name of a `:parameter`; `at` is the route. */
  parameters: Record<string, (at: string) => string[]>
  /** By the name of a field of a query of the API; `anything` for those that are not told of. */
  queries: Record<string, string[]>
  anything: string[]
  /** Fields that no route describes, as forms and links of pages use them; all are given at once, once for each. */
  together: Record<string, string>[]
}

/** Listens for routes while `start` makes a server; gives what that gave, with the addresses of all GET routes. */
export async function withRoutes<Made>(start: () => Promise<Made>): Promise<{ made: Made; routes: string[] }> {
  const routes = new Set<string>()
  const listen = (message: unknown) => {
    const { fastify } = message as { fastify: FastifyInstance }
    fastify.addHook('onRoute', (route: RouteOptions) => {
      // Calls that only say 405 are of no interest: they give every other method the same answer.
      if (route.method === 'GET') routes.add(route.url)
    })
  }
  subscribe('fastify.initialization', listen)
  try {
    return { made: await start(), routes: [...routes] }
  } finally {
    unsubscribe('fastify.initialization', listen)
  }
}

/**
 * Every address to try. Throws when a route has a parameter for which there is nothing to fill in: whoever adds one says
 * with what.
 */
export function addressesOf(
  routes: string[],
  openapi: Answer,
  { parameters, queries, anything, together }: Fillings
): string[] {
  const paths = routes.flatMap((route) => filled(route, parameters))
  const plain = routes.filter((route) => !/[:*]/.test(route))
  const api = '/api/'
  const asked = plain
    .filter((route) => !route.startsWith(api))
    .flatMap((route) => together.map((fields) => `${route}?${new URLSearchParams(fields)}`))
  const calls = plain
    .filter((route) => route.startsWith(api))
    .flatMap((route) => queried(route, openapi, queries, anything))
  return [...paths, ...asked, ...calls]
}

function filled(route: string, parameters: Fillings['parameters']): string[] {
  const next = /:(\w+)|\*/.exec(route)
  if (!next) return [route]
  const name = next[1] ?? '*'
  const values = parameters[name]
  if (!values)
    throw new Error(`Say with what :${name} of ${route} is to be filled, in tests/federation/private.test.ts.`)
  return values(route).flatMap((value) => filled(route.replace(next[0], encodeURIComponent(value)), parameters))
}

function queried(route: string, openapi: Answer, queries: Fillings['queries'], anything: string[]): string[] {
  const path = Object.keys(openapi.paths).find((one) => route === `/api/folkmoot/v1${one}`)
  const fields: Answer[] = openapi.paths[path ?? '']?.get?.parameters ?? []
  return fields.flatMap(({ name, schema }) => {
    const values = queries[name] ?? schema?.enum ?? anything
    const others = fields.filter((field) => field.required && field.name !== name)
    const rest = Object.fromEntries(others.map((field) => [field.name, queries[field.name]?.[0] ?? '']))
    return (values as string[]).map((value) => `${route}?${new URLSearchParams({ ...rest, [name]: value })}`)
  })
}
