/** Reports, as kept in the database. */
import { and, count, desc, eq, isNull, lt } from 'drizzle-orm'
import { reports } from '../../schema/index.ts'
import { cutPage, type Page, type PageAsked, pageSize } from '../store/page.ts'
import type { Reader, Writer } from '../store/store.ts'

export interface NewReport {
  /** The actor who reports; absent for a visitor. */
  reporter?: string
  target: string
  objects: string[]
  words: string
  category?: string
}

export type Report = typeof reports.$inferSelect

/** Keeps a report; when the same reporter has an open one about the same target, the two become one and nothing is given. */
export async function addReport(tx: Writer, report: NewReport): Promise<string | undefined> {
  const same = and(
    eq(reports.target, report.target),
    report.reporter ? eq(reports.reporter, report.reporter) : isNull(reports.reporter),
    eq(reports.state, 'open')
  )
  const [open] = report.reporter ? await tx.select().from(reports).where(same).limit(1) : []
  if (open) {
    const words = open.words.includes(report.words) ? open.words : `${open.words}\n\n${report.words}`.slice(0, 5_000)
    const objects = [...new Set([...open.objects, ...report.objects])].slice(0, 50)
    await tx.update(reports).set({ words, objects }).where(eq(reports.id, open.id))
    return undefined
  }
  const { reporter, category, ...rest } = report
  const [kept] = await tx
    .insert(reports)
    .values({ ...rest, reporter: reporter ?? null, category: category ?? 'other', state: 'open' })
    .returning({ id: reports.id })
  return kept?.id
}

/** One page of open reports, newest first. */
export async function listReports(db: Reader, asked: PageAsked): Promise<Page<Report>> {
  const size = pageSize(asked)
  const rows = await db
    .select()
    .from(reports)
    .where(and(eq(reports.state, 'open'), asked.after ? lt(reports.id, asked.after) : undefined))
    .orderBy(desc(reports.id))
    .limit(size + 1)
  return cutPage(rows, { after: asked.after }, size, (row) => row.id)
}

/** Closes an open report; false when there was none. */
export async function closeReport(tx: Writer, id: string): Promise<boolean> {
  const closed = await tx
    .update(reports)
    .set({ state: 'closed' })
    .where(and(eq(reports.id, id), eq(reports.state, 'open')))
    .returning({ id: reports.id })
  return closed.length > 0
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

/** How many reports there are about an actor, closed ones included. */
export async function countReportsAbout(db: Reader, target: string): Promise<number> {
  const [row] = await db.select({ n: count() }).from(reports).where(eq(reports.target, target))
  return row?.n ?? 0
}
