/** What the clock brings: known people's posts of the night come in when hours begin, and the digest of the queue is sent. */
import { isBankHoliday, londonAt } from '../../calendar/working-days.ts'
import type { Context } from '../../context.ts'
import { keepSetting, readSetting } from '../../council/settings.store.ts'
import { findCouncil } from '../../council/settings.ts'
import { Conflict } from '../../errors.ts'
import { addLetter } from '../../letters.ts'
import { trustOf } from '../gate.ts'
import { countByRule, countHeld, waitingByRule } from '../held.store.ts'
import { letIn } from '../let-in.ts'
import { hoursNow, outOfHoursRule } from './hours.ts'
import { onDuty, onRota } from './rota.ts'

const letInAt = 'moderation-hours-let-in'
const digestOn = 'moderation-digest-on'
/** What was judged a moment before hours began may be held a moment after. */
const margin = 15 * 60_000

/** Sees to all of it; bears repetition. */
export async function sweepHours(context: Context): Promise<void> {
  if ((await findCouncil(context)) === undefined) return
  await letInKnown(context)
  await sendDigest(context)
}

/** Once hours have begun, or when nothing is held by the hour any more: those who are known wait no longer. Strangers do. */
export async function letInKnown(context: Context): Promise<void> {
  const { hours, since } = await hoursNow(context)
  if (hours.hold && !since) return
  const now = context.clock()
  const mark = hours.hold ? since!.toISOString() : 'always'
  const done = await readSetting<{ mark: string }>(context.store.read, letInAt)
  const settled = hours.hold ? now.getTime() - since!.getTime() > margin : true
  if (done?.mark === `${mark} settled`) return
  for (let after = ''; ; ) {
    const items = await waitingByRule(context.store.read, outOfHoursRule, after)
    for (const item of items) {
      after = item.id
      const trust = await trustOf(context, item.actor, item.host)
      if (trust !== 'known' && trust !== 'network') continue
      await letIn(context, null, item, 'Working hours have begun, and its author is known').catch((error) => {
        if (!(error instanceof Conflict)) throw error
      })
    }
    if (items.length === 0) break
  }
  const kept = settled ? `${mark} settled` : mark
  if (done?.mark !== kept) await context.store.write((tx) => keepSetting(tx, letInAt, { mark: kept }, now))
}

/** Once a day at the set time, when something waits: how much and why, and no words of it. */
export async function sendDigest(context: Context): Promise<void> {
  const { hours, nation } = await hoursNow(context)
  if (hours.digest === '') return
  const now = context.clock()
  const { date, time, weekday } = londonAt(now)
  if (time < hours.digest || !hours.days[weekday]) return
  if (hours.holidays && isBankHoliday(date, nation)) return
  const last = await readSetting<{ date: string }>(context.store.read, digestOn)
  if (last?.date === date) return
  const [total, reasons, duty, everybody] = await Promise.all([
    countHeld(context.store.read),
    countByRule(context.store.read, 20),
    onDuty(context),
    onRota(context)
  ])
  await context.store.write(async (tx) => {
    // Another process may have been faster.
    if ((await readSetting<{ date: string }>(tx, digestOn))?.date === date) return
    await keepSetting(tx, digestOn, { date }, now)
    if (total === 0) return
    for (const { email, name } of duty ? [duty] : everybody)
      await addLetter(context, tx, {
        to: email,
        subject: `${total === 1 ? 'One thing is' : `${total.toLocaleString('en-GB')} things are`} waiting for you`,
        text: [
          `Hello ${name},`,
          ...(duty ? ['You are on duty this week.'] : []),
          'This is waiting in the queue, by the rule that holds it:',
          reasons.map(({ rule, n }) => `- ${n.toLocaleString('en-GB')}: ${rule}`).join('\n'),
          `${context.config.origin}/moderation`
        ].join('\n\n')
      })
  })
}
