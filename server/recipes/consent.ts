/** The leave of those whom a recipe quotes: told by their policy, asked of their server, taken back by them. */
import { newKey } from '../../schema/columns.ts'
import type { CitationState } from '../../schema/recipes.ts'
import type { Context } from '../context.ts'
import type { Event } from '../events/events.store.ts'
import { record } from '../events/record.ts'
import { isSent } from '../posts/audience.ts'
import { allowedIn, mayAct } from '../posts/policy.ts'
import { anyPost, changePost, type WholePost } from '../posts/posts.store.ts'
import type { Reader, Writer } from '../store/store.ts'
import { recipeParts } from './recipes.store.ts'
import type { RecipeSource } from './shown.ts'
import { changeSource, citedBy, citing, refreshRecipe, sourcesOf } from './sources.store.ts'

/** Whether the words of a post may stand in a recipe of this author's. */
export async function consentFor(db: Reader, author: string, { post }: WholePost): Promise<CitationState> {
  if (post.author === author) return 'own'
  if (allowedIn(post, 'quote') === 'nobody' || !(await mayAct(db, post, author, 'quote'))) return 'refused'
  if (post.local) return 'free'
  if (!post.policy) return 'plain'
  return post.policy.asks ? 'needed' : 'free'
}

/** Asks those who decide each time, and were not asked yet. */
export async function askLeave(context: Context, tx: Writer, recipe: string): Promise<void> {
  for (const source of await sourcesOf(tx, recipe)) {
    if (source.state !== 'needed') continue
    const request = `${context.config.origin}/activities/${newKey(context.clock().getTime())}`
    await changeSource(tx, source.id, { state: 'requested', request })
    await record(context, tx, { kind: 'recipe.asked', subject: recipe, ids: { source: source.id } })
  }
}

/** The author of a passage answered; false when it answers nothing that a recipe asked. `by` is their address. */
export async function receiveCitationAnswer(
  context: Context,
  by: string,
  request: string,
  authorization: string | undefined
): Promise<boolean> {
  const asked = (await citedBy(context.store.read, { request })).filter((source) => source.author === by)
  const state = authorization ? 'accepted' : 'refused'
  for (const source of asked) await settle(context, source, { state, authorization: authorization ?? null })
  return asked.length > 0
}

/** Leave was taken back by the server that gave it; false when no recipe rests on it. */
export async function receiveCitationRevocation(context: Context, authorization: string): Promise<boolean> {
  const resting = await citedBy(context.store.read, { authorization })
  for (const source of resting) await settle(context, source, { state: 'revoked' })
  return resting.length > 0
}

/** Somebody here changed a post, and with it perhaps who may quote it. */
export async function reviewCitations(context: Context, event: Event): Promise<void> {
  const { read } = context.store
  const found = await anyPost(read, { id: event.subject })
  if (!found?.post.local) return
  for (const source of await citing(read, found.post.uri)) {
    const recipe = await anyPost(read, { id: source.recipe })
    if (!recipe?.post.local || source.withdrawn) continue
    await settle(context, source, { state: await consentFor(read, recipe.author.id, found) })
  }
}

async function settle(context: Context, source: RecipeSource, change: Partial<RecipeSource>): Promise<void> {
  if (change.state === source.state) return
  await context.store.write(async (tx) => {
    await changeSource(tx, source.id, change)
    await retell(context, tx, source.recipe)
  })
}

/** A post was taken back, and with it perhaps words of recipes: whoever holds a copy of these is told. */
export async function retellCiting(context: Context, tx: Writer, uri: string): Promise<void> {
  for (const { recipe } of await citing(tx, uri)) await retell(context, tx, recipe)
}

/** What is shown of a published recipe changed without a new version. */
export async function retell(context: Context, tx: Writer, recipe: string): Promise<void> {
  const [found, parts] = [await anyPost(tx, { id: recipe }), await recipeParts(tx, recipe)]
  if (!found?.post.local || !parts || parts.version === 0) return
  await refreshRecipe(tx, recipe)
  await changePost(tx, recipe, { edited: context.clock() })
  if (isSent(found.post.audience)) await record(context, tx, { kind: 'recipe.edited', subject: recipe })
}
