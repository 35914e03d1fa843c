/** Interest in a post: a like says "useful", a share shows it to one's followers (I1). */
import { newKey } from '../../schema/columns.ts'
import type { InterestKind } from '../../schema/interests.ts'
import type { Context } from '../context.ts'
import { isBlockedBy } from '../controls/hidden.store.ts'
import { countReactions } from '../emojis/emojis.store.ts'
import { isEmoji } from '../emojis/emojis.ts'
import { Invalid, NotFound, Refused } from '../errors.ts'
import { record } from '../events/record.ts'
import type { Viewer } from '../members/viewer.ts'
import { isForAnyone } from '../posts/audience.ts'
import { mayAct } from '../posts/policy.ts'
import { anyPost, readPost, type WholePost } from '../posts/posts.store.ts'
import { addInterest, dropInterest } from './interest.store.ts'

/** What our people can show: a reaction is a like with an emoji. */
type Shown = 'like' | 'share' | 'reaction'

/** So many different reactions of one actor to one post are kept, so that nobody can count for a crowd. */
const mostReactions = 5

/** Shows interest in a post that the viewer can read. A second time changes nothing. */
export async function showInterest(
  context: Context,
  viewer: Viewer,
  kind: Shown,
  uri: string,
  emoji = ''
): Promise<WholePost> {
  const found = await readable(context, viewer, uri)
  if (kind === 'reaction' && !isEmoji(emoji))
    throw new Invalid([{ field: 'emoji', text: 'Give one emoji, such as 👍' }])
  if (kind === 'share' && !isForAnyone(found.post.visibility))
    throw new Refused('Its author did not write it for everyone, so it cannot be shared.')
  await needLeave(context, viewer, found, kind)
  await context.store.write(async (tx) => {
    const activity = `${context.config.origin}/activities/${newKey(context.clock().getTime())}`
    const added = await addInterest(tx, { actor: viewer.actor.id, post: found.post.id, kind, emoji, uri: activity })
    if (!added) return
    await record(context, tx, {
      kind: 'interest.added',
      actor: viewer.actor.id,
      subject: found.post.id,
      ids: { interest: kind, uri: activity }
    })
  })
  return (await anyPost(context.store.read, { id: found.post.id }))!
}

/** Takes interest back. Repeating it changes nothing. */
export async function withdrawInterest(
  context: Context,
  viewer: Viewer,
  kind: Shown,
  uri: string,
  emoji?: string
): Promise<WholePost> {
  const found = await readable(context, viewer, uri)
  await context.store.write(async (tx) => {
    const which = { actor: viewer.actor.id, post: found.post.id, kind, ...(emoji !== undefined && { emoji }) }
    const gone = await dropInterest(tx, which)
    if (!gone) return
    await record(context, tx, {
      kind: 'interest.removed',
      actor: viewer.actor.id,
      subject: found.post.id,
      ids: { interest: kind, uri: gone.uri }
    })
  })
  return (await anyPost(context.store.read, { id: found.post.id }))!
}

/** Interest shown from elsewhere, or by one of our own actors; repeats are one. `emojiUrl` is where a reaction's picture is. */
export async function receiveInterest(
  context: Context,
  interest: { actor: string; post: string; kind: InterestKind; emoji?: string; emojiUrl?: string; uri: string }
): Promise<void> {
  const found = await anyPost(context.store.read, { id: interest.post })
  // What is for a community is shown on by its Group; whether this is one is asked where it comes in.
  if (interest.kind === 'share' && found && !['public', 'unlisted', 'community'].includes(found.post.visibility)) return
  if (found?.post.local) {
    const { read } = context.store
    const { kind, actor } = interest
    if (
      kind === 'share'
        ? await isBlockedBy(read, found.post.author, actor)
        : !(await mayAct(read, found.post, actor, 'like'))
    )
      return
  }
  await context.store.write(async (tx) => {
    const { kind, actor, post } = interest
    if (kind === 'reaction' && (await countReactions(tx, actor, post)) >= mostReactions) return
    const added = await addInterest(tx, interest)
    if (added)
      await record(context, tx, {
        kind: 'interest.received',
        actor: interest.actor,
        subject: interest.post,
        ids: { interest: interest.kind }
      })
  })
}

/** Interest taken back from elsewhere. */
export async function receiveInterestUndone(
  context: Context,
  which: { actor: string; post: string; kind: InterestKind; emoji?: string }
): Promise<void> {
  await context.store.write((tx) => dropInterest(tx, which))
}

async function needLeave(context: Context, viewer: Viewer, { post }: WholePost, kind: InterestKind) {
  if (post.local && kind !== 'share' && !(await mayAct(context.store.read, post, viewer.actor.id, 'like')))
    throw new Refused('Its author does not want to be told who finds it useful.')
  if (kind === 'share' && (await isBlockedBy(context.store.read, post.author, viewer.actor.id)))
    throw new Refused('Its author does not want you to share it.')
}

async function readable(context: Context, viewer: Viewer, uri: string): Promise<WholePost> {
  const found = await readPost(context.store.read, { uri }, { actor: viewer.actor.id })
  if (!found || found.post.audience === 'draft') throw new NotFound()
  return found
}
