/** The API over a real Fastify and a real database, and people who call it; only the network is pretended. */
import Fastify from 'fastify'
import Schema from 'typebox/schema'
import { expect } from 'vitest'
import type { Trust } from '../../../schema/actors.ts'
import type { Audience } from '../../../schema/posts.ts'
import { addActor } from '../../../server/actors/actors.store.ts'
import type { RemoteWorld } from '../../../server/context.ts'
import { seedServices } from '../../../server/council/services.ts'
import { setUpCouncil } from '../../../server/council/setup.ts'
import { createMember } from '../../../server/members/members.ts'
import { findSession, startSession } from '../../../server/members/sessions.ts'
import { createToken } from '../../../server/members/tokens.ts'
import { makeViewer, type Scope, type Viewer } from '../../../server/members/viewer.ts'
import { hold } from '../../../server/moderation/gate.ts'
import { listHeld } from '../../../server/moderation/held.store.ts'
import { errors } from '../../../server/plugins/errors.ts'
import { limits } from '../../../server/plugins/limits.ts'
import { session } from '../../../server/plugins/session.ts'
import { type Reach, type ReceivedPost, receivePost } from '../../../server/posts/receive.ts'
import { ProposedShape } from '../../../web/api/queue-shapes.ts'
import { apiCalls, apiRoot, apiRoutes } from '../../../web/api/routes.ts'
import { feedRoutes } from '../../../web/feeds/routes.ts'
import { makeTestContext } from '../../help/context.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes.
export type Told = any

export interface Answer {
  status: number
  body: Told
  headers: Record<string, string | string[] | number | undefined>
}

export interface Caller {
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** The body of a call that must go well. */
  get(path: string): Promise<Told>
  post(path: string, body?: object): Promise<Told>
}

export interface Person extends Caller {
  viewer: Viewer
  token: string
}

export const story = {
  title: 'Repair cafés in libraries',
  summary: 'We opened repair cafés in four libraries. They are full.',
  body: 'We asked **volunteers** and gave them tables.',
  wentWell: 'People came back.',
  wentBadly: 'Insurance took *five* months.',
  topics: ['libraries']
}

export type ApiServer = Awaited<ReturnType<typeof apiServer>>

/**
 * Starts one for the council of Aldermere. Each look at the limits' clock is `step` milliseconds later, so that nobody asks
 * too often unless a test wants it.
 */
