/** The six things that a moderator can do with what waits, with one item or with many. */
import type { Context } from '../../server/context.ts'
import { Conflict, type Fault, Invalid, NotFound } from '../../server/errors.ts'
import { type HeldItem, heldById } from '../../server/moderation/held.store.ts'
import { decidedBefore } from '../../server/moderation/let-in.ts'
import { reject, rejectAndBlock, release } from '../../server/moderation/queue.ts'
import { trustServer } from '../../server/moderation/trust.ts'

type Do = (context: Context, by: string, item: HeldItem, reason: string) => Promise<unknown>

const table = {
  release: (context, by, item, reason) => release(context, by, item.id, undefined, reason),
  'release-author': (context, by, item, reason) => release(context, by, item.id, 'author', reason),
  'release-server': (context, by, item, reason) => release(context, by, item.id, 'server', reason),
  reject: (context, by, item, reason) => reject(context, by, item.id, reason),
  'block-author': (context, by, item, reason) => rejectAndBlock(context, by, item.id, reason),
  'block-server': (context, by, item, reason) => trustServer(context, by, item.host, 'blocked', reason)
} satisfies Record<string, Do>

export type Act = keyof typeof table

/** What a form chose, checked. Throws Invalid. */
export function readDecision(typed: { act: string; reason: string }): { act: Act; reason: string } {
  const { act } = typed
  const reason = typed.reason.trim()
  const faults: Fault[] = []
  const known = Object.hasOwn(table, act)
  if (!known) faults.push({ field: 'act', text: 'Choose what should happen' })
  if (reason.length > 1_000) faults.push({ field: 'reason', text: 'Give the reason in 1,000 characters or fewer' })
  if (faults.length > 0) throw new Invalid(faults)
  return { act: act as Act, reason }
}

/** Does it with one item. Throws NotFound, or Conflict when somebody was faster. */
export async function decideOne(context: Context, by: string, act: Act, id: string, reason: string): Promise<HeldItem> {
  const item = await heldById(context.store.read, id)
  if (!item) throw new NotFound('There is no such item in the queue.')
  if (item.state !== 'waiting') throw decidedBefore()
  await table[act](context, by, item, reason)
  return item
}

/** Does it with many: gives how many it was done with, and how many somebody else had decided on before. */
export async function decideMany(context: Context, by: string, act: Act, ids: string[], reason: string) {
  // To trust or block somebody decides on all that waits from them.
  const whose = (item: HeldItem) => (act.endsWith('author') ? item.actor : act.endsWith('server') ? item.host : item.id)
  const settled = new Set<string>()
  let [n, missed] = [0, 0]
  for (const id of new Set(ids)) {
    const before = await heldById(context.store.read, id)
    if (before && settled.has(whose(before))) {
      n++
      continue
    }
    try {
      settled.add(whose(await decideOne(context, by, act, id, reason)))
      n++
    } catch (error) {
      if (!(error instanceof Conflict || error instanceof NotFound)) throw error
      missed++
    }
  }
  return { n, missed }
}
