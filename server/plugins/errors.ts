/** One answer to everything that goes wrong: a page for people, problem+json for programs, a line for other servers. */
import { randomBytes } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { Context } from '../context.ts'
import { Busy, type Fault, Invalid, NotFound, Problem, SignInNeeded } from '../errors.ts'
import { Proposed } from '../moderation/proposals/ask.ts'
import { isBusy } from '../store/errors.ts'
import { Forged } from './session.ts'

/** What an error page tells. */
export interface Trouble {
  status: number
  message: string
  faults: Fault[]
  /** What was typed, to be copied, when a form could not be taken. */
  typed: { name: string; value: string }[]
  /** By which the operator finds the error in the log. */
  reference?: string
}

/** Draws the page; given by the web, which knows how pages look. */
export type DrawTrouble = (request: FastifyRequest, reply: FastifyReply, trouble: Trouble) => Promise<unknown>

/** Answers errors and unknown addresses. */
export const errors = (context: Context, draw: DrawTrouble) =>
  fastifyPlugin(
    async (app) => {
      app.setErrorHandler(async (error: FastifyError, request, reply) => answer(context, draw, error, request, reply))
      app.setNotFoundHandler(async (request, reply) => answer(context, draw, new NotFound(), request, reply))
    },
    { name: 'errors' }
  )

async function answer(
  context: Context,
  draw: DrawTrouble,
  error: Error,
  request: FastifyRequest,
  reply: FastifyReply
): Promise<unknown> {
  if (error instanceof Proposed) return proposed(error, request, reply)
  const trouble = tell(context, error, request)
  reply.status(trouble.status)
  const { retryAfter } = error instanceof Problem ? error : isBusy(error) ? new Busy() : {}
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter))
  reply.header('cache-control', 'no-store')
  const kind = kindOf(request)
  if (kind === 'activity') return reply.type('application/json').send({ error: trouble.message })
  if (kind === 'problem') {
    if (trouble.status === 401) reply.header('www-authenticate', 'Bearer realm="Folkmoot"')
    return reply.type('application/problem+json').send(problemOf(trouble))
  }
  if (error instanceof SignInNeeded && request.method === 'GET')
    return reply.redirect(`/sign-in?back=${encodeURIComponent(request.url)}`, 303)
  try {
    return await draw(request, reply, trouble)
  } catch (fault) {
    // The page itself needs the database; without it there is still something to say.
    context.log.error({ err: fault, reference: trouble.reference }, 'could not draw an error page')
    return reply.type('text/html; charset=utf-8').send(barePage(trouble))
  }
}

/** No error but an answer: nothing was done yet, and it is told where it waits for a second person. */
function proposed({ message, proposal }: Proposed, request: FastifyRequest, reply: FastifyReply) {
  const path = `/moderation/proposals/${proposal.id}`
  if (kindOf(request) === 'page') return reply.redirect(path, 303)
  const { id, kind, says, expires } = proposal
  const told = { id, kind, says, expires: expires.toISOString(), url: path }
  return reply.status(202).header('cache-control', 'no-store').send({ detail: message, proposal: told })
}

function tell(context: Context, error: Error, request: FastifyRequest): Trouble {
  const none = { faults: [], typed: [] }
  if (error instanceof Problem) {
    const typed = error instanceof Forged || error instanceof SignInNeeded ? typedIn(request.body) : []
    const faults = error instanceof Invalid ? error.faults : []
    return { status: error.status, message: error.message, faults, typed }
  }
  if (isBusy(error)) {
    context.log.warn({ err: error, url: request.url }, 'the database is busy')
    return { ...none, status: 503, message: new Busy().message }
  }
  const { statusCode, code, validation } = error as Partial<FastifyError>
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    const faults = (validation ?? []).map(({ instancePath, params, message }) => ({
      field: instancePath.replace(/^\//, '').replaceAll('/', '.') || String(params?.missingProperty ?? ''),
      text: `${message ?? 'is wrong'}`
    }))
    const message = validation ? error.message : (refusals[statusCode] ?? 'This request could not be understood.')
    context.log.debug({ code, url: request.url }, 'request refused')
    return { ...none, status: validation ? 422 : statusCode, message, faults }
  }
  const reference = randomBytes(4).toString('hex')
  context.log.error({ err: error, reference, method: request.method, url: request.url }, 'request failed')
  return { ...none, status: 500, message: 'Something went wrong on our side, not on yours.', reference }
}

const refusals: Record<number, string> = {
  400: 'This request could not be read.',
  413: 'What was sent is too large.',
  414: 'This address is too long.',
  415: 'What was sent is of a type that is not taken here.',
  431: 'The headers of this request are too large.'
}

/** For whom the answer is: a person, a program, or another server. */
function kindOf({ url, headers, method }: FastifyRequest): 'page' | 'problem' | 'activity' {
  const accept = headers.accept ?? ''
  const activity = /application\/(activity\+json|ld\+json)/
  if (url.startsWith('/api/')) return 'problem'
  if (activity.test(accept) && !/text\/html/.test(accept)) return 'activity'
  if (method === 'POST' && activity.test(headers['content-type'] ?? '')) return 'activity'
  return /\bjson\b/.test(accept) && !/text\/html/.test(accept) ? 'problem' : 'page'
}

/** As RFC 9457 has it; `faults` is ours. */
const problemOf = ({ status, message, faults, reference }: Trouble) => ({
  type: 'about:blank',
  title: STATUS_CODES[status] ?? 'Error',
  status,
  detail: message,
  ...(faults.length > 0 && { faults }),
  ...(reference && { reference })
})

/** What a form held, without its token and files; enough of it to be copied out. */
function typedIn(body: unknown): Trouble['typed'] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return []
  return Object.entries(body)
    .filter(([name]) => name !== '_csrf')
    .flatMap(([name, value]) => [value].flat().map((one) => ({ name, value: one })))
    .filter((field): field is { name: string; value: string } => typeof field.value === 'string' && field.value !== '')
    .slice(0, 50)
}

function barePage({ message, reference }: Trouble): string {
  const sign = reference ? `<p>Reference: ${reference}</p>` : ''
  const text = message.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sorry</title><h1>Sorry</h1><p>${text}</p>${sign}</html>`
}
