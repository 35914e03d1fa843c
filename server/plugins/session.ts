/** Who asks: a browser with our cookie, or a program with a token; and that a form was sent from a page of ours. */
import { timingSafeEqual } from 'node:crypto'
import cookies from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { Context } from '../context.ts'
import { Refused, SignInNeeded } from '../errors.ts'
import { findSession } from '../members/sessions.ts'
import { findToken } from '../members/tokens.ts'
import type { Viewer } from '../members/viewer.ts'
import { newSecret } from '../secrets.ts'
import { addressKey } from './limits.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; undefined for a visitor. */
    viewer: Viewer | undefined
    /** What every form that this request's page holds must carry as `_csrf`. Reading it may set a cookie. */
    readonly csrf: string
    /** What the session plugin knows of the request. */
    session: { secret?: string; csrf?: string; form?: string; bearer?: boolean; reply?: FastifyReply }
  }
}

/** Thrown when a form was not sent from a page of ours, or from one that was open for too long. */
export class Forged extends Refused {
  constructor() {
    super('This form could not be taken, because the page was open for too long or you were signed out.')
  }
}

/** Until when the browser keeps it; the server ends it earlier. */
const cookieLife = 90 * 24 * 3600
const purpose = 'form-cookie'

/** The name of the session's cookie. Cookies are shared by all ports of a host, so that two servers on one need two names. */
export function sessionCookie(origin: string): string {
  const { port } = new URL(origin)
  return port ? `folkmoot-${port}` : 'folkmoot'
}

/** Puts the session's secret into the browser. */
export function giveSession(context: Context, reply: FastifyReply, secret: string): void {
  reply.setCookie(sessionCookie(context.config.origin), secret, { ...options(context), maxAge: cookieLife })
}

/** Takes the session's secret out of the browser. */
export function takeSession(context: Context, reply: FastifyReply): void {
  reply.clearCookie(sessionCookie(context.config.origin), options(context))
}

const isSecure = (context: Context) => context.config.origin.startsWith('https:')
const options = (context: Context) => ({
  path: '/',
  httpOnly: true,
  sameSite: 'lax' as const,
  secure: isSecure(context)
})
// With its prefix no neighbour under the same domain can plant it.
const formCookie = (context: Context) =>
  isSecure(context) ? '__Host-folkmoot-form' : `${sessionCookie(context.config.origin)}-form`

/** Tells who asks, and refuses forged forms with {@link Forged}. Needs the plugin `limits`. */
export const session = (context: Context) =>
  fastifyPlugin(
    async (app) => {
      await app.register(cookies)
      app.decorateRequest('viewer', undefined)
      app.decorateRequest('session', null as never)
      app.decorateRequest('csrf', {
        getter() {
          return formToken(context, this)
        }
      })
      app.addHook('onRequest', async (request, reply) => {
        request.session = { reply }
        await recognise(context, request)
      })
      app.addHook('preHandler', async (request) => {
        if (needsToken(request) && !(isFromHere(context, request) && hasToken(context, request))) throw new Forged()
      })
    },
    { name: 'session', dependencies: ['limits'] }
  )

async function recognise(context: Context, request: FastifyRequest) {
  const bearer = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1]
  if (bearer !== undefined && isApi(request)) {
    request.session.bearer = true
    request.viewer = await findToken(context, bearer)
    if (request.viewer) return
    request.server.limits.apiByAddress.need(addressKey(request.ip))
    throw new SignInNeeded('This token is not known here, or was taken back.')
  }
  const secret = request.cookies[sessionCookie(context.config.origin)]
  const found = secret ? await findSession(context, secret) : undefined
  if (!secret || !found) return
  Object.assign(request.session, { secret, csrf: found.csrf })
  request.viewer = found.viewer
}

const isApi = (request: FastifyRequest) => request.url.startsWith('/api/')

/** A visitor's token is in a cookie as well, sealed; a member's belongs to the session. */
function formToken(context: Context, request: FastifyRequest): string {
  const { session } = request
  if (session.csrf) return session.csrf
  const known = session.form ?? visitorToken(context, request)
  const token = known ?? newSecret()
  session.form = token
  if (known) return known
  const sealed = context.secrets.seal(purpose, token)
  session.reply?.setCookie(formCookie(context), sealed, { ...options(context), maxAge: 24 * 3600 })
  return token
}

function visitorToken(context: Context, request: FastifyRequest): string | undefined {
  const sealed = request.cookies[formCookie(context)]
  if (!sealed || sealed.length > 500) return undefined
  try {
    return context.secrets.open(purpose, sealed)
  } catch {
    // Made up, or of another SECRET_KEY.
    return undefined
  }
}

const inbox = /^\/(inbox|actor\/inbox|actors\/[^/]+\/inbox)\/?(\?|$)/

/** Servers sign what they post; programs carry a token; and an API call without a session acts for nobody. */
function needsToken(request: FastifyRequest): boolean {
  if (/^(GET|HEAD|OPTIONS)$/.test(request.method) || request.is404) return false
  if (request.session.bearer || inbox.test(request.url)) return false
  return !(isApi(request) && !request.viewer)
}

/** Browsers say where a form stood; programs that say nothing still need the token. */
function isFromHere(context: Context, request: FastifyRequest): boolean {
  const { origin, referer } = request.headers
  if (origin !== undefined) return origin === context.config.origin
  if (referer === undefined) return true
  return URL.canParse(referer) && new URL(referer).origin === context.config.origin
}

function hasToken(context: Context, request: FastifyRequest): boolean {
  const wanted = request.session.csrf ?? visitorToken(context, request)
  const header = request.headers['x-csrf-token']
  const given = isApi(request) ? header : (header ?? (request.body as Record<string, unknown> | undefined)?._csrf)
  return wanted !== undefined && typeof given === 'string' && isSame(given, wanted)
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
