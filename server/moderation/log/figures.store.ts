/** Counts for the transparency page: numbers only, one month at a time, found by the time that keys begin with. */
import { and, asc, count, eq, gte, inArray, lt } from 'drizzle-orm'
import { decisions, held, reports } from '../../../schema/index.ts'
import type { Reader } from '../../store/store.ts'
import { keyAt } from './decisions.store.ts'

/** From the beginning of a month up to the next. */
export interface Span {
  from: Date
  until: Date
}

/** What was held, by what became of it. */
export async function heldByState(db: Reader, { from, until }: Span): Promise<Map<string, number>> {
  const rows = await db
    .select({ state: held.state, n: count() })
    .from(held)
    .where(and(gte(held.id, keyAt(from)), lt(held.id, keyAt(until))))
    .groupBy(held.state)
  return new Map(rows.map(({ state, n }) => [state, n]))
}

/** How long people took to decide on what was held, in milliseconds, the shortest first. */
export async function timesToDecide(db: Reader, { from, until }: Span): Promise<number[]> {
  const rows = await db
    .select({ created: held.created, decided: held.decided })
    .from(held)
    .where(and(gte(held.id, keyAt(from)), lt(held.id, keyAt(until)), inArray(held.state, ['released', 'rejected'])))
  return sorted(rows.map(({ created, decided }) => (decided?.getTime() ?? 0) - created.getTime()))
}

/** How many decisions of each kind, and how many of them nobody took but the software. */
export async function decisionsByAct(db: Reader, { from, until }: Span) {
  return db
    .select({ act: decisions.act, n: count(), byPeople: count(decisions.by) })
    .from(decisions)
    .where(and(gte(decisions.id, keyAt(from)), lt(decisions.id, keyAt(until))))
    .groupBy(decisions.act)
}

/** The reports that came in: of what kind, and from whom. */
export const reportsOf = (db: Reader, { from, until }: Span) =>
  db
    .select({ category: reports.category, reporter: reports.reporter })
    .from(reports)
    .where(and(gte(reports.id, keyAt(from)), lt(reports.id, keyAt(until))))

/** How long reports stayed open that were closed then, in milliseconds, the shortest first. */
export async function timesToClose(db: Reader, { from, until }: Span): Promise<number[]> {
  const closed = await db
    .select({ report: decisions.target, at: decisions.created })
    .from(decisions)
    .where(and(eq(decisions.act, 'report closed'), gte(decisions.id, keyAt(from)), lt(decisions.id, keyAt(until))))
  const times: number[] = []
  for (let n = 0; n < closed.length; n += 200) {
    const some = new Map(closed.slice(n, n + 200).map(({ report, at }) => [report, at.getTime()]))
    const made = await db
      .select({ id: reports.id, at: reports.created })
      .from(reports)
      .where(inArray(reports.id, [...some.keys()]))
    times.push(...made.map(({ id, at }) => (some.get(id) ?? 0) - at.getTime()))
  }
  return sorted(times)
}

const sorted = (times: number[]) => times.map((one) => Math.max(0, one)).sort((a, b) => a - b)

/** When the first thing happened that is counted here. */
export async function firstCounted(db: Reader): Promise<Date | undefined> {
  const [[one], [other], [report]] = await Promise.all([
    db.select({ id: held.id }).from(held).orderBy(asc(held.id)).limit(1),
    db.select({ id: decisions.id }).from(decisions).orderBy(asc(decisions.id)).limit(1),
    db.select({ id: reports.id }).from(reports).orderBy(asc(reports.id)).limit(1)
  ])
  const [first] = [one, other, report].flatMap((row) => row?.id ?? []).sort()
  return first ? new Date(Number.parseInt(first.slice(0, 12), 16)) : undefined
}
