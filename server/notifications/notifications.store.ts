/** Notifications, as kept in the database. */
import { and, asc, count, desc, eq, gt, isNull, lt, notInArray, or } from 'drizzle-orm'
import { actors, type NotificationKind, notifications, posts } from '../../schema/index.ts'
import { sieveOf } from '../controls/filters.ts'
import { notKept } from '../controls/hidden.store.ts'
import type { Actor, Post } from '../posts/posts.store.ts'
import { cutPage, type Page, type PageAsked, pageSize } from '../store/page.ts'
import type { Reader, Writer } from '../store/store.ts'

/** What is told of somebody's doing; anything else comes with an office or a decision, and cannot be muted. */
const doings: NotificationKind[] = [
  ...(['follow', 'move', 'like', 'share'] as const),
  ...(['reply', 'question', 'mention', 'accepted', 'answered'] as const),
  ...(['offered', 'passed'] as const)
]

export type Notification = typeof notifications.$inferSelect
export interface WholeNotification {
  notification: Notification
  by: Actor
  post: Post | null
  /** The words for which the person folds it away. */
  filtered: string | null
}

/** Tells somebody something, once. */
export async function addNotification(
  tx: Writer,
  { subject, ...told }: { to: string; kind: NotificationKind; by: string; post?: string; subject?: string }
): Promise<void> {
  const once = [told.kind, told.by, told.post ?? subject ?? '', ...(told.post && subject ? [subject] : [])].join(' ')
  await tx
    .insert(notifications)
    .values({ ...told, post: told.post ?? null, once })
    .onConflictDoNothing()
}

/** One page of what a person was told, newest first. */
export async function listNotifications(db: Reader, to: string, asked: PageAsked): Promise<Page<WholeNotification>> {
  const size = pageSize(asked)
  const rows = await db
    .select({ notification: notifications, by: actors, post: posts })
    .from(notifications)
    .innerJoin(actors, eq(actors.id, notifications.by))
    .leftJoin(posts, eq(posts.id, notifications.post))
    .where(
      and(
        eq(notifications.to, to),
        eq(actors.blocked, false),
        ofUnhidden(db, to),
        asked.after ? lt(notifications.id, asked.after) : undefined,
        asked.before ? gt(notifications.id, asked.before) : undefined
      )
    )
    .orderBy(asked.before ? asc(notifications.id) : desc(notifications.id))
    .limit(size + 1)
  const page = cutPage(rows, asked, size, (row) => row.notification.id)
  const sieve = await sieveOf(db, { actor: to })
  const filtered = ({ post }: { post: Post | null }) => (post ? sieve({ post }) : undefined)
  return {
    ...page,
    rows: page.rows
      .filter((row) => filtered(row)?.act !== 'hide')
      .map((row) => ({ ...row, filtered: filtered(row)?.words ?? null }))
  }
}

/** By nobody whom the person told has muted or blocked; what comes with an office is told all the same. */
const ofUnhidden = (db: Reader, to: string) => or(notInArray(notifications.kind, doings), notKept(db, to))

/** How many a person has not read. */
export async function countUnread(db: Reader, to: string): Promise<number> {
  const [row] = await db
    .select({ n: count() })
    .from(notifications)
    .innerJoin(actors, and(eq(actors.id, notifications.by), eq(actors.blocked, false)))
    .where(and(eq(notifications.to, to), isNull(notifications.read), ofUnhidden(db, to)))
  return row?.n ?? 0
}

/** Marks all as read. */
export async function markRead(tx: Writer, to: string, at: Date): Promise<void> {
  await tx
    .update(notifications)
    .set({ read: at })
    .where(and(eq(notifications.to, to), isNull(notifications.read)))
}
