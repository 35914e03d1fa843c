/** Working days in the United Kingdom: Monday to Friday without bank holidays, by the clock in London. */
import { createRequire } from 'node:module'
import type Holidays from 'date-holidays'

/** Bank holidays differ: England and Wales have one list, Scotland and Northern Ireland one each. */
export type Nation = 'england' | 'wales' | 'scotland' | 'northern-ireland'

const states: Record<Nation, string> = { england: 'ENG', wales: 'WLS', scotland: 'SCT', 'northern-ireland': 'NIR' }
const day = 86_400_000

/** A moment as clocks in London show it. */
export interface London {
  /** `2026-11-22`. */
  date: string
  /** `09:05`, from `00:00` to `23:59`. */
  time: string
  /** From 1, Monday, to 7, Sunday. */
  weekday: number
}

const parts = new Intl.DateTimeFormat('en-GB', {
  ...{ timeZone: 'Europe/London', hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
  ...{ hour: '2-digit', minute: '2-digit', weekday: 'short' }
})
const weekdays = ['', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** What clocks and calendars in London show at a moment. */
export function londonAt(at: Date): London {
  const told = Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, value]))
  const date = `${told.year}-${told.month}-${told.day}`
  return { date, time: `${told.hour}:${told.minute}`, weekday: weekdays.indexOf(told.weekday ?? '') }
}

/** The moment at which clocks in London show this; where the hour is skipped in spring, an hour later. */
export function momentIn(date: string, time: string): Date {
  const asIfUtc = new Date(`${date}T${time}:00Z`)
  const shown = londonAt(asIfUtc)
  const offset = new Date(`${shown.date}T${shown.time}:00Z`).getTime() - asIfUtc.getTime()
  const first = new Date(asIfUtc.getTime() - offset)
  const again = londonAt(first)
  return again.date === date && again.time === time ? first : asIfUtc
}

/** The day after so many others, as a date. */
export const dateAfter = (date: string, days: number): string =>
  new Date(new Date(`${date}T12:00:00Z`).getTime() + days * day).toISOString().slice(0, 10)

const known = new Map<string, Set<string>>()
// The holidays of all countries take 30 MB of memory: they are read when somebody first asks for one.
const load = createRequire(import.meta.url)

/** Days proclaimed once that the library does not know. */
const proclaimed: Partial<Record<Nation, string[]>> = { scotland: ['2026-06-15'] }

/** The bank holidays of a year, as dates. */
function holidaysOf(nation: Nation, year: number): Set<string> {
  const key = `${nation} ${year}`
  const kept = known.get(key)
  if (kept) return kept
  const HolidaysOf = load('date-holidays') as typeof Holidays
  const all = new HolidaysOf('GB', states[nation], { types: ['public', 'bank'] }).getHolidays(year)
  const dates = new Set([...all.map(({ date }) => date.slice(0, 10)), ...(proclaimed[nation] ?? [])])
  known.set(key, dates)
  return dates
}

/** Whether a date is a bank holiday. */
export const isBankHoliday = (date: string, nation: Nation = 'england'): boolean =>
  holidaysOf(nation, Number(date.slice(0, 4))).has(date)

/** Whether a date, such as `2026-11-22`, is a working day. */
export function isWorkingDay(date: string, nation: Nation = 'england'): boolean {
  const weekday = new Date(`${date}T12:00:00Z`).getUTCDay()
  return weekday !== 0 && weekday !== 6 && !isBankHoliday(date, nation)
}

/** The first working day after a date. */
export function nextWorkingDay(date: string, nation: Nation = 'england'): string {
  let next = dateAfter(date, 1)
  while (!isWorkingDay(next, nation)) next = dateAfter(next, 1)
  return next
}

/** The date so many working days after another; 0 gives the date itself. */
export function addWorkingDays(date: string, days: number, nation: Nation = 'england'): string {
  let found = date
  for (let n = 0; n < days; n++) found = nextWorkingDay(found, nation)
  return found
}

/** How many working days lie after the one date, up to and with the other; 0 when it is not later. */
export function workingDaysBetween(from: string, until: string, nation: Nation = 'england'): number {
  let n = 0
  for (let date = dateAfter(from, 1); date <= until; date = dateAfter(date, 1)) if (isWorkingDay(date, nation)) n++
  return n
}

/** The nation whose bank holidays a council keeps, from its code: E06000023 is in England. */
export const nationOf = (gss: string | undefined): Nation =>
  (({ W: 'wales', S: 'scotland', N: 'northern-ireland' }) as const)[gss?.charAt(0) as 'W' | 'S' | 'N'] ?? 'england'
