/** "Has this been tried?", asked before something is begun, and by the form while a title is typed. */
import type { FastifyPluginAsync } from 'fastify'
import type { Context } from '../../server/context.ts'
import { keepPages, listMeta, sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { queryText } from '../paging.ts'
import { similarAsked, similarItems } from './similar.ts'

/** `/tried`, and `/stories/similar`, which with `part` gives the list alone. */
export const similarRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    keepPages(app)
    for (const path of ['/tried', '/stories/similar'])
      app.get(path, async (request, reply) => {
        const asked = similarAsked(request)
        const items = await similarItems(context, request.viewer, asked)
        if (queryText(request.query, 'part')) {
          reply.header('cache-control', 'private, no-store')
          return pages.send(request, reply, 'similar/part.njk', { title: '', items })
        }
        const data = { title: 'Has this been tried?', items, asked: asked.title, more: asked.more ?? '' }
        const about =
          'Say what you mean to do, and see who tried something like it, those with whom it went badly first.'
        const meta = listMeta(context, '/tried', about, asked.title ? { robots: 'noindex' } : {})
        return sendPage(pages, request, reply, 'similar/tried.njk', data, meta)
      })
  }
