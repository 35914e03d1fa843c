/** Brings back what a suspension cut. */
import { newKey } from '../../../schema/columns.ts'
import type { Context } from '../../context.ts'
import { record } from '../../events/record.ts'
import { followBetween, keepFollow } from '../../follows/follows.store.ts'
import type { Writer } from '../../store/store.ts'
import { type Cut, cutFollowsOf, forgetCut, waitAgain } from './cut.store.ts'

/** What comes back to the queue waits for at least so long. */
const waits = 7 * 86_400_000

/**
 * Restores the follows both ways and what waited, in the transaction of the decision; gives how many. Our own follows are
 * asked for anew, since the other server may have ended them while it could not reach us; theirs are accepted anew, since
 * it may have asked again meanwhile and had no answer.
 */
export async function restoreCut(context: Context, tx: Writer, host: string): Promise<Cut> {
  const now = context.clock()
  let restored = 0
  for (const { follower, followed, uri, state, ours } of await cutFollowsOf(tx, host)) {
    if (await followBetween(tx, follower, followed)) continue
    const asked = ours ? `${context.config.origin}/follows/${newKey(now.getTime())}` : uri
    const kept = await keepFollow(tx, { follower, followed, uri: asked, state })
    const kind = ours ? 'follow.requested' : 'follow.received'
    if (ours || state === 'accepted')
      await record(context, tx, { kind, actor: follower, subject: kept.id, ids: { followed } })
    restored++
  }
  const held = await waitAgain(tx, host, new Date(now.getTime() + waits))
  await forgetCut(tx, [host])
  return { follows: restored, held }
}
