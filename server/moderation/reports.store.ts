/** Reports, as kept in the database. */
import { and, count, desc, eq, inArray, isNull, lt, ne, type SQL, sql } from 'drizzle-orm'
import { reports } from '../../schema/index.ts'
import type { ReportStage } from '../../schema/moderation.ts'
import { keepSetting } from '../council/settings.store.ts'
import { cutPage, type Page, type PageAsked, pageSize } from '../store/page.ts'
import type { Reader, Writer } from '../store/store.ts'

export interface NewReport {
  /** The actor who reports; absent for a visitor. */
  reporter?: string
  target: string
  objects: string[]
  words: string
  category?: string
  /** The server it came from. */
  host?: string
  houseRule?: string
  /** Where the answer is to go, sealed. */
  mail?: string
  created?: Date
}

export type Report = typeof reports.$inferSelect

/** From one server about one account, however many of its people report. */
const mostOpenFromHost = 3
const longest = 5_000

/**
 * Keeps a report; when the same reporter has an open one about the same target, the two become one, which is not
 * `fresh`. So do those of a server that has {@link mostOpenFromHost} open about the target.
 */
export async function addReport(tx: Writer, report: NewReport): Promise<{ id: string; fresh: boolean }> {
  const open = await openLike(tx, report)
  if (open) {
    const words = open.words.includes(report.words) ? open.words : `${open.words}\n\n${report.words}`.slice(0, longest)
    const objects = [...new Set([...open.objects, ...report.objects])].slice(0, 50)
    await tx
      .update(reports)
      .set({ words, objects, times: sql`${reports.times} + 1` })
      .where(eq(reports.id, open.id))
    return { id: open.id, fresh: false }
  }
  const { reporter, category, created = new Date(), ...rest } = report
  const number = await nextNumber(tx, created)
  const [kept] = await tx
    .insert(reports)
    .values({ ...rest, number, reporter: reporter ?? null, category: category ?? 'other', state: 'open', created })
    .returning({ id: reports.id })
  return { id: kept!.id, fresh: true }
}

/** The open report that another one joins. */
async function openLike(tx: Writer, { target, reporter, host }: NewReport): Promise<Report | undefined> {
  if (!reporter) return undefined
  const about = and(eq(reports.target, target), eq(reports.state, 'open'))
  const [same] = await tx
    .select()
    .from(reports)
    .where(and(about, eq(reports.reporter, reporter)))
    .limit(1)
  if (same || !host) return same
  const theirs = await tx
    .select()
    .from(reports)
    .where(and(about, eq(reports.host, host)))
    .orderBy(desc(reports.id))
    .limit(mostOpenFromHost)
  return theirs.length < mostOpenFromHost ? undefined : theirs[0]
}

/** The next number. The setting's row is held until the transaction ends, so that no two are given the same. */
async function nextNumber(tx: Writer, now: Date): Promise<number> {
  await keepSetting(tx, 'report-numbers', true, now)
  const [last] = await tx
    .select({ number: reports.number })
    .from(reports)
    .where(sql`${reports.number} is not null`)
    .orderBy(desc(reports.number))
    .limit(1)
  return (last?.number ?? 0) + 1
}

/** What a list of reports can be narrowed to; without a state those that are open. */
export interface ReportsAsked extends PageAsked {
  state?: 'open' | 'closed' | 'all' | undefined
  stage?: ReportStage | undefined
  category?: string | undefined
  /** The id of a moderator; null for those that nobody sees to. */
  assignee?: string | null | undefined
  target?: string | undefined
  reporter?: string | undefined
}

/** One page of reports, newest first. */
export async function listReports(db: Reader, asked: ReportsAsked): Promise<Page<Report>> {
  const size = pageSize(asked)
  const rows = await db
    .select()
    .from(reports)
    .where(and(narrowed(asked), asked.after ? lt(reports.id, asked.after) : undefined))
    .orderBy(desc(reports.id))
    .limit(size + 1)
  return cutPage(rows, { after: asked.after }, size, (row) => row.id)
}

