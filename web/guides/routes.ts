/** Guidance for people who record a story by themselves. */
import type { FastifyPluginAsync } from 'fastify'
import type { Context } from '../../server/context.ts'
import { keepPages, listMeta, sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'

/** `/guides/recording`. */
export const guideRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    keepPages(app)
    app.get('/guides/recording', async (request, reply) => {
      const meta = listMeta(context, '/guides/recording', 'How to record a story of three minutes with a phone.')
      return sendPage(pages, request, reply, 'guides/recording.njk', { title: 'How to record it yourself' }, meta)
    })
  }
