/** Votes in our polls: Notes with the name of an option, in reply to the poll. */
import { receiveVote } from '../../server/polls/polls.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import type { Federation } from '../context.ts'
import { idsOf, type JsonObject, textOf, typesOf } from '../json.ts'
import { readContent } from '../objects/received-text.ts'
import type { Incoming } from './incoming.ts'

/**
 * Counts a vote; true when the document is one, counted or not, so that nobody keeps it as a reply. What has content
 * beside its name is a vote when the name is an option (snac sends a line break), else a reply with a title.
 */
export async function voteReceived(federation: Federation, incoming: Incoming, document: JsonObject): Promise<boolean> {
  const { context } = federation
  const [name, uri] = [textOf(document.name), idsOf(document.inReplyTo)[0]]
  if (!typesOf(document).includes('Note') || name === undefined || !uri) return false
  const poll = await anyPost(context.store.read, { uri })
  if (!poll?.post.local || poll.post.kind !== 'poll') return false
  const option = poll.post.poll?.options.find(({ text }) => text === name)
  if (option) await receiveVote(context, incoming.actor.id, poll, option.text)
  return option !== undefined || readContent(document).replace(/<br \/>|<\/?p>|\s/g, '') === ''
}
