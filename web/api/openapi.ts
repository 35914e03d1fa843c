/** The document of the API (OpenAPI 3.1), made from the same schemas that check what is sent. */
import type { TSchema } from 'typebox'
import type { Config } from '../../server/config.ts'
import { ProposedShape } from './queue-shapes.ts'
import type { ApiRoute } from './route.ts'
import { named } from './shapes.ts'
import { keyPattern } from './words.ts'

type Json = Record<string, unknown>

const about = `Stories, questions and answers of a council, and who follows whom. Lists are paged by key: ask \`?after=\` with
what \`next\` said. Errors are problem details (RFC 9457) whose \`detail\` says what to do. Any POST may carry an
\`Idempotency-Key\`: the same call with the same key within a day is done once, and gets the same answer.`

/** Makes the document for these calls. */
export const openApi = (config: Pick<Config, 'origin'>, root: string, routes: ApiRoute[]): Json => ({
  openapi: '3.1.0',
  info: { title: 'Folkmoot', version: '1', description: about, license: { name: 'AGPL-3.0-or-later' } },
  servers: [{ url: config.origin + root }],
  paths: Object.fromEntries(
    Map.groupBy(routes, (route) => documentPath(route.path))
      .entries()
      .map(([path, calls]) => [path, pathItem(path, calls)])
  ),
  components: {
    schemas: Object.fromEntries(Object.entries(named).map(([name, shape]) => [name, described(shape, name)])),
    responses: {
      Problem: {
        description: 'What went wrong',
        content: { 'application/problem+json': { schema: reference('Problem') } }
      }
    },
    securitySchemes: {
      token: {
        type: 'http',
        scheme: 'bearer',
        description: 'Made on your account’s page, or by `folkmoot token create`.'
      },
      session: { type: 'apiKey', in: 'cookie', name: 'folkmoot' },
      csrf: {
        type: 'apiKey',
        in: 'header',
        name: 'X-CSRF-Token',
        description: 'Goes with the session, unless it is a GET.'
      }
    }
  }
})

/** `/stories/:id` as the document writes it. */
export const documentPath = (path: string) => path.replace(/:(\w+)/g, '{$1}')

const pathItem = (path: string, calls: ApiRoute[]): Json => ({
  ...(path.includes('{') && {
    parameters: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      ...{ name, in: 'path', required: true },
      schema: name === 'id' ? { type: 'string', pattern: keyPattern } : { type: 'string' }
    }))
  }),
  ...Object.fromEntries(calls.map((route) => [route.method.toLowerCase(), operation(route)]))
})

function operation({ method, path, does, access, body, query, takes, gives, proposes }: ApiRoute): Json {
  const words = path.split('/').filter((part) => part !== '' && !part.startsWith(':'))
  const one = path.includes(':') ? 'One' : ''
  return {
    operationId: [method.toLowerCase(), ...words.map(capital), one].join('').replace(/\W/g, ''),
    summary: does,
    tags: [words[0]],
    security: securityOf(method, access),
    ...(query && { parameters: parametersOf(query) }),
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: described(body) } } } }),
    ...(takes && { requestBody: { required: true, content: Object.fromEntries(takes.map((type) => [type, {}])) } }),
    responses: {
      [gives.status]: {
        description: gives.shape || gives.file ? 'Done' : 'Done; there is nothing to say',
        ...(gives.file && { content: { [gives.file]: {} } }),
        ...(gives.shape && { content: { 'application/json': { schema: described(gives.shape) } } })
      },
      ...(proposes && {
        202: {
          description: 'This needs two persons here: nothing was done yet, and somebody else must confirm it',
          content: { 'application/json': { schema: described(ProposedShape) } }
        }
      }),
      default: { $ref: '#/components/responses/Problem' }
    }
  }
}

function securityOf(method: string, access: ApiRoute['access']): Json[] {
  const session = method === 'GET' ? { session: [] } : { session: [], csrf: [] }
  return [...(access === 'open' ? [{}] : []), { token: [access === 'open' ? 'read' : access] }, session]
}

function parametersOf(query: TSchema): Json[] {
  const { properties, required } = query as unknown as { properties: Record<string, Json>; required?: string[] }
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    ...{ name, in: 'query', required: required?.includes(name) ?? false },
    ...(description !== undefined && { description }),
    schema
  }))
}

/** A schema with those that have a name as references; `self` is the one that is being told. */
function described(schema: unknown, self?: string): unknown {
  if (Array.isArray(schema)) return schema.map((one) => described(one))
  if (typeof schema !== 'object' || schema === null) return schema
  const { title } = schema as { title?: unknown }
  if (typeof title === 'string' && title in named && title !== self) return reference(title)
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, described(value)]))
}

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const capital = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1)
