/** What was sent, what was received, and what is remembered of peers. */
import { actors } from './actors.ts'
import { created, flag, index, json, key, moment, table, text } from './columns.ts'

/** Activities of ours as sent; the outbox is a list of these. */
export const activities = table(
  'activities',
  {
    id: key(),
    uri: text('uri').notNull().unique(),
    actor: text('actor_id')
      .notNull()
      .references(() => actors.id, { onDelete: 'cascade' }),
    type: text('type').notNull(),
    object: text('object_uri'),
    /** True when anyone may read it: only these stand in the outbox. */
    open: flag('open').notNull(),
    document: json('document').$type<Record<string, unknown>>().notNull(),
    /** Of what a Group passes on: the JSON text that stands as `object`, as its author's server sent it. */
    carried: text('carried'),
    created: created()
  },
  (activity) => [
    index('activities_outbox_idx').on(activity.actor, activity.open, activity.id),
    index('activities_object_idx').on(activity.object, activity.id)
  ]
)

/** Activities taken in, so that the same bytes twice are applied once. */
export const received = table('received', { uri: text('uri').primaryKey(), created: created() }, (activity) => [
  index('received_created_idx').on(activity.created)
])

/** Small facts about peers with an end date: which signature they took, when a host may be tried again. */
export const memories = table(
  'memories',
  { key: text('key').primaryKey(), value: json('value').notNull(), expires: moment('expires_at') },
  (memory) => [index('memories_expires_idx').on(memory.expires)]
)
