/** Recipes: the list, one with its versions, and the editor in which several people work on one. */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { councilOf } from '../../server/council/settings.ts'
import { Invalid, NotFound, Refused } from '../../server/errors.ts'
import { listPosts, readPost } from '../../server/posts/posts.store.ts'
import { withdrawPost } from '../../server/posts/withdraw.ts'
import { recipesOfStory } from '../../server/recipes/recipes.store.ts'
import { mayPutTogether, ownRecipe, putTogether } from '../../server/recipes/recipes.ts'
import { findPost, idIn } from '../find.ts'
import { orFaults } from '../form.ts'
import { needViewer } from '../guard.ts'
import { keepPages, listMeta, sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { pageAsked, pageLinks } from '../paging.ts'
import { lookingFor, presentPosts } from '../present.ts'
import { editPage, editTyped, workOn } from './edit.ts'
import { comparePage, recipePage, versionsPage } from './page.ts'

/** `/recipes` and all below it, and `/stories/:id/recipe`. */
export const recipeRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    keepPages(app)

    app.get('/recipes', async (request, reply) => {
      const { data, meta } = await recipeList(context, request)
      return sendPage(pages, request, reply, 'recipes/list.njk', data, meta)
    })

    app.get('/recipes/:id', async (request, reply) => {
      const found = await findPost(context, request, ['recipe'])
      if (found.post.audience === 'draft') return reply.redirect(`/recipes/${found.post.id}/edit`, 303)
      const { data, meta } = await recipePage(context, request, found)
      return sendPage(pages, request, reply, 'recipes/recipe.njk', data, meta)
    })

    app.get('/recipes/:id/versions', async (request, reply) => {
      const found = await findPost(context, request, ['recipe'])
      const data = await versionsPage(context, request, found)
      return sendPage(pages, request, reply, 'recipes/versions.njk', data, { robots: 'noindex' })
    })

    app.get('/recipes/:id/compare', async (request, reply) => {
      const found = await findPost(context, request, ['recipe'])
      const data = await comparePage(context, request, found)
      return sendPage(pages, request, reply, 'recipes/compare.njk', data, { robots: 'noindex' })
    })

    app.get('/recipes/:id/edit', async (request, reply) => {
      const viewer = needViewer(request)
      const data = await editPage(context, request, viewer, await ownRecipe(context, viewer, idIn(request)))
      return sendPage(pages, request, reply, 'recipes/edit.njk', data, { robots: 'noindex' })
    })

    app.post('/recipes/:id/edit', async (request, reply) => {
      const viewer = needViewer(request)
      const id = idIn(request)
      const asked = editTyped(request.body)
      const led = await orFaults(() => workOn(context, viewer, id, asked))
      if (!(led instanceof Invalid)) return reply.redirect(led.path, 303)
      const data = await editPage(context, request, viewer, await ownRecipe(context, viewer, id), { asked, fault: led })
      return sendPage(pages, request, reply, 'recipes/edit.njk', data, { robots: 'noindex' }, { status: 422 })
    })

    app.get('/recipes/:id/withdraw', async (request, reply) => {
      const viewer = needViewer(request)
      const own = await authored(context, request)
      const [item] = await presentPosts(context, viewer, [own])
      const data = { title: 'Withdraw this recipe?', what: 'recipe', item, action: `/recipes/${own.post.id}/withdraw` }
      return sendPage(pages, request, reply, 'stories/withdraw.njk', data, { robots: 'noindex' })
    })

    app.post('/recipes/:id/withdraw', async (request, reply) => {
      const own = await authored(context, request)
      await withdrawPost(context, needViewer(request), own.post.id)
      return reply.redirect('/recipes', 303)
    })

    app.get('/stories/:id/recipe', async (request, reply) => {
      const viewer = needViewer(request)
      const story = await readPost(context.store.read, { id: idIn(request) }, lookingFor(viewer))
      if (story?.post.kind !== 'story') throw new NotFound()
      const [before] = await recipesOfStory(context.store.read, story.post.uri, lookingFor(viewer))
      if (before) return reply.redirect(`/recipes/${before.post.id}`, 303)
      if (!(await mayPutTogether(context, viewer, story)))
        throw new Refused('Its author, or a coordinator, can put a recipe together from this story.')
      const [item] = await presentPosts(context, viewer, [story])
      const data = { title: 'Put a recipe together', item }
      return sendPage(pages, request, reply, 'recipes/start.njk', data, { robots: 'noindex' })
    })

    app.post('/stories/:id/recipe', async (request, reply) => {
      const made = await putTogether(context, needViewer(request), idIn(request))
      return reply.redirect(`/recipes/${made.post.id}`, 303)
    })
  }

/** A recipe that the viewer began: only they can take it back. */
async function authored(context: Context, request: FastifyRequest) {
  const viewer = needViewer(request)
  const own = await ownRecipe(context, viewer, idIn(request))
  if (own.author.id !== viewer.actor.id) throw new Refused('Only its author can withdraw it.')
  return own
}

async function recipeList(context: Context, request: FastifyRequest) {
  const asked = { ...pageAsked(request.query), kinds: ['recipe' as const] }
  const page = await listPosts(context.store.read, lookingFor(request.viewer), asked)
  const { shortName } = await councilOf(context)
  const feeds = [{ title: 'Recipes', href: '/feeds/recipes.atom' }]
  const about = `How to do what ${shortName} and other councils did, step by step, and who says so.`
  return {
    data: {
      title: 'Recipes',
      items: await presentPosts(context, request.viewer, page.rows),
      pages: pageLinks('/recipes', page)
    },
    meta: listMeta(context, '/recipes', about, { feeds })
  }
}
