/** One's own account; and, for admins, everybody's. */
import type { FastifyPluginAsync } from 'fastify'
import type { Context } from '../../server/context.ts'
import type { Pages } from '../pages.ts'
import { actionRoutes } from './actions.ts'
import { moveRoutes } from './move.ts'
import { peopleRoutes } from './people.ts'
import { profileRoutes } from './profile.ts'
import { tokenRoutes } from './tokens.ts'

/** `/account`, `/account/tokens`, `/account/move`, `/account/actions`, `/account/people`; `/account/council` is the set-up's. */
export const accountRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    await app.register(profileRoutes(context, pages))
    await app.register(tokenRoutes(context, pages))
    await app.register(moveRoutes(context, pages))
    await app.register(actionRoutes(context, pages))
    await app.register(peopleRoutes(context, pages))
  }
