/** What of a recipe others are shown: the lines whose authors allow it, in the order of the sections. */
import type { recipeSources } from '../../schema/recipes.ts'
import { escapeHtml } from '../text/sanitise.ts'
import { type RecipeLine, type RecipeSection, sectionNames, sections } from './lines.ts'

export type RecipeSource = typeof recipeSources.$inferSelect
/** `gone` is told without its words; what waits or was refused is not told at all. */
export type Standing = 'shown' | 'waiting' | 'refused' | 'gone'

const allowed = new Set(['own', 'free', 'plain', 'accepted'])

/** Whether a line may be shown, by the leave of everybody whom it quotes. */
export function standingOf({ gone, sources }: RecipeLine, byUri: Map<string, RecipeSource>): Standing {
  if (gone) return 'gone'
  const cited = sources.flatMap(({ uri }) => byUri.get(uri) ?? [])
  if (cited.some(({ state }) => state === 'refused' || state === 'revoked')) return 'refused'
  return cited.every(({ state }) => allowed.has(state)) ? 'shown' : 'waiting'
}

/** Whether a passage stays in a recipe when its author takes their post back: only where they allowed it. */
export const staysWithout = ({ state }: RecipeSource): boolean =>
  state === 'own' || state === 'free' || state === 'accepted'

/** The sources by their address. */
export const sourcesByUri = (sources: RecipeSource[]): Map<string, RecipeSource> =>
  new Map(sources.map((source) => [source.uri, source]))

/** The lines that everybody sees, by section. */
export function shownLines(lines: RecipeLine[], byUri: Map<string, RecipeSource>): Map<RecipeSection, RecipeLine[]> {
  const open = lines.filter((line) => standingOf(line, byUri) === 'shown')
  return new Map(sections.map((section) => [section, open.filter((line) => line.section === section)]))
}

/** The recipe as HTML, for search, feeds, and servers that know no recipes. */
export function recipeHtml(lines: RecipeLine[], byUri: Map<string, RecipeSource>): string {
  const parts = [...shownLines(lines, byUri)].filter(([, list]) => list.length > 0)
  return parts
    .map(([section, list]) => {
      const tag = section === 'steps' ? 'ol' : 'ul'
      const items = list.map((line) => `<li>${escapeHtml(line.text)}${namesOf(line, byUri)}</li>`)
      return `<p><strong>${sectionNames[section]}</strong></p><${tag}>${items.join('')}</${tag}>`
    })
    .join('')
}

function namesOf({ sources }: RecipeLine, byUri: Map<string, RecipeSource>): string {
  const names = [...new Set(sources.flatMap(({ uri }) => byUri.get(uri)?.name ?? []))]
  return names.length > 0 ? ` (${escapeHtml(names.join(', '))})` : ''
}
