/** From a draft to the world and after: short links, who looked at a draft first, how free each person is, and thanks. */
import { actors } from './actors.ts'
import { created, index, key, moment, primaryKey, table, text, uniqueIndex } from './columns.ts'
import { posts } from './posts.ts'

/** Short addresses. A row outlives its post, so that no code ever leads to something else. */
export const shortLinks = table(
  'short_links',
  { code: text('code').primaryKey(), post: text('post_id').notNull(), created: created() },
  (link) => [uniqueIndex('short_links_post').on(link.post)]
)

/** `free`: shares as they like; `buddy`: a colleague looks first; `sign-off`: a coordinator does. */
export type Autonomy = 'free' | 'buddy' | 'sign-off'

/** How free a person is to share with the world; whoever is not in here is as free as newcomers are. */
export const autonomies = table('autonomies', {
  actor: text('actor_id')
    .primaryKey()
    .references(() => actors.id, { onDelete: 'cascade' }),
  level: text('level').$type<Autonomy>().notNull(),
  by: text('by_id').notNull(),
  changed: moment('changed_at').notNull()
})

/** `asked` until the buddy has said that it is `fine` or needs `changes`; `ended` when the author took it back. */
export type CheckState = 'asked' | 'fine' | 'changes' | 'ended'

/** A colleague was asked to look at a story before others do. */
export const buddyChecks = table(
  'buddy_checks',
  {
    id: key(),
    post: text('post_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    buddy: text('buddy_id')
      .notNull()
      .references(() => actors.id, { onDelete: 'cascade' }),
    state: text('state').$type<CheckState>().notNull(),
    /** What the author asked the buddy to look at. */
    note: text('note').notNull(),
    /** What the story said when the buddy decided; what is changed later was not looked at. */
    seen: text('seen'),
    decided: moment('decided_at'),
    created: created()
  },
  (check) => [
    index('buddy_checks_post_idx').on(check.post, check.id),
    index('buddy_checks_buddy_idx').on(check.buddy, check.state, check.id)
  ]
)

export type StoryPart = 'title' | 'summary' | 'body' | 'wentWell' | 'wentBadly'

/** What a buddy said about a passage, and what the author answered. */
export const buddyComments = table(
  'buddy_comments',
  {
    id: key(),
    check: text('check_id')
      .notNull()
      .references(() => buddyChecks.id, { onDelete: 'cascade' }),
    part: text('part').$type<StoryPart>().notNull(),
    /** The words that it is about, as they stood then; empty for the whole part. */
    passage: text('passage').notNull(),
    comment: text('comment').notNull(),
    answer: text('answer'),
    done: moment('done_at'),
    created: created()
  },
  (comment) => [index('buddy_comments_check_idx').on(comment.check, comment.id)]
)

/** What colleagues wrote to somebody who shared a story with the world for the first time. */
export const thanks = table(
  'thanks',
  {
    post: text('post_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    by: text('by_id')
      .notNull()
      .references(() => actors.id, { onDelete: 'cascade' }),
    words: text('words').notNull(),
    created: created()
  },
  (thank) => [primaryKey({ columns: [thank.post, thank.by] })]
)

/** Whose first story for the world it was. */
export const firstStories = table('first_stories', {
  author: text('author_id')
    .primaryKey()
    .references(() => actors.id, { onDelete: 'cascade' }),
  post: text('post_id')
    .notNull()
    .references(() => posts.id, { onDelete: 'cascade' }),
  created: created()
})
