/** What happened with reports, as kept in the database. */
import { asc, eq } from 'drizzle-orm'
import { reportSteps } from '../../../schema/index.ts'
import type { Reader, Writer } from '../../store/store.ts'

export type Step = typeof reportSteps.$inferSelect
export type NewStep = Pick<Step, 'report' | 'kind'> & Partial<Pick<Step, 'by' | 'words' | 'detail' | 'created'>>

/** Writes down one step. */
export async function addStep(tx: Writer, step: NewStep): Promise<void> {
  await tx.insert(reportSteps).values(step)
}

/** All that happened with a report, the first first; at most 500. */
export const stepsOf = (db: Reader, report: string): Promise<Step[]> =>
  db.select().from(reportSteps).where(eq(reportSteps.report, report)).orderBy(asc(reportSteps.id)).limit(500)
