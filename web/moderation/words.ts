/** Counts, lengths of time and trust in the words of the moderators' pages. */
import type { Trust } from '../../schema/actors.ts'
import { plainLine } from '../../server/text/sanitise.ts'
import { dayOf, plural } from '../words.ts'

const minute = 60_000
const day = 24 * 60 * minute

/** "3 likes". */
export const many = (n: number, one: string, more = `${one}s`) => `${n.toLocaleString('en-GB')} ${plural(n, one, more)}`

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** "1,234", and "more than 2,000" for what was counted no further. */
export const upTo = (n: number, most: number): string =>
  n > most ? `more than ${most.toLocaleString('en-GB')}` : n.toLocaleString('en-GB')

/** "a, b and c". */
export function listed(parts: string[]): string {
  if (parts.length < 2) return parts.join('')
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}

/** "waiting 3 days". */
export function waitingFor(since: Date, now: Date): string {
  const passed = Math.max(0, now.getTime() - since.getTime())
  if (passed < minute) return 'came in just now'
  if (passed < 60 * minute) return `waiting ${many(Math.floor(passed / minute), 'minute')}`
  if (passed < day) return `waiting ${many(Math.floor(passed / (60 * minute)), 'hour')}`
  return `waiting ${many(Math.floor(passed / day), 'day')}`
}

const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: 'Europe/London' })

/** "since Thursday", "since today", "since 3 October 2026". */
export function since(date: Date, now: Date): string {
  if (dayOf(date) === dayOf(now)) return 'since today'
  if (dayOf(date) === dayOf(new Date(now.getTime() - day))) return 'since yesterday'
  return `since ${now.getTime() - date.getTime() < 6 * day ? weekday.format(date) : dayOf(date)}`
}

/** About how long it takes to decide on so many, at 25 seconds each. */
export function timeToRead(n: number): string {
  const minutes = Math.ceil((n * 25) / 60)
  if (minutes <= 1) return 'about a minute'
  if (minutes < 60) return `about ${numbers[minutes] ?? minutes} minutes`
  const hours = Math.round(minutes / 60)
  return `about ${hours === 1 ? 'an hour' : `${numbers[hours] ?? hours} hours`}`
}

const numbers = ['', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

/** What each state of trust in a server means, as forms say it. */
export const trustWords: Record<Trust, { name: string; hint: string }> = {
  network: { name: 'Network', hint: 'A council we work with. Everything from there shows at once.' },
  known: { name: 'Known', hint: 'Everything from there shows at once.' },
  unknown: { name: 'Unknown', hint: 'What comes from there waits for a person.' },
  limited: { name: 'Limited', hint: 'What comes from there always waits, also where unknown servers are let in.' },
  blocked: { name: 'Blocked', hint: 'Nothing comes in from there and nothing goes there. Follows end.' }
}

/** "3 years", "2 months", "5 days". */
export function ageOf(since: Date, now: Date): string {
  const days = Math.max(0, Math.floor((now.getTime() - since.getTime()) / day))
  if (days >= 365) return many(Math.floor(days / 365), 'year')
  if (days >= 60) return many(Math.floor(days / 30), 'month')
  return days === 0 ? 'less than a day' : many(days, 'day')
}

const ways: Record<string, string> = {
  inbox: 'sent to our inbox',
  thread: 'fetched with its conversation',
  profile: 'read from their own page'
}

/** Which way it came in. */
export const wayOf = (path: string) => ways[path] ?? plainLine(path, 60)
