/** The moderators' pages: what waits, who is trusted, reports, deliveries given up, and every decision. */
import type { FastifyPluginAsync } from 'fastify'
import type { Context } from '../../server/context.ts'
import type { Pages } from '../pages.ts'
import { deliveryRoutes } from './deliveries.ts'
import { heldRoutes } from './held.ts'
import { logRoutes } from './log.ts'
import { needModerator } from './page.ts'
import { queueRoutes } from './queue.ts'
import { reportRoutes } from './reports.ts'
import { serverRoutes } from './servers.ts'

/** `/moderation` and all below it. */
export const moderationRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.addHook('onRequest', async (request) => void needModerator(request))
    for (const part of [queueRoutes, heldRoutes, serverRoutes, reportRoutes, deliveryRoutes, logRoutes])
      await app.register(part(context, pages))
  }
