/** Follows between our people and somebody elsewhere end, and their server is told of each. */
import type { Context } from '../context.ts'
import { record } from '../events/record.ts'
import type { Writer } from '../store/store.ts'
import { dropFollow, type Follow, followsWith } from './follows.store.ts'

/** Ends every follow to and from an actor of another server: ours by an Undo, theirs by a Reject. */
export async function endFollows(context: Context, tx: Writer, actor: string): Promise<void> {
  for (const { follow, byUs } of await followsWith(tx, actor)) await endFollow(context, tx, follow, byUs)
}

/** Ends one; `byUs` says that the one who follows is one of ours. */
export async function endFollow(context: Context, tx: Writer, follow: Follow, byUs: boolean): Promise<void> {
  const { id, follower, followed, uri } = follow
  if (!(await dropFollow(tx, follower, followed))) return
  await record(
    context,
    tx,
    byUs
      ? { kind: 'follow.removed', actor: follower, subject: followed, ids: { uri } }
      : { kind: 'follow.ended', actor: followed, subject: id, ids: { follower, uri } }
  )
}
