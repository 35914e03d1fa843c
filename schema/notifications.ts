/** What a person here is told: who did what with something of theirs. */
import { actors } from './actors.ts'
import { created, index, key, moment, table, text, uniqueIndex } from './columns.ts'
import { posts } from './posts.ts'

/** Everything that somebody can be told. */
export const notificationKinds = [
  'follow',
  'like',
  'share',
  'reply',
  'question',
  'mention',
  'accepted',
  'answered',
  'move',
  'cited',
  'review',
  'proposal',
  'hold',
  'action',
  'decided',
  'appeal',
  'report',
  'step',
  'used',
  'worth',
  'still',
  'buddy',
  'checked',
  'first',
  'thanks',
  'offered',
  'passed',
  'unanswered',
  'round',
  'invited',
  'nominated',
  'consent',
  'taken-back',
  'read',
  'assigned',
  'due'
] as const
export type NotificationKind = (typeof notificationKinds)[number]

export const notifications = table(
  'notifications',
  {
    id: key(),
    /** Who is told. */
    to: text('to_id')
      .notNull()
      .references(() => actors.id, { onDelete: 'cascade' }),
    kind: text('kind').$type<NotificationKind>().notNull(),
    /** Who did it. */
    by: text('by_id')
      .notNull()
      .references(() => actors.id, { onDelete: 'cascade' }),
    post: text('post_id').references(() => posts.id, { onDelete: 'cascade' }),
    /** Kind, doer and subject together, so that a repeat tells nobody twice. */
    once: text('once').notNull(),
    read: moment('read_at'),
    created: created()
  },
  (notification) => [
    uniqueIndex('notifications_once').on(notification.to, notification.once),
    index('notifications_to_idx').on(notification.to, notification.id)
  ]
)
