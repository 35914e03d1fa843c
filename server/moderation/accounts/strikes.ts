/** How many strikes an account has: what was done about it and not taken back, for as long as the setting says. */
import type { Context } from '../../context.ts'
import { keepSetting, readSetting } from '../../council/settings.store.ts'
import { Invalid } from '../../errors.ts'
import { addDecision } from '../log/decisions.store.ts'
import { countSince } from './actions.store.ts'
import { strikeKinds } from './kinds.ts'

const setting = 'strike-days'
/** A year, unless the council says otherwise. */
export const usualStrikeDays = 365
const day = 86_400_000

/** For how many days a strike counts. */
export const strikeDays = async ({ store }: Pick<Context, 'store'>): Promise<number> =>
  (await readSetting<number>(store.read, setting)) ?? usualStrikeDays

/** Keeps for how long a strike counts. Throws Invalid. */
export async function keepStrikeDays(context: Context, by: string | null, typed: string): Promise<void> {
  const days = Number(typed.trim() || 'none')
  if (!Number.isInteger(days) || days < 1 || days > 3_650)
    throw new Invalid([{ field: 'strikeDays', text: 'Give a whole number of days from 1 to 3,650' }])
  await context.store.write(async (tx) => {
    await keepSetting(tx, setting, days, context.clock())
    await addDecision(tx, { by, act: 'settings strikes', target: 'strikes', detail: { days } })
  })
}

/** The strikes of an account that count today. */
export async function strikesOf(context: Context, actor: string): Promise<number> {
  const since = new Date(context.clock().getTime() - (await strikeDays(context)) * day)
  return countSince(context.store.read, actor, strikeKinds, since)
}
