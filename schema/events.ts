/** Every change, written in its own transaction: outbox, audit log and feed at once; ids only, no content. */
import { created, index, json, key, table, text } from './columns.ts'

export const events = table(
  'events',
  {
    id: key(),
    kind: text('kind').notNull(),
    /** Who did it. */
    actor: text('actor_id'),
    /** The row that it is about. */
    subject: text('subject_id').notNull(),
    /** Further ids that reactions need. */
    ids: json('ids').$type<Record<string, string>>().notNull().default({}),
    created: created()
  },
  (event) => [
    index('events_subject_idx').on(event.subject, event.id),
    index('events_kind_idx').on(event.kind, event.id)
  ]
)
