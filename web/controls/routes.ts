/** People choose what they see themselves: whom they mute or block, whose shares they hide, and which words. */
import type { FastifyPluginAsync } from 'fastify'
import { actorByUri } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { type ActorControl, blockHost, keepFrom, keepNoLonger, unblockHost } from '../../server/controls/controls.ts'
import { addFilter, removeFilter } from '../../server/controls/own-filters.ts'
import { Invalid, NotFound, Problem } from '../../server/errors.ts'
import { typed } from '../form.ts'
import { backTo, needViewer } from '../guard.ts'
import { keepPages, sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { queryText, withQuery } from '../paging.ts'
import { presentPeople } from '../present/people.ts'
import { endOf, keptOf, spans } from './kept.ts'
import { controlsPath, sendControls } from './page.ts'

const kinds: ActorControl[] = ['mute', 'block', 'shares']
const anchors: Record<ActorControl, string> = { mute: 'muted', block: 'blocked', shares: 'shares' }

/** `/account/controls`. */
export const controlRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    keepPages(app)
    app.addHook('onRequest', async (request) => void needViewer(request))

    app.get(controlsPath, (request, reply) => sendControls(context, pages, request, reply))

    app.get(`${controlsPath}/of`, async (request, reply) => {
      const viewer = needViewer(request)
      const target = queryText(request.query, 'target')
      const actor = await actorByUri(context.store.read, target)
      const kept = actor && (await keptOf(context, viewer, actor))
      if (!actor || !kept) throw new NotFound()
      const [person] = await presentPeople(context, [actor])
      const back = backTo(queryText(request.query, 'back'), '')
      const here = `${withQuery(`${controlsPath}/of`, { target: actor.uri, back })}#hearing`
      const data = { title: `What you see of ${person!.name}`, person, kept, spans, here, back }
      return sendPage(pages, request, reply, 'controls/of.njk', data, { robots: 'noindex' })
    })

    app.post(`${controlsPath}/people`, async (request, reply) => {
      const viewer = needViewer(request)
      const { target, kind, span, back } = typed(request.body, ['target', 'kind', 'span', 'back'])
      const chosen = kinds.find((one) => one === kind)
      try {
        if (!chosen) throw new Invalid([{ field: 'control', text: 'Choose what you want' }])
        if (target.trim() === '') throw new Problem(422, 'Give a handle, such as @nia@moot.example, or a web address')
        await keepFrom(context, viewer, chosen, target.trim(), chosen === 'block' ? null : endOf(context, span))
      } catch (error) {
        if (!(error instanceof Problem) || error.status === 503) throw error
        const problem = error instanceof Invalid ? error : new Invalid([{ field: 'target', text: error.message }])
        const values = { target, control: kind, peopleSpan: span }
        return sendControls(context, pages, request, reply, { values, problem })
      }
      return reply.redirect(backTo(back, `${controlsPath}#${anchors[chosen]}`), 303)
    })

    app.post(`${controlsPath}/people/undo`, async (request, reply) => {
      const { target, kind, back } = typed(request.body, ['target', 'kind', 'back'])
      const chosen = kinds.find((one) => one === kind)
      if (!chosen) throw new NotFound()
      await keepNoLonger(context, needViewer(request), chosen, target.trim())
      return reply.redirect(backTo(back, `${controlsPath}#${anchors[chosen]}`), 303)
    })

    app.post(`${controlsPath}/servers`, async (request, reply) => {
      const { host, back } = typed(request.body, ['host', 'back'])
      try {
        await blockHost(context, needViewer(request), host)
      } catch (error) {
        if (!(error instanceof Invalid)) throw error
        return sendControls(context, pages, request, reply, { values: { host }, problem: error })
      }
      return reply.redirect(backTo(back, `${controlsPath}#servers`), 303)
    })

    app.post(`${controlsPath}/servers/undo`, async (request, reply) => {
      const { host, back } = typed(request.body, ['host', 'back'])
      await unblockHost(context, needViewer(request), host)
      return reply.redirect(backTo(back, `${controlsPath}#servers`), 303)
    })

    app.post(`${controlsPath}/filters`, async (request, reply) => {
      const { words, kind, act, span } = typed(request.body, ['words', 'kind', 'act', 'span'])
      try {
        await addFilter(context, needViewer(request), { words, kind, act, ends: endOf(context, span) })
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        const problem = error instanceof Invalid ? error : new Invalid([{ field: 'words', text: error.message }])
        return sendControls(context, pages, request, reply, { values: { words, kind, act, span }, problem })
      }
      return reply.redirect(`${controlsPath}#filters`, 303)
    })

    app.post(`${controlsPath}/filters/undo`, async (request, reply) => {
      const { id } = typed(request.body, ['id'])
      await removeFilter(context, needViewer(request), id)
      return reply.redirect(`${controlsPath}#filters`, 303)
    })
  }