function narrowed({ state = 'open', stage, category, assignee, target, reporter }: ReportsAsked): SQL | undefined {
  return and(
    state === 'all' ? undefined : eq(reports.state, state),
    stage ? eq(reports.stage, stage) : undefined,
    category ? eq(reports.category, category) : undefined,
    assignee === undefined ? undefined : assignee === null ? isNull(reports.assignee) : eq(reports.assignee, assignee),
    target ? eq(reports.target, target) : undefined,
    reporter ? eq(reports.reporter, reporter) : undefined
  )
}

/** Changes columns of a report. */
export async function changeReport(
  tx: Writer,
  id: string,
  change: Partial<Omit<typeof reports.$inferInsert, 'id'>>
): Promise<void> {
  await tx.update(reports).set(change).where(eq(reports.id, id))
}

/** Closes an open report; false when there was none. */
export async function closeReport(
  tx: Writer,
  id: string,
  closed: Partial<Pick<Report, 'outcome' | 'answer' | 'closed'>> = {}
): Promise<boolean> {
  const done = await tx
    .update(reports)
    .set({ ...closed, state: 'closed' })
    .where(and(eq(reports.id, id), eq(reports.state, 'open')))
    .returning({ id: reports.id })
  return done.length > 0
}

/** Opens a closed report again; false when there was none. */
export async function reopenReport(tx: Writer, id: string): Promise<boolean> {
  const done = await tx
    .update(reports)
    .set({ state: 'open', stage: 'looking', outcome: null, closed: null })
    .where(and(eq(reports.id, id), eq(reports.state, 'closed')))
    .returning({ id: reports.id })
  return done.length > 0
}

/** How many are open. */
export async function countReports(db: Reader): Promise<number> {
  const [row] = await db.select({ n: count() }).from(reports).where(eq(reports.state, 'open'))
  return row?.n ?? 0
}

/** One report, open or closed. */
export async function reportById(db: Reader, id: string): Promise<Report | undefined> {
  const [row] = await db.select().from(reports).where(eq(reports.id, id))
  return row
}

/** One report by its number. */
export async function reportByNumber(db: Reader, number: number): Promise<Report | undefined> {
  const [row] = await db.select().from(reports).where(eq(reports.number, number))
  return row
}

/** How many reports there are about an actor, closed ones included. */
export async function countReportsAbout(db: Reader, target: string): Promise<number> {
  const [row] = await db.select({ n: count() }).from(reports).where(eq(reports.target, target))
  return row?.n ?? 0
}

/** How many open reports there are about each of these. */
export async function countOpenAbout(db: Reader, targets: string[]): Promise<Map<string, number>> {
  if (targets.length === 0) return new Map()
  const rows = await db
    .select({ target: reports.target, n: count() })
    .from(reports)
    .where(and(inArray(reports.target, [...new Set(targets)]), eq(reports.state, 'open')))
    .groupBy(reports.target)
  return new Map(rows.map(({ target, n }) => [target, n]))
}

/** Other reports about the same target, newest first, at most 50. */
export const relatedReports = (db: Reader, { id, target }: Pick<Report, 'id' | 'target'>): Promise<Report[]> =>
  db
    .select()
    .from(reports)
    .where(and(eq(reports.target, target), ne(reports.id, id)))
    .orderBy(desc(reports.id))
    .limit(50)

/** For how many days after a report is closed its answer may be asked about. */
export const mailDays = 30

/** Forgets where answers were to go, of reports closed before `then`. */
export async function forgetMail(tx: Writer, then: Date): Promise<void> {
  await tx
    .update(reports)
    .set({ mail: null, mailConfirmed: null })
    .where(and(lt(reports.closed, then), sql`${reports.mail} is not null`))
}
