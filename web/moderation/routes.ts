/** The moderators' pages: what waits, who is trusted, reports, deliveries given up, and every decision. */
import type { FastifyPluginAsync } from 'fastify'
import type { Context } from '../../server/context.ts'
import type { Pages } from '../pages.ts'
import { rememberDone } from '../told.ts'
import { accountModerationRoutes } from './accounts.ts'
import { agreementRoutes } from './agreements.ts'
import { deliveryRoutes } from './deliveries.ts'
import { evidenceRoutes } from './evidence.ts'
import { heldRoutes } from './held.ts'
import { hourRoutes } from './hours.ts'
import { oneListRoutes } from './list.ts'
import { importRoutes, listRoutes } from './lists.ts'
import { logRoutes } from './log.ts'
import { needModerator } from './page.ts'
import { proposalRoutes } from './proposals.ts'
import { queueRoutes } from './queue.ts'
import { reportRoutes } from './reports.ts'
import { ruleRoutes } from './rules.ts'
import { serverPartRoutes } from './server.ts'
import { serverRoutes } from './servers.ts'
import { settingRoutes } from './settings.ts'
import { undoRoutes } from './undo-choice.ts'

/** `/moderation` and all below it. */
export const moderationRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.addHook('onRequest', async (request) => void needModerator(request))
    rememberDone(context, app)
    for (const part of [
      queueRoutes,
      heldRoutes,
      serverRoutes,
      ruleRoutes,
      serverPartRoutes,
      listRoutes,
      importRoutes,
      oneListRoutes,
      settingRoutes,
      undoRoutes,
      proposalRoutes,
      hourRoutes,
      agreementRoutes,
      reportRoutes,
      accountModerationRoutes,
      deliveryRoutes,
      evidenceRoutes,
      logRoutes
    ])
      await app.register(part(context, pages))
  }
