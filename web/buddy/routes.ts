/** Safe first steps: more people may read a story, a colleague reads it first, and who must. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { councilOf } from '../../server/council/settings.ts'
import { Conflict, Invalid, NotFound } from '../../server/errors.ts'
import { isSent } from '../../server/posts/audience.ts'
import { shareStory } from '../../server/steps/share.ts'
import { thank } from '../../server/steps/thanks.ts'
import { ownStory } from '../../server/stories/stories.ts'
import { idIn } from '../find.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import { needViewer } from '../guard.ts'
import { sendPage } from '../meta.ts'
import { readByOf } from '../nominations/read-by.ts'
import type { Pages } from '../pages.ts'
import { queryText } from '../paging.ts'
import { presentPosts } from '../present.ts'
import { similarItems } from '../similar/similar.ts'
import { checkRoutes } from './check.ts'
import { levelRoutes } from './levels.ts'
import { worldWords } from './steps.ts'

/** `/stories/:id/share`, `/stories/:id/check`, `POST /stories/:id/thanks`, `/account/first-steps`. */
export const stepRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    await app.register(checkRoutes(context, pages))
    await app.register(levelRoutes(context, pages))

    const confirm = async (request: FastifyRequest, reply: FastifyReply, audience: string, problem?: Invalid) => {
      const viewer = needViewer(request)
      const story = await ownStory(context, viewer, idIn(request))
      if (isSent(story.post.audience)) throw new Conflict('Others read it already: that was decided when it was sent.')
      if (audience !== 'local' && audience !== 'world') throw new NotFound()
      const { shortName } = await councilOf(context)
      const [item] = await presentPosts(context, viewer, [story])
      const isWorld = audience === 'world'
      const about = { title: story.post.title ?? '', more: story.post.summary ?? '', besides: story.post.id }
      const data = {
        title: isWorld ? 'Show it to everyone?' : `Show it to ${shortName} only?`,
        item,
        audience,
        who: isWorld
          ? await worldWords(context, story)
          : `Everyone signed in at ${shortName}. It never leaves this server`,
        readBy: isWorld ? await readByOf(context, story) : undefined,
        similar: isWorld ? await similarItems(context, viewer, about) : [],
        ...withLinks(shownFaults(problem), story.post.id)
      }
      const options = { status: problem ? 422 : 200 }
      return sendPage(pages, request, reply, 'buddy/share.njk', data, { robots: 'noindex' }, options)
    }

    app.get('/stories/:id/share', (request, reply) => confirm(request, reply, queryText(request.query, 'audience')))

    app.post('/stories/:id/share', async (request, reply) => {
      const { audience } = typed(request.body, ['audience'])
      const id = idIn(request)
      if (audience !== 'local' && audience !== 'world') throw new NotFound()
      const kept = await orFaults(() => shareStory(context, needViewer(request), id, audience))
      return kept instanceof Invalid ? confirm(request, reply, audience, kept) : reply.redirect(`/stories/${id}`, 303)
    })

    app.post('/stories/:id/thanks', async (request, reply) => {
      const { words } = typed(request.body, ['words'])
      const id = idIn(request)
      const kept = await orFaults(() => thank(context, needViewer(request), id, words))
      if (kept instanceof Invalid) throw new Conflict(`${kept.faults[0]!.text}.`)
      return reply.redirect(`/stories/${id}#thanks`, 303)
    })
  }

/** What is wrong is mended on the form of the story, or by asking somebody to read it. */
const withLinks = ({ errors, fault }: ReturnType<typeof shownFaults>, id: string) => ({
  fault,
  errors: errors.map((one) => ({
    ...one,
    href: one.href ?? `/stories/${id}/${one.field === 'audience' ? 'check' : `edit#${one.field}`}`
  }))
})
