/** Questions that nobody has answered yet, and what those who coordinate do about one. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { actorsByIds } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { councilOf } from '../../server/council/settings.ts'
import { Conflict, Invalid } from '../../server/errors.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { askToAnswer, dueAt, markWaiting, questionToCareFor } from '../../server/offers/care.ts'
import { askedOf } from '../../server/offers/offers.store.ts'
import { perWeek, setPerWeek } from '../../server/offers/offers.ts'
import { careOf, listUnanswered } from '../../server/offers/unanswered.store.ts'
import { idIn } from '../find.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import { needViewer } from '../guard.ts'
import { keepPages, listMeta, sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { pageAsked, pageLinks } from '../paging.ts'
import { nameOf } from '../present/people.ts'
import { lookingFor, presentPosts } from '../present.ts'

const listPath = '/questions/unanswered'

/** Who has been asked each of these, in a sentence: by name for those who are signed in, for visitors how many. */
export async function askedWords(
  context: Context,
  viewer: Viewer | undefined,
  ids: string[]
): Promise<Map<string, string>> {
  const asked = (await askedOf(context.store.read, ids)).filter(({ offer }) => offer.state !== 'declined')
  const grouped = Map.groupBy(asked, ({ offer }) => offer.question)
  return new Map(
    [...grouped].map(([question, rows]) => {
      const names = rows.map(({ actor }) => nameOf(actor))
      const many = `${names.length} ${names.length === 1 ? 'person has' : 'people have'} been asked.`
      if (!viewer || names.length > 5) return [question, many]
      const last = names.pop()
      const first = names.join(', ')
      return [question, first ? `${first} and ${last} have been asked.` : `${last} has been asked.`]
    })
  )
}

/** `/questions/unanswered`, and asking somebody to answer. */
export const unansweredRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    keepPages(app)

    const list = async (request: FastifyRequest, reply: FastifyReply, problem?: Invalid, typedLimit?: string) => {
      const { viewer } = request
      const page = await listUnanswered(context.store.read, lookingFor(viewer), pageAsked(request.query))
      const ids = page.rows.map(({ post }) => post.id)
      const [items, asked, council] = await Promise.all([
        presentPosts(context, viewer, page.rows),
        askedWords(context, viewer, ids),
        councilOf(context)
      ])
      const waiting = page.rows.map(({ care, post }, n) => ({
        item: items[n]!,
        ...(asked.has(post.id) && { asked: asked.get(post.id) }),
        ...(care?.waiting && { note: care.note }),
        ...(care?.raised && { raised: care.raised })
      }))
      const coordinates = viewer?.can('coordinate') ?? false
      const data = {
        title: 'Questions that nobody has answered yet',
        waiting,
        coordinates,
        ...(coordinates && { perWeek: typedLimit ?? String(await perWeek(context)) }),
        pages: pageLinks(listPath, page),
        ...shownFaults(problem)
      }
      const about = `What people asked ${council.shortName}, and nobody has answered yet. Do you know?`
      const feeds = [{ title: 'Questions without an answer', href: '/feeds/unanswered.atom' }]
      const meta = listMeta(context, listPath, about, { feeds })
      return sendPage(pages, request, reply, 'questions/unanswered.njk', data, meta, { status: problem ? 422 : 200 })
    }

    app.get(listPath, (request, reply) => list(request, reply))

    app.post(`${listPath}/limit`, async (request, reply) => {
      const viewer = needViewer(request)
      const given = typed(request.body, ['perWeek']).perWeek
      const kept = await orFaults(() => setPerWeek(context, viewer, given))
      return kept instanceof Invalid ? list(request, reply, kept, given) : reply.redirect(listPath, 303)
    })

    const care = async (
      request: FastifyRequest,
      reply: FastifyReply,
      values: Record<string, string> = {},
      problem?: Invalid
    ) => {
      const viewer = needViewer(request)
      const found = await questionToCareFor(context, viewer, idIn(request))
      const { id } = found.post
      const [[item], kept, asked, due] = await Promise.all([
        presentPosts(context, viewer, [found]),
        careOf(context.store.read, id),
        askedOf(context.store.read, [id]),
        dueAt(context, found)
      ])
      const by = await actorsByIds(
        context.store.read,
        asked.flatMap(({ offer }) => offer.by ?? [])
      )
      const names = new Map(by.map((actor) => [actor.id, nameOf(actor)]))
      const data = {
        title: 'Ask somebody to answer',
        item,
        due,
        ...(kept?.raised && { raised: kept.raised }),
        asked: asked.map(({ offer, actor }) => ({
          name: nameOf(actor),
          state: offer.state,
          at: offer.created,
          ...(offer.by && { by: names.get(offer.by) ?? 'a colleague' })
        })),
        values: { note: kept?.waiting ? kept.note : '', ...values },
        ...shownFaults(problem)
      }
      const status = problem ? 422 : 200
      return sendPage(pages, request, reply, 'questions/ask.njk', data, { robots: 'noindex' }, { status })
    }

    app.get('/questions/:id/ask', (request, reply) => care(request, reply))

    app.post('/questions/:id/ask', async (request, reply) => {
      const viewer = needViewer(request)
      const { who, words } = typed(request.body, ['who', 'words'])
      try {
        await askToAnswer(context, viewer, idIn(request), { who, words })
      } catch (error) {
        if (!(error instanceof Invalid || error instanceof Conflict)) throw error
        const problem = error instanceof Invalid ? error : new Invalid([{ field: 'who', text: error.message }])
        return care(request, reply, { who, words }, problem)
      }
      return reply.redirect(`/questions/${idIn(request)}/ask`, 303)
    })

    app.post('/questions/:id/wait', async (request, reply) => {
      const viewer = needViewer(request)
      const { note } = typed(request.body, ['note'])
      const kept = await orFaults(() => markWaiting(context, viewer, idIn(request), note))
      if (kept instanceof Invalid) return care(request, reply, { note }, kept)
      return reply.redirect(`/questions/${idIn(request)}/ask`, 303)
    })
  }
