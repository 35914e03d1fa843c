/** For how long things are held and decisions can be undone: settings of this council. */
import type { Context } from '../context.ts'
import { keepSetting, readSetting } from '../council/settings.store.ts'
import { type Fault, Invalid } from '../errors.ts'
import { addDecision } from './log/decisions.store.ts'
import { type Agreed, needSecond } from './proposals/ask.ts'
import { bumpRevision, compiled } from './revision.ts'

export interface Retention {
  /** Days that something is held before it is dropped and only counted. */
  heldDays: number
  /** Days for which a decision in the queue can be undone, and its words are kept for that. */
  undoDays: number
}

export const usualRetention: Retention = { heldDays: 30, undoDays: 30 }
const setting = 'moderation-retention'
const day = 86_400_000

const kept = compiled('retention', ({ store }) => readSetting<Partial<Retention>>(store.read, setting))

/** As it is set here. */
export const retentionOf = async (context: Context): Promise<Retention> => ({
  ...usualRetention,
  ...(await kept(context))
})

/** When what comes in now runs out. */
export const heldUntil = (context: Context, { heldDays }: Retention): Date =>
  new Date(context.clock().getTime() + heldDays * day)

/** Until when what is decided now can be undone. */
export const keptUntil = (context: Context, { undoDays }: Retention): Date =>
  new Date(context.clock().getTime() + undoDays * day)

/** Reads what a form says. Throws Invalid. */
export function readRetention(given: { heldDays: string; undoDays: string }): Retention {
  const faults: Fault[] = []
  const read = (field: keyof Retention, least: number) => {
    const n = Number(given[field].trim() || 'none')
    if (!Number.isInteger(n) || n < least || n > 365)
      faults.push({ field, text: `Give a whole number of days from ${least} to 365` })
    return n
  }
  const retention = { heldDays: read('heldDays', 1), undoDays: read('undoDays', 1) }
  if (faults.length > 0) throw new Invalid(faults)
  return retention
}

/**
 * Decides for how long; what is held or kept already stays as it was. Throws Proposed where a second person must agree.
 */
export async function setRetention(
  context: Context,
  by: string | null,
  retention: Retention,
  reason = '',
  agreed?: Agreed
): Promise<void> {
  const before = await retentionOf(context)
  const { heldDays, undoDays } = retention
  if (before.heldDays === heldDays && before.undoDays === undoDays) return
  await needSecond(
    context,
    {
      ...{ kind: 'retention', by, target: 'retention', reason, body: { ...retention } },
      says: `Hold what waits for ${heldDays} days instead of ${before.heldDays}, and let decisions be undone for ${undoDays} days instead of ${before.undoDays}`
    },
    agreed
  )
  await context.store.write(async (tx) => {
    await keepSetting(tx, setting, retention, context.clock())
    await bumpRevision(tx)
    await addDecision(tx, { by, act: 'settings retention', target: 'retention', reason, detail: { ...retention } })
  })
}
