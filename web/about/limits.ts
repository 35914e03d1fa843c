/** The servers that are limited here, with the public reason of each, for everyone to read. */
import type { FastifyPluginAsync } from 'fastify'
import type { Context } from '../../server/context.ts'
import { councilOf } from '../../server/council/settings.ts'
import { publicLimits } from '../../server/moderation/policies/export.ts'
import { keepPages, listMeta, sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { queryText, withQuery } from '../paging.ts'
import { aboutParts } from './parts.ts'

const size = 100
const path = '/about/servers'
const words = { suspend: 'Blocked', limit: 'Limited', none: 'Some things left out', allow: 'Let in' }

/** `/about/servers`. */
export const limitRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    keepPages(app)
    app.get(path, async (request, reply) => {
      const { name } = await councilOf(context)
      // A name that is shown in part must not stand in a link either: pages go on by a number.
      const page = Math.min(Math.max(Number(queryText(request.query, 'page')) || 1, 1), 1_000)
      let found = await publicLimits(context, '', size)
      for (let n = 1; n < page && found.next; n++) found = await publicLimits(context, found.next, size)
      const data = {
        ...{ title: 'Servers we limit', path, parts: aboutParts },
        limits: found.limits.map(({ name, entry }) => ({
          ...{ name, does: words[entry.severity ?? 'suspend'], reason: entry.comment },
          leftOut: [entry.rejectMedia && 'pictures', entry.rejectReports && 'reports'].filter(Boolean).join(' and ')
        })),
        ...(page > 1 && { first: path }),
        ...(found.next && { next: withQuery(path, { page: String(page + 1) }) })
      }
      return sendPage(
        pages,
        request,
        reply,
        'about/limits.njk',
        data,
        listMeta(context, path, `${data.title}: ${name}`)
      )
    })
  }
