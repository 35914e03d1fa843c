/** A replication recipe as an Article that is a HowTo, each line with what it cites; and back (Q5). */
import { createHash } from 'node:crypto'
import type { RecipeLine } from '../../server/recipes/lines.ts'
import { type RecipeSection, sectionNames } from '../../server/recipes/lines.ts'
import type { ReceivedRecipe } from '../../server/recipes/received.store.ts'
import type { RecipeParts } from '../../server/recipes/recipes.store.ts'
import { type RecipeSource, recipeHtml, shownLines, sourcesByUri } from '../../server/recipes/shown.ts'
import { escapeHtml, textOf as plainText } from '../../server/text/sanitise.ts'
import { hrefOf, idOf, isObject, type JsonObject, listOf, numberOf, textOf } from '../json.ts'
import type { Told } from './around.ts'
import { extension } from './extension.ts'
import { boldLine, paragraphs, plainName } from './html.ts'
import { commonPart, contentPart, namePart } from './post.ts'
import { longest, readLine } from './received-text.ts'
import { licence } from './story.ts'

/** What is known of a recipe beside the common post. */
export interface RecipeTold {
  parts: RecipeParts
  sources: RecipeSource[]
}

const documentType = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'

/** Where the lines of a section stand, and what each is. The facts are PropertyValues by the name of their section. */
const places: Record<RecipeSection, { key: string; type: string }> = {
  needs: { key: 'schema:supply', type: 'schema:HowToSupply' },
  steps: { key: 'schema:step', type: 'schema:HowToStep' },
  well: { key: 'schema:positiveNotes', type: 'schema:ListItem' },
  badly: { key: 'schema:negativeNotes', type: 'schema:ListItem' },
  time: { key: 'schema:additionalProperty', type: 'PropertyValue' },
  cost: { key: 'schema:additionalProperty', type: 'PropertyValue' },
  people: { key: 'schema:additionalProperty', type: 'PropertyValue' },
  evidence: { key: 'schema:additionalProperty', type: 'PropertyValue' }
}
const facts = ['time', 'cost', 'people', 'evidence'] as const
const tools =
  /\b(tool|laptop|computer|tablet|phone|software|app|spreadsheet|database|printer|scanner|van|vehicle|diary)\b/i

/** The Article. Lines that wait for leave are not in it. */
export function recipeDocument(told: Told): JsonObject {
  const { post, author } = told
  const { parts, sources } = told.recipe ?? { parts: undefined, sources: [] }
  const byUri = sourcesByUri(sources)
  const lines = shownLines(parts?.shown ?? [], byUri)
  const title = post.title ?? ''
  const summary = paragraphs(post.summary || plainText(post.html, 400))
  const { tag, ...common } = commonPart(told)
  const shown = [...lines.values()].flat()
  const cited = sources.filter(({ uri }) => shown.some((line) => line.sources.some((one) => one.uri === uri)))
  return {
    type: 'Article',
    ...common,
    // FEP-e232: whoever knows it leads on to what is cited.
    tag: [...listOf(tag), ...cited.map(linkTo)],
    ...namePart(plainName(title), post.language),
    summary,
    ...contentPart(boldLine(title) + recipeHtml(parts?.shown ?? [], byUri), post.language),
    preview: {
      type: 'Note',
      attributedTo: author.uri,
      published: (post.published ?? post.created).toISOString(),
      content: `${boldLine(title)}${summary}<p><a href="${escapeHtml(post.url)}">${escapeHtml(post.url)}</a></p>`
    },
    'schema:additionalType': 'https://schema.org/HowTo',
    'schema:license': licence,
    ...(parts && { 'schema:version': String(parts.version) }),
    ...(parts?.story && { 'schema:isBasedOn': parts.story }),
    ...durationPart(lines.get('time') ?? []),
    ...costPart(lines.get('cost') ?? []),
    ...linesPart(lines, byUri)
  }
}

function linesPart(lines: Map<RecipeSection, RecipeLine[]>, byUri: Map<string, RecipeSource>): JsonObject {
  const lists: Record<string, JsonObject[]> = {}
  for (const [section, list] of lines) {
    for (const [n, line] of list.entries()) {
      const tool = section === 'needs' && tools.test(line.text)
      const { key, type } = tool ? { key: 'schema:tool', type: 'schema:HowToTool' } : places[section]
      const said =
        type === 'PropertyValue'
          ? { name: sectionNames[section], value: escapeHtml(line.text) }
          : type === 'schema:HowToStep'
            ? { 'schema:position': n + 1, 'schema:text': line.text }
            : { name: line.text }
      lists[key] = [...(lists[key] ?? []), { type, 'schema:identifier': line.id, ...said, ...citations(line, byUri) }]
    }
  }
  return lists
}

function citations({ sources }: RecipeLine, byUri: Map<string, RecipeSource>): JsonObject {
  const cited = [...new Set(sources.map(({ uri }) => uri))].flatMap((uri) => byUri.get(uri) ?? [])
  const list = cited.map(({ uri, url, author, name, what }) => ({
    ...{ type: 'schema:CreativeWork', id: uri, url, name: what },
    ...{ 'schema:author': { type: 'schema:Person', id: author, name } }
  }))
  return list.length > 0 ? { 'schema:citation': list } : {}
}

