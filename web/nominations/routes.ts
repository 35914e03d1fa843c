/** Nominations: the public form, the links in letters, the board, and what reporters were given (S3, S4). */
import type { FastifyPluginAsync } from 'fastify'
import type { Context } from '../../server/context.ts'
import type { Pages } from '../pages.ts'
import { assignmentRoutes } from './assignments.ts'
import { boardRoutes } from './board.ts'
import { consentRoutes } from './consent.ts'
import { nominateRoutes } from './form.ts'
import { nominationRoutes as oneRoutes } from './one.ts'

/** `/nominate`, `/nominations` and `/assignments`, with all below them. */
export const nominationRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    for (const part of [nominateRoutes, consentRoutes, boardRoutes, assignmentRoutes, oneRoutes])
      await app.register(part(context, pages))
  }
