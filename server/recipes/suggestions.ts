/** What others suggest for a recipe: every reply to it, from here, other councils and Mastodon, until somebody decided. */
import { newKey } from '../../schema/columns.ts'
import type { Context } from '../context.ts'
import { Busy, type Fault, NotFound } from '../errors.ts'
import type { Viewer } from '../members/viewer.ts'
import { needText, stopAt } from '../posts/draft.ts'
import { readPost, type WholePost } from '../posts/posts.store.ts'
import { writeReply } from '../replies/replies.ts'
import { textOf } from '../text/sanitise.ts'
import { passageOf } from './gather.ts'
import { isSection, most, type RecipeLine } from './lines.ts'
import { changeRecipe, decideSuggestion } from './recipes.store.ts'
import { cite, ownRecipe } from './recipes.ts'

export interface Accepting {
  /** The section in which the line stands. */
  section: string
  /** The line, worded for the recipe. */
  text: string
  /** What is said to who suggested it; nothing when it is empty. */
  thanks?: string
}

/** Takes a suggestion into the draft, in its author's name, and tells them. Throws Invalid, NotFound, Refused. */
export async function acceptSuggestion(
  context: Context,
  viewer: Viewer,
  id: string,
  replyId: string,
  { section, text, thanks }: Accepting
): Promise<string> {
  const { post, recipe, author } = await ownRecipe(context, viewer, id)
  const reply = await suggestionOf(context, viewer, id, replyId)
  const faults: Fault[] = []
  const words = needText(faults, `text-${replyId}`, text, 'Write the line', most.text, 'the line')
  if (!isSection(section)) faults.push({ field: `put-${replyId}`, text: 'Choose where the line stands' })
  stopAt(faults)
  const line: RecipeLine = {
    ...{ id: newKey(), section: section as RecipeLine['section'], text: words, rev: recipe.revision + 1 },
    sources: [passageOf(reply.post, textOf(reply.post.html, most.text))],
    ...(words !== textOf(reply.post.html).trim() && { by: viewer.actor.id })
  }
  const kept = await context.store.write(async (tx) => {
    const change = { lines: [...recipe.lines, line], revision: recipe.revision + 1 }
    if (!(await changeRecipe(tx, recipe, change))) return false
    await cite(tx, id, author.id, { whole: reply, what: 'Suggestion' })
    await decideSuggestion(tx, { recipe: id, reply: replyId, state: 'accepted', by: viewer.actor.id })
    return true
  })
  if (!kept) throw new Busy()
  if (thanks?.trim() && post.audience !== 'draft' && reply.author.id !== viewer.actor.id)
    await writeReply(context, viewer, { inReplyTo: reply.post.uri, body: thanks })
  return line.id
}

/** Leaves a suggestion aside; it stays a reply. */
export async function declineSuggestion(context: Context, viewer: Viewer, id: string, replyId: string): Promise<void> {
  await ownRecipe(context, viewer, id)
  await suggestionOf(context, viewer, id, replyId)
  await context.store.write((tx) =>
    decideSuggestion(tx, { recipe: id, reply: replyId, state: 'declined', by: viewer.actor.id })
  )
}

async function suggestionOf(context: Context, viewer: Viewer, recipe: string, reply: string): Promise<WholePost> {
  const found = await readPost(context.store.read, { id: reply }, { actor: viewer.actor.id })
  if (found?.post.parent !== recipe || found.post.kind !== 'reply') throw new NotFound()
  return found
}
