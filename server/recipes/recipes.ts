/** Replication recipes (Q5): put together from a story and its answers, worked on by several people, published as versions. */
import { newKey } from '../../schema/columns.ts'
import { coordinatedBy } from '../communities/membership.store.ts'
import { groupsOfPost } from '../communities/places.store.ts'
import type { Context } from '../context.ts'
import { Busy, type Fault, NotFound, Refused } from '../errors.ts'
import { record } from '../events/record.ts'
import type { Viewer } from '../members/viewer.ts'
import { needYesFor } from '../nominations/reading.ts'
import { audienceOf, isSent, isShownAnew, mayBecome } from '../posts/audience.ts'
import { needText, newAddress, shownAnew, stopAt } from '../posts/draft.ts'
import { addPost, anyPost, changePost, readPost, type WholePost } from '../posts/posts.store.ts'
import { indexPost } from '../search/search.store.ts'
import { isDuplicate } from '../store/errors.ts'
import type { Writer } from '../store/store.ts'
import { plainCharacters, plainLine } from '../text/sanitise.ts'
import { askLeave, consentFor } from './consent.ts'
import { gather, type Origin } from './gather.ts'
import {
  type Action,
  actOn,
  isSection,
  mergeLines,
  most,
  type RecipeLine,
  type RecipeSection,
  type TypedLine
} from './lines.ts'
import {
  changeRecipe,
  editorsOf,
  keepRecipe,
  keepVersion,
  type RecipeParts,
  recipeParts,
  recipesOfStory
} from './recipes.store.ts'
import { recipeHtml, sourcesByUri } from './shown.ts'
import { addSource, sourcesOf } from './sources.store.ts'

/** A recipe with its parts. */
export interface Recipe extends WholePost {
  recipe: RecipeParts
}

/** For whom a recipe may be. */
export const recipeAudiences = ['world', 'unlisted', 'local'] as const

/** Puts a draft together from a story; gives the one that is there already. Throws NotFound or Refused. */
export async function putTogether(context: Context, viewer: Viewer, storyId: string): Promise<WholePost> {
  const { read } = context.store
  const looking = { actor: viewer.actor.id }
  const story = await readPost(read, { id: storyId }, looking)
  if (story?.post.kind !== 'story' || story.post.audience === 'draft') throw new NotFound()
  if (!(await mayPutTogether(context, viewer, story)))
    throw new Refused('Its author, or a coordinator, can put a recipe together from this story.')
  const before = await recipesOfStory(read, story.post.uri, looking)
  const own = before.find(({ post }) => post.local)
  if (own) return own
  const gathered = await gather(context, story, viewer.actor.id)
  // Where the story may not be quoted, its title and summary may not head the recipe either.
  const mayQuote = (await consentFor(read, viewer.actor.id, story)) !== 'refused'
  const lines = mayQuote ? gathered.lines : gathered.lines.map(withoutHead)
  const address = newAddress(context, 'recipes')
  await context.store.write(async (tx) => {
    const base = { ...address, kind: 'recipe' as const, local: true, author: viewer.actor.id, thread: address.id }
    const words = {
      ...(mayQuote && { title: story.post.title, summary: story.post.summary }),
      html: '',
      topics: story.post.topics
    }
    await addPost(tx, {
      ...{ ...base, ...words, language: story.post.language ?? 'en' },
      ...{ audience: 'draft', visibility: 'draft', context: `${address.uri}/context` }
    })
    await keepRecipe(tx, { post: address.id, story: story.post.uri, lines })
    for (const origin of gathered.origins) await cite(tx, address.id, viewer.actor.id, origin)
    await indexPost(tx, address.id)
  })
  return (await anyPost(read, { id: address.id }))!
}

const withoutHead = (line: RecipeLine): RecipeLine => (isSection(line.section) ? line : { ...line, text: '' })

/** Whether the viewer may put a recipe together from a story: of one from elsewhere whoever publishes here. */
export async function mayPutTogether(context: Context, viewer: Viewer | undefined, story: WholePost): Promise<boolean> {
  if (!viewer?.can('publish') || story.post.audience === 'draft') return false
  if (!story.post.local || story.author.id === viewer.actor.id) return true
  return coordinates(context, viewer, story.post.id)
}

