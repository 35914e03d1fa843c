/** Saying that something is useful, and showing it on, each with one button; and taking it back. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { showInterest, withdrawInterest } from '../../server/interest/interest.ts'
import { typed } from '../form.ts'
import { backTo, needViewer } from '../guard.ts'
import type { Pages } from '../pages.ts'
import { pathOf } from '../present.ts'

type Act = typeof showInterest

/** `POST /likes` and `/shares`, and `/undo` below each: `object` is the post's uri, `back` where to go then. */
export const interestRoutes =
  (context: Context, _pages: Pages): FastifyPluginAsync =>
  async (app) => {
    for (const kind of ['like', 'share'] as const) {
      const answer = (act: Act) => (request: FastifyRequest, reply: FastifyReply) =>
        take(context, request, reply, kind, act)
      app.post(`/${kind}s`, answer(showInterest))
      app.post(`/${kind}s/undo`, answer(withdrawInterest))
    }
  }

async function take(context: Context, request: FastifyRequest, reply: FastifyReply, kind: 'like' | 'share', act: Act) {
  const viewer = needViewer(request)
  const { object, back } = typed(request.body, ['object', 'back'])
  const found = await act(context, viewer, kind, object)
  return reply.redirect(backTo(back, pathOf(found)), 303)
}
