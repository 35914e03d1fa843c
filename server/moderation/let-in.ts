/** Letting in what was held: one item, or all that waits from somebody who is trusted now. */
import type { Context } from '../context.ts'
import { Conflict } from '../errors.ts'
import type { Event } from '../events/events.store.ts'
import { record } from '../events/record.ts'
import { addJob } from '../jobs/jobs.store.ts'
import { decideHeld, type HeldItem, waitingOf } from './held.store.ts'
import { trustOfHost } from './instances.store.ts'
import { addDecision } from './log/decisions.store.ts'
import { keptUntil, retentionOf } from './retention.ts'
import { beforeChange } from './undo/changed.store.ts'
import { wordsMarks } from './words-only.ts'

/** What a second moderator is told. */
export const decidedBefore = () => new Conflict('Somebody has decided on this already.')

/**
 * Lets one item in: it is taken in like anything that arrives, once the decision is kept. `choice` is by what it can be
 * undone; `wordsOnly` leaves its pictures, clips and links to such out. Throws Conflict when it does not wait any more.
 */
export async function letIn(
  context: Context,
  by: string | null,
  item: HeldItem,
  reason: string,
  choice: string | null = null,
  wordsOnly = false
): Promise<void> {
  const kept = keptUntil(context, await retentionOf(context))
  await context.store.write(async (tx) => {
    const before = item.type === 'Update' && item.object ? await beforeChange(tx, item.object) : undefined
    const marks = wordsOnly ? wordsMarks(item.marks) : (item.marks ?? {})
    const undo = { choice, kept, ...(before && { before }), ...(wordsOnly && { marks }) }
    if (!(await decideHeld(tx, item.id, 'released', by, context.clock(), undo))) throw decidedBefore()
    const { actor, host } = item
    await addDecision(tx, {
      ...{ by, act: wordsOnly ? 'released words' : 'released', target: item.uri, reason },
      detail: { actor, host, ...(choice && { choice }) }
    })
    await record(context, tx, { kind: 'held.released', ...(by && { actor: by }), subject: item.id })
    const sent = item.sent === null ? {} : { sent: item.sent }
    const body = { activity: item.activity, path: 'released', marks, ...sent }
    if (item.activity) await addJob(context, tx, { queue: 'inbox', lane: item.actor, body })
  })
}

/** Lets in all that waits from an author or a server because they were not known; what a rule holds waits on. Gives how many. */
export async function letInWaiting(
  context: Context,
  by: string | null,
  whose: { actor: string } | { host: string },
  reason: string,
  choice: string | null = null
): Promise<number> {
  for (let n = 0; ; ) {
    const items = await waitingOf(context.store.read, whose, 500, true)
    if (items.length === 0) return n
    for (const item of items) {
      const done = await letIn(context, by, item, reason, choice).then(
        () => 1,
        (error) => {
          if (!(error instanceof Conflict)) throw error
          return 0
        }
      )
      n += done
    }
  }
}

/** A server was trusted: what waits from it need wait no longer. */
export async function letInTrusted(context: Context, event: Event): Promise<void> {
  const trust = (await trustOfHost(context.store.read, event.subject))?.trust
  if (trust === 'network' || trust === 'known')
    await letInWaiting(context, event.actor, { host: event.subject }, 'the server is trusted')
}
