/** Letting in what was held: one item, or all that waits from somebody who is trusted now. */
import type { Context } from '../context.ts'
import { Conflict } from '../errors.ts'
import type { Event } from '../events/events.store.ts'
import { record } from '../events/record.ts'
import { addJob } from '../jobs/jobs.store.ts'
import { addDecision, decideHeld, type HeldItem, waitingOf } from './held.store.ts'
import { trustOfHost } from './instances.store.ts'

/** What a second moderator is told. */
export const decidedBefore = () => new Conflict('Somebody has decided on this already.')

/** Lets one item in: it is taken in like anything that arrives, once the decision is kept. Throws Conflict when it does not wait any more. */
export async function letIn(context: Context, by: string | null, item: HeldItem, reason: string): Promise<void> {
  await context.store.write(async (tx) => {
    if (!(await decideHeld(tx, item.id, 'released', by, context.clock()))) throw decidedBefore()
    await addDecision(tx, {
      by,
      act: 'released',
      target: item.uri,
      reason,
      detail: { actor: item.actor, host: item.host }
    })
    await record(context, tx, { kind: 'held.released', ...(by && { actor: by }), subject: item.id })
    const body = { activity: item.activity, path: 'released' }
    if (item.activity) await addJob(context, tx, { queue: 'inbox', lane: item.actor, body })
  })
}

/** Lets in all that waits from an author or a server. */
export async function letInWaiting(
  context: Context,
  by: string | null,
  whose: { actor: string } | { host: string },
  reason: string
): Promise<void> {
  for (;;) {
    const items = await waitingOf(context.store.read, whose)
    if (items.length === 0) return
    for (const item of items) {
      await letIn(context, by, item, reason).catch((error) => {
        if (!(error instanceof Conflict)) throw error
      })
    }
  }
}

/** A server was trusted: what waits from it need wait no longer. */
export async function letInTrusted(context: Context, event: Event): Promise<void> {
  const trust = (await trustOfHost(context.store.read, event.subject))?.trust
  if (trust === 'network' || trust === 'known')
    await letInWaiting(context, event.actor, { host: event.subject }, 'the server is trusted')
}
