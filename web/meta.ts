/** What machines read of a page: its address, its object, who wrote it, and how long it may be kept. */
import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../server/context.ts'
import type { WholePost } from '../server/posts/posts.store.ts'
import { shorten, textOf } from '../server/text/sanitise.ts'
import type { PageOptions, Pages } from './pages.ts'

/** The head of a page, as layout/page.njk draws it. */
export interface PageMeta {
  title?: string
  description?: string
  /** The canonical address: here for ours, on its own server for what came from elsewhere. */
  url?: string
  /** The ActivityPub object that the page shows; only ours, since only we can speak for it. */
  activity?: string
  feeds?: { title: string; href: string }[]
  /** Where other sites learn how to show a card of it (oEmbed). */
  oembed?: string
  robots?: string
  type?: 'website' | 'article' | 'profile'
  published?: Date
  /** The author's handle for `fediverse:creator`. */
  creator?: string
}

/** The head of a list of ours. */
export const listMeta = (context: Context, path: string, description: string, more: PageMeta = {}): PageMeta => ({
  url: `${context.config.origin}${path}`,
  description,
  ...more
})

/** The head of one post's page. */
export function postMeta({ post, author }: WholePost, description?: string): PageMeta {
  const open = post.audience === 'public'
  const text = description || post.summary || textOf(post.html)
  return {
    type: 'article',
    url: post.url,
    ...(text && { description: shorten(text, 300) }),
    ...(post.published && { published: post.published }),
    ...(post.local && { activity: post.uri, creator: `@${author.username}@${author.host}` }),
    // Words from elsewhere are found where they were written; what is not for everyone is found nowhere.
    ...(!(post.local && open) && { robots: 'noindex' })
  }
}

/**
 * Answers with a page that anyone may read: kept for a minute when nobody is signed in, since every server that shows a
 * link to it asks for it within that minute.
 */
export function sendPage(
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  template: string,
  data: object,
  meta: PageMeta = {},
  options: Omit<PageOptions, 'meta'> = {}
): Promise<FastifyReply> {
  // The first Link header is where Mastodon looks for the object behind a page.
  if (meta.activity) reply.header('link', `<${meta.activity}>; rel="alternate"; type="application/activity+json"`)
  reply.header('vary', 'Accept, Cookie')
  if (!request.viewer && (options.status ?? 200) === 200) reply.header('cache-control', 'public, max-age=60')
  return pages.send(request, reply, template, data, { ...options, meta })
}

/** Gives pages that may be kept a tag, so that an unchanged one is not sent again. */
export function keepPages(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string' || !String(reply.getHeader('cache-control')).startsWith('public')) return payload
    if (request.session?.form !== undefined) {
      // The page holds a form with this visitor's own token.
      reply.header('cache-control', 'private, no-store')
      return payload
    }
    const tag = `W/"${createHash('sha256').update(payload).digest('base64url').slice(0, 22)}"`
    reply.header('etag', tag)
    if (request.headers['if-none-match']?.includes(tag.slice(2)) !== true) return payload
    reply.code(304).removeHeader('content-type').removeHeader('content-length')
    return ''
  })
}
