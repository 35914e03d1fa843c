/** Recipes of other servers, as kept in the database: their lines as they were told, each version as it came. */
import type { Writer } from '../store/store.ts'
import type { RecipeLine } from './lines.ts'
import { keepRecipe, keepVersion } from './recipes.store.ts'
import { addSource, dropSources } from './sources.store.ts'

/** A recipe from elsewhere in our own words. */
export interface ReceivedRecipe {
  /** The story that it was put together from. */
  story?: string
  version: number
  lines: RecipeLine[]
  sources: { uri: string; url: string; author: string; name: string; what: string }[]
}

/** Keeps the parts of a received recipe as they are now. */
export async function keepReceivedRecipe(
  tx: Writer,
  post: string,
  said: { title?: string; summary?: string; published: Date; edited?: Date; recipe: ReceivedRecipe }
): Promise<void> {
  const { story, version, lines, sources } = said.recipe
  await keepRecipe(tx, { post, story: story ?? null, version, shown: lines, lines: [] })
  await dropSources(tx, post)
  for (const source of sources) await addSource(tx, { ...source, recipe: post, state: 'plain' })
  const words = { title: said.title ?? '', summary: said.summary ?? '' }
  await keepVersion(tx, { recipe: post, number: version, ...words, lines, created: said.edited ?? said.published })
}
