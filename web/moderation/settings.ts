/** How trust grows here, and whether peer councils may know whom we trust. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Invalid } from '../../server/errors.ts'
import { growthOf, readGrowth, setGrowth } from '../../server/moderation/growth.ts'
import { setSharing, sharesVouches } from '../../server/moderation/vouching.ts'
import { shownFaults, typed } from '../form.ts'
import type { Pages } from '../pages.ts'
import { withBanner } from './banner.ts'
import { needModerator, sendModeration } from './page.ts'

/** `/moderation/settings`. */
export const settingRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get('/moderation/settings', async (request, reply) => {
      const { authors, servers } = await growthOf(context)
      return show(request, reply, { authors: String(authors), servers: String(servers) })
    })

    app.post('/moderation/settings/growth', async (request, reply) => {
      const { actor } = needModerator(request)
      const values = typed(request.body, ['authors', 'servers'])
      try {
        await setGrowth(context, actor.id, readGrowth(values))
        return reply.redirect(withBanner('/moderation/settings', 'settings'), 303)
      } catch (error) {
        if (!(error instanceof Invalid)) throw error
        return show(request, reply, values, error)
      }
    })

    app.post('/moderation/settings/vouching', async (request, reply) => {
      const { actor } = needModerator(request)
      await setSharing(context, actor.id, typed(request.body, ['share']).share === 'yes')
      return reply.redirect(withBanner('/moderation/settings', 'settings'), 303)
    })

    async function show(request: FastifyRequest, reply: FastifyReply, values: object, problem?: Invalid) {
      const data = {
        place: 'settings' as const,
        title: 'Settings of moderation',
        values,
        share: await sharesVouches(context),
        ...shownFaults(problem)
      }
      return sendModeration(context, pages, request, reply, 'settings.njk', data, problem ? 422 : 200)
    }
  }
