/** The posts that recipes quote, as kept in the database; and what becomes of lines when one of them is taken back. */
import { and, eq, inArray, isNull } from 'drizzle-orm'
import {
  actors,
  posts,
  recipeEditors,
  recipeSources,
  recipeSuggestions,
  recipes,
  recipeVersions
} from '../../schema/index.ts'
import type { Actor, Post } from '../posts/posts.store.ts'
import { indexPost } from '../search/search.store.ts'
import type { Reader, Writer } from '../store/store.ts'
import type { RecipeLine } from './lines.ts'
import { type RecipeSource, recipeHtml, sourcesByUri, staysWithout } from './shown.ts'

/** What a recipe quotes. What a moderator hid, and what the blocked said, may not be quoted as long as that is so. */
export async function sourcesOf(db: Reader, recipe: string): Promise<RecipeSource[]> {
  return (await knownSources(db, recipe)).map(({ source }) => source)
}

/** Where a post is quoted. */
export const citing = (db: Reader, uri: string): Promise<RecipeSource[]> =>
  db.select().from(recipeSources).where(eq(recipeSources.uri, uri)).limit(1_000)

/** The quotes for which leave was asked by this request, or which rest on this leave. */
export const citedBy = (db: Reader, by: { request: string } | { authorization: string }): Promise<RecipeSource[]> =>
  db
    .select()
    .from(recipeSources)
    .where('request' in by ? eq(recipeSources.request, by.request) : eq(recipeSources.authorization, by.authorization))
    .limit(1_000)

/** Keeps a source; what is known of one stays. */
export async function addSource(tx: Writer, source: typeof recipeSources.$inferInsert): Promise<void> {
  await tx.insert(recipeSources).values(source).onConflictDoNothing()
}

/** Forgets the sources of a received recipe, before it says anew what they are. */
export async function dropSources(tx: Writer, recipe: string): Promise<void> {
  await tx.delete(recipeSources).where(eq(recipeSources.recipe, recipe))
}

/** Changes what is known of a source. */
export async function changeSource(tx: Writer, id: string, change: Partial<RecipeSource>): Promise<void> {
  await tx.update(recipeSources).set(change).where(eq(recipeSources.id, id))
}

/** Writes down anew what search and lists show of a recipe of ours, after a leave was given or taken back. */
export async function refreshRecipe(tx: Writer, recipe: string): Promise<void> {
  const [row] = await tx.select().from(recipes).where(eq(recipes.post, recipe))
  if (!row || row.version === 0) return
  const html = recipeHtml(row.shown, sourcesByUri(await sourcesOf(tx, recipe)))
  await tx
    .update(posts)
    .set({ html })
    .where(and(eq(posts.id, recipe), eq(posts.local, true)))
  await indexPost(tx, recipe)
}

/**
 * A post goes. As a source: lines keep their words if its author had allowed it, else the words go too, from every version.
 * As a recipe: everything of it goes.
 */
export async function forgetInRecipes(tx: Writer, { id }: { id: string }, at: Date): Promise<void> {
  await tx.delete(recipeSuggestions).where(eq(recipeSuggestions.reply, id))
  const [post] = await tx.select({ uri: posts.uri, kind: posts.kind }).from(posts).where(eq(posts.id, id))
  if (!post) return
  if (post.kind === 'recipe') await dropRecipe(tx, id)
  const which = and(eq(recipeSources.uri, post.uri), isNull(recipeSources.withdrawn))
  const cited = await tx.select().from(recipeSources).where(which)
  for (const source of cited) {
    await changeSource(tx, source.id, { withdrawn: at })
    if (!staysWithout(source)) await eraseWords(tx, source)
  }
}

async function dropRecipe(tx: Writer, recipe: string): Promise<void> {
  await tx.delete(recipeVersions).where(eq(recipeVersions.recipe, recipe))
  await tx.delete(recipeSources).where(eq(recipeSources.recipe, recipe))
  await tx.delete(recipeEditors).where(eq(recipeEditors.recipe, recipe))
  await tx.delete(recipeSuggestions).where(eq(recipeSuggestions.recipe, recipe))
  await tx.delete(recipes).where(eq(recipes.post, recipe))
}

async function eraseWords(tx: Writer, { recipe, uri }: RecipeSource): Promise<void> {
  const erased = (lines: RecipeLine[]) =>
    lines.map((line): RecipeLine => {
      if (!line.sources.some((one) => one.uri === uri)) return line
      const sources = line.sources.map((one) => (one.uri === uri ? { ...one, words: '' } : one))
      const { others: _, ...rest } = line
      return { ...rest, text: '', sources, gone: true }
    })
  // Takes the row first, so that what somebody words just now is not lost.
  await tx.update(recipes).set({ post: recipe }).where(eq(recipes.post, recipe))
  const [row] = await tx.select().from(recipes).where(eq(recipes.post, recipe))
  if (!row) return
  const change = { lines: erased(row.lines), shown: erased(row.shown), revision: row.revision + 1 }
  await tx.update(recipes).set(change).where(eq(recipes.post, recipe))
  const versions = await tx
    .select()
    .from(recipeVersions)
    .where(inArray(recipeVersions.recipe, [recipe]))
  for (const { id, lines } of versions)
    await tx
      .update(recipeVersions)
      .set({ lines: erased(lines) })
      .where(eq(recipeVersions.id, id))
  await refreshRecipe(tx, recipe)
}

/** A source with who wrote it and where it is here, as far as that is known. */
export interface KnownSource {
  source: RecipeSource
  author: Actor | null
  post: Pick<Post, 'id' | 'kind' | 'audience' | 'local'> | null
}

/** What a recipe quotes, with authors and posts. */
export async function knownSources(db: Reader, recipe: string): Promise<KnownSource[]> {
  const rows = await db
    .select({
      source: recipeSources,
      author: actors,
      post: { id: posts.id, kind: posts.kind, audience: posts.audience, local: posts.local }
    })
    .from(recipeSources)
    .leftJoin(actors, eq(actors.uri, recipeSources.author))
    .leftJoin(posts, eq(posts.uri, recipeSources.uri))
    .where(eq(recipeSources.recipe, recipe))
  return rows.map((row) => {
    const hidden = row.author?.blocked || row.post?.audience === 'hidden'
    return hidden ? { ...row, source: { ...row.source, state: 'refused' as const } } : row
  })
}
