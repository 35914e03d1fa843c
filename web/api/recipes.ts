/** Recipes by the API: read with the source of each line, put together, worked on, published. */
import Type, { type Static } from 'typebox'
import type { Context } from '../../server/context.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { listPosts, type WholePost } from '../../server/posts/posts.store.ts'
import { withdrawPost } from '../../server/posts/withdraw.ts'
import { compareLines } from '../../server/recipes/compare.ts'
import { actions, type RecipeLine, sections } from '../../server/recipes/lines.ts'
import { openReplies, recipeParts, versionOf, versionsOf } from '../../server/recipes/recipes.store.ts'
import { editRecipe, ownRecipe, publishRecipe, putTogether, recipeAudiences } from '../../server/recipes/recipes.ts'
import { sourcesByUri, standingOf } from '../../server/recipes/shown.ts'
import { sourcesOf } from '../../server/recipes/sources.store.ts'
import { acceptSuggestion, declineSuggestion } from '../../server/recipes/suggestions.ts'
import { lookingFor } from '../present.ts'
import { itemsOf, replyOf } from './item.ts'
import { onePost, ownPost, readableById } from './one.ts'
import { DraftRecipe, Recipe, RecipeVersions } from './recipe-shapes.ts'
import { type ApiRoute, openRoute, route } from './route.ts'
import { Item } from './shapes.ts'
import { listAsked } from './stories.ts'
import { flag, keyPattern, oneOf, pageOf, paging, text, uri } from './words.ts'

const lineId = text('The id of a line, or title or summary', 64)
const Changes = Type.Object(
  {
    lines: Type.Optional(
      Type.Array(
        Type.Object({
          id: lineId,
          text: text('What it is to say'),
          was: text('What it said when it was read'),
          rev: Type.Integer({ description: 'Its revision when it was read', minimum: 0 }),
          section: Type.Optional(oneOf(sections, 'Where it is to stand'))
        }),
        { maxItems: 202 }
      )
    ),
    added: Type.Optional(
      Type.Array(Type.Object({ section: oneOf(sections, 'Where it stands'), text: text('The line') }), {
        maxItems: 200
      })
    ),
    action: Type.Optional(
      Type.Object({
        does: oneOf(actions, 'What is done with one line; keep, take and both choose between two wordings'),
        line: lineId,
        nth: Type.Optional(Type.Integer({ description: 'Which of the other wordings, from 0', minimum: 0 }))
      })
    )
  },
  { description: 'What somebody else changed meanwhile stays: then `clashes` names the lines with two wordings.' }
)
type Changes = Static<typeof Changes>
const Decision = Type.Object({
  reply: Type.String({ description: 'The id of the reply', pattern: keyPattern }),
  take: Type.Boolean({ description: 'Whether it is taken in' }),
  section: Type.Optional(oneOf(sections, 'Where the line is to stand')),
  text: Type.Optional(text('The line, worded for the recipe')),
  thanks: Type.Optional(text('What its author is told, as a reply; nothing when it is empty'))
})

/** The calls. */
export const recipeRoutes = (context: Context): ApiRoute[] => [
  openRoute({
    method: 'GET',
    path: '/recipes',
    does: 'Lists recipes, from here and from elsewhere, newest first.',
    query: Type.Object({
      ...paging,
      topic: Type.Optional(text('Only of this topic', 100)),
      local: Type.Optional(flag('Only from here, or only from elsewhere')),
      author: Type.Optional(uri('Only by this author'))
    }),
    gives: { status: 200, shape: pageOf(Item) },
    async handle({ viewer, query }) {
      const asked = { ...(await listAsked(context, query)), kinds: ['recipe' as const] }
      const page = await listPosts(context.store.read, lookingFor(viewer), asked)
      return { items: await itemsOf(context, viewer, page.rows), next: page.next ?? null }
    }
  }),
  openRoute({
    method: 'GET',
    path: '/recipes/:id',
    does: 'Gives a recipe as it is published, each line with what it cites.',
    gives: { status: 200, shape: Recipe },
    handle: async ({ viewer, params }) =>
      recipeOf(context, viewer, onePost(await readableById(context, viewer, params.id!), ['recipe']))
  }),
  openRoute({
    method: 'GET',
    path: '/recipes/:id/versions',
    does: 'Gives the versions of a recipe, newest first, each with what changed since the one before.',
    gives: { status: 200, shape: RecipeVersions },
    handle: async ({ viewer, params }) =>
      versionsOfRecipe(context, onePost(await readableById(context, viewer, params.id!), ['recipe']))
  }),
  route({
    method: 'POST',
    path: '/stories/:id/recipe',
    access: 'write',
    does: 'Puts a draft together from a story and its accepted answers; gives the one that is there already.',
    gives: { status: 201, shape: DraftRecipe },
    async handle({ viewer, params }) {
      const made = await putTogether(context, viewer, params.id!)
      return draftOf(context, viewer, made.post.id)
    }
  }),
  route({
    method: 'GET',
    path: '/recipes/:id/draft',
    access: 'read',
    does: 'Gives the draft of a recipe that you may work on.',
    gives: { status: 200, shape: DraftRecipe },
    handle: ({ viewer, params }) => draftOf(context, viewer, params.id!)
  }),
  route({
    method: 'PATCH',
    path: '/recipes/:id/draft',
    access: 'write',
    does: 'Changes the draft, line by line, beside others who work on it.',
    body: Changes,
    gives: { status: 200, shape: DraftRecipe },
    async handle({ viewer, params, body }) {
      const { clashes } = await editRecipe(context, viewer, params.id!, editOf(body))
      return draftOf(context, viewer, params.id!, clashes)
    }
  }),
  route({
    method: 'POST',
    path: '/recipes/:id/publish',
    access: 'write',
    does: 'Publishes the draft as the next version.',
    body: Type.Object({
      audience: Type.Optional(
        oneOf(recipeAudiences, 'Who may read it; the world if nothing is said. Once published it stays so.')
      )
    }),
    gives: { status: 200, shape: Recipe },
    handle: async ({ viewer, params, body }) =>
      recipeOf(context, viewer, await publishRecipe(context, viewer, params.id!, body.audience))
  }),
  route({
    method: 'GET',
    path: '/recipes/:id/suggestions',
    access: 'read',
    does: 'Lists the replies to a recipe that you may work on, as far as nobody decided on them, oldest first.',
    gives: { status: 200, shape: Type.Object({ items: Type.Array(Item) }, { additionalProperties: false }) },
    async handle({ viewer, params }) {
      const { post } = await ownRecipe(context, viewer, params.id!)
      const rows = await openReplies(context.store.read, post.id, lookingFor(viewer))
      return { items: await itemsOf(context, viewer, rows) }
    }
  }),
  route({
    method: 'POST',
    path: '/recipes/:id/suggestions',
    access: 'write',
    does: 'Takes a reply into the draft as a line in its author’s name, and thanks them; or leaves it aside.',
    body: Decision,
    gives: { status: 200, shape: DraftRecipe },
    async handle({ viewer, params, body: { reply, take, section, text: words, thanks } }) {
      const line = { section: section ?? 'steps', text: words ?? '', ...(thanks && { thanks }) }
      if (take) await acceptSuggestion(context, viewer, params.id!, reply, line)
      else await declineSuggestion(context, viewer, params.id!, reply)
      return draftOf(context, viewer, params.id!)
    }
  }),
  route({
    method: 'DELETE',
    path: '/recipes/:id',
    access: 'write',
    does: 'Withdraws a recipe of yours, here and wherever it was sent.',
    gives: { status: 204 },
    async handle({ viewer, params }) {
      await ownPost(context, viewer, params.id!, ['recipe'])
      await withdrawPost(context, viewer, params.id!)
    }
  })
]

