/** The document tells of every call, and every call that it tells of is there. */
import Schema from 'typebox/schema'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { documentPath } from '../../../web/api/openapi.ts'
import { apiCalls, apiRoot } from '../../../web/api/routes.ts'
import { type ApiServer, apiServer, type Told } from './server.ts'

let server: ApiServer
let document: Told

beforeAll(async () => {
  server = await apiServer()
  document = (await server.stranger.call('GET', 'openapi.json')).body
})
afterAll(() => server.stop())

const methods = ['get', 'post', 'put', 'patch', 'delete']
const operations = (): [string, string, Told][] =>
  Object.entries<Told>(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method): [string, string, Told][] => (item[method] ? [[method, path, item[method]]] : []))
  )
const told = () => operations().map(([method, path]) => `${method.toUpperCase()} ${path}`)

/** Every object in the document, with the way to it. */
function* walk(value: unknown, at = '#'): Generator<[string, Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield [at, value as Record<string, unknown>]
  for (const [name, inner] of Object.entries(value)) yield* walk(inner, `${at}/${name.replaceAll('/', '~1')}`)
}

describe('the document', () => {
  it('is OpenAPI 3.1 of this server', () => {
    expect(document).toMatchObject({ openapi: '3.1.0', servers: [{ url: `https://aldermere.example${apiRoot}` }] })
  })

  it('tells of every registered route, and of no other', () => {
    const answering = apiCalls({} as never).map((call) => `${call.method} ${documentPath(call.path)}`)
    expect(told().sort()).toEqual(answering.sort())
    const registered = new Set(
      server.seen
        .filter(({ url, method }) => url.startsWith(apiRoot) && method !== 'HEAD')
        .map(({ url, method }) => `${method} ${documentPath(url.slice(apiRoot.length))}`)
    )
    // What is registered besides are the refusals of other methods.
    for (const one of told()) expect(registered).toContain(one)
    for (const one of registered)
      if (!told().includes(one)) expect(told().some((known) => known.endsWith(one.split(' ')[1]!))).toBe(true)
  })

  it('tells of nothing that does not answer', async () => {
    for (const [method, path] of operations()) {
      const url = apiRoot + path.replace('{id}', '0'.repeat(32)).replace('{host}', 'moot.example')
      const { statusCode } = await server.app.inject({ method: method.toUpperCase() as 'GET', url })
      expect([200, 401, 404, 422], `${method} ${path}`).toContain(statusCode)
    }
  })

  it('names each call once, with its parameters, its answer and who may make it', () => {
    const names = operations().map(([, , operation]) => operation.operationId)
    expect(new Set(names).size).toBe(names.length)
    for (const [method, path, operation] of operations()) {
      expect(operation.operationId, path).toMatch(/^[a-z]+[A-Za-z]+$/)
      expect(operation.summary).toMatch(/^[A-Z].*\.$/)
      expect(operation.security.length).toBeGreaterThan(0)
      expect(Object.keys(operation.responses).some((status) => status.startsWith('2'))).toBe(true)
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      expect((document.paths[path].parameters ?? []).map((one: Told) => one.name)).toEqual(named)
      if (method === 'get' || method === 'delete') continue
      if (operation.requestBody?.content['application/json'])
        expect(operation.requestBody.content['application/json'].schema.type).toBe('object')
    }
  })

  it('holds schemas that can be used, and references that lead somewhere', () => {
    for (const [at, value] of walk(document)) {
      if (typeof value.$ref !== 'string') continue
      const found = value.$ref
        .split('/')
        .slice(1)
        .reduce<Told>((inner, name) => inner?.[name], document)
      expect(found, `${at} → ${value.$ref}`).toBeDefined()
    }
    for (const [name, schema] of Object.entries<Told>(document.components.schemas)) {
      expect(schema.type, name).toBe('object')
      expect(() => Schema.Compile(schema)).not.toThrow()
    }
  })
})
