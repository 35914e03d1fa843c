/** Is it still true? The page to which an author is led when asked, with one button for each answer. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Conflict, Invalid } from '../../server/errors.ts'
import { reviewStory } from '../../server/reviews/reviews.ts'
import { ownStory } from '../../server/stories/stories.ts'
import { idIn } from '../find.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import { needViewer } from '../guard.ts'
import { sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { presentPosts } from '../present.ts'

/** `/stories/:id/still`. */
export const reviewRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    const show = async (request: FastifyRequest, reply: FastifyReply, values: { why?: string }, problem?: Invalid) => {
      const viewer = needViewer(request)
      const story = await ownStory(context, viewer, idIn(request))
      if (story.post.audience === 'draft') throw new Conflict('Nobody reads it yet: it is a draft.')
      const [item] = await presentPosts(context, viewer, [story])
      const data = { title: 'Is it still true?', item, written: story.post.published, values, ...shownFaults(problem) }
      return sendPage(
        pages,
        request,
        reply,
        'reviews/still.njk',
        data,
        { robots: 'noindex' },
        { status: problem ? 422 : 200 }
      )
    }

    app.get('/stories/:id/still', (request, reply) => show(request, reply, {}))

    app.post('/stories/:id/still', async (request, reply) => {
      const { still, why } = typed(request.body, ['still', 'why'])
      const id = idIn(request)
      const kept = await orFaults(() => reviewStory(context, needViewer(request), id, { isTrue: still === 'yes', why }))
      return kept instanceof Invalid ? show(request, reply, { why }, kept) : reply.redirect(`/stories/${id}`, 303)
    })
  }
