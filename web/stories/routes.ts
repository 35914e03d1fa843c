/** Pages of stories: the list, one story with what was asked about it, and the ways in which its author changes it. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Audience } from '../../schema/posts.ts'
import type { Context } from '../../server/context.ts'
import { claimDraft, closeDraft, isOverwriting, openTyped } from '../../server/drafts/drafts.ts'
import { Invalid } from '../../server/errors.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { askedAs, isSent } from '../../server/posts/audience.ts'
import { withdrawPost } from '../../server/posts/withdraw.ts'
import { editStory, ownStory, writeStory } from '../../server/stories/stories.ts'
import { draftPlace } from '../communities/choice.ts'
import { formState, freshForm, resumedForm, returnedForm } from '../drafts/form.ts'
import { findPost, idIn } from '../find.ts'
import { orFaults } from '../form.ts'
import { needViewer } from '../guard.ts'
import { keepPages, sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { queryText } from '../paging.ts'
import { presentPosts } from '../present.ts'
import { lookFirst, type Step } from '../similar/similar.ts'
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
    const change = async (request: FastifyRequest, reply: FastifyReply, viewer: Viewer, id: string) => {
      const story = await ownStory(context, viewer, id)
      const values = editTyped(request, story.post.audience)
      const before = formState(request.body)
      const returned = async () => ({
        story,
        values,
        fields: await returnedForm(context, before, story),
        unsaved: true
      })
      if (await isOverwriting(context, viewer, before, story))
        return form(request, reply, { ...(await returned()), overwrites: true })
      const step = await lookFirst(context, viewer, request.body, values, story)
      if (step) return sendStep(pages, request, reply, step)
      const kept = await orFaults(() => editStory(context, viewer, story.post.id, storyInput(values)))
      if (kept instanceof Invalid) return form(request, reply, { ...(await returned()), problem: kept })
      await closeDraft(context, viewer, before, kept)
      return reply.redirect(`/stories/${kept.post.id}`, 303)
    }

    app.get('/stories', async (request, reply) => {
      const { data, meta } = await storyList(context, request)
      return sendPage(pages, request, reply, 'stories/list.njk', data, meta)
    })

    app.get('/stories/new', async (request, reply) => {
      needViewer(request)
      const values = {
        ...storyTyped({}),
        audience: 'draft',
        basedOn: queryText(request.query, 'basedOn'),
        community: queryText(request.query, 'community')
      }
      return form(request, reply, { values, fields: freshForm() })
    })

    app.post('/stories', async (request, reply) => {
      const viewer = needViewer(request)
      const values = storyTyped(request.body)
      const fields = formState(request.body)
      const step = await lookFirst(context, viewer, request.body, values)
      if (step) return sendStep(pages, request, reply, step)
      const begun = await claimDraft(context, viewer, fields, 'story')
      if (begun) return change(request, reply, viewer, begun)
      const kept = await orFaults(() => writeStory(context, viewer, storyInput(values)))
      if (kept instanceof Invalid)
        return form(request, reply, {
          values,
          problem: kept,
          fields: await returnedForm(context, fields),
          unsaved: true
        })
      await closeDraft(context, viewer, fields, kept)
      return reply.redirect(`/stories/${kept.post.id}`, 303)
    })

    app.post('/stories/preview', async (request, reply) => {
      needViewer(request)
      const fields = await returnedForm(context, formState(request.body))
      return sendPreview(context, pages, request, reply, { values: storyTyped(request.body), fields, unsaved: true })
    })

    app.get('/stories/:id', async (request, reply) => {
      const found = await findPost(context, request, ['story'])
      const { data, meta } = await storyPage(context, request, found)
      return sendPage(pages, request, reply, 'stories/story.njk', data, meta)
    })

    app.get('/stories/:id/edit', async (request, reply) => {
      const viewer = needViewer(request)
      const story = await ownStory(context, viewer, idIn(request))
      const opened = await openTyped(context, viewer, story, queryText(request.query, 'draft'))
      const community = await draftPlace(context, story.post.id)
      const values = { ...storyValues(story), community, ...opened.draft?.typed }
      const fields = opened.draft ? resumedForm(opened.draft, story) : freshForm(story)
      return form(request, reply, { story, values, fields, opened })
    })

    app.post('/stories/:id/edit', async (request, reply) => {
      return change(request, reply, needViewer(request), idIn(request))
    })

    app.post('/stories/:id/preview', async (request, reply) => {
      const story = await ownStory(context, needViewer(request), idIn(request))
      const values = editTyped(request, story.post.audience)
      const fields = await returnedForm(context, formState(request.body), story)
      return sendPreview(context, pages, request, reply, { story, values, fields, unsaved: true })
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

/** What was sent stays for whom it was: then the form offers no choice. */
function editTyped(request: FastifyRequest, audience: Audience) {
  const values = storyTyped(request.body)
  return isSent(audience) && values.audience === '' ? { ...values, audience: askedAs(audience) } : values
}

/** What others tried already, before a story goes out for the first time. */
const sendStep = (pages: Pages, request: FastifyRequest, reply: FastifyReply, step: Step) =>
  sendPage(pages, request, reply, 'similar/step.njk', step, { robots: 'noindex' })

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
  const data = await storyForm(context, needViewer(request), given)
  const status = given.problem ? 422 : given.overwrites ? 409 : 200
  return sendPage(pages, request, reply, 'stories/form.njk', data, { robots: 'noindex' }, { status })
}
