/** The page on which an author gives a story its clip, says what it shows, chooses a still picture for it, or takes it away. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Invalid } from '../../server/errors.ts'
import { describeClip, keepClip, needClipRoom, removeClip, setPoster, tooLarge } from '../../server/media/clips.ts'
import { inMegabytes } from '../../server/media/quota.ts'
import { uploadUnderWay } from '../../server/media/uploads.ts'
import { mostPatience } from '../../server/plugins/patience.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import { fileIn, takePictures } from '../media/upload.ts'
import type { Pages } from '../pages.ts'
import { clipView, sendOwn, storyIn } from './own.ts'
import { arrivedIn, takeClips } from './receive.ts'

/** `/stories/:id/clip`, and below it `describe`, `poster`, `remove`. */
export const clipRoutes =
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
      const [clip, underWay] = [await clipView(context, id), await uploadUnderWay(context, id)]
      const data = {
        title: 'The clip of your story',
        story: { title, path: `/stories/${id}`, draft: story.post.audience === 'draft' },
        clip,
        underWay: underWay && {
          name: underWay.name,
          path: `/stories/${id}/clip/uploads/${underWay.id}`,
          share: Math.floor((underWay.received / underWay.bytes) * 100)
        },
        most: inMegabytes(context.config.largestClip),
        mostBytes: context.config.largestClip,
        values: { alt: clip?.alt ?? '', ...values },
        ...shownFaults(problem)
      }
      return sendOwn(pages, request, reply, 'clips/clip.njk', data, problem)
    }
    const act = async (
      request: FastifyRequest,
      reply: FastifyReply,
      next: string,
      work: (story: WholePost) => Promise<unknown>
    ) => {
      const story = await storyIn(context, request)
      const done = await orFaults(() => work(story))
      if (done instanceof Invalid) return show(request, reply, story, done, typed(request.body, ['alt']))
      return reply.redirect(`/stories/${story.post.id}/${next}`, 303)
    }

    app.get('/stories/:id/clip', async (request, reply) => show(request, reply, await storyIn(context, request)))

    await app.register(async (scope) => {
      // Before anything of a large body is read.
      scope.addHook('onRequest', async (request) => {
        const story = await storyIn(context, request)
        const length = Number(request.headers['content-length'] ?? 0)
        if (length > context.config.largestClip + 100_000)
          throw new Invalid([{ field: 'clip', text: tooLarge(context) }])
        await needClipRoom(context, story.author.id, 0)
      })
      await takeClips(scope, context)
      scope.post('/stories/:id/clip', { config: { patience: mostPatience } }, (request, reply) =>
        act(request, reply, 'clip/captions', async (story) => {
          const arrived = arrivedIn(request.body, 'clip')
          if (!arrived) throw new Invalid([{ field: 'clip', text: 'Choose a clip' }])
          if (!arrived.whole) throw new Invalid([{ field: 'clip', text: tooLarge(context) }])
          await keepClip(context, story, { path: arrived.path, alt: typed(request.body, ['alt']).alt })
        })
      )
    })

    app.post('/stories/:id/clip/describe', (request, reply) =>
      act(request, reply, 'clip', (story) => describeClip(context, story, typed(request.body, ['alt']).alt))
    )

    app.post('/stories/:id/clip/remove', (request, reply) =>
      act(request, reply, 'clip', (story) => removeClip(context, story))
    )

    await app.register(async (scope) => {
      scope.addHook('onRequest', async (request) => void (await storyIn(context, request)))
      await takePictures(scope)
      scope.post('/stories/:id/clip/poster', (request, reply) =>
        act(request, reply, 'clip', (story) =>
          setPoster(context, story, fileIn(request.body, 'poster') ?? new Uint8Array())
        )
      )
    })
  }
