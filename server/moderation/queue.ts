/** Deciding on what is held: let it in, reject it, and how far its author or server is trusted from now on. */
import type { Context } from '../context.ts'
import { NotFound } from '../errors.ts'
import { addDecision, decideHeld, type HeldItem, heldById } from './held.store.ts'
import { decidedBefore, letIn, letInWaiting } from './let-in.ts'
import { blockActor, trustActor, trustServer } from './trust.ts'

/** What may be trusted together with a release. */
export type TrustAlong = 'author' | 'server'

/**
 * Lets a held item in, and with `trust` also everything else that waits from its author or its server. Throws NotFound,
 * or Conflict when somebody decided before.
 */
export async function release(
  context: Context,
  by: string | null,
  id: string,
  trust?: TrustAlong,
  reason = ''
): Promise<HeldItem> {
  const item = await waiting(context, id)
  // Trust first: what is then taken in must pass the gate for good and not only this once.
  if (trust === 'author') await trustActor(context, by, item.actor, 'known', reason)
  if (trust === 'server') await trustServer(context, by, item.host, 'known', reason)
  await letIn(context, by, item, reason)
  if (!trust) return item
  await letInWaiting(context, by, trust === 'author' ? { actor: item.actor } : { host: item.host }, reason)
  return item
}

/** Rejects a held item: its content goes, the decision stays. */
export async function reject(context: Context, by: string | null, id: string, reason = ''): Promise<HeldItem> {
  const item = await waiting(context, id)
  await context.store.write(async (tx) => {
    if (!(await decideHeld(tx, id, 'rejected', by, context.clock()))) throw decidedBefore()
    await addDecision(tx, {
      by,
      act: 'rejected',
      target: item.uri,
      reason,
      detail: { actor: item.actor, host: item.host }
    })
  })
  return item
}

/** Blocks the author of a held item, and rejects all that waits from them. */
export async function rejectAndBlock(context: Context, by: string | null, id: string, reason = ''): Promise<HeldItem> {
  const item = await waiting(context, id)
  await blockActor(context, by, item.actor, reason)
  return item
}

async function waiting(context: Context, id: string): Promise<HeldItem> {
  const item = await heldById(context.store.read, id)
  if (!item) throw new NotFound('There is no such item in the queue.')
  if (item.state !== 'waiting') throw decidedBefore()
  return item
}
