/** Topics: which are in use, and what is said on one. */
import type { FastifyPluginAsync } from 'fastify'
import type { Context } from '../../server/context.ts'
import { NotFound } from '../../server/errors.ts'
import { listPosts } from '../../server/posts/posts.store.ts'
import { topicOf } from '../../server/text/markdown.ts'
import { listTopics } from '../../server/topics/topics.store.ts'
import { keepPages, listMeta, sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { pageAsked, pageLinks } from '../paging.ts'
import { lookingFor, presentPosts, topicPath } from '../present.ts'

/** `/topics` and `/topics/:topic`. */
export const topicRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    keepPages(app)

    app.get('/topics', async (request, reply) => {
      const rows = await listTopics(context.store.read)
      const topics = rows.map(({ topic, n }) => ({ name: topic, path: topicPath(topic), n }))
      const about = 'What councils talk about, by topic.'
      const data = { title: 'Topics', topics }
      return sendPage(pages, request, reply, 'topics/list.njk', data, listMeta(context, '/topics', about))
    })

    app.get('/topics/:topic', async (request, reply) => {
      const typed = (request.params as { topic: string }).topic
      const topic = topicOf(typed)
      if (!topic) throw new NotFound()
      const path = topicPath(topic)
      // One address for each topic, however it is written.
      if (topic !== typed) return reply.redirect(path, 301)
      const asked = { ...pageAsked(request.query), topic }
      const page = await listPosts(context.store.read, lookingFor(request.viewer), asked)
      const items = await presentPosts(context, request.viewer, page.rows)
      const meta = listMeta(context, path, `What councils say about ${topic}.`, {
        feeds: [{ title: `#${topic}`, href: `/feeds${path}.atom` }],
        ...(items.length === 0 && { robots: 'noindex' })
      })
      const data = { title: `#${topic}`, topic, items, pages: pageLinks(path, page) }
      return sendPage(pages, request, reply, 'topics/topic.njk', data, meta)
    })
  }
