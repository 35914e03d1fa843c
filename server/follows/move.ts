/** People here go with whom they follow when that account moves. */
import type { Context } from '../context.ts'
import { Problem } from '../errors.ts'
import { record } from '../events/record.ts'
import { dropFollow, localFollowersOf } from './follows.store.ts'
import { followActor } from './follows.ts'

/** Those of ours who follow `from` follow `to` instead, and are told. Bears repetition. */
export async function moveFollows(context: Context, from: string, to: string): Promise<void> {
  for (const { actor } of await localFollowersOf(context.store.read, from)) {
    try {
      if (actor.id !== to) await followActor(context, actor.id, to)
    } catch (error) {
      // Somebody blocked or gone is not followed, and no reason to leave the others behind.
      if (!(error instanceof Problem)) throw error
      continue
    }
    await context.store.write(async (tx) => {
      const gone = await dropFollow(tx, actor.id, from)
      if (!gone) return
      await record(context, tx, { kind: 'follow.removed', actor: actor.id, subject: from, ids: { uri: gone.uri } })
      await record(context, tx, { kind: 'follow.moved', actor: to, subject: to, ids: { follower: actor.id } })
    })
  }
}
