/** Actors, ours and other servers', as kept in the database. */
import { and, asc, count, eq, gt, inArray, isNotNull, isNull, lt, ne, type SQLWrapper, sql } from 'drizzle-orm'
import { actorKeys, actors } from '../../schema/index.ts'
import { preserveActor } from '../moderation/evidence/preserve.store.ts'
import type { Reader, Writer } from '../store/store.ts'

export type Actor = typeof actors.$inferSelect
export type NewActor = typeof actors.$inferInsert
export type ActorKey = typeof actorKeys.$inferSelect

/** One actor by our own id. */
export async function actorById(db: Reader, id: string): Promise<Actor | undefined> {
  const [row] = await db.select().from(actors).where(eq(actors.id, id))
  return row
}

/** One actor by the address that the fediverse knows it by. */
export async function actorByUri(db: Reader, uri: string): Promise<Actor | undefined> {
  const [row] = await db.select().from(actors).where(eq(actors.uri, uri))
  return row
}

/**
 * One actor by its handle, in whatever case it is typed: before one that is at that host goes one to which that host gave
 * the handle, and before both one that is not deleted.
 */
export async function actorByHandle(db: Reader, username: string, host: string): Promise<Actor | undefined> {
  const columns = [actors.handleHost, actors.host]
  const found = async (query: typeof handleRows) =>
    (await Promise.all(columns.map((column) => query(db, column, username, host)))).flat()
  const exact = await found(handleRows)
  const rows = exact.length > 0 ? exact : await found(looseHandleRows)
  return rows.find((row) => !row.deleted) ?? rows[0]
}

/** The query behind {@link actorByHandle}. */
const handleRows = (db: Reader, column: SQLWrapper, username: string, host: string) =>
  db
    .select()
    .from(actors)
    .where(and(sql`${column} = ${host.toLowerCase()}`, eq(actors.username, username)))
    .limit(4)

/** Some servers keep capitals in usernames, and people seldom type them; only asked when nothing fits exactly. */
const looseHandleRows = (db: Reader, column: SQLWrapper, username: string, host: string) =>
  db
    .select()
    .from(actors)
    .where(and(sql`${column} = ${host.toLowerCase()}`, sql`lower(${actors.username}) = ${username.toLowerCase()}`))
    .limit(4)

/** Keeps the host that gave an actor of another server its handle; whoever had that handle before has it no longer. */
export async function giveHandle(tx: Writer, actor: Actor, handleHost: string | null): Promise<void> {
  if (handleHost)
    await tx
      .update(actors)
      .set({ handleHost: null })
      .where(and(eq(actors.handleHost, handleHost), eq(actors.username, actor.username), ne(actors.id, actor.id)))
  await tx
    .update(actors)
    .set({ handleHost })
    .where(and(eq(actors.id, actor.id), eq(actors.local, false), eq(actors.username, actor.username)))
}

/** Many actors by our own ids, in no order. */
export async function actorsByIds(db: Reader, ids: string[]): Promise<Actor[]> {
  const unique = [...new Set(ids)]
  if (unique.length === 0) return []
  const found: Actor[] = []
  for (let from = 0; from < unique.length; from += 200) {
    const some = unique.slice(from, from + 200)
    found.push(...(await db.select().from(actors).where(inArray(actors.id, some))))
  }
  return found
}

/** Adds an actor of ours. Throws a duplicate error when its uri is taken. */
export async function addActor(tx: Writer, actor: NewActor): Promise<Actor> {
  const [row] = await tx.insert(actors).values(actor).returning()
  return row!
}

/** What a fetched document may change of an actor; the rest is ours to decide. */
export type RemoteActor = Omit<NewActor, 'id' | 'local' | 'trust' | 'blocked' | 'avatar' | 'created' | 'deleted'>

/**
 * Keeps an actor of another server as it was fetched: new, or brought up to date under the same id. What moderators
 * decided about it stays. Never touches an actor of ours: then undefined.
 */
