/** Create and Update: how anything of ours is said, and said anew. */
import type { Context } from '../../server/context.ts'
import type { Event } from '../../server/events/events.store.ts'
import { isSent } from '../../server/posts/audience.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import { lookAround, type Told } from '../objects/around.ts'
import { documentFrom } from '../objects/document.ts'
import { addressOf, audiencePart, isOpen } from '../objects/post.ts'
import { sendActivity } from '../outbox.ts'
import { keepersOf, readersOf } from './recipients.ts'

/** The address of the nth activity that an event leads to: the same each time, so that a repeat sends nothing twice. */
export const activityUri = (context: Context, event: Event, n = 1) =>
  `${context.config.origin}/activities/${event.id}-${n}`

/** A post of ours with all around it, unless it stays here: drafts, what is for members only, what was withdrawn since. */
export async function toldPost(context: Context, id: string): Promise<Told | undefined> {
  const whole = await anyPost(context.store.read, { id })
  return whole?.post.local && isSent(whole.post.audience) ? lookAround(context, whole) : undefined
}

/** Says something new. */
export async function sendCreate(context: Context, event: Event, told: Told): Promise<void> {
  const { post, author } = told
  await sendActivity(context, {
    actor: author,
    document: {
      id: activityUri(context, event),
      type: 'Create',
      actor: author.uri,
      ...addressOf(told),
      ...audiencePart(told),
      published: (post.published ?? event.created).toISOString(),
      object: documentFrom(told)
    },
    to: await readersOf(context, told),
    open: isOpen(post),
    object: post.uri
  })
}

/** Tells everyone who may hold a copy what something now says. */
export async function sendUpdate(context: Context, event: Event, told: Told): Promise<void> {
  const { post, author } = told
  // Newer than any before it, else Mastodon changes nothing.
  const updated = told.updated ?? event.created
  await sendActivity(context, {
    actor: author,
    document: {
      id: activityUri(context, event),
      type: 'Update',
      actor: author.uri,
      ...addressOf(told),
      ...audiencePart(told),
      published: event.created.toISOString(),
      object: documentFrom({ ...told, updated })
    },
    to: await keepersOf(context, told),
    open: isOpen(post),
    object: post.uri
  })
}
