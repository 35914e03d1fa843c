/** What a moderator chose to do with what waited, in one go, and how it was before: by this it is undone. */
import type { Trust } from './actors.ts'
import { count, created, index, json, key, moment, table, text } from './columns.ts'

export type ChoiceAct =
  | 'release'
  | 'release-words'
  | 'release-author'
  | 'release-server'
  | 'reject'
  | 'block-author'
  | 'block-server'

/** An actor whose trust was changed along with it. */
export interface ActorBefore {
  uri: string
  trust: Trust | null
  /** The follows that a block ended. */
  follows: { follower: string; followed: string; uri: string; state: 'requested' | 'accepted' }[]
}

/** One click of a moderator, about one held item or many. */
export const choices = table(
  'choices',
  {
    id: key(),
    /** The actor who chose; null for the command line. */
    by: text('by_id'),
    act: text('act').$type<ChoiceAct>().notNull(),
    /** How many held items it decided on. */
    items: count('item_count').notNull().default(0),
    actors: json('actors').$type<ActorBefore[]>().notNull().default([]),
    /** Servers whose trust was changed along with it, as they were trusted before. */
    hosts: json('hosts').$type<{ host: string; trust: Trust }[]>().notNull().default([]),
    /** Until when it can be undone. */
    until: moment('undo_until').notNull(),
    undone: moment('undone_at'),
    undoneBy: text('undone_by_id'),
    created: created()
  },
  (choice) => [index('choices_until_idx').on(choice.until)]
)
