/** Activities of ours, as kept in the database: what was sent, and what stands in outboxes. */
import { and, asc, count, desc, eq, inArray, lt } from 'drizzle-orm'
import { activities, actors } from '../schema/index.ts'
import { cutPage, type Page, type PageAsked, pageSize } from '../server/store/page.ts'
import type { Reader, Writer } from '../server/store/store.ts'
import type { JsonObject } from './json.ts'

export type Activity = typeof activities.$inferSelect

/** What an activity says, with what it passes on as that was sent: databases may turn the order of keys round. */
export const documentIn = ({ document, carried }: Activity): JsonObject =>
  (carried === null ? document : { ...document, object: JSON.parse(carried) }) as JsonObject

/** Keeps an activity; undefined when it was kept before. */
export async function addActivity(tx: Writer, activity: typeof activities.$inferInsert): Promise<string | undefined> {
  const [row] = await tx.insert(activities).values(activity).onConflictDoNothing().returning({ id: activities.id })
  return row?.id
}

/** An activity by its address. */
export async function activityByUri(db: Reader, uri: string): Promise<Activity | undefined> {
  const [row] = await db.select().from(activities).where(eq(activities.uri, uri))
  return row
}

/** An activity with its actor, for delivering it. */
export async function activityToDeliver(db: Reader, id: string) {
  const [row] = await db
    .select({ activity: activities, actor: actors })
    .from(activities)
    .innerJoin(actors, eq(actors.id, activities.actor))
    .where(eq(activities.id, id))
  return row
}

/** The activities of one type about an object, oldest first. */
export const activitiesAbout = (db: Reader, object: string, type: string): Promise<Activity[]> =>
  db
    .select()
    .from(activities)
    .where(and(eq(activities.object, object), eq(activities.type, type)))
    .orderBy(asc(activities.id))
    .limit(100)

/** Forgets an activity: what is still to be delivered of it is dropped. */
export async function dropActivity(tx: Writer, uri: string): Promise<void> {
  await tx.delete(activities).where(eq(activities.uri, uri))
}

/** Forgets what was said about an object that is withdrawn, but not that it is. */
export async function dropActivitiesAbout(tx: Writer, object: string): Promise<void> {
  await tx
    .delete(activities)
    .where(and(eq(activities.object, object), inArray(activities.type, ['Create', 'Update', 'Announce', 'Like'])))
}

/** What an outbox shows: what was said and what was shown on, to everyone. */
const shown = (actor: string) =>
  and(eq(activities.actor, actor), eq(activities.open, true), inArray(activities.type, ['Create', 'Announce']))

/** One page of an actor's outbox, newest first. */
export async function outboxPage(db: Reader, actor: string, asked: PageAsked): Promise<Page<Activity>> {
  const size = pageSize(asked)
  const rows = await outboxQuery(db, actor, asked, size)
  return cutPage(rows, { after: asked.after }, size, (row) => row.id)
}

/** The query behind {@link outboxPage}. */
export const outboxQuery = (db: Reader, actor: string, asked: PageAsked, size: number) =>
  db
    .select()
    .from(activities)
    .where(and(shown(actor), asked.after ? lt(activities.id, asked.after) : undefined))
    .orderBy(desc(activities.id))
    .limit(size + 1)

/** How many activities an outbox holds. */
export async function countOutbox(db: Reader, actor: string): Promise<number> {
  const [row] = await db.select({ n: count() }).from(activities).where(shown(actor))
  return row?.n ?? 0
}
