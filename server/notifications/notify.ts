/** Tells people here what happened with something of theirs, after it happened. */
import type { NotificationKind } from '../../schema/notifications.ts'
import { actorById } from '../actors/actors.store.ts'
import { stepsIn } from '../adoption/steps.store.ts'
import type { Context } from '../context.ts'
import { withoutFiltered } from '../controls/filters.ts'
import { hiddenAmong } from '../controls/hidden.store.ts'
import { councilOf } from '../council/settings.ts'
import type { Event } from '../events/events.store.ts'
import { isForAnyone } from '../posts/audience.ts'
import { anyPost, mentionedIn } from '../posts/posts.store.ts'
import { isShown, quotedBy } from '../quotes/quotes.ts'
import { knownSources } from '../recipes/sources.store.ts'
import { addNotification } from './notifications.store.ts'

/** Tells the author of what was answered, and those named or quoted. */
export async function notifyOfPost(context: Context, event: Event): Promise<void> {
  const found = await anyPost(context.store.read, { id: event.subject })
  if (!found || found.post.audience === 'withdrawn') return
  const above = found.post.parent ? await anyPost(context.store.read, { id: found.post.parent }) : undefined
  if (above?.author.local)
    await tell(
      context,
      above.author.id,
      found.post.kind === 'question' ? 'question' : (await isStep(context, found.post.id)) ? 'step' : 'reply',
      found.author.id,
      found.post.id
    )
  const quoted = await quotedBy(context, found.post.id)
  const named = (await mentionedIn(context.store.read, found.post.id)).map((actor) => actor.id)
  const told = new Set([...named, ...(quoted?.target && isShown(quoted.state) ? [quoted.target.author.id] : [])])
  for (const id of told) if (id !== above?.author.id) await tell(context, id, 'mention', found.author.id, found.post.id)
}

const isStep = async (context: Context, post: string) => (await stepsIn(context.store.read, [post])).has(post)

/** Tells the author of a story that another builds on it. */
export async function notifyOfReplication(context: Context, event: Event): Promise<void> {
  const found = await anyPost(context.store.read, { id: event.subject })
  if (!found?.story?.basedOn || !isForAnyone(found.post.audience)) return
  const source = await anyPost(context.store.read, { uri: found.story.basedOn })
  if (source) await tell(context, source.author.id, 'used', found.author.id, found.post.id)
}

/** Tells the author of a story that two other councils have replicated it. */
export async function notifyOfWorth(context: Context, event: Event): Promise<void> {
  const found = await anyPost(context.store.read, { id: event.subject })
  const { actor } = await councilOf(context)
  if (found?.story?.worth) await tell(context, found.author.id, 'worth', actor, found.post.id)
}

/** Tells the author of a post that somebody finds it useful or showed it on. */
export async function notifyOfInterest(context: Context, event: Event): Promise<void> {
  const kind: NotificationKind = event.ids.interest === 'share' ? 'share' : 'like'
  const found = await anyPost(context.store.read, { id: event.subject })
  const by = event.actor ? await actorById(context.store.read, event.actor) : undefined
  // That the council or a community shows on what somebody said to it is no news to them.
  if (found && by && by.type !== 'Organization' && by.type !== 'Group')
    await tell(context, found.author.id, kind, by.id, found.post.id)
}

/** Tells people here that a recipe quotes them; of each, once. */
export async function notifyOfCitation(context: Context, event: Event): Promise<void> {
  const { read } = context.store
  const found = await anyPost(read, { id: event.subject })
  if (!found?.post.local || found.post.audience === 'withdrawn') return
  for (const { author, source } of await knownSources(read, event.subject))
    if (author?.local && !source.withdrawn) await tell(context, author.id, 'cited', found.author.id, found.post.id)
}

/** Tells somebody that they are followed. */
export async function notifyOfFollow(context: Context, event: Event): Promise<void> {
  if (event.actor && event.ids.followed) await tell(context, event.ids.followed, 'follow', event.actor)
}

/** Tells somebody that whom they follow has moved, and that they follow the new account. */
export async function notifyOfMove(context: Context, event: Event): Promise<void> {
  if (event.actor && event.ids.follower) await tell(context, event.ids.follower, 'move', event.actor)
}

/** Tells who wrote an answer that it was accepted, and who asked that there is one. */
export async function notifyOfAcceptance(context: Context, event: Event): Promise<void> {
  const answer = event.ids.answer ? await anyPost(context.store.read, { id: event.ids.answer }) : undefined
  const question = await anyPost(context.store.read, { id: event.subject })
  if (!answer || !question || !event.actor) return
  await tell(context, answer.author.id, 'accepted', event.actor, answer.post.id)
  await tell(context, question.author.id, 'answered', answer.author.id, question.post.id)
}

async function tell(context: Context, to: string, kind: NotificationKind, by: string, post?: string) {
  if (to === by) return
  const person = await actorById(context.store.read, to)
  if (!person?.local || person.type !== 'Person' || (await isUnwanted(context, to, by, post))) return
  await context.store.write((tx) => addNotification(tx, { to, kind, by, ...(post && { post }) }))
}

/** Whether whoever would be told has muted or blocked who did it, or hides what is said there. */
async function isUnwanted({ store }: Context, to: string, by: string, post?: string): Promise<boolean> {
  if ((await hiddenAmong(store.read, to, [by])).size > 0) return true
  const whole = post ? await anyPost(store.read, { id: post }) : undefined
  return whole !== undefined && (await withoutFiltered(store.read, { actor: to }, [whole])).length === 0
}
