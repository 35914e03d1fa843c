/** Likes and shares: one of each by one actor for one post. */
import { actors } from './actors.ts'
import { created, index, key, table, text, uniqueIndex } from './columns.ts'
import { posts } from './posts.ts'

export type InterestKind = 'like' | 'share' | 'reaction' | 'dislike'

export const interests = table(
  'interests',
  {
    id: key(),
    actor: text('actor_id')
      .notNull()
      .references(() => actors.id, { onDelete: 'cascade' }),
    post: text('post_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    kind: text('kind').$type<InterestKind>().notNull(),
    emoji: text('emoji').notNull().default(''),
    /** Of a reaction with a picture of its own: where that is, on the server of whoever reacts. */
    emojiUrl: text('emoji_url'),
    /** The activity that said so, which an Undo may name. */
    uri: text('uri').notNull(),
    created: created()
  },
  (interest) => [
    uniqueIndex('interests_once').on(interest.actor, interest.post, interest.kind, interest.emoji),
    index('interests_post_idx').on(interest.post, interest.kind, interest.id),
    index('interests_actor_idx').on(interest.actor, interest.kind, interest.id),
    index('interests_uri_idx').on(interest.uri)
  ]
)
