/** What happened with each report: notes for moderators, and every step, in order. */
import { created, index, json, key, table, text } from './columns.ts'
import { reports } from './moderation.ts'

export type ReportStep =
  | 'note'
  | 'repeated'
  | 'assigned'
  | 'stage'
  | 'acted'
  | 'forwarded'
  | 'answered'
  | 'closed'
  | 'reopened'
  | 'told'

export const reportSteps = table(
  'report_steps',
  {
    id: key(),
    report: text('report_id')
      .notNull()
      .references(() => reports.id, { onDelete: 'cascade' }),
    kind: text('kind').$type<ReportStep>().notNull(),
    /** The actor who did it; null for the software, the admin command, a visitor, or another server. */
    by: text('by_id'),
    words: text('words').notNull().default(''),
    detail: json('detail').$type<Record<string, string>>().notNull().default({}),
    created: created()
  },
  (step) => [index('report_steps_report_idx').on(step.report, step.id)]
)
