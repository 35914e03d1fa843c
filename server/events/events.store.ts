/** The events, as kept in the database. */
import { eq } from 'drizzle-orm'
import { events } from '../../schema/index.ts'
import type { Reader, Writer } from '../store/store.ts'
import type { EventKind, NewEvent } from './kinds.ts'

export type Event = Omit<typeof events.$inferSelect, 'kind'> & { kind: EventKind }

/** Keeps an event; gives its id. */
export async function addEvent(tx: Writer, event: NewEvent): Promise<string> {
  const [kept] = await tx
    .insert(events)
    .values({ kind: event.kind, actor: event.actor ?? null, subject: event.subject, ids: event.ids ?? {} })
    .returning({ id: events.id })
  return kept!.id
}

/** One event. */
export async function eventById(db: Reader, id: string): Promise<Event | undefined> {
  const [row] = await db.select().from(events).where(eq(events.id, id))
  return row as Event | undefined
}
