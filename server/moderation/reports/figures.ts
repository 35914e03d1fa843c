/** How it goes with reports: how old the open ones are, of what kind they were, and how long they took. For moderators. */
import type { Context } from '../../context.ts'
import { openReports, reportsSince } from './figures.store.ts'

const day = 86_400_000

export interface ReportFigures {
  /** Open ones by age in days: up to this many, or older. */
  ages: { name: string; n: number }[]
  /** The last twelve months. */
  kinds: { category: string; made: number; open: number; acted: number }[]
  months: { month: string; made: number; closed: number; acted: number; median: number | null }[]
  /** In milliseconds, of what was closed in the last twelve months; null when nothing was. */
  median: number | null
}

const spans: [string, number][] = [
  ['Up to a day', day],
  ['Up to a week', 7 * day],
  ['Up to a month', 30 * day],
  ['Older', Number.POSITIVE_INFINITY]
]

/** Counts. */
export async function reportFigures(context: Context): Promise<ReportFigures> {
  const now = context.clock()
  const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 11))
  const [open, made] = await Promise.all([openReports(context.store.read), reportsSince(context.store.read, from)])
  const age = (one: { created: Date }) => now.getTime() - one.created.getTime()
  const took = (one: { created: Date; closed: Date | null }) =>
    one.closed ? [Math.max(0, one.closed.getTime() - one.created.getTime())] : []
  return {
    ages: spans.map(([name, most], n) => ({
      name,
      n: open.filter((one) => age(one) <= most && age(one) > (spans[n - 1]?.[1] ?? Number.NEGATIVE_INFINITY)).length
    })),
    kinds: [...Map.groupBy(made, ({ category }) => category)]
      .map(([category, all]) => ({
        category,
        made: all.length,
        open: all.filter(({ state }) => state === 'open').length,
        acted: all.filter(({ outcome }) => outcome === 'action').length
      }))
      .toSorted((a, b) => b.made - a.made || (a.category < b.category ? -1 : 1)),
    months: Array.from({ length: 12 }, (_, back) => {
      const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back)).toISOString().slice(0, 7)
      const inIt = (date: Date | null) => date?.toISOString().slice(0, 7) === month
      const closed = made.filter((one) => inIt(one.closed))
      return {
        month,
        made: made.filter((one) => inIt(one.created)).length,
        closed: closed.length,
        acted: closed.filter(({ outcome }) => outcome === 'action').length,
        median: middle(closed.flatMap(took))
      }
    }),
    median: middle(made.flatMap(took))
  }
}

function middle(times: number[]): number | null {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.ceil(sorted.length / 2) - 1] ?? null
}
