/** Joins the federation to Fastify: the inboxes with the gate before them, and the documents that others may fetch. */
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { addJob, queueDepth } from '../server/jobs/jobs.store.ts'
import { isBusy } from '../server/store/errors.ts'
import { noteBack } from './circuit.ts'
import type { Federation } from './context.ts'
import { createGate, type Gate } from './gate/gate.ts'
import { createLimits } from './gate/limits.ts'
import type { SignedRequest } from './gate/request.ts'
import { peerKeys } from './peers.ts'
import { noteReceived } from './received.store.ts'
import { noteSynchronisation } from './synchronise.ts'

/** The largest activity taken, as Mastodon does. */
const largestBody = 1 << 20

/** More activities than this waiting means that we do not keep up: peers are asked to come back. */
const fullQueue = 20_000

/** Makes the gate for our hosts. */
export function makeGate(federation: Federation): Gate {
  const { context } = federation
  return createGate({
    hosts: new Set([new URL(context.config.origin).host, context.config.handleHost]),
    origin: context.config.origin,
    actors: peerKeys(federation),
    isBlocked: (host) => federation.blocks.has(host),
    clock: context.clock,
    limits: createLimits({}, context.clock),
    onError: (error) => context.log.error({ err: error }, 'the gate failed')
  })
}

/** The shared inbox and every actor's own. */
export function inboxRoutes(federation: Federation, gate: Gate): FastifyPluginAsync {
  return async (app) => {
    // The bytes are kept as they came: the digest covers them. Any type gets here, so that the gate can say what is wrong.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: largestBody }, (_request, body, done) =>
      done(null, body)
    )
    const isFull = fullness(federation)
    const take = async (request: FastifyRequest, reply: FastifyReply) => {
      await federation.blocks.refresh().catch(() => {})
      return (await isFull()) ? later(reply) : receive(federation, gate, request, reply)
    }
    app.post('/inbox', take)
    app.post('/actor/inbox', take)
    app.post('/actors/:id/inbox', take)
    refuseReading(app)
  }
}

/** An inbox is for writing only. */
function refuseReading(app: FastifyInstance) {
  for (const url of ['/inbox', '/actor/inbox', '/actors/:id/inbox']) {
    app.get(url, (_request, reply) =>
      reply.code(405).header('allow', 'POST').send({ error: 'An inbox only takes POST.' })
    )
  }
}

/** Whether we do not keep up; asked of the database once a second at most. */
function fullness({ context }: Federation): () => Promise<boolean> {
  let full = false
  let asked = 0
  return async () => {
    if (Date.now() - asked < 1_000) return full
    asked = Date.now()
    const depth = await queueDepth(context.store.read, 'inbox').catch(() => ({ waiting: 0 }))
    full = depth.waiting > fullQueue
    return full
  }
}

/**
 * Some servers use one id each time the same is said of the same: Misskey for Follow and Undo, NodeBB for Like and Accept.
 * Then only the same request is a repeat; signed anew it may be news, and what it does bears repetition.
 */
const reused = new Set([
  ...['Follow', 'Accept', 'Reject', 'Undo', 'Block', 'Add', 'Remove'],
  ...['Like', 'EmojiReact', 'Dislike', 'Announce']
])

async function receive(federation: Federation, gate: Gate, request: FastifyRequest, reply: FastifyReply) {
  const { context } = federation
  const passed = await gate.check(signedRequest(request))
  if (!passed.ok) {
    context.log.debug({ status: passed.status, reason: passed.reason }, 'the gate refused')
    if (passed.retryAfter) reply.header('retry-after', String(passed.retryAfter))
    return passed.status === 202 ? reply.code(202).send() : reply.code(passed.status).send({ error: passed.reason })
  }
  try {
    const { json, sent, id, actor, type, delivery, signed } = passed.activity
    await context.store.write(async (tx) => {
      if (!(await noteReceived(tx, reused.has(type) ? `${id} ${delivery}` : id))) return
      const body = { activity: json, signed: signed.getTime(), ...(sent && { sent }) }
      await addJob(context, tx, { queue: 'inbox', lane: actor, body })
    })
    await noteBack(context, new URL(actor).host)
    await noteSynchronisation(federation, request.headers['collection-synchronization'], actor)
    return reply.code(202).send()
  } catch (error) {
    if (isBusy(error)) return later(reply)
    throw error
  }
}

const later = (reply: FastifyReply) =>
  reply.code(503).header('retry-after', '60').send({ error: 'Come back in a minute.' })

/** The request as its sender signed it: raw headers and bytes. */
export function signedRequest(request: FastifyRequest): SignedRequest {
  const raw = request.raw.rawHeaders
  const headers: [string, string][] = []
  for (let n = 0; n + 1 < raw.length; n += 2) headers.push([raw[n]!, raw[n + 1]!])
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  return { method: request.method, path: request.raw.url ?? '/', headers, body }
}
