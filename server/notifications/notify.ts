/** Tells people here what happened with something of theirs, after it happened. */
import type { NotificationKind } from '../../schema/notifications.ts'
import { actorById } from '../actors/actors.store.ts'
import type { Context } from '../context.ts'
import type { Event } from '../events/events.store.ts'
import { anyPost, mentionedIn } from '../posts/posts.store.ts'
import { isShown, quotedBy } from '../quotes/quotes.ts'
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
      found.post.kind === 'question' ? 'question' : 'reply',
      found.author.id,
      found.post.id
    )
  const quoted = await quotedBy(context, found.post.id)
  const named = (await mentionedIn(context.store.read, found.post.id)).map((actor) => actor.id)
  const told = new Set([...named, ...(quoted?.target && isShown(quoted.state) ? [quoted.target.author.id] : [])])
  for (const id of told) if (id !== above?.author.id) await tell(context, id, 'mention', found.author.id, found.post.id)
}

/** Tells the author of a post that somebody finds it useful or showed it on. */
export async function notifyOfInterest(context: Context, event: Event): Promise<void> {
  const kind: NotificationKind = event.ids.interest === 'share' ? 'share' : 'like'
  const found = await anyPost(context.store.read, { id: event.subject })
  const by = event.actor ? await actorById(context.store.read, event.actor) : undefined
  // That the council shows on what its people say is no news to them.
  if (found && by && by.type !== 'Organization') await tell(context, found.author.id, kind, by.id, found.post.id)
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
  if (!person?.local || person.type !== 'Person') return
  await context.store.write((tx) => addNotification(tx, { to, kind, by, ...(post && { post }) }))
}
