/** Working hours (M11): outside them whatever is not from the network waits, so that nobody has to look at night. */
import { dateAfter, isBankHoliday, londonAt, momentIn, type Nation, nationOf } from '../../calendar/working-days.ts'
import type { Context } from '../../context.ts'
import { keepSetting, readSetting } from '../../council/settings.store.ts'
import { findCouncil } from '../../council/settings.ts'
import { type Fault, Invalid } from '../../errors.ts'
import { addDecision } from '../log/decisions.store.ts'
import { bumpRevision, compiled } from '../revision.ts'

/** From when until when on a day of the week, from 1, Monday, to 7; `from` is before `until`. */
export interface Span {
  from: string
  until: string
}

export interface Hours {
  /** Whether anything waits outside these hours. */
  hold: boolean
  /** By the day of the week; a day that is absent has no hours. */
  days: Partial<Record<string, Span>>
  /** Whether bank holidays have no hours. */
  holidays: boolean
  /** When the digest of the queue is sent, by London's clock; empty for never. */
  digest: string
}

const office: Span = { from: '09:00', until: '17:00' }
export const usualHours: Hours = {
  hold: false,
  days: { 1: office, 2: office, 3: office, 4: office, 5: office },
  holidays: true,
  digest: ''
}

const setting = 'moderation-hours'
/** The built-in rule by name and version, as the queue and the log show it. */
export const outOfHoursRule = 'Out of hours (built in, version 1)'

interface AtWork {
  hours: Hours
  nation: Nation
}

const kept = compiled('hours', async (context): Promise<AtWork> => {
  const hours = await readSetting<Partial<Hours>>(context.store.read, setting)
  const council = await findCouncil(context)
  return { hours: { ...usualHours, ...hours }, nation: nationOf(council?.gss) }
})

/** As they are set here. */
export const hoursOf = async (context: Context): Promise<Hours> => (await kept(context)).hours

/** The hours of a date, such as `2026-11-23`; undefined when it has none. */
export function hoursOn({ hours, nation }: AtWork, date: string): Span | undefined {
  const weekday = new Date(`${date}T12:00:00Z`).getUTCDay() || 7
  if (hours.holidays && isBankHoliday(date, nation)) return undefined
  return hours.days[weekday]
}

/** Whether a moment is within working hours, and when the hours began that it lies in. */
export function openAt(work: AtWork, at: Date): Date | undefined {
  const { date, time } = londonAt(at)
  const span = hoursOn(work, date)
  return span && time >= span.from && time < span.until ? momentIn(date, span.from) : undefined
}

/** When hours begin next; undefined when they do not within two weeks. */
export function nextOpening(work: AtWork, at: Date): Date | undefined {
  const today = londonAt(at).date
  for (let n = 0; n < 15; n++) {
    const date = dateAfter(today, n)
    const span = hoursOn(work, date)
    const begins = span && momentIn(date, span.from)
    if (begins && begins > at) return begins
  }
  return undefined
}

/** What is held now because of the hour: in the words of the queue; undefined when nothing is. */
export async function heldByTheHour(context: Context): Promise<string | undefined> {
  const work = await kept(context)
  const now = context.clock()
  if (!work.hours.hold || openAt(work, now)) return undefined
  const { date, time } = londonAt(now)
  return `${date} ${time}`
}

/** Where we are in working hours now. */
export async function hoursNow(context: Context) {
  const work = await kept(context)
  const now = context.clock()
  const since = openAt(work, now)
  return { ...work, since, next: since ? undefined : nextOpening(work, now) }
}

const isTime = (text: string) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text)

/** Reads what a form or a command says: for each day two times, or neither. Throws Invalid. */
export function readHours(given: {
  hold: boolean
  holidays: boolean
  digest: string
  days: Record<string, { from: string; until: string }>
}): Hours {
  const faults: Fault[] = []
  const days: Hours['days'] = {}
  for (const [day, { from, until }] of Object.entries(given.days)) {
    const [begins, ends] = [timeOf(from), timeOf(until)]
    if (begins === '' && ends === '') continue
    if (!isTime(begins)) faults.push({ field: `from${day}`, text: 'Give a time such as 09:00, or leave the day empty' })
    else if (!isTime(ends)) faults.push({ field: `until${day}`, text: 'Give a time such as 17:00' })
    else if (begins >= ends)
      faults.push({ field: `until${day}`, text: 'Give a time after the one at which hours begin' })
    else days[day] = { from: begins, until: ends }
  }
  const digest = timeOf(given.digest)
  if (digest !== '' && !isTime(digest)) faults.push({ field: 'digest', text: 'Give a time such as 09:00, or none' })
  if (given.hold && faults.length === 0 && Object.keys(days).length === 0)
    faults.push({
      field: 'hold',
      text: 'Give at least one day its hours first: without, everything would wait for ever'
    })
  if (faults.length > 0) throw new Invalid(faults)
  return { hold: given.hold, holidays: given.holidays, digest, days }
}

/** "9", "9:30" and "0930" as people type them. */
function timeOf(text: string): string {
  const [, hour, minute = '00'] = /^(\d{1,2})(?:[:.]?(\d{2}))?$/.exec(text.trim()) ?? []
  return hour === undefined ? text.trim() : `${hour.padStart(2, '0')}:${minute}`
}

/** Sets the hours, at work in every process within a second. */
export async function setHours(context: Context, by: string | null, hours: Hours): Promise<void> {
  await context.store.write(async (tx) => {
    await keepSetting(tx, setting, hours, context.clock())
    await bumpRevision(tx)
    const { hold, holidays, digest, days } = hours
    await addDecision(tx, { by, act: 'settings hours', target: 'hours', detail: { hold, holidays, digest, days } })
  })
}
