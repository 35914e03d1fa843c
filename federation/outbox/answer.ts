/** What others are told when an answer is accepted, or no longer (Q2). */
import { actorById } from '../../server/actors/actors.store.ts'
import type { Event } from '../../server/events/events.store.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import type { Federation } from '../context.ts'
import { acceptedIn, countThread } from '../objects/around.store.ts'
import { lookAround } from '../objects/around.ts'
import { contextDocument } from '../objects/conversation.ts'
import { addressOf, isOpen } from '../objects/post.ts'
import { sendActivity } from '../outbox.ts'
import { keepersOf } from './recipients.ts'
import { activityUri, sendUpdate, toldPost } from './saying.ts'

/**
 * An Update of the question, if it is ours; and when somebody else than its asker accepted, an Update of the conversation
 * by its owner, since only they may speak for it (FEP-fe34).
 */
export async function sendAcceptance({ context }: Federation, event: Event): Promise<void> {
  const { read } = context.store
  const question = await anyPost(read, { id: event.subject })
  if (!question) return
  const ours = await toldPost(context, question.post.id)
  if (ours) await sendUpdate(context, event, ours)
  const by = event.actor && event.actor !== question.author.id ? await actorById(read, event.actor) : undefined
  if (!by?.local || !isOpen(question.post) || question.post.thread === question.post.id) return
  const root = await anyPost(read, { id: question.post.thread })
  // The conversation is its first author's; of others only that server can speak.
  if (root?.author.id !== by.id || !isOpen(root.post)) return
  const about = await lookAround(context, root)
  const to = [...(await keepersOf(context, about)), ...(await keepersOf(context, await lookAround(context, question)))]
  const document = contextDocument(root, {
    totalItems: await countThread(read, root.post.id),
    accepted: await acceptedIn(read, root.post.id)
  })
  await sendActivity(context, {
    actor: by,
    document: {
      id: activityUri(context, event, 2),
      type: 'Update',
      actor: by.uri,
      ...addressOf(about),
      published: event.created.toISOString(),
      object: document
    },
    to,
    open: true,
    object: document.id as string
  })
}