export async function apiServer(step = 200_000) {
  const context = await makeTestContext()
  await setUpCouncil(context, { name: 'Aldermere Borough Council', handle: 'aldermere' })
  await seedServices(context)
  const nothing = async () => undefined
  context.remote = {
    findActor: nothing,
    refreshActor: nothing,
    findPost: nothing,
    fetchFile: async () => {},
    interactionTemplate: nothing,
    refreshList: async () => undefined
  }
  const app = Fastify()
  const seen: { method: string; url: string }[] = []
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) seen.push({ method: one, url })
  })
  let time = 0
  await app.register(
    limits(() => {
      time += step
      return time
    })
  )
  await app.register(session(context))
  await app.register(errors(context, async (_request, reply, trouble) => reply.send(trouble.message)))
  await app.register(apiRoutes(context), { prefix: apiRoot })
  await app.register(feedRoutes(context))
  await app.ready()
  const checkShape = shapeChecker(apiCalls(context))
  let n = 0

  const caller = (given: Record<string, string>): Caller => {
    const call: Caller['call'] = async (method, path, body, headers = {}) => {
      const sent = typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body)
      const response = await app.inject({
        method: method as 'GET',
        url: `${apiRoot}/${path}`,
        headers: { ...given, ...(sent !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(sent !== undefined && { payload: sent })
      })
      const told = response.body === '' ? undefined : JSON.parse(response.body)
      if (response.statusCode < 300) checkShape(method, path, response.statusCode, told)
      return { status: response.statusCode, body: told, headers: response.headers }
    }
    const must = async (method: string, path: string, body?: object) => {
      const told = await call(method, path, body)
      expect(told.status, JSON.stringify(told.body)).toBeLessThan(300)
      return told.body
    }
    return { call, get: (path) => must('GET', path), post: (path, body) => must('POST', path, body) }
  }

  return {
    context,
    app,
    seen,
    stranger: caller({}),
    /** A member with a token. */
    async person(handle: string, role = 'practitioner', scopes?: Scope[]): Promise<Person> {
      const email = `${handle}@aldermere.example`
      const { member, actor } = await createMember(context, { handle, name: `${handle} of Aldermere`, email, role })
      const { token } = await createToken(context, member.id, { name: 'test', scopes })
      return { viewer: makeViewer(member, actor), token, ...caller({ authorization: `Bearer ${token}` }) }
    },
    /** The same member in a browser, with what its forms carry or without. */
    async browser({ viewer }: Person, formToken = true) {
      const secret = await context.store.write((tx) => startSession(context, tx, viewer.member.id))
      const csrf = (await findSession(context, secret))!.csrf
      return caller({ cookie: `folkmoot=${secret}`, ...(formToken && { 'x-csrf-token': csrf }) })
    },
    /** Somebody of another server. */
    actor: (host: string, username: string, trust?: Trust) =>
      context.store.write((tx) => {
        const uri = `https://${host}/users/${username}`
        const names = { type: 'Person' as const, username, host, name: `${username} of ${host}` }
        return addActor(tx, {
          ...names,
          uri,
          url: `https://${host}/@${username}`,
          inbox: `${uri}/inbox`,
          trust: trust ?? null
        })
      }),
    /** Something said elsewhere, as the gate let it in; gives its id. */
    async received(author: string, post: Partial<ReceivedPost> = {}, reach: Reach = 'everyone'): Promise<string> {
      const uri = `https://elsewhere.example/posts/${++n}`
      const base: ReceivedPost = {
        ...{ uri, url: `${uri}.html`, kind: 'post', author, html: '<p>Hello from elsewhere</p>', sensitive: false },
        ...{ visibility: 'public' as Audience, topics: [], attachments: [], published: context.clock(), named: [] }
      }
      return (await receivePost(context, { ...base, ...post }, reach))!
    },
    /** Something that waits for a moderator; gives its id in the queue. */
    async held(actor: string, summary = 'Something new', host = new URL(actor).host): Promise<string> {
      const uri = `${actor}/activities/${++n}`
      const activity = { id: uri, type: 'Create', actor }
      const item = { uri, activity, summary, actor, host, type: 'Create', path: 'inbox' as const }
      await hold(context, item, { act: 'hold', reason: 'unknown server', rule: 'test', matched: host })
      return (await listHeld(context.store.read, { actor })).rows[0]!.id
    },
    pretend(world: Partial<RemoteWorld>) {
      context.remote = { ...context.remote, ...world }
    },
    async stop() {
      await app.close()
      await context.close()
    }
  }
}

/** Every answer of every test is held against what the document says of it. */
function shapeChecker(calls: ReturnType<typeof apiCalls>) {
  const proposed = Schema.Compile(ProposedShape)
  const known = calls.map((call) => ({
    call,
    path: new RegExp(`^${call.path.slice(1).replace(/:\w+/g, '[^/]+')}(\\?|$)`),
    checker: call.gives.shape && Schema.Compile(call.gives.shape)
  }))
  return (method: string, path: string, status: number, body: unknown) => {
    const found = known.find((one) => one.call.method === method && one.path.test(path))
    expect(found, `${method} ${path} is documented`).toBeDefined()
    if (found!.call.proposes && status === 202) return expect([...proposed.Errors(body)[1]]).toEqual([])
    expect(status).toBe(found!.call.gives.status)
    if (!found!.checker) return expect(body).toBeUndefined()
    const [, wrong] = found!.checker.Errors(body)
    expect(wrong, `${method} ${path}: ${JSON.stringify(body).slice(0, 500)}`).toEqual([])
  }
}
