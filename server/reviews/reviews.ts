/** Is it still true? Authors are asked once a year, and answer with one button. */
import type { Context } from '../context.ts'
import { councilOf, findCouncil } from '../council/settings.ts'
import type { Fault } from '../errors.ts'
import { Conflict } from '../errors.ts'
import { record } from '../events/record.ts'
import { addLetter } from '../letters.ts'
import type { Viewer } from '../members/viewer.ts'
import { addNotification } from '../notifications/notifications.store.ts'
import { isSent } from '../posts/audience.ts'
import { needText, stopAt } from '../posts/draft.ts'
import { anyPost, type WholePost } from '../posts/posts.store.ts'
import { ownStory } from '../stories/stories.ts'
import { dueStories, keepReview, markAsked } from './reviews.store.ts'
import { staleBefore } from './still.ts'

/** Asks the authors of stories that were not checked for as long as the settings say; bears repetition. */
export async function askWhetherTrue(context: Context): Promise<void> {
  if (!(await findCouncil(context))) return
  const now = context.clock()
  const since = staleBefore(now, context.config.reviewMonths)
  if ((await dueStories(context.store.read, since)).length === 0) return
  const { actor, shortName } = await councilOf(context)
  await context.store.write(async (tx) => {
    // Read again, so that of several processes one asks.
    const due = await dueStories(tx, since)
    await markAsked(
      tx,
      due.map(({ post }) => post),
      now
    )
    for (const { post, title, author, email, name } of due) {
      const subject = now.toISOString().slice(0, 10)
      await addNotification(tx, { to: author, kind: 'still', by: actor, post, subject })
      const text = [
        `Hello ${name},`,
        `you told this story some time ago: “${title ?? ''}”. People at other councils still read it. Is it still true?`,
        `One press of a button answers: ${context.config.origin}/stories/${post}/still`,
        `Folkmoot at ${shortName}`
      ].join('\n\n')
      await addLetter(context, tx, { to: email, subject: 'Is your story still true?', text })
    }
  })
}

/**
 * Keeps what an author says of a story of theirs: it is true today, or it is true no longer, and why. Those who have it
 * are told. Throws NotFound, Refused, Conflict for a draft, and Invalid without a reason.
 */
export async function reviewStory(
  context: Context,
  viewer: Viewer,
  id: string,
  said: { isTrue: boolean; why?: string }
): Promise<WholePost> {
  const story = await ownStory(context, viewer, id)
  if (story.post.audience === 'draft') throw new Conflict('Nobody reads it yet: it is a draft.')
  const faults: Fault[] = []
  const why = said.isTrue
    ? null
    : needText(faults, 'why', said.why, 'Say in a sentence what is different now', 300, 'the reason').replace(
        /\s+/g,
        ' '
      )
  stopAt(faults)
  const now = context.clock()
  await context.store.write(async (tx) => {
    await keepReview(
      tx,
      id,
      said.isTrue ? { reviewed: now, untrue: null, untrueWhy: null } : { untrue: now, untrueWhy: why }
    )
    if (isSent(story.post.audience))
      await record(context, tx, { kind: 'story.edited', actor: viewer.actor.id, subject: id })
  })
  return (await anyPost(context.store.read, { id }))!
}
