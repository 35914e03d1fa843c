/** Who follows whom. */
import { actors } from './actors.ts'
import { created, index, key, table, text, uniqueIndex } from './columns.ts'

export const follows = table(
  'follows',
  {
    id: key(),
    follower: text('follower_id')
      .notNull()
      .references(() => actors.id, { onDelete: 'cascade' }),
    followed: text('followed_id')
      .notNull()
      .references(() => actors.id, { onDelete: 'cascade' }),
    /** The Follow activity, which Accept, Reject and Undo may name. */
    uri: text('uri').notNull(),
    state: text('state').$type<'requested' | 'accepted'>().notNull(),
    created: created()
  },
  (follow) => [
    uniqueIndex('follows_once').on(follow.follower, follow.followed),
    index('follows_followed_idx').on(follow.followed, follow.state, follow.id),
    index('follows_follower_idx').on(follow.follower, follow.state, follow.id),
    index('follows_uri_idx').on(follow.uri)
  ]
)