const linkTo = ({ uri, name, what }: RecipeSource): JsonObject => ({
  type: 'Link',
  mediaType: documentType,
  href: uri,
  name: `${what}: ${name}`
})

const units: Record<string, string> = {
  minute: 'PTnM',
  hour: 'PTnH',
  day: 'PnD',
  week: 'PnW',
  month: 'PnM',
  year: 'PnY'
}

/** The longest time that the lines name, as ISO 8601 has durations: '2 to 3 weeks' is P3W. */
function durationPart(lines: RecipeLine[]): JsonObject {
  for (const { text } of lines) {
    const [, number, unit] = /(\d{1,4})\s*(minute|hour|day|week|month|year)s?\b/i.exec(text) ?? []
    const form = unit && units[unit.toLowerCase()]
    if (number && form) return { 'schema:totalTime': form.replace('n', String(Number(number))) }
  }
  return {}
}

const costPart = (lines: RecipeLine[]): JsonObject =>
  lines.length > 0 ? { 'schema:estimatedCost': lines.map(({ text }) => text).join('; ') } : {}

const mostLines = 200
const longestLine = 1_000

/** The parts of a received recipe, from the lines as they came; what is not a line is left out. */
export function readRecipe(document: JsonObject): ReceivedRecipe {
  const sources = new Map<string, ReceivedRecipe['sources'][number]>()
  const lines = [
    ...readFacts(document, sources),
    ...readList(document, ['tool', 'supply'], 'needs', sources),
    ...readList(document, ['step'], 'steps', sources),
    ...readList(document, ['positiveNotes'], 'well', sources),
    ...readList(document, ['negativeNotes'], 'badly', sources)
  ].slice(0, mostLines)
  const story = hrefOf(idOf(extension(document, 'isBasedOn')))
  const version = Math.trunc(numberOf(extension(document, 'version')) ?? 1)
  return {
    ...(story && { story }),
    version: Math.min(Math.max(version, 1), 100_000),
    lines,
    sources: [...sources.values()].slice(0, mostLines)
  }
}

function readList(
  document: JsonObject,
  names: string[],
  section: RecipeSection,
  sources: Map<string, ReceivedRecipe['sources'][number]>
): RecipeLine[] {
  const items = names.flatMap((name) => listOf(extension(document, name)))
  return items.flatMap((item) => readOne(item, section, sources))
}

function readFacts(document: JsonObject, sources: Map<string, ReceivedRecipe['sources'][number]>): RecipeLine[] {
  const found = listOf(extension(document, 'additionalProperty'))
    .filter(isObject)
    .flatMap((property) => {
      const section = facts.find((one) => sectionNames[one] === textOf(property.name))
      return section ? readOne({ ...property, name: property.value ?? '' }, section, sources) : []
    })
  if (found.some(({ section }) => section === 'cost')) return found
  const cost = extension(document, 'estimatedCost')
  return [...(typeof cost === 'string' ? readOne(cost, 'cost', sources) : []), ...found]
}

/** One line: text, or an object with one. Sections of steps (HowToSection) are read as their steps. */
function readOne(
  item: unknown,
  section: RecipeSection,
  sources: Map<string, ReceivedRecipe['sources'][number]>
): RecipeLine[] {
  if (!isObject(item)) return lineFrom(readLine(item, longestLine), section, {}, [])
  const within = listOf(extension(item, 'itemListElement'))
  if (within.length > 0)
    return within
      .slice(0, mostLines)
      .filter((one) => !isObject(one) || !extension(one, 'itemListElement'))
      .flatMap((one) => readOne(one, section, sources))
  const text = readLine(extension(item, 'text') ?? item.name, longestLine)
  const cited = listOf(extension(item, 'citation')).flatMap((one) => readSource(one, sources) ?? [])
  return lineFrom(text, section, item, cited)
}

function lineFrom(text: string | undefined, section: RecipeSection, item: JsonObject, cited: string[]): RecipeLine[] {
  if (!text) return []
  const given = textOf(extension(item, 'identifier')) ?? ''
  const id = /^[\w-]{1,64}$/.test(given)
    ? given
    : createHash('sha256').update(`${section} ${text}`).digest('hex').slice(0, 32)
  const sources = [...new Set(cited)].slice(0, 20).map((uri) => ({ uri, words: '', hash: '' }))
  return [{ id, section, text, sources, rev: 1 }]
}

function readSource(value: unknown, sources: Map<string, ReceivedRecipe['sources'][number]>): string | undefined {
  const uri = hrefOf(idOf(value))
  if (!uri) return undefined
  if (sources.has(uri)) return uri
  const one = isObject(value) ? value : {}
  const author = extension(one, 'author')
  const name = isObject(author) ? readLine(author.name, longest.line) : undefined
  const page = hrefOf(one.url)
  sources.set(uri, {
    uri,
    url: page && new URL(page).host === new URL(uri).host ? page : uri,
    author: hrefOf(idOf(author)) ?? '',
    name: name ?? new URL(uri).host,
    what: readLine(one.name, longest.line) ?? 'Source'
  })
  return uri
}
