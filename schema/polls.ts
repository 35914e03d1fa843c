/** Votes in polls, ours and others', and when the results of ours were last told. */
import { actors } from './actors.ts'
import { created, index, key, moment, table, text, uniqueIndex } from './columns.ts'
import { posts } from './posts.ts'

export const pollVotes = table(
  'poll_votes',
  {
    id: key(),
    poll: text('poll_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    actor: text('actor_id')
      .notNull()
      .references(() => actors.id, { onDelete: 'cascade' }),
    option: text('option').notNull(),
    /** The option where several may be chosen, else empty: so that one person has one vote in each. */
    slot: text('slot').notNull(),
    created: created()
  },
  (vote) => [
    uniqueIndex('poll_votes_once').on(vote.poll, vote.actor, vote.slot),
    index('poll_votes_actor_idx').on(vote.actor)
  ]
)

/** Of our own polls: when the last telling of results was due, since there is one a minute at most. */
export const tallies = table('tallies', {
  poll: text('poll_id')
    .primaryKey()
    .references(() => posts.id, { onDelete: 'cascade' }),
  due: moment('due_at').notNull()
})
