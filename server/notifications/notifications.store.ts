/** Notifications, as kept in the database. */
import { and, asc, count, desc, eq, gt, isNull, lt } from 'drizzle-orm'
import { actors, type NotificationKind, notifications, posts } from '../../schema/index.ts'
import type { Actor, Post } from '../posts/posts.store.ts'
import { cutPage, type Page, type PageAsked, pageSize } from '../store/page.ts'
import type { Reader, Writer } from '../store/store.ts'

export type Notification = typeof notifications.$inferSelect
export interface WholeNotification {
  notification: Notification
  by: Actor
  post: Post | null
}

/** Tells somebody something, once. */
export async function addNotification(
  tx: Writer,
  told: { to: string; kind: NotificationKind; by: string; post?: string }
): Promise<void> {
  const once = `${told.kind} ${told.by} ${told.post ?? ''}`
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
        asked.after ? lt(notifications.id, asked.after) : undefined,
        asked.before ? gt(notifications.id, asked.before) : undefined
      )
    )
    .orderBy(asked.before ? asc(notifications.id) : desc(notifications.id))
    .limit(size + 1)
  return cutPage(rows, asked, size, (row) => row.notification.id)
}

/** How many a person has not read. */
export async function countUnread(db: Reader, to: string): Promise<number> {
  const [row] = await db
    .select({ n: count() })
    .from(notifications)
    .where(and(eq(notifications.to, to), isNull(notifications.read)))
  return row?.n ?? 0
}

/** Marks all as read. */
export async function markRead(tx: Writer, to: string, at: Date): Promise<void> {
  await tx
    .update(notifications)
    .set({ read: at })
    .where(and(eq(notifications.to, to), isNull(notifications.read)))
}
