/** Reports passed on to the server of whom they are about: exactly what is told there, and nothing of who reported. */
import { created, index, json, key, moment, table, text } from './columns.ts'
import { reports } from './moderation.ts'

export const forwards = table(
  'report_forwards',
  {
    id: key(),
    report: text('report_id')
      .notNull()
      .references(() => reports.id, { onDelete: 'cascade' }),
    /** The account, as the report has it. */
    target: text('target_uri').notNull(),
    /** The posts that were chosen to be told of. */
    objects: json('objects').$type<string[]>().notNull(),
    /** The words that were chosen to be told. */
    words: text('words').notNull(),
    /** When it was handed to the queue of deliveries. */
    sent: moment('sent_at'),
    created: created()
  },
  (forward) => [index('report_forwards_report_idx').on(forward.report, forward.id)]
)
