/** Pinning a post to the top of one's own page or, for admins, of the council's, each with one button. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { pinPost, unpinPost } from '../../server/featured/featured.ts'
import { typed } from '../form.ts'
import { backTo, needViewer } from '../guard.ts'
import type { Pages } from '../pages.ts'
import { pathOf } from '../present.ts'

/** `POST /pins` and `/pins/undo`: `object` is the post's uri, `page` is `me` or `council`, `back` where to go then. */
export const featuredRoutes =
  (context: Context, _pages: Pages): FastifyPluginAsync =>
  async (app) => {
    const answer = (act: typeof pinPost) => async (request: FastifyRequest, reply: FastifyReply) => {
      const viewer = needViewer(request)
      const { object, page, back } = typed(request.body, ['object', 'page', 'back'])
      const found = await act(context, viewer, object, page === 'council' ? 'council' : 'me')
      return reply.redirect(backTo(back, pathOf(found)), 303)
    }
    app.post('/pins', answer(pinPost))
    app.post('/pins/undo', answer(unpinPost))
  }
