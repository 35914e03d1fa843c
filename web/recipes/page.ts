/** Pages of one recipe: how it stands, its versions, and what changed from one to another. */
import type { FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { NotFound } from '../../server/errors.ts'
import { readPost, type WholePost } from '../../server/posts/posts.store.ts'
import { compareLines, wordsOf } from '../../server/recipes/compare.ts'
import { sectionNames } from '../../server/recipes/lines.ts'
import { type RecipeParts, recipeParts, versionOf, versionsOf } from '../../server/recipes/recipes.store.ts'
import { mayWorkOn } from '../../server/recipes/recipes.ts'
import { adoptionView, whoSaid } from '../adoption/view.ts'
import { postMeta } from '../meta.ts'
import { pageAsked, queryText, withQuery } from '../paging.ts'
import { presentPeople } from '../present/people.ts'
import { presentThread } from '../present/thread.ts'
import { lookingFor, pathOf, presentPosts } from '../present.ts'
import { replyAsked } from '../replies/asked.ts'
import { cardLink, shareOf } from '../share/share.ts'
import { lineViews, recipeView, takenBack } from './present.ts'

/** The parts of a recipe that is shown. Throws NotFound. */
export async function partsOf(context: Context, { post }: WholePost): Promise<RecipeParts> {
  const parts = await recipeParts(context.store.read, post.id)
  if (!parts) throw new NotFound()
  return parts
}

/** The data of recipes/recipe.njk, and the page's head. */
export async function recipePage(context: Context, request: FastifyRequest, found: WholePost) {
  const { viewer } = request
  const recipe = await partsOf(context, found)
  const { after } = pageAsked(request.query)
  const [views, talk, story, mayEdit, replyTo] = await Promise.all([
    lineViews(context, viewer, found.post.id),
    presentThread(context, viewer, found, after),
    recipe.story ? readPost(context.store.read, { uri: recipe.story }, lookingFor(viewer)) : undefined,
    mayWorkOn(context, viewer, { ...found, recipe }),
    replyAsked(context, request, found)
  ])
  const view = recipeView(views(recipe.shown))
  const adoption = await adoptionView(context, viewer, found)
  return {
    data: {
      title: found.post.title ?? 'Recipe',
      item: talk.top,
      recipe: { ...view, ...(!mayEdit && { withheld: [] }), version: recipe.version, takenBack },
      thread: talk.replies,
      mayEdit,
      share: await shareOf(context, found),
      replyTo: replyTo ?? talk.top,
      ...(adoption && { adoption, who: whoSaid(adoption.councils, adoption.elsewhere) }),
      values: {},
      ...(story && { story: { title: story.post.title ?? 'A story', path: pathOf(story) } }),
      ...(!story && recipe.story && { story: { title: 'The story on its own server', path: recipe.story } }),
      ...(talk.next && { more: withQuery(pathOf(found), { after: talk.next }) })
    },
    meta: { ...postMeta(found), ...cardLink(context, found) }
  }
}

/** The data of recipes/versions.njk. */
export async function versionsPage(context: Context, request: FastifyRequest, found: WholePost) {
  const [[item], rows] = await Promise.all([
    presentPosts(context, request.viewer, [found]),
    versionsOf(context.store.read, found.post.id)
  ])
  const by = await presentPeople(
    context,
    rows.map((row) => row.by ?? found.author)
  )
  return {
    title: `Versions of “${found.post.title ?? 'a recipe'}”`,
    item,
    versions: rows.map(({ version }, n) => ({
      ...{ number: version.number, title: version.title, at: version.created, by: by[n]! },
      ...(rows[n + 1] && { before: rows[n + 1]!.version.number })
    }))
  }
}

/** The data of recipes/compare.njk: the versions that the query names, else the last two. Throws NotFound. */
export async function comparePage(context: Context, request: FastifyRequest, found: WholePost) {
  const { version } = await partsOf(context, found)
  const number = (name: string, otherwise: number) => {
    const text = queryText(request.query, name)
    return /^\d{1,6}$/.test(text) ? Number(text) : otherwise
  }
  const to = number('to', version)
  const from = number('from', to - 1)
  const { read } = context.store
  const [before, after, views, [item]] = await Promise.all([
    versionOf(read, found.post.id, from),
    versionOf(read, found.post.id, to),
    lineViews(context, request.viewer, found.post.id),
    presentPosts(context, request.viewer, [found])
  ])
  if (!before || !after) throw new NotFound('There are no such versions to compare.')
  // What may not be shown in the recipe may not be shown here.
  const shown = new Map(views([...before.lines, ...after.lines]).map((view) => [view.id, view]))
  const open = (line: { id: string }) => shown.get(line.id)?.standing === 'shown'
  const changes = compareLines(before.lines.filter(open), after.lines.filter(open))
  return {
    title: `What changed from version ${from} to version ${to}`,
    item,
    from,
    to,
    heads: [
      { name: 'Title', words: wordsOf(before.title, after.title) },
      { name: 'Summary', words: wordsOf(before.summary, after.summary) }
    ].filter(({ words }) => words.some(({ how }) => how !== 'same')),
    sections: [...changes].flatMap(([section, list]) => {
      const lines = list.map(({ line, from: was, ...change }) => ({
        ...change,
        from: shown.get(line.id)?.from ?? [],
        ...(was && was in sectionNames && { moved: sectionNames[was as keyof typeof sectionNames] })
      }))
      return lines.some(({ how }) => how !== 'same') ? { title: sectionNames[section], lines } : []
    })
  }
}
