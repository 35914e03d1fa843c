/** What each person here keeps from themselves: whom they mute or block, whose shares they hide, and which words. */
import { actors } from './actors.ts'
import { created, index, key, moment, table, text, uniqueIndex } from './columns.ts'

/** `shares` hides what somebody shows on, but not what they say; `server` is a block of everybody there. */
export type ControlKind = 'mute' | 'block' | 'shares' | 'server'
export type FilterKind = 'words' | 'topic'
export type FilterAct = 'hide' | 'fold'

/** Of an actor, or of a whole server: exactly one of the two is there. */
export const controls = table(
  'controls',
  {
    id: key(),
    owner: text('owner_id')
      .notNull()
      .references(() => actors.id, { onDelete: 'cascade' }),
    kind: text('kind').$type<ControlKind>().notNull(),
    actor: text('actor_id').references(() => actors.id, { onDelete: 'cascade' }),
    host: text('host'),
    /** The Block activity, which its Undo names. */
    uri: text('uri'),
    /** When it ends by itself. */
    ends: moment('ends_at'),
    created: created()
  },
  (control) => [
    uniqueIndex('controls_actor_once').on(control.owner, control.actor, control.kind),
    uniqueIndex('controls_host_once').on(control.owner, control.host, control.kind),
    index('controls_owner_idx').on(control.owner, control.kind, control.id),
    index('controls_ends_idx').on(control.ends)
  ]
)

/** Words, phrases and topics that somebody does not want to read. */
export const filters = table(
  'filters',
  {
    id: key(),
    owner: text('owner_id')
      .notNull()
      .references(() => actors.id, { onDelete: 'cascade' }),
    kind: text('kind').$type<FilterKind>().notNull(),
    words: text('words').notNull(),
    /** Whether what holds the words is left out, or folded behind a line that names them. */
    act: text('act').$type<FilterAct>().notNull(),
    ends: moment('ends_at'),
    created: created()
  },
  (filter) => [
    uniqueIndex('filters_once').on(filter.owner, filter.kind, filter.words),
    index('filters_owner_idx').on(filter.owner, filter.id),
    index('filters_ends_idx').on(filter.ends)
  ]
)
