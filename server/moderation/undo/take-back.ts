/** Takes back what was let in: it shows nowhere any more, as if a person had never said yes. */
import { actorByUri } from '../../actors/actors.store.ts'
import type { Context } from '../../context.ts'
import type { Event } from '../../events/events.store.ts'
import { record } from '../../events/record.ts'
import { dropPin } from '../../featured/featured.store.ts'
import { endFollow } from '../../follows/end.ts'
import { followByUri } from '../../follows/follows.store.ts'
import { dropInterest, interestByUri } from '../../interest/interest.store.ts'
import { TryAgain } from '../../jobs/worker.ts'
import { countVotes } from '../../polls/polls.store.ts'
import { anyPost } from '../../posts/posts.store.ts'
import type { Writer } from '../../store/store.ts'
import { type HeldItem, heldById } from '../held.store.ts'
import { changeBack, isTakingIn, takePostBack, takeProfileBack, takeVotesBack } from './changed.store.ts'

/** Takes back one item, in the transaction that lets it wait again. Bears repetition. */
export async function takeBack(context: Context, tx: Writer, item: HeldItem): Promise<void> {
  const { type, uri, object, actor: by } = item
  if (type === 'Create') return takeCreateBack(context, tx, item)
  if (type === 'Update') return object === by ? takeProfileBack(tx, by) : takeUpdateBack(tx, item)
  const actor = await actorByUri(tx, by)
  if (!actor) return
  if (type === 'Follow') {
    const follow = await followByUri(tx, uri)
    if (follow?.follower === actor.id) await endFollow(context, tx, follow, false)
  } else if (type === 'Add') {
    const found = object ? await anyPost(tx, { uri: object }) : undefined
    if (found) await dropPin(tx, actor.id, found.post.id)
  } else {
    const interest = await interestByUri(tx, uri)
    if (interest?.actor === actor.id) await dropInterest(tx, interest)
  }
}

async function takeCreateBack(context: Context, tx: Writer, { object, about, actor: by }: HeldItem): Promise<void> {
  const known = object ? await anyPost(tx, { uri: object }) : undefined
  if (known && !known.post.local && known.author.uri === by) return takePostBack(tx, known, context.clock())
  // A vote is no post: it is counted in the poll that it answers.
  const [actor, poll] = await Promise.all([actorByUri(tx, by), about ? anyPost(tx, { uri: about }) : undefined])
  if (!actor || !poll?.post.local || !poll.post.poll || !(await takeVotesBack(tx, poll.post.id, actor.id))) return
  await countVotes(tx, poll.post.id, poll.post.poll)
  await record(context, tx, { kind: 'poll.counted', subject: poll.post.id })
}

async function takeUpdateBack(tx: Writer, { object, actor, before }: HeldItem): Promise<void> {
  const known = object ? await anyPost(tx, { uri: object }) : undefined
  if (known && !known.post.local && known.author.uri === actor && before) await changeBack(tx, known.post, before)
}

/** A moment later once more: what was being taken in at that very moment is taken back too. */
export async function takeBackAgain(context: Context, event: Event): Promise<void> {
  const item = await heldById(context.store.read, event.subject)
  if (item?.state !== 'waiting') return
  const busy = await isTakingIn(context.store.read, item.actor)
  await context.store.write((tx) => takeBack(context, tx, item))
  if (busy) throw new TryAgain(new Date(context.clock().getTime() + 2_000), 'its author is being heard')
}
