/** What others are told of polls: that there is one, how it stands, and how people here vote in theirs. */
import { actorById } from '../../server/actors/actors.store.ts'
import type { Event } from '../../server/events/events.store.ts'
import { voteById, votersIn } from '../../server/polls/polls.store.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import type { Federation } from '../context.ts'
import { documentFrom } from '../objects/document.ts'
import { voteActivity } from '../objects/poll.ts'
import { addressOf, isOpen } from '../objects/post.ts'
import { sendActivity } from '../outbox.ts'
import { inboxesOf, keepersOf, personalInbox } from './recipients.ts'
import { activityUri, sendCreate, toldPost } from './saying.ts'

/** A poll was begun. */
export async function sendPoll({ context }: Federation, event: Event): Promise<void> {
  const told = await toldPost(context, event.subject)
  if (told) await sendCreate(context, event, told)
}

/** How a poll of ours stands, or that it is over: `updated` stays as it was, else Mastodon takes the poll for another. */
export async function sendResults({ context }: Federation, event: Event): Promise<void> {
  const told = await toldPost(context, event.subject)
  if (!told?.post.poll) return
  const { author, post } = told
  const voters = await votersIn(context.store.read, post.id)
  await sendActivity(context, {
    actor: author,
    document: {
      id: activityUri(context, event),
      type: 'Update',
      actor: author.uri,
      ...addressOf(told),
      published: context.clock().toISOString(),
      object: documentFrom(told, context.clock())
    },
    to: [...(await keepersOf(context, told)), ...inboxesOf(voters)],
    open: isOpen(post),
    object: post.uri
  })
}

/** Somebody here voted in a poll of others: told to whoever asked, and to nobody else. */
export async function sendVote({ context }: Federation, event: Event): Promise<void> {
  const { read } = context.store
  const vote = event.ids.vote ? await voteById(read, event.ids.vote) : undefined
  const voter = vote && (await actorById(read, vote.actor))
  const found = vote && (await anyPost(read, { id: vote.poll }))
  if (!vote || !voter?.local || !found || found.post.local) return
  const { author, post } = found
  const id = `${voter.uri}#votes/${vote.id}`
  const document = voteActivity(id, { voter: voter.uri, author: author.uri, poll: post.uri, option: vote.option })
  await sendActivity(context, { actor: voter, document, to: personalInbox(author), open: false, object: id })
}
