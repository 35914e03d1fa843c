/** Dates, numbers and names as people read them. */
import { escapeHtml } from '../server/text/sanitise.ts'

const zone = 'Europe/London'
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: zone })
const month = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: zone })
const hourAndMinute = new Intl.DateTimeFormat('en-GB', { hour: 'numeric', minute: '2-digit', timeZone: zone })

/** "14 October 2026". */
export const dayOf = (date: Date) => day.format(date)

/** "October 2026". */
export const monthOf = (date: Date) => month.format(date)

const moment = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  timeZone: zone
})

/** "Thursday 3 December 2026 at 12:30". */
export const momentOf = (date: Date) => moment.format(date)

/** "10:42". */
export const clockOf = (date: Date) => hourAndMinute.format(date)

/** The end of something that began at `start`: only the time when it is the same day. */
export const momentAfter = (end: Date, start: Date) =>
  dayOf(end) === dayOf(start) ? hourAndMinute.format(end) : momentOf(end)

/** "just now", "5 minutes ago", "2 hours ago", "Yesterday", else the day. */
export function whenOf(date: Date, now: Date): string {
  const minutes = Math.floor((now.getTime() - date.getTime()) / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} ${plural(minutes, 'minute', 'minutes')} ago`
  if (minutes < 12 * 60) {
    const hours = Math.floor(minutes / 60)
    return `${hours} ${plural(hours, 'hour', 'hours')} ago`
  }
  if (dayOf(date) === dayOf(now)) return `Today, ${hourAndMinute.format(date)}`
  if (dayOf(date) === dayOf(new Date(now.getTime() - 86_400_000))) return 'Yesterday'
  return dayOf(date)
}

/** The word for one or for many. */
export const plural = (n: number, one: string, many: string) => (n === 1 ? one : many)

/** A handle such as @nia@host, which may break before its second @ and nowhere else by choice. */
export function handleHtml(handle: string): string {
  const [, user = '', host] = /^@?([^@]+)(?:@(.+))?$/.exec(handle) ?? [handle, handle]
  return host ? `@${escapeHtml(user)}<wbr>@${escapeHtml(host)}` : `@${escapeHtml(user)}`
}

/** The initials of a name, two at most. */
export function initialsOf(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? []
  const first = words[0]?.[0] ?? '?'
  const last = words.length > 1 ? words[words.length - 1]![0]! : ''
  return (first + last).toUpperCase()
}
