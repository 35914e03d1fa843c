/** Replies and answers by our people, to anything that they can read, from here or from elsewhere. */
import type { Audience } from '../../schema/posts.ts'
import type { Context } from '../context.ts'
import { type Fault, NotFound, Refused } from '../errors.ts'
import { record } from '../events/record.ts'
import type { Viewer } from '../members/viewer.ts'
import { mayEdit, needText, newAddress, readTopics, stopAt, writeUp } from '../posts/draft.ts'
import { mayAct } from '../posts/policy.ts'
import {
  addPost,
  anyPost,
  changePost,
  countReplies,
  keepMentions,
  readPost,
  type WholePost
} from '../posts/posts.store.ts'
import { peopleTold } from '../questions/questions.ts'

export interface ReplyInput {
  /** The uri of what it answers. */
  inReplyTo?: string
  body?: string
}

/** Answers something. Throws Invalid; NotFound when that is not here for the viewer. */
export async function writeReply(context: Context, viewer: Viewer, input: ReplyInput): Promise<WholePost> {
  if (!viewer.can('publish')) throw new Refused()
  const above = input.inReplyTo
    ? await readPost(context.store.read, { uri: input.inReplyTo }, { actor: viewer.actor.id })
    : undefined
  if (!above || above.post.audience === 'draft') throw new NotFound('What you reply to is not here.')
  if (above.post.local && !(await mayAct(context.store.read, above.post, viewer.actor.id, 'reply')))
    throw new Refused('Its author does not want replies from you.')
  const { post, named } = await readReply(context, input)
  const address = newAddress(context, 'replies')
  const audience = reachOf(above.post.visibility)
  await context.store.write(async (tx) => {
    const place = {
      inReplyTo: above.post.uri,
      parent: above.post.id,
      thread: above.post.thread,
      context: above.post.context
    }
    const base = { ...post, ...address, ...place, kind: 'reply' as const, local: true, author: viewer.actor.id }
    await addPost(tx, { ...base, audience, visibility: audience, published: context.clock() })
    await keepMentions(tx, address.id, peopleTold(viewer, named, above.author))
    await countReplies(tx, above.post.id)
    await record(context, tx, { kind: 'reply.published', actor: viewer.actor.id, subject: address.id })
  })
  return (await anyPost(context.store.read, { id: address.id }))!
}

/** Changes a reply of one's own. */
export async function editReply(context: Context, viewer: Viewer, id: string, input: ReplyInput): Promise<WholePost> {
  const before = await ownReply(context, viewer, id)
  const { post, named } = await readReply(context, input)
  const above = before.post.parent ? await anyPost(context.store.read, { id: before.post.parent }) : undefined
  await context.store.write(async (tx) => {
    await changePost(tx, id, { ...post, edited: context.clock() })
    await keepMentions(tx, id, peopleTold(viewer, named, above?.author))
    await record(context, tx, { kind: 'reply.edited', actor: viewer.actor.id, subject: id })
  })
  return (await anyPost(context.store.read, { id }))!
}

/** A reply of the viewer's own, for changing it. Throws NotFound or Refused. */
export async function ownReply(context: Context, viewer: Viewer, id: string): Promise<WholePost> {
  const found = await readPost(context.store.read, { id }, { actor: viewer.actor.id })
  if (found?.post.kind !== 'reply') throw new NotFound()
  if (!mayEdit(viewer, found.author.id)) throw new Refused('Only its author can change a reply.')
  return found
}

/** A reply reaches no further than what it answers; to followers elsewhere we cannot speak, so those named get it. */
const reachOf = (above: Audience): Audience => (above === 'followers' ? 'direct' : above)

async function readReply(context: Context, input: ReplyInput) {
  const faults: Fault[] = []
  const body = needText(faults, 'body', input.body, 'Write your reply', 10_000, 'the reply')
  const topics = readTopics([], [body], faults)
  stopAt(faults)
  const { html, named } = await writeUp(context, [body])
  return { post: { markdown: body, html: html[0]!, topics, language: 'en' }, named }
}