export async function keepRemoteActor(tx: Writer, actor: RemoteActor): Promise<Actor | undefined> {
  const { uri, ...rest } = actor
  const changed = { ...rest, deleted: null }
  const [row] = await tx
    .insert(actors)
    .values({ ...actor, local: false })
    .onConflictDoUpdate({ target: actors.uri, set: changed, setWhere: eq(actors.local, false) })
    .returning()
  return row
}

/** Changes columns of an actor; gives it as it is then. */
export async function changeActor(
  tx: Writer,
  id: string,
  changes: Partial<Omit<NewActor, 'id' | 'uri'>>
): Promise<Actor | undefined> {
  if (changes.deleted) await preserveActor(tx, id, 'deleted')
  const [row] = await tx.update(actors).set(changes).where(eq(actors.id, id)).returning()
  return row
}

/** Whether a username is or was in use here. */
export async function isUsernameTaken(db: Reader, username: string): Promise<boolean> {
  const [row] = await localByUsername(db, username)
  return row !== undefined
}

/** The query behind {@link isUsernameTaken}: deleted actors count, since their names are never given again. */
export const localByUsername = (db: Reader, username: string) =>
  db
    .select({ id: actors.id })
    .from(actors)
    .where(and(eq(actors.local, true), eq(actors.username, username)))
    .limit(1)

/** Our own actors of one type that are not deleted, oldest first; `after` is an id. */
export const localActors = (db: Reader, type: Actor['type'], after = '', size = 100) =>
  db
    .select()
    .from(actors)
    .where(and(eq(actors.local, true), eq(actors.type, type), gt(actors.id, after), isNull(actors.deleted)))
    .orderBy(asc(actors.id))
    .limit(size)

/** How many people of ours there are. */
export async function countLocalPeople(db: Reader): Promise<number> {
  const [row] = await db
    .select({ n: count() })
    .from(actors)
    .where(and(eq(actors.local, true), eq(actors.type, 'Person'), isNull(actors.deleted)))
  return row?.n ?? 0
}

/** Adds to an actor's count of followers or of those it follows; never below nought. */
export async function addToCount(tx: Writer, id: string, which: 'followers' | 'following', by: number): Promise<void> {
  const column = actors[which]
  const changed = sql<number>`case when ${column} + ${by} < 0 then 0 else ${column} + ${by} end`
  await tx
    .update(actors)
    .set({ [which]: changed })
    .where(eq(actors.id, id))
}

/** Adds a key pair. */
export async function addKey(tx: Writer, key: typeof actorKeys.$inferInsert): Promise<void> {
  await tx.insert(actorKeys).values(key)
}

/** The key pairs by which an actor signs, oldest first. */
export const keysOf = (db: Reader, actor: string): Promise<ActorKey[]> =>
  db
    .select()
    .from(actorKeys)
    .where(and(eq(actorKeys.actor, actor), isNull(actorKeys.retired)))
    .orderBy(asc(actorKeys.id))

/** The key pairs that the present ones replaced, as long as they are kept. */
export const retiredKeysOf = (db: Reader, actor: string): Promise<ActorKey[]> =>
  db
    .select()
    .from(actorKeys)
    .where(and(eq(actorKeys.actor, actor), isNotNull(actorKeys.retired)))

/** Puts an actor's key pairs out of use; those that were so before go for good. */
export async function retireKeys(tx: Writer, actor: string, at: Date): Promise<void> {
  await tx.delete(actorKeys).where(and(eq(actorKeys.actor, actor), isNotNull(actorKeys.retired)))
  await tx.update(actorKeys).set({ retired: at }).where(eq(actorKeys.actor, actor))
}

/** Takes away for good the key pairs that were put out of use before `time`. */
export async function dropRetiredKeys(tx: Writer, time: Date): Promise<void> {
  await tx.delete(actorKeys).where(lt(actorKeys.retired, time))
}
