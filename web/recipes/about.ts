/** What a story's page tells of recipes: those put together from it, or the way to begin one. */
import type { FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import { recipesOfStory } from '../../server/recipes/recipes.store.ts'
import { mayPutTogether } from '../../server/recipes/recipes.ts'
import { lookingFor, pathOf } from '../present.ts'

/** The recipes of a story that the viewer may read, newest first. */
export async function recipesAbout(context: Context, request: FastifyRequest, story: WholePost) {
  const rows = await recipesOfStory(context.store.read, story.post.uri, lookingFor(request.viewer))
  const recipes = rows.map((row) => ({
    title: `${row.post.title ?? 'A recipe'}${row.post.audience === 'draft' ? ' (not published)' : ''}`,
    path: pathOf(row)
  }))
  return { recipes, mayMake: recipes.length === 0 && (await mayPutTogether(context, request.viewer, story)) }
}
