/** A poll as a Question, and a vote in one as the Note without content that others send. */
import type { Poll } from '../../schema/posts.ts'
import type { JsonObject } from '../json.ts'
import type { Told } from './around.ts'
import { wireHtml } from './html.ts'
import { commonPart, contentPart } from './post.ts'

/** The Question with its results; `closed` once its time is over. */
export function pollDocument(told: Told, now: Date): JsonObject {
  const { post } = told
  const { options, multiple, closes, voters }: Poll = post.poll ?? { options: [], multiple: false }
  const choices = options.map(({ text, votes }) => ({
    type: 'Note',
    name: text,
    replies: { type: 'Collection', totalItems: votes }
  }))
  return {
    type: 'Question',
    ...commonPart(told),
    ...contentPart(wireHtml(post.html, post.url), post.language),
    [multiple ? 'anyOf' : 'oneOf']: choices,
    votersCount: voters ?? 0,
    ...(closes && { endTime: closes }),
    ...(closes && new Date(closes) <= now && { closed: closes })
  }
}

/** The Create of a vote, to whoever asks; never dereferenceable. */
export function voteActivity(
  id: string,
  { voter, author, poll, option }: { voter: string; author: string; poll: string; option: string }
): JsonObject & { id: string; type: string } {
  return {
    id: `${id}/activity`,
    type: 'Create',
    actor: voter,
    to: author,
    object: { id, type: 'Note', name: option, attributedTo: voter, inReplyTo: poll, to: author }
  }
}
