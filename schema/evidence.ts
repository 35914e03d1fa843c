/** What must be kept although somebody deletes it: legal holds, and the copies made under them. */
import { created, flag, index, json, key, moment, primaryKey, table, text } from './columns.ts'

/** One post, all of one author, one conversation, or whatever holds some words. */
export type HoldKind = 'item' | 'author' | 'thread' | 'search'
export type PreservedKind = 'post' | 'held' | 'actor' | 'activity'

export const legalHolds = table(
  'legal_holds',
  {
    id: key(),
    kind: text('kind').$type<HoldKind>().notNull(),
    /** The address of the post, the author, or the first post of the conversation; of a search its words. */
    target: text('target').notNull(),
    reason: text('reason').notNull(),
    /** Who placed it; null when the admin command did. */
    by: text('by_id'),
    /** When somebody should look whether it is still needed. */
    review: moment('review_at').notNull(),
    /** When moderators were reminded that it is due. */
    reminded: moment('reminded_at'),
    created: created(),
    lifted: moment('lifted_at'),
    liftedBy: text('lifted_by_id'),
    liftedBecause: text('lifted_because')
  },
  (hold) => [
    index('legal_holds_lifted_idx').on(hold.lifted, hold.id),
    index('legal_holds_target_idx').on(hold.target),
    index('legal_holds_review_idx').on(hold.lifted, hold.review)
  ]
)

/** A copy made before something was changed, withdrawn, deleted or dropped while a hold covered it. */
export const preserved = table(
  'preserved',
  {
    id: key(),
    kind: text('kind').$type<PreservedKind>().notNull(),
    uri: text('uri').notNull(),
    /** The address of its author. */
    author: text('author_uri').notNull(),
    /** The address of the first post of its conversation. */
    thread: text('thread_uri'),
    /** What was about to happen to it: withdrawn, deleted, changed, rejected, expired. */
    why: text('why').notNull(),
    /** Whether it was written for some only; then no page shows its words. */
    private: flag('private').notNull(),
    /** The row with all that belongs to it, as it stood. */
    content: json('content').$type<Record<string, unknown>>().notNull(),
    /** SHA-256, hex, over the canonical JSON of `content`. */
    hash: text('hash').notNull(),
    created: created()
  },
  (copy) => [
    index('preserved_uri_idx').on(copy.uri, copy.id),
    index('preserved_author_idx').on(copy.author, copy.id),
    index('preserved_thread_idx').on(copy.thread, copy.id)
  ]
)

/** Which holds a copy is kept for. */
export const preservedHolds = table(
  'preserved_holds',
  {
    hold: text('hold_id')
      .notNull()
      .references(() => legalHolds.id, { onDelete: 'cascade' }),
    copy: text('preserved_id')
      .notNull()
      .references(() => preserved.id, { onDelete: 'cascade' })
  },
  (link) => [primaryKey({ columns: [link.hold, link.copy] }), index('preserved_holds_copy_idx').on(link.copy)]
)
