/** Pages of stories: the list, one story with what was asked about it, and the ways in which its author changes it. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Invalid } from '../../server/errors.ts'
import { withdrawPost } from '../../server/posts/withdraw.ts'
import { editStory, ownStory, writeStory } from '../../server/stories/stories.ts'
import { findPost, idIn } from '../find.ts'
import { orFaults } from '../form.ts'
import { needViewer } from '../guard.ts'
import { keepPages, sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { queryText } from '../paging.ts'
import { presentPosts } from '../present.ts'
import { previewStory, type StoryForm, storyForm, storyInput, storyTyped, storyValues } from './form.ts'
import { storyList } from './list.ts'
import { storyPage } from './story.ts'

/** `/stories` and all below it. */
export const storyRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    keepPages(app)
    const form = (request: FastifyRequest, reply: FastifyReply, given: StoryForm) =>
      sendForm(context, pages, request, reply, given)

    app.get('/stories', async (request, reply) => {
      const { data, meta } = await storyList(context, request)
      return sendPage(pages, request, reply, 'stories/list.njk', data, meta)
    })

    app.get('/stories/new', async (request, reply) => {
      needViewer(request)
      const values = { ...storyTyped({}), audience: 'draft', basedOn: queryText(request.query, 'basedOn') }
      return form(request, reply, { values })
    })

    app.post('/stories', async (request, reply) => {
      const viewer = needViewer(request)
      const values = storyTyped(request.body)
      const kept = await orFaults(() => writeStory(context, viewer, storyInput(values)))
      if (kept instanceof Invalid) return form(request, reply, { values, problem: kept })
      return reply.redirect(`/stories/${kept.post.id}`, 303)
    })

    app.post('/stories/preview', async (request, reply) => {
      needViewer(request)
      return sendPreview(context, pages, request, reply, { values: storyTyped(request.body) })
    })

    app.get('/stories/:id', async (request, reply) => {
      const found = await findPost(context, request, ['story'])
      const { data, meta } = await storyPage(context, request, found)
      return sendPage(pages, request, reply, 'stories/story.njk', data, meta)
    })

    app.get('/stories/:id/edit', async (request, reply) => {
      const story = await ownStory(context, needViewer(request), idIn(request))
      return form(request, reply, { story, values: storyValues(story) })
    })

    app.post('/stories/:id/edit', async (request, reply) => {
      const viewer = needViewer(request)
      const story = await ownStory(context, viewer, idIn(request))
      const values = editTyped(request, story.post.audience)
      const kept = await orFaults(() => editStory(context, viewer, story.post.id, storyInput(values)))
      if (kept instanceof Invalid) return form(request, reply, { story, values, problem: kept })
      return reply.redirect(`/stories/${kept.post.id}`, 303)
    })

    app.post('/stories/:id/preview', async (request, reply) => {
      const story = await ownStory(context, needViewer(request), idIn(request))
      return sendPreview(context, pages, request, reply, { story, values: editTyped(request, story.post.audience) })
    })

    app.get('/stories/:id/withdraw', async (request, reply) => {
      const viewer = needViewer(request)
      const story = await ownStory(context, viewer, idIn(request))
      const [item] = await presentPosts(context, viewer, [story])
      const data = { title: 'Withdraw this story?', what: 'story', item, action: `/stories/${story.post.id}/withdraw` }
      return sendPage(pages, request, reply, 'stories/withdraw.njk', data, { robots: 'noindex' })
    })

    app.post('/stories/:id/withdraw', async (request, reply) => {
      const viewer = needViewer(request)
      await ownStory(context, viewer, idIn(request))
      await withdrawPost(context, viewer, idIn(request))
      return reply.redirect('/home', 303)
    })
  }

/** What has been told to the world stays so: then the form offers no other choice. */
function editTyped(request: FastifyRequest, audience: string) {
  const values = storyTyped(request.body)
  return audience === 'public' && values.audience === '' ? { ...values, audience: 'world' } : values
}

async function sendPreview(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  given: StoryForm
) {
  const preview = await orFaults(() => previewStory(context, given.values))
  const shown = preview instanceof Invalid ? { problem: preview } : { preview }
  return sendForm(context, pages, request, reply, { ...given, ...shown })
}

async function sendForm(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  given: StoryForm
) {
  const data = await storyForm(context, given)
  const status = given.problem ? 422 : 200
  return sendPage(pages, request, reply, 'stories/form.njk', data, { robots: 'noindex' }, { status })
}
