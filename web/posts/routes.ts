/** Posts that are neither story nor question: notes, quotes, events, videos, polls. */
import type { FastifyPluginAsync } from 'fastify'
import type { Context } from '../../server/context.ts'
import { NotFound } from '../../server/errors.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { mayEdit } from '../../server/posts/draft.ts'
import { readPost } from '../../server/posts/posts.store.ts'
import { withdrawPost } from '../../server/posts/withdraw.ts'
import { findPost, idIn } from '../find.ts'
import { needViewer } from '../guard.ts'
import { keepPages, postMeta, sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { lookingFor, pathOf, presentPosts } from '../present.ts'
import { postPage } from './post.ts'

/** `/posts/:id`, which leads to what has a page of its own kind, and `/posts/:id/withdraw` for one's own polls and quotes. */
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

    app.get('/posts/:id/withdraw', async (request, reply) => {
      const viewer = needViewer(request)
      const own = await ownPost(context, viewer, idIn(request))
      const what = own.post.kind === 'poll' ? 'poll' : 'post'
      const [item] = await presentPosts(context, viewer, [own])
      const data = { title: `Withdraw this ${what}?`, what, item, action: `/posts/${own.post.id}/withdraw` }
      return sendPage(pages, request, reply, 'stories/withdraw.njk', data, { robots: 'noindex' })
    })

    app.post('/posts/:id/withdraw', async (request, reply) => {
      const viewer = needViewer(request)
      const { post } = await ownPost(context, viewer, idIn(request))
      await withdrawPost(context, viewer, post.id)
      return reply.redirect(post.kind === 'poll' ? '/polls' : '/home', 303)
    })
  }

/** A poll or a post of the viewer's own. Throws NotFound. */
async function ownPost(context: Context, viewer: Viewer, id: string) {
  const found = await readPost(context.store.read, { id }, lookingFor(viewer))
  const isOwn = found?.post.local && mayEdit(viewer, found.author.id)
  if (!isOwn || !['post', 'poll'].includes(found.post.kind)) throw new NotFound()
  return found
}
