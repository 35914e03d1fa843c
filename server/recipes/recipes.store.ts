/** Recipes, their versions and who works on them, as kept in the database. */
import { and, asc, desc, eq, inArray } from 'drizzle-orm'
import { actors, posts, recipeEditors, recipeSuggestions, recipes, recipeVersions } from '../../schema/index.ts'
import { type Actor, type Looking, readable, selectPosts, type WholePost } from '../posts/posts.store.ts'
import type { Reader, Writer } from '../store/store.ts'
import { unindexed } from '../store/unindexed.ts'

export type RecipeParts = typeof recipes.$inferSelect
export type RecipeVersion = typeof recipeVersions.$inferSelect

/** The parts of one recipe. */
export async function recipeParts(db: Reader, post: string): Promise<RecipeParts | undefined> {
  const [row] = await db.select().from(recipes).where(eq(recipes.post, post))
  return row
}

/** Keeps the parts of a recipe, or brings them up to date. */
export async function keepRecipe(tx: Writer, parts: typeof recipes.$inferInsert): Promise<void> {
  const { post: _, ...set } = parts
  await tx.insert(recipes).values(parts).onConflictDoUpdate({ target: recipes.post, set })
}

/** Changes a draft that is still as it was read; false when somebody else was faster. */
export async function changeRecipe(
  tx: Writer,
  { post, revision }: Pick<RecipeParts, 'post' | 'revision'>,
  change: Partial<RecipeParts>
): Promise<boolean> {
  const rows = await tx
    .update(recipes)
    .set(change)
    .where(and(eq(recipes.post, post), eq(recipes.revision, revision)))
    .returning({ post: recipes.post })
  return rows.length > 0
}

/** The recipes put together from a story, newest first, as whoever is looking may read them. */
export const recipesOfStory = (db: Reader, story: string, looking: Looking): Promise<WholePost[]> =>
  storyRecipesQuery(db, story, looking)

/** The query behind {@link recipesOfStory}. */
export const storyRecipesQuery = (db: Reader, story: string, looking: Looking) =>
  selectPosts(db)
    .where(
      and(
        inArray(posts.id, db.select({ id: recipes.post }).from(recipes).where(eq(recipes.story, story))),
        readable(db, looking)
      )
    )
    .orderBy(desc(posts.placed))
    .limit(20)

/** The versions of a recipe, newest first. */
export const versionsOf = (db: Reader, recipe: string) =>
  db
    .select({ version: recipeVersions, by: actors })
    .from(recipeVersions)
    .leftJoin(actors, eq(actors.id, recipeVersions.by))
    .where(eq(recipeVersions.recipe, recipe))
    .orderBy(desc(recipeVersions.number))
    .limit(200)

/** One version. */
export async function versionOf(db: Reader, recipe: string, number: number): Promise<RecipeVersion | undefined> {
  const [row] = await db
    .select()
    .from(recipeVersions)
    .where(and(eq(recipeVersions.recipe, recipe), eq(recipeVersions.number, number)))
  return row
}

/** Keeps a version; of one that came before, what it says now. */
export async function keepVersion(tx: Writer, version: typeof recipeVersions.$inferInsert): Promise<void> {
  const { title, summary, lines } = version
  await tx
    .insert(recipeVersions)
    .values(version)
    .onConflictDoUpdate({ target: [recipeVersions.recipe, recipeVersions.number], set: { title, summary, lines } })
}

/** Who was invited to work on a recipe. */
export async function editorsOf(db: Reader, recipe: string): Promise<Actor[]> {
  const rows = await db
    .select({ actor: actors })
    .from(recipeEditors)
    .innerJoin(actors, eq(actors.id, recipeEditors.actor))
    .where(eq(recipeEditors.recipe, recipe))
  return rows.map((row) => row.actor).sort((a, b) => a.name.localeCompare(b.name))
}

/** Invites somebody. */
export async function addEditor(tx: Writer, recipe: string, actor: string): Promise<void> {
  await tx.insert(recipeEditors).values({ recipe, actor }).onConflictDoNothing()
}

/** Takes an invitation back. */
export async function dropEditor(tx: Writer, recipe: string, actor: string): Promise<void> {
  await tx.delete(recipeEditors).where(and(eq(recipeEditors.recipe, recipe), eq(recipeEditors.actor, actor)))
}

/** Replies directly under a recipe on which nobody decided yet, oldest first, as whoever is looking may read them. */
export async function openReplies(db: Reader, recipe: string, looking: Looking): Promise<WholePost[]> {
  const decided = new Set((await decisionsOn(db, recipe)).map(({ reply }) => reply))
  // A recipe begins its conversation, whose index is in the order of keys.
  const direct = and(eq(unindexed(posts.parent), recipe), eq(unindexed(posts.kind), 'reply'))
  const rows = await selectPosts(db)
    .where(and(eq(posts.thread, recipe), direct, readable(db, looking)))
    .orderBy(asc(posts.placed))
    .limit(200)
  return rows.filter(({ post }) => !decided.has(post.id))
}

/** What was decided on suggestions. */
export const decisionsOn = (db: Reader, recipe: string) =>
  db.select().from(recipeSuggestions).where(eq(recipeSuggestions.recipe, recipe))

/** Keeps a decision on a suggestion. */
export async function decideSuggestion(tx: Writer, decision: typeof recipeSuggestions.$inferInsert): Promise<void> {
  const { state, by } = decision
  await tx
    .insert(recipeSuggestions)
    .values(decision)
    .onConflictDoUpdate({ target: [recipeSuggestions.recipe, recipeSuggestions.reply], set: { state, by: by ?? null } })
}
