/** The pictures of a story: added, described, put in order, taken away. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Invalid } from '../../server/errors.ts'
import {
  addToStory,
  describeInStory,
  mostPictures,
  moveInStory,
  readPictures,
  removeFromStory
} from '../../server/media/story-pictures.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import { fileIn, takePictures } from '../media/upload.ts'
import type { Pages } from '../pages.ts'
import { sendOwn, storyIn } from './own.ts'

/** `/stories/:id/pictures` and `/stories/:id/pictures/:picture`. */
export const pictureRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    const show = async (
      request: FastifyRequest,
      reply: FastifyReply,
      story: WholePost,
      problem?: Invalid,
      values: { alt?: string } = {}
    ) => {
      const { id, title } = story.post
      const pictures = await readPictures(context, id)
      const data = {
        title: 'The pictures of your story',
        story: { title, path: `/stories/${id}` },
        pictures: pictures.map((one) => ({ id: one.id, path: `/media/${one.small}`, alt: one.alt })),
        room: pictures.length < mostPictures,
        most: mostPictures,
        values: { alt: '', ...values },
        ...shownFaults(problem)
      }
      return sendOwn(pages, request, reply, 'clips/pictures.njk', data, problem)
    }

    app.get('/stories/:id/pictures', async (request, reply) => show(request, reply, await storyIn(context, request)))

    await app.register(async (scope) => {
      scope.addHook('onRequest', async (request) => void (await storyIn(context, request)))
      await takePictures(scope)
      scope.post('/stories/:id/pictures', async (request, reply) => {
        const story = await storyIn(context, request)
        const { alt } = typed(request.body, ['alt'])
        const bytes = fileIn(request.body, 'picture') ?? new Uint8Array()
        const done = await orFaults(() => addToStory(context, story, bytes, alt))
        if (done instanceof Invalid) return show(request, reply, story, done, { alt })
        return reply.redirect(`/stories/${story.post.id}/pictures`, 303)
      })
    })

    app.post<{ Params: { picture: string } }>('/stories/:id/pictures/:picture', async (request, reply) => {
      const story = await storyIn(context, request)
      const { picture } = request.params
      const { alt, do: act } = typed(request.body, ['alt', 'do'])
      const work = () => {
        if (act === 'up') return moveInStory(context, story, picture, -1)
        if (act === 'down') return moveInStory(context, story, picture, 1)
        if (act === 'remove') return removeFromStory(context, story, picture)
        return describeInStory(context, story, picture, alt)
      }
      const done = await orFaults(work)
      if (!(done instanceof Invalid)) return reply.redirect(`/stories/${story.post.id}/pictures`, 303)
      // The fault is beside the picture that it is about.
      const faults = done.faults.map((one) => ({ ...one, field: `alt-${picture}` }))
      return show(request, reply, story, new Invalid(faults))
    })
  }
