/** Posts from elsewhere that are neither story nor question: notes, events, videos, polls. */
import type { FastifyPluginAsync } from 'fastify'
import type { Context } from '../../server/context.ts'
import { findPost } from '../find.ts'
import { keepPages, postMeta, sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { pathOf } from '../present.ts'
import { postPage } from './post.ts'

/** `/posts/:id`; for what has a page of its own kind it leads there. */
export const postRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    keepPages(app)
    app.get('/posts/:id', async (request, reply) => {
      const found = await findPost(context, request)
      const path = pathOf(found)
      if (!path.startsWith('/posts/')) return reply.redirect(path, 303)
      const data = await postPage(context, request, found)
      return sendPage(pages, request, reply, 'posts/post.njk', data, postMeta(found, data.title))
    })
  }
