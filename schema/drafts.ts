/** What somebody typed and has not saved, kept while they type: of a draft, or of changes to something that is shown already. */
import { actors } from './actors.ts'
import { count, flag, index, json, key, moment, table, text } from './columns.ts'
import { posts } from './posts.ts'

export const drafts = table(
  'drafts',
  {
    /** Made by the form, so that a repeated first saving begins nothing twice. */
    id: key(),
    author: text('author_id')
      .notNull()
      .references(() => actors.id, { onDelete: 'cascade' }),
    kind: text('kind').$type<'story' | 'question'>().notNull(),
    /** The draft that it is, or what it would change; absent when the form was saved before anything was kept. */
    post: text('post_id').references(() => posts.id, { onDelete: 'cascade' }),
    /** The fields of the form as they were typed, right or wrong. */
    typed: json('typed').$type<Record<string, string>>().notNull(),
    /** True when the post does not say this: it is shown already, or says what was typed elsewhere. */
    apart: flag('apart').notNull(),
    /** Which open form wrote it last, and the how manieth of its savings that was. */
    tab: text('tab').notNull(),
    turn: count('turn').notNull(),
    /** Counts the savings, whoever made them. */
    version: count('version').notNull(),
    /** What the post said when this was typed, see `stampOf`. */
    seen: text('seen').notNull(),
    saved: moment('saved_at').notNull(),
    /** Set when the form was sent: what arrives late is then known to be old. */
    closed: moment('closed_at')
  },
  (draft) => [
    index('drafts_author_idx').on(draft.author, draft.closed, draft.saved),
    index('drafts_post_idx').on(draft.post, draft.author),
    index('drafts_closed_idx').on(draft.closed)
  ]
)
