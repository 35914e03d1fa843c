/** Pictures in the words of posts from elsewhere, in place of `:name:`. */
import type { Emoji } from './actors.ts'
import { json, table, text } from './columns.ts'
import { posts } from './posts.ts'

export const postEmojis = table('post_emojis', {
  post: text('post_id')
    .primaryKey()
    .references(() => posts.id, { onDelete: 'cascade' }),
  emojis: json('emojis').$type<Emoji[]>().notNull()
})
