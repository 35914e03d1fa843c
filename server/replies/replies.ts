/** Replies and answers by our people, to anything that they can read, from here or from elsewhere. */

import type { AdoptionStep } from '../../schema/adoption.ts'
import type { Policy } from '../../schema/posts.ts'
import { stepSaid } from '../adoption/said.ts'
import { keepStep } from '../adoption/steps.store.ts'
import { placeOwn } from '../communities/posting.ts'
import type { Context } from '../context.ts'
import { type Fault, NotFound, Refused } from '../errors.ts'
import { record } from '../events/record.ts'
import type { Viewer } from '../members/viewer.ts'
import { needPeople, readAudienceUnder, stillTold } from '../posts/audience.ts'
import { mayEdit, needText, newAddress, readTopics, stopAt, writeUp } from '../posts/draft.ts'
import { mayAct, readPolicy } from '../posts/policy.ts'
import {
  addPost,
  anyPost,
  changePost,
  countReplies,
  keepMentions,
  mentionedIn,
  readPost,
  type WholePost
} from '../posts/posts.store.ts'
import { peopleTold } from '../questions/questions.ts'

export interface ReplyInput {
  /** The uri of what it answers. */
  inReplyTo?: string
  body?: string
  /** Who may read it; as far as what it answers, unless said. Never further. */
  audience?: string
  /** What others may do with it; what is left out stays as it was. */
  policy?: { [Act in keyof Policy]?: string }
}

/**
 * Answers something; `step` is where it says that a council is with that. Throws Invalid; NotFound when that is not here
 * for the viewer.
 */
export async function writeReply(
  context: Context,
  viewer: Viewer,
  input: ReplyInput,
  step?: AdoptionStep
): Promise<WholePost> {
  if (!viewer.can('publish')) throw new Refused()
  const above = input.inReplyTo
    ? await readPost(context.store.read, { uri: input.inReplyTo }, { actor: viewer.actor.id })
    : undefined
  if (!above || above.post.audience === 'draft') throw new NotFound('What you reply to is not here.')
  if (above.post.local && !(await mayAct(context.store.read, above.post, viewer.actor.id, 'reply')))
    throw new Refused('Its author does not want replies from you.')
  const { post, named, audience } = await readReply(context, viewer, input, above)
  const address = newAddress(context, 'replies')
  const told = await toldUnder(context, viewer, audience, above)
  await context.store.write(async (tx) => {
    const place = {
      inReplyTo: above.post.uri,
      parent: above.post.id,
      thread: above.post.thread,
      context: above.post.context
    }
    const base = { ...post, ...address, ...place, kind: 'reply' as const, local: true, author: viewer.actor.id }
    await addPost(tx, { ...base, audience, visibility: audience, published: context.clock() })
    await keepMentions(tx, address.id, [...new Set([...peopleTold(viewer, named, above.author), ...told])])
    await countReplies(tx, above.post.id)
    const said = step ?? stepSaid(post.html)
    if (said) await keepStep(tx, address.id, { about: above.post.uri, step: said })
    await record(context, tx, { kind: 'reply.published', actor: viewer.actor.id, subject: address.id })
    await placeOwn(context, tx, { post: address.id, author: viewer.actor.id, audience, named, parent: above.post.id })
  })
  return (await anyPost(context.store.read, { id: address.id }))!
}

/** Changes a reply of one's own. */
export async function editReply(context: Context, viewer: Viewer, id: string, input: ReplyInput): Promise<WholePost> {
  const before = await ownReply(context, viewer, id)
  const above = before.post.parent ? await anyPost(context.store.read, { id: before.post.parent }) : undefined
  const { post, named } = await readReply(context, viewer, input, above, before)
  const told = await mentionedIn(context.store.read, id)
  await context.store.write(async (tx) => {
    await changePost(tx, id, { ...post, edited: context.clock() })
    await keepMentions(tx, id, stillTold(before.post.audience, told, peopleTold(viewer, named, above?.author)))
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

/** Going on with a direct message of one's own, one speaks to those whom it named. */
async function toldUnder(context: Context, viewer: Viewer, audience: string, above: WholePost): Promise<string[]> {
  const goesOn = audience === 'direct' && above.post.visibility === 'direct' && above.author.id === viewer.actor.id
  const named = goesOn ? await mentionedIn(context.store.read, above.post.id) : []
  return named.map(({ id }) => id)
}

/** Checks and renders what was typed; of a reply that is `changed` who may read it stays. */
async function readReply(
  context: Context,
  viewer: Viewer,
  input: ReplyInput,
  above: WholePost | undefined,
  changed?: WholePost
) {
  const faults: Fault[] = []
  const body = needText(faults, 'body', input.body, 'Write your reply', 10_000, 'the reply')
  const topics = readTopics([], [body], faults)
  const policy = readPolicy(faults, { ...changed?.post.policy, ...input.policy })
  const audience =
    changed || !above
      ? (changed?.post.audience ?? 'direct')
      : readAudienceUnder(faults, above.post, viewer.actor.id, input.audience)
  stopAt(faults)
  const { html, named } = await writeUp(context, [body])
  needPeople(faults, audience, [body], { named, reached: 1, handleHost: context.config.handleHost })
  stopAt(faults)
  return { audience, post: { markdown: body, html: html[0]!, topics, policy, language: 'en' }, named }
}
