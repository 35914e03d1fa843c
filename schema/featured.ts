/** What stands first on an actor's page, ours or elsewhere: the posts that it pinned (`featured`). */
import { actors } from './actors.ts'
import { created, index, key, table, text, uniqueIndex } from './columns.ts'
import { posts } from './posts.ts'

export const pins = table(
  'pins',
  {
    id: key(),
    actor: text('actor_id')
      .notNull()
      .references(() => actors.id, { onDelete: 'cascade' }),
    post: text('post_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    created: created()
  },
  (pin) => [
    uniqueIndex('pins_once').on(pin.actor, pin.post),
    index('pins_actor_idx').on(pin.actor, pin.id),
    index('pins_post_idx').on(pin.post)
  ]
)
