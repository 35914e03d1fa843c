/** Who is on duty in which week: named beside the queue, and sent its digest. */
import { dateAfter, londonAt } from '../../calendar/working-days.ts'
import type { Context } from '../../context.ts'
import { keepSetting, readSetting } from '../../council/settings.store.ts'
import { Invalid } from '../../errors.ts'
import { addDecision } from '../log/decisions.store.ts'
import { peopleWith } from '../proposals/proposals.store.ts'

/** By the Monday of a week: the actor who is on duty. */
export type Rota = Record<string, string>

const setting = 'moderation-rota'
/** So many weeks are shown and can be planned. */
export const weeksAhead = 8

/** The Monday of the week that a date lies in. */
export function mondayOf(date: string): string {
  const weekday = new Date(`${date}T12:00:00Z`).getUTCDay() || 7
  return dateAfter(date, 1 - weekday)
}

/** Those who can be on duty. */
export const onRota = ({ store }: Pick<Context, 'store'>) => peopleWith(store.read, ['admin', 'moderator'])

/** This week and those to come, each with who is on duty; nobody when the one who was can moderate no longer. */
export async function weeksOf(context: Context): Promise<{ week: string; actor: string | undefined }[]> {
  const [rota, people] = await Promise.all([readSetting<Rota>(context.store.read, setting), onRota(context)])
  const first = mondayOf(londonAt(context.clock()).date)
  return Array.from({ length: weeksAhead }, (_, n) => {
    const week = dateAfter(first, n * 7)
    return { week, actor: people.find(({ actor }) => actor === rota?.[week])?.actor }
  })
}

/** Who is on duty now. */
export async function onDuty(context: Context) {
  const [rota, people] = await Promise.all([readSetting<Rota>(context.store.read, setting), onRota(context)])
  const actor = rota?.[mondayOf(londonAt(context.clock()).date)]
  return people.find((one) => one.actor === actor)
}

/** Plans weeks; those that are past are forgotten. Throws Invalid. */
export async function setRota(context: Context, by: string | null, planned: Rota): Promise<void> {
  const [people, weeks] = await Promise.all([onRota(context), weeksOf(context)])
  const rota: Rota = {}
  for (const { week } of weeks) {
    const actor = planned[week]
    if (!actor) continue
    if (!people.some((one) => one.actor === actor))
      throw new Invalid([{ field: `week${week}`, text: 'Choose somebody who moderates here' }])
    rota[week] = actor
  }
  await context.store.write(async (tx) => {
    await keepSetting(tx, setting, rota, context.clock())
    await addDecision(tx, { by, act: 'settings rota', target: 'rota', detail: { rota } })
  })
}
