/** `rota …`: who is on duty in which week. */
import { dateAfter } from '../../server/calendar/working-days.ts'
import type { Context } from '../../server/context.ts'
import { mondayOf, onRota, setRota, weeksOf } from '../../server/moderation/hours/rota.ts'
import { type Command, readArgs, tableOf, WrongUse } from './command.ts'
import { needMember } from './user.ts'

/** The weeks that can be planned, with names. */
async function planned(context: Context) {
  const [weeks, people] = await Promise.all([weeksOf(context), onRota(context)])
  const names = new Map(people.map(({ actor, name }) => [actor, name]))
  return weeks.map(({ week, actor }) => ({ week, actor: actor ?? null, name: names.get(actor ?? '') ?? null }))
}

const rotaShow: Command = {
  name: 'rota show',
  usage: '',
  does: 'shows who is on duty this week and in those to come',
  async run(context, args, out) {
    readArgs(args, {})
    const weeks = await planned(context)
    out.answer(
      { weeks },
      tableOf(weeks.map(({ week, name }) => [`${week} to ${dateAfter(week, 6)}`, name ?? 'nobody']))
    )
  }
}

const rotaSet: Command = {
  name: 'rota set',
  usage: 'YYYY-MM-DD HANDLE|none',
  does: 'says who is on duty in the week of that day; the other weeks stay as they are',
  async run(context, args, out) {
    const [day = '', handle = ''] = readArgs(args, {}, 2).positionals
    const now = await weeksOf(context)
    const week = isDay(day) ? mondayOf(day) : ''
    if (!now.some((one) => one.week === week))
      throw new WrongUse(`give a day from ${now[0]!.week} to ${dateAfter(now.at(-1)!.week, 6)}`)
    const actor = handle === 'none' ? '' : (await needMember(context, handle)).actor.id
    const before = Object.fromEntries(now.map((one) => [one.week, one.actor ?? '']))
    await setRota(context, null, { ...before, [week]: actor })
    out.answer({ weeks: await planned(context) }, `${week}: ${actor ? `${handle} is` : 'nobody is'} on duty.`)
  }
}

const isDay = (text: string) =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString().slice(0, 10) === text

export const rotaCommands: Command[] = [rotaShow, rotaSet]
