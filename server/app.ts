/** Joins everything into one server: the store, the domain, the federation, the pages, the queues. */
import { fileURLToPath } from 'node:url'
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import files from '@fastify/static'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Federation } from '../federation/context.ts'
import { deliverJob, deliverySettings } from '../federation/delivery.ts'
import { discoveryRoutes } from '../federation/discovery.ts'
import { makeFederation } from '../federation/federation.ts'
import { fetchJob } from '../federation/inbox/create.ts'
import { takeIn } from '../federation/inbox.ts'
import type { JsonObject } from '../federation/json.ts'
import { inboxRoutes, makeGate, signedRequest } from '../federation/plugin.ts'
import { makeRemoteWorld } from '../federation/remote.ts'
import { acceptConstraint, documentRoutes } from '../federation/served/routes.ts'
import type { Config } from './config.ts'
import { type Context, type Log, makeContext } from './context.ts'
import { ensureCouncil } from './council/ensure.ts'
import { type QueueSettings, startWorkers } from './jobs/worker.ts'
import { lockData } from './lock.ts'
import { makeMail, sendLetter } from './mail.ts'
import { loadBlocks } from './moderation/blocks.ts'
import { reactTo } from './reactions.ts'
import { openStore } from './store/open.ts'
import { startSweeping } from './sweep.ts'

export interface Running {
  app: FastifyInstance
  context: Context
  federation: Federation
  /** On a first start: the link by which the admin signs in, once. */
  firstLink: string | undefined
  stop(): Promise<void>
}

void [cookie, formbody, multipart, files, fileURLToPath]
