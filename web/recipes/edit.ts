/** The editor of a recipe: one form, in which every button keeps all that was typed. */
import type { FastifyRequest } from 'fastify'
import { actorsByIds } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import type { Invalid } from '../../server/errors.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { askForLeave, inviteEditor, uninviteEditor } from '../../server/recipes/editors.ts'
import {
  type Action,
  actions,
  isSection,
  type RecipeSection,
  sectionNames,
  sections,
  type TypedLine
} from '../../server/recipes/lines.ts'
import { editorsOf, openReplies } from '../../server/recipes/recipes.store.ts'
import { type Edited, editRecipe, publishRecipe, type Recipe, type RecipeEdit } from '../../server/recipes/recipes.ts'
import { acceptSuggestion, declineSuggestion } from '../../server/recipes/suggestions.ts'
import { textOf } from '../../server/text/sanitise.ts'
import { shownFaults, typed } from '../form.ts'
import { isKey, queryText } from '../paging.ts'
import { presentPeople } from '../present/people.ts'
import { lookingFor, presentPosts } from '../present.ts'
import { lineViews } from './present.ts'

/** What was sent. */
export interface EditTyped {
  edit: RecipeEdit
  /** The button: `save`, `publish`, `up:ID` … */
  does: string
  field(name: string): string
}

/** Reads the form. */
export function editTyped(body: unknown): EditTyped {
  const given = (body ?? {}) as Record<string, unknown>
  const field = (name: string) => typed(given, [name])[name]!
  const ids = [given.line ?? []].flat().filter((id): id is string => typeof id === 'string' && /^[\w-]{1,64}$/.test(id))
  const lines = [...new Set(ids)].slice(0, 300).map((id): TypedLine => {
    const [section, wasSection] = [field(`section-${id}`), field(`was-section-${id}`)]
    return {
      ...{ id, text: field(`text-${id}`), was: field(`was-${id}`), rev: Number(field(`rev-${id}`)) || 0 },
      ...(isSection(section) && { section }),
      ...(isSection(wasSection) && { wasSection })
    }
  })
  const added = sections.flatMap((section) =>
    field(`new-${section}`)
      .split('\n')
      .map((text) => text.trim())
      .filter(Boolean)
      .map((text) => ({ section, text }))
  )
  const does = field('do')
  const [name, line = '', nth] = does.split(':')
  const action = actions.find((one) => one === name)
  const edit = {
    typed: lines,
    added,
    ...(action && { action: { does: action as Action, line, ...(nth && { nth: Number(nth) || 0 }) } })
  }
  return { edit, does, field }
}

/** Where to go on after an edit. */
export interface Led {
  path: string
}

/** Does what the form asks. Throws Invalid. */
export async function workOn(context: Context, viewer: Viewer, id: string, asked: EditTyped): Promise<Led> {
  const { edit, does, field } = asked
  const at = `/recipes/${id}/edit`
  const edited: Edited = await editRecipe(context, viewer, id, edit)
  if (edited.clashes.length > 0) return { path: `${at}?clash=1#line-${edited.clashes[0]}` }
  const [name, key = ''] = does.split(':')
  if (name === 'publish') {
    await publishRecipe(context, viewer, id, field('audience') || undefined)
    return { path: `/recipes/${id}` }
  }
  if (name === 'ask') await askForLeave(context, viewer, id)
  if (name === 'invite') await inviteEditor(context, viewer, id, field('handle'))
  if (name === 'uninvite') await uninviteEditor(context, viewer, id, key)
  if (name === 'decline' && isKey(key)) await declineSuggestion(context, viewer, id, key)
  if (name === 'accept' && isKey(key)) {
    const words = { section: field(`put-${key}`), text: field(`text-${key}`), thanks: field(`thanks-${key}`) }
    return { path: `${at}#line-${await acceptSuggestion(context, viewer, id, key, words)}` }
  }
  const place = { invite: 'editors', uninvite: 'editors', decline: 'suggestions', ask: 'leave' }[name as string]
  return { path: edited.at ? `${at}#line-${edited.at}` : place ? `${at}#${place}` : `${at}?saved=1` }
}

/** The data of recipes/edit.njk; `asked` is what was typed when something is wrong with it. */
export async function editPage(
  context: Context,
  request: FastifyRequest,
  viewer: Viewer,
  { post, recipe }: Recipe,
  problem?: { asked: EditTyped; fault: Invalid }
) {
  const { read } = context.store
  const [views, editors, replies] = await Promise.all([
    lineViews(context, viewer, post.id),
    editorsOf(read, post.id),
    openReplies(read, post.id, lookingFor(viewer))
  ])
  const others = recipe.lines.flatMap((line) => (line.others ?? []).map(({ by }) => by))
  const workers = new Map((await actorsByIds(read, [...new Set(others)])).map((actor) => [actor.id, actor.name]))
  const shown = views(recipe.lines)
  const mine = new Map(problem?.asked.edit.typed.map((line) => [line.id, line.text]))
  const lines = shown.map((view, n) => {
    const line = recipe.lines[n]!
    return {
      ...view,
      ...{ rev: line.rev, was: line.text, typed: mine.get(line.id) ?? line.text },
      others: (line.others ?? []).map(({ text, by }) => ({ text, by: workers.get(by) ?? 'Somebody' }))
    }
  })
  const suggested = await presentPosts(context, viewer, replies)
  const waiting = shown.filter(({ standing }) => standing === 'waiting' || standing === 'refused').length
  return {
    title: `Work on “${post.title || 'a recipe'}”`,
    id: post.id,
    audience: post.audience,
    version: recipe.version,
    head: Object.fromEntries(lines.filter(({ section }) => !isSection(section)).map((line) => [line.section, line])),
    sections: sections.map((name) => ({
      ...{ name, title: sectionNames[name], added: problem?.asked.field(`new-${name}`) ?? '' },
      lines: lines.filter(({ section }) => section === name)
    })),
    choices: sections.map((value: RecipeSection) => ({ value, text: sectionNames[value] })),
    suggestions: suggested.map((item, n) => ({
      ...{ item, id: item.id, text: problem?.asked.field(`text-${item.id}`) || textOf(replies[n]!.post.html, 1_000) },
      thanks: `Thank you. Your suggestion is in the next version of “${post.title ?? 'the recipe'}”, with your name beside it.`
    })),
    editors: (await presentPeople(context, editors)).map((person, n) => ({ ...person, id: editors[n]!.id })),
    needed: shown.some(({ from }) => from.some(({ state }) => state === 'needed')),
    waiting,
    clash: queryText(request.query, 'clash') === '1' || others.length > 0,
    saved: queryText(request.query, 'saved') === '1',
    handle: problem?.asked.field('handle') ?? '',
    ...shownFaults(problem?.fault)
  }
}