async function coordinates(context: Context, viewer: Viewer, post: string): Promise<boolean> {
  if (viewer.can('coordinate')) return true
  const groups = await groupsOfPost(context.store.read, post, true)
  const ids = groups.map(({ id }) => id)
  return (await coordinatedBy(context.store.read, viewer.actor.id, ids)).size > 0
}

/** Keeps a post as a source of a recipe, with the leave that its author gives. */
export async function cite(tx: Writer, recipe: string, author: string, { whole, what }: Origin): Promise<void> {
  const { uri, url } = whole.post
  const by = { author: whole.author.uri, name: plainLine(whole.author.name, 100) || whole.author.username }
  await addSource(tx, { recipe, uri, url, ...by, what, state: await consentFor(tx, author, whole) })
}

/** A recipe of ours that the viewer may work on: its author, the story's, coordinators, and whom they invited. */
export async function ownRecipe(context: Context, viewer: Viewer, id: string): Promise<Recipe> {
  const { read } = context.store
  const found = await anyPost(read, { id })
  const recipe = found && (await recipeParts(read, id))
  if (!recipe || found.post.kind !== 'recipe' || !found.post.local || found.post.audience === 'withdrawn')
    throw new NotFound()
  if (await mayWorkOn(context, viewer, { ...found, recipe })) return { ...found, recipe }
  throw found.post.audience === 'draft' ? new NotFound() : new Refused('Its author can invite you to work on it.')
}

/** Whether the viewer may work on a recipe. */
export async function mayWorkOn(context: Context, viewer: Viewer | undefined, found: Recipe): Promise<boolean> {
  if (!viewer?.can('publish') || !found.post.local) return false
  if (found.author.id === viewer.actor.id) return true
  if ((await editorsOf(context.store.read, found.post.id)).some(({ id }) => id === viewer.actor.id)) return true
  const story = found.recipe.story ? await anyPost(context.store.read, { uri: found.recipe.story }) : undefined
  if (story?.post.local && story.author.id === viewer.actor.id) return true
  return story !== undefined && coordinates(context, viewer, story.post.id)
}

/** What one person did in the editor: words, new lines, and one thing with one line. */
export interface RecipeEdit {
  typed: TypedLine[]
  added?: { section: RecipeSection; text: string }[]
  action?: { does: Action; line: string; nth?: number }
}

/** What became of it: the lines with two wordings now, and the line on which to go on. */
export interface Edited {
  clashes: string[]
  at?: string
}

/** Keeps what was typed, together with what others did meanwhile. Throws Invalid, NotFound, Refused. */
export async function editRecipe(context: Context, viewer: Viewer, id: string, edit: RecipeEdit): Promise<Edited> {
  const typed = readTyped(edit)
  for (let turn = 0; turn < 8; turn++) {
    const { recipe } = await ownRecipe(context, viewer, id)
    const { lines, clashes, at } = applied(recipe, viewer.actor.id, { ...edit, typed })
    if (lines.length > most.lines + 2)
      stopAt([{ field: 'lines', text: `Keep to ${most.lines} lines: merge some, or take some out` }])
    const place = at ? { clashes, at } : { clashes }
    if (JSON.stringify(lines) === JSON.stringify(recipe.lines)) return place
    const change = { lines, revision: recipe.revision + 1 }
    if (await context.store.write((tx) => changeRecipe(tx, recipe, change))) return place
  }
  throw new Busy()
}

function applied(
  recipe: RecipeParts,
  by: string,
  { typed, added = [], action }: RecipeEdit
): Edited & { lines: RecipeLine[] } {
  const revision = recipe.revision + 1
  const merged = mergeLines(recipe.lines, typed, { by, revision, removed: recipe.shown })
  const further = added.map(
    ({ section, text }): RecipeLine => ({ id: newKey(), section, text, sources: [], by, rev: revision })
  )
  const lines = [...merged.lines, ...further]
  if (!action) return { ...merged, lines }
  const { does, line, nth } = action
  const [mine, now] = [typed.find(({ id }) => id === line), recipe.lines.find(({ id }) => id === line)]
  // What somebody else has just worded anew is not taken out unread.
  if ((does === 'remove' || does === 'merge') && mine && now && mine.was !== now.text)
    return { ...merged, lines, clashes: [...merged.clashes, line], at: line }
  const done = actOn(lines, does, line, { by, revision, newId: newKey, ...(nth !== undefined && { nth }) })
  return { ...merged, ...done }
}

