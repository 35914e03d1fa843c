/** What needs two persons here, and for how long things are kept: settings for admins. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Invalid, Refused } from '../../server/errors.ts'
import { readTwoPersons, setTwoPersons } from '../../server/moderation/proposals/kinds.ts'
import { kindWords, twoPersonsOf } from '../../server/moderation/proposals/settings.ts'
import { readRetention, retentionOf, setRetention } from '../../server/moderation/retention.ts'
import { shownFaults, typed } from '../form.ts'
import type { Pages } from '../pages.ts'
import { withBanner } from './banner.ts'
import { needModerator, sendModeration } from './page.ts'

const twoPersons = '/moderation/settings/two-persons'
const retention = '/moderation/settings/retention'

const needAdmin = (request: FastifyRequest) => {
  const viewer = needModerator(request)
  if (!viewer.can('administer')) throw new Refused('Only an admin may do this.')
  return viewer
}

/** `/moderation/settings/two-persons` and `/moderation/settings/retention`. */
export const agreementRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get(twoPersons, async (request, reply) => {
      const { kinds, hours } = await twoPersonsOf(context)
      return sendTwoPersons(request, reply, { kinds, hours: String(hours) })
    })

    app.post(twoPersons, async (request, reply) => {
      const { actor } = needAdmin(request)
      const { kinds: given } = (request.body ?? {}) as { kinds?: unknown }
      const kinds = [given].flat().filter((one) => typeof one === 'string')
      const { hours } = typed(request.body, ['hours'])
      try {
        await setTwoPersons(context, actor.id, readTwoPersons({ kinds, hours }))
        return reply.redirect(withBanner(twoPersons, 'settings'), 303)
      } catch (error) {
        if (!(error instanceof Invalid)) throw error
        return sendTwoPersons(request, reply, { kinds, hours }, error)
      }
    })

    app.get(retention, async (request, reply) => {
      const { heldDays, undoDays } = await retentionOf(context)
      return sendRetention(request, reply, { heldDays: String(heldDays), undoDays: String(undoDays), reason: '' })
    })

    app.post(retention, async (request, reply) => {
      const { actor } = needAdmin(request)
      const values = typed(request.body, ['heldDays', 'undoDays', 'reason'])
      try {
        await setRetention(context, actor.id, readRetention(values), values.reason.trim().slice(0, 1_000))
        return reply.redirect(withBanner(retention, 'settings'), 303)
      } catch (error) {
        if (!(error instanceof Invalid)) throw error
        return sendRetention(request, reply, values, error)
      }
    })

    function sendTwoPersons(
      request: FastifyRequest,
      reply: FastifyReply,
      values: { kinds: string[]; hours: string },
      problem?: Invalid
    ) {
      const items = Object.entries(kindWords).map(([value, { name, hint, admin }]) => ({
        ...{ value, text: name },
        hint: { text: `${hint}. ${admin ? 'Two admins' : 'Two moderators'}` }
      }))
      const data = {
        place: 'settings' as const,
        title: 'What needs two persons',
        ...{ items, values, isAdmin: needModerator(request).can('administer') },
        ...shownFaults(problem)
      }
      return sendModeration(context, pages, request, reply, 'two-persons.njk', data, problem ? 422 : 200)
    }

    function sendRetention(request: FastifyRequest, reply: FastifyReply, values: object, problem?: Invalid) {
      const data = {
        place: 'settings' as const,
        title: 'For how long things are kept',
        ...{ values, isAdmin: needModerator(request).can('administer') },
        ...shownFaults(problem)
      }
      return sendModeration(context, pages, request, reply, 'retention.njk', data, problem ? 422 : 200)
    }
  }
