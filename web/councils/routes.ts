/** The councils in conversation here: those whose words reach this one. */
import type { FastifyPluginAsync } from 'fastify'
import { councilsKnown } from '../../server/actors/directory.store.ts'
import type { Context } from '../../server/context.ts'
import { councilOf } from '../../server/council/settings.ts'
import { cutPage } from '../../server/store/page.ts'
import { keepPages, listMeta, sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { pageAsked, pageLinks } from '../paging.ts'
import { presentPeople } from '../present/people.ts'

const size = 50

/** `/councils`. */
export const councilRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    keepPages(app)
    app.get('/councils', async (request, reply) => {
      const { after } = pageAsked(request.query)
      const rows = await councilsKnown(context.store.read, after ?? '', size + 1)
      const page = cutPage(rows, {}, size, (row) => row.actor.id)
      const { shortName } = await councilOf(context)
      const councils = await presentPeople(
        context,
        page.rows.map((row) => row.actor)
      )
      const data = { title: 'Councils in conversation', councils, pages: pageLinks('/councils', page) }
      const about = `The councils that ${shortName} is in conversation with.`
      return sendPage(pages, request, reply, 'councils/list.njk', data, listMeta(context, '/councils', about))
    })
  }
