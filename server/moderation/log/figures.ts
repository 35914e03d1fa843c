/** What the transparency page and its CSV tell of each month: numbers from which nobody can be made out. */
import type { Context } from '../../context.ts'
import {
  decisionsByAct,
  firstCounted,
  heldByState,
  reportsOf,
  type Span,
  timesToClose,
  timesToDecide
} from './figures.store.ts'

/** Fewer than this of something about people are not told: somebody might know who they were. */
export const fewest = 5

/** A number, or that there were some but too few to tell. */
export type Figure = number | 'few'

export interface MonthFigures {
  /** `2026-11`. */
  month: string
  queue: { held: number; waiting: number; released: number; rejected: number; expired: number }
  /** In milliseconds; null when there were too few to say. */
  decided: { median: number | null; ninth: number | null }
  closed: { median: number | null; ninth: number | null }
  reports: { category: string; n: Figure }[]
  /** Who reported: somebody here, a visitor, or another server. */
  sources: { source: 'here' | 'visitor' | 'server'; n: Figure }[]
  servers: { act: string; n: number }[]
  /** Decisions about people and posts; appeals among them. */
  people: { act: string; n: Figure }[]
  appeals: { made: Figure; upheld: Figure }
  other: { act: string; n: number }[]
  /** How many decisions happened by themselves, by a rule or a setting. */
  automatic: Figure
}

/** The months from the first on that anything is known of, newest first, at most two years. */
export async function monthsOf(context: Context): Promise<string[]> {
  const now = context.clock()
  const first = (await firstCounted(context.store.read)) ?? now
  const months: string[] = []
  for (let back = 0; back < 24; back++) {
    const { month, span } = monthAt(now.getUTCFullYear(), now.getUTCMonth() - back)
    if (back > 0 && span.until <= first) break
    months.push(month)
  }
  return months
}

function monthAt(year: number, index: number) {
  const from = new Date(Date.UTC(year, index))
  const until = new Date(Date.UTC(year, index + 1))
  return { month: from.toISOString().slice(0, 7), span: { from, until } satisfies Span }
}

/** The figures of one month, such as `2026-11`. */
export async function figuresOf(context: Context, month: string): Promise<MonthFigures> {
  const db = context.store.read
  const [year = 0, number = 1] = month.split('-').map(Number)
  const { span } = monthAt(year, number - 1)
  const [states, decided, acts, made, closed] = await Promise.all([
    heldByState(db, span),
    timesToDecide(db, span),
    decisionsByAct(db, span),
    reportsOf(db, span),
    timesToClose(db, span)
  ])
  const state = (name: string) => states.get(name) ?? 0
  const [waiting, released, rejected, expired] = ['waiting', 'released', 'rejected', 'expired'].map(state) as [
    number,
    number,
    number,
    number
  ]
  const of = (kind: Kind) =>
    acts.filter(({ act }) => kindOf(act) === kind).toSorted((a, b) => b.n - a.n || (a.act < b.act ? -1 : 1))
  const automatic = acts.reduce((n, one) => n + one.n - one.byPeople, 0)
  const named = (act: string) => told(acts.find((one) => one.act === act)?.n ?? 0)
  return {
    month,
    queue: { held: waiting + released + rejected + expired, waiting, released, rejected, expired },
    decided: spread(decided),
    closed: spread(closed),
    reports: tally(made.map(({ category }) => category)).map(([category, n]) => ({ category, n: told(n) })),
    sources: (['here', 'visitor', 'server'] as const).map((source) => ({
      source,
      n: told(made.filter(({ reporter }) => sourceOf(context, reporter) === source).length)
    })),
    servers: of('server').map(({ act, n }) => ({ act, n })),
    people: of('people').map(({ act, n }) => ({ act, n: told(n) })),
    appeals: { made: named('appeal made'), upheld: named('appeal upheld') },
    other: of('other').map(({ act, n }) => ({ act, n })),
    automatic: told(automatic)
  }
}

type Kind = 'server' | 'people' | 'queue' | 'appeal' | 'other'

/** What an act is about; one that is not known here counts as about people, so that too few of it are never told. */
function kindOf(act: string): Kind {
  if (act.startsWith('server ')) return 'server'
  if (act === 'released' || act === 'rejected') return 'queue'
  if (act.startsWith('appeal ')) return 'appeal'
  return /^(rule|list|settings|delivery|policy) /.test(act) ? 'other' : 'people'
}

const told = (n: number): Figure => (n > 0 && n < fewest ? 'few' : n)

const sourceOf = ({ config }: Context, reporter: string | null) =>
  reporter === null ? 'visitor' : reporter.startsWith(`${config.origin}/`) ? 'here' : 'server'

const tally = (words: string[]): [string, number][] =>
  [...Map.groupBy(words, (word) => word)]
    .map(([word, all]): [string, number] => [word, all.length])
    .toSorted((a, b) => b[1] - a[1])

/** The middle one, and the one within which nine in ten are. */
function spread(times: number[]) {
  if (times.length < fewest) return { median: null, ninth: null }
  const at = (share: number) => times[Math.min(times.length - 1, Math.ceil(times.length * share) - 1)] ?? null
  return { median: at(0.5), ninth: at(0.9) }
}