const editOf = ({ lines = [], added, action }: Changes) => ({
  typed: lines.map(({ section, ...line }) => ({ ...line, ...(section && { section }) })),
  ...(added && { added }),
  ...(action && {
    action: { does: action.does, line: action.line, ...(action.nth !== undefined && { nth: action.nth }) }
  })
})

async function recipeOf(context: Context, viewer: Viewer | undefined, row: WholePost) {
  const parts = await recipeParts(context.store.read, row.post.id)
  return {
    ...(await replyOf(context, viewer, row)),
    ...{ title: row.post.title ?? '', summary: row.post.summary ?? '' },
    ...{ version: parts?.version ?? 0, story: parts?.story ?? null },
    lines: await linesOf(context, row.post.id, parts?.shown ?? [])
  }
}

/** The lines that everybody sees. */
async function linesOf(context: Context, recipe: string, lines: RecipeLine[]) {
  const byUri = sourcesByUri(await sourcesOf(context.store.read, recipe))
  return lines
    .map((line) => ({ line, standing: standingOf(line, byUri) }))
    .filter(({ standing }) => standing === 'shown' || standing === 'gone')
    .map(({ line, standing }) => ({
      ...{ id: line.id, section: line.section, text: line.text, gone: standing === 'gone' },
      sources: citedBy(line, byUri)
    }))
}

const citedBy = ({ sources }: RecipeLine, byUri: ReturnType<typeof sourcesByUri>) =>
  [...new Set(sources.map(({ uri }) => uri))].flatMap((one) => {
    const source = byUri.get(one)
    return source ? [{ uri: one, url: source.url, author: source.author, name: source.name, what: source.what }] : []
  })

async function versionsOfRecipe(context: Context, { post }: WholePost) {
  const rows = await versionsOf(context.store.read, post.id)
  const byUri = sourcesByUri(await sourcesOf(context.store.read, post.id))
  const open = (lines: RecipeLine[]) => lines.filter((line) => standingOf(line, byUri) === 'shown')
  const items = await Promise.all(
    rows.map(async ({ version, by }) => {
      const before = await versionOf(context.store.read, post.id, version.number - 1)
      const changes = [...compareLines(open(before?.lines ?? []), open(version.lines)).values()].flat()
      return {
        ...{ number: version.number, title: version.title, summary: version.summary, by: by?.uri ?? null },
        published: version.created.toISOString(),
        changes: changes
          .filter(({ how }) => how !== 'same')
          .map(({ how, line, words }) => ({ how, id: line.id, section: line.section, words }))
      }
    })
  )
  return { items }
}

async function draftOf(context: Context, viewer: Viewer, id: string, clashes: string[] = []) {
  const { recipe, post } = await ownRecipe(context, viewer, id)
  const byUri = sourcesByUri(await sourcesOf(context.store.read, id))
  return {
    ...{ id, uri: post.uri, revision: recipe.revision, version: recipe.version, story: recipe.story, clashes },
    lines: recipe.lines.map((line) => ({
      ...{ id: line.id, section: line.section, text: line.text, rev: line.rev, standing: standingOf(line, byUri) },
      passages: line.sources,
      sources: citedBy(line, byUri),
      others: line.others?.map(({ text: other }) => other) ?? []
    }))
  }
}
