/** Questions that were offered to whoever is signed in: later, not their subject, passed on, and how they want to be asked. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Conflict, Invalid } from '../../server/errors.ts'
import { colleagueNamed } from '../../server/offers/care.ts'
import { choicesOf, openOffers } from '../../server/offers/offers.store.ts'
import { choose, decline, passOn, perWeek, putOff } from '../../server/offers/offers.ts'
import { idIn } from '../find.ts'
import { shownFaults, typed } from '../form.ts'
import { backTo, needViewer } from '../guard.ts'
import { keepPages, sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { queryText, withQuery } from '../paging.ts'
import { presentPosts } from '../present.ts'
import { rememberDone, wasDone } from '../told.ts'
import { offerViews } from './offered.ts'

const done: Record<string, string> = {
  passed: 'It is passed on.',
  saved: 'That is how you will be asked.'
}

/** `/offers` and all below it. */
export const offerRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    keepPages(app)
    rememberDone(context, app)

    const list = async (
      request: FastifyRequest,
      reply: FastifyReply,
      { pass, who = '', problem }: { pass: string; who?: string; problem?: Invalid }
    ) => {
      const viewer = needViewer(request)
      const found = await openOffers(context.store.read, viewer.actor.id, context.clock())
      const offers = await offerViews(context, viewer, found, await presentPosts(context, viewer, found))
      const passing = offers.find(({ id }) => id === pass)
      const data = {
        title: 'Questions you could answer',
        offers,
        ...(passing && { passing }),
        ...(wasDone(context, request, reply) && { done: done[queryText(request.query, 'done')] }),
        choices: await choicesOf(context.store.read, viewer.actor.id),
        perWeek: await perWeek(context),
        values: { who },
        ...shownFaults(problem)
      }
      return sendPage(
        pages,
        request,
        reply,
        'offers/list.njk',
        data,
        { robots: 'noindex' },
        { status: problem ? 422 : 200 }
      )
    }

    app.get('/offers', (request, reply) => list(request, reply, { pass: queryText(request.query, 'pass') }))

    app.post('/offers/:id/later', async (request, reply) => {
      await putOff(context, needViewer(request), idIn(request))
      return reply.redirect(backTo(typed(request.body, ['back']).back, '/offers'), 303)
    })

    app.post('/offers/:id/decline', async (request, reply) => {
      await decline(context, needViewer(request), idIn(request))
      return reply.redirect(backTo(typed(request.body, ['back']).back, '/offers'), 303)
    })

    app.post('/offers/:id/pass', async (request, reply) => {
      const viewer = needViewer(request)
      const { who } = typed(request.body, ['who'])
      try {
        await passOn(context, viewer, idIn(request), await colleagueNamed(context, who))
      } catch (error) {
        if (!(error instanceof Invalid || error instanceof Conflict)) throw error
        const problem = error instanceof Invalid ? error : new Invalid([{ field: 'who', text: error.message }])
        return list(request, reply, { pass: idIn(request), who, problem })
      }
      return reply.redirect(withQuery('/offers', { done: 'passed' }), 303)
    })

    app.post('/offers/choices', async (request, reply) => {
      const chosen = (name: string) =>
        [(request.body as Record<string, unknown> | null)?.[name] ?? []].flat().map(String)
      const how = chosen('how')
      const choices = { paused: how.includes('paused'), letters: how.includes('letters'), again: chosen('again') }
      await choose(context, needViewer(request), choices)
      return reply.redirect(withQuery('/offers', { done: 'saved' }), 303)
    })
  }