/** What was typed, without what deceives the eye; empty lines stay as they were, since lines are taken out by a button. */
function readTyped({ typed, added = [] }: RecipeEdit): TypedLine[] {
  const faults: Fault[] = []
  const read = typed.slice(0, most.lines + 2).map((line) => {
    const text = plainCharacters(line.text).trim()
    needText(faults, `text-${line.id}`, text, 'Write something in this line, or take it out', most.text, 'this line')
    return { ...line, text, was: line.was.trim() }
  })
  for (const { section, text } of added) needText(faults, `new-${section}`, text, undefined, most.text, 'the new line')
  stopAt(faults.filter(({ field }) => !['text-title', 'text-summary'].includes(field)))
  return read
}

/** Publishes the draft as the next version, if anything changed. Throws Invalid with every fault. */
export async function publishRecipe(context: Context, viewer: Viewer, id: string, asked?: string): Promise<WholePost> {
  for (let turn = 0; turn < 8; turn++)
    if (await publishAsRead(context, viewer, await ownRecipe(context, viewer, id), asked))
      return (await anyPost(context.store.read, { id }))!
  throw new Busy()
}

/** Publishes what was read; false when somebody changed it meanwhile. */
async function publishAsRead(
  context: Context,
  viewer: Viewer,
  { post, recipe, author }: Recipe,
  asked: string | undefined
): Promise<boolean> {
  const { id } = post
  const faults: Fault[] = []
  const audience =
    asked && post.audience === 'draft' ? audienceOf(asked) : post.audience === 'draft' ? 'public' : post.audience
  if (!audience || !['public', 'unlisted', 'local'].includes(audience) || !mayBecome(post.audience, audience))
    faults.push({ field: 'audience', text: 'Choose who may read it' })
  const textOf = (line: string) => recipe.lines.find((one) => one.id === line)?.text
  const title = needText(faults, 'text-title', textOf('title'), 'Give the recipe a title', 150, 'the title')
  const summary = needText(
    faults,
    'text-summary',
    textOf('summary'),
    'Say in a sentence or two what it leads to',
    400,
    'the summary'
  )
  const lines = recipe.lines.filter(({ section }) => isSection(section))
  if (!lines.some(({ section }) => section === 'steps'))
    faults.push({ field: 'new-steps', text: 'Write at least one step' })
  for (const { id: line, others } of recipe.lines)
    if (others) faults.push({ field: `text-${line}`, text: 'Two people worded this line. Choose one, or keep both' })
  stopAt(faults)
  const same =
    recipe.version > 0 &&
    JSON.stringify([title, summary, lines]) === JSON.stringify([post.title, post.summary, recipe.shown])
  if (same) return true
  const now = context.clock()
  try {
    return await context.store.write(async (tx) => {
      const number = recipe.version + 1
      if (!(await changeRecipe(tx, recipe, { shown: lines, version: number }))) return false
      await keepVersion(tx, { recipe: id, number, title, summary, lines, by: viewer.actor.id, created: now })
      await askLeave(context, tx, id)
      const html = recipeHtml(lines, sourcesByUri(await sourcesOf(tx, id)))
      const words = { title: plainLine(title, 150), summary, html }
      const first = !isSent(post.audience)
      const at = isShownAnew(post.audience, audience!) ? shownAnew(now) : { edited: number > 1 ? now : null }
      await changePost(tx, id, { ...words, ...at, audience: audience!, visibility: audience! })
      await indexPost(tx, id)
      const kind = first ? ('recipe.published' as const) : ('recipe.edited' as const)
      if (isSent(audience!) && recipe.story) await needYesFor(context, tx, recipe.story)
      if (isSent(audience!))
        await record(context, tx, { kind, actor: author.id, subject: id, ids: { version: String(number) } })
      return true
    })
  } catch (error) {
    if (isDuplicate(error)) throw new Busy()
    throw error
  }
}
