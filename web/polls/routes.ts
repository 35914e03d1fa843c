/** Voting in a poll, from its page or from a conversation. */
import type { FastifyPluginAsync } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Invalid } from '../../server/errors.ts'
import { castVotes } from '../../server/polls/polls.ts'
import { typed } from '../form.ts'
import { backTo, needViewer } from '../guard.ts'
import type { Pages } from '../pages.ts'
import { pathOf } from '../present.ts'

/** `POST /votes`: `object` is the poll's uri, `option` what was chosen, `back` where to go then. */
export const pollRoutes =
  (context: Context, _pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.post('/votes', async (request, reply) => {
      const viewer = needViewer(request)
      const { object, back } = typed(request.body, ['object', 'back'])
      const chosen = [((request.body ?? {}) as { option?: unknown }).option ?? []].flat()
      if (chosen.length === 0) throw new Invalid([{ field: 'option', text: 'Choose an option, then vote.' }])
      const found = await castVotes(context, viewer, object, chosen.map(String))
      return reply.redirect(backTo(back, pathOf(found)), 303)
    })
  }
