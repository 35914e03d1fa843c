/** Joins everything into one server: the store, the domain, the federation, the pages, the queues. */
import formbody from '@fastify/formbody'
import Fastify, { type FastifyInstance, type FastifyReply, LogController } from 'fastify'
import type { Federation } from '../federation/context.ts'
import { discoveryRoutes } from '../federation/discovery.ts'
import { makeFederation } from '../federation/federation.ts'
import { inboxRoutes, makeGate, signedRequest } from '../federation/plugin.ts'
import { makeRemoteWorld } from '../federation/remote.ts'
import { acceptConstraint, documentRoutes } from '../federation/served/routes.ts'
import { drawTrouble } from '../web/layout/trouble.ts'
import { makePages, type Pages } from '../web/pages.ts'
import { siteRoutes } from '../web/site.ts'
import { createViews } from '../web/views.ts'
import type { Config } from './config.ts'
import { type Context, type Log, makeContext } from './context.ts'
import { ensureCouncil } from './council/ensure.ts'
import { releaseAllJobs } from './jobs/jobs.store.ts'
import { startWorkers } from './jobs/worker.ts'
import { lockData } from './lock.ts'
import { makeMail } from './mail.ts'
import { countUpTo } from './moderation/counts.store.ts'
import { flushArrivals } from './moderation/rules/inbox-log.ts'
import { errors } from './plugins/errors.ts'
import { limits } from './plugins/limits.ts'
import { mostPatience, patience } from './plugins/patience.ts'
import { security } from './plugins/security.ts'
import { session } from './plugins/session.ts'
import { queues } from './queues.ts'
import { openStore } from './store/open.ts'
import { startSweeping } from './sweep.ts'

export interface Running {
  app: FastifyInstance
  context: Context
  federation: Federation
  /** On a first start: the link by which the admin signs in, once. */
  firstLink: string | undefined
  /** Finishes what is under way, at most 20 seconds, and lets everything go. */
  stop(): Promise<void>
}

/** Starts a server with these settings and resolves when it answers. Throws what `start.ts` knows how to explain. */
export async function startServer(config: Config): Promise<Running> {
  const release = config.role === 'all' ? lockData(config.dataDir) : () => {}
  try {
    return await start(config, release)
  } catch (error) {
    release()
    throw error
  }
}

async function start(config: Config, release: () => void): Promise<Running> {
  const app = makeFastify(config)
  const { context, federation, firstLink } = await makeParts(config, app.log)
  let stopping = false
  await addRoutes(app, federation, () => stopping)
  const works = config.role !== 'web'
  // The lock on the data says that nobody else works on this file: what a killed process left is free at once.
  const alone = config.role === 'all' && config.databaseUrl.startsWith('file:')
  if (alone) await context.store.write((tx) => releaseAllJobs(tx, context.clock()))
  const stopWorkers = works ? startWorkers(context, queues(federation)) : async () => {}
  const stopSweeping = works ? startSweeping(context) : () => {}
  await app.listen({ port: config.port, host: config.host })
  const stop = async () => {
    stopping = true
    stopSweeping()
    await app.close()
    await stopWorkers()
    await federation.close()
    await flushArrivals(context)
    await context.store.close()
    release()
  }
  return { app, context, federation, firstLink, stop }
}

/** The domain and the federation without a server around them, as the admin command uses them too. */
export async function makeParts(config: Config, log: Log) {
  const store = await openStore(config.databaseUrl)
  try {
    await store.migrate()
    const context = makeContext({ config, store, log, clock: () => new Date(), mail: makeMail(config, log) })
    const { signInLink: firstLink } = await ensureCouncil(context)
    const federation = await makeFederation(context)
    context.remote = makeRemoteWorld(federation)
    return { context, federation, firstLink }
  } catch (error) {
    await store.close()
    throw error
  }
}

function makeFastify(config: Config): FastifyInstance {
  const app = Fastify({
    logger: { level: config.logLevel },
    trustProxy: config.trustProxy,
    logController: new LogController({ disableRequestLogging: config.logLevel !== 'debug' }),
    bodyLimit: 1 << 20,
    // How long a body may take is for the plugin `patience` to say; this is for the slowest of all.
    requestTimeout: mostPatience,
    routerOptions: { maxParamLength: 300, ignoreTrailingSlash: true, constraints: { accept: acceptConstraint } },
    // Slow senders are let go after 15 s; Node looks for them every 5.
    http: { headersTimeout: 15_000, connectionsCheckingInterval: 5_000 },
    maxRequestsPerSocket: 1_000,
    forceCloseConnections: true,
    // An address that cannot even be read, before any route or plugin.
    frameworkErrors: (_error, _request, reply) =>
      void (reply as FastifyReply)
        .code(400)
        .type('application/problem+json')
        .send({ type: 'about:blank', title: 'Bad Request', status: 400, detail: 'The address cannot be read.' })
  })
  return app as unknown as FastifyInstance
}

async function addRoutes(app: FastifyInstance, federation: Federation, isStopping: () => boolean) {
  const { context } = federation
  const pages = makePages(context, createViews(), () => countUpTo(context.store.read))
  const gate = makeGate(federation)
  await app.register(patience())
  await app.register(formbody)
  await app.register(limits())
  await app.register(security(context.config))
  await app.register(session(context))
  await app.register(errors(context, drawTrouble(pages)))
  await app.register(inboxRoutes(federation, gate))
  await app.register(
    documentRoutes(federation, {
      signedBy: async (request) => (await gate.checkSignedGet(signedRequest(request)))?.actor
    })
  )
  await app.register(discoveryRoutes(federation))
  await app.register(siteRoutes(context, pages, isStopping))
}

export type { Pages }
