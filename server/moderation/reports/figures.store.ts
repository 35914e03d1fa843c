/** What statistics of reports are made of, as kept in the database. */
import { desc, eq, gte } from 'drizzle-orm'
import { reports } from '../../../schema/index.ts'
import type { Reader } from '../../store/store.ts'
import { keyAt } from '../log/decisions.store.ts'

const { category, created, closed, outcome, state } = reports
const columns = { category, created, closed, outcome, state }

/** The open ones, at most 10,000. */
export const openReports = (db: Reader) =>
  db.select(columns).from(reports).where(eq(reports.state, 'open')).orderBy(desc(reports.id)).limit(10_000)

/** Those that came in since, at most 50,000. */
export const reportsSince = (db: Reader, from: Date) =>
  db
    .select(columns)
    .from(reports)
    .where(gte(reports.id, keyAt(from)))
    .orderBy(desc(reports.id))
    .limit(50_000)
