/** What this server is, its rules, and its duties, in plain words. */
import type { FastifyPluginAsync } from 'fastify'
import type { Context } from '../../server/context.ts'
import { councilOf } from '../../server/council/settings.ts'
import { renderMarkdown } from '../../server/text/markdown.ts'
import { keepPages, listMeta, sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { SafeHtml } from '../safe-html.ts'

const parts = [
  { path: '/about', template: 'about/about.njk', title: 'About and house rules' },
  { path: '/about/moderation', template: 'about/moderation.njk', title: 'How we moderate' },
  { path: '/about/accessibility', template: 'about/accessibility.njk', title: 'Accessibility' },
  { path: '/about/privacy', template: 'about/privacy.njk', title: 'Privacy' },
  { path: '/about/contact', template: 'about/contact.njk', title: 'Contact' }
]

/** `/about` and its parts. */
export const aboutRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    keepPages(app)
    for (const { path, template, title } of parts) {
      app.get(path, async (request, reply) => {
        const { name, about } = await councilOf(context)
        const data = { title, parts, path, ownWords: about ? new SafeHtml(renderMarkdown(about)) : undefined }
        return sendPage(pages, request, reply, template, data, listMeta(context, path, `${title}: ${name}`))
      })
    }
  }
