/** The compact log of what came in, as kept in the database, and what became of it later. */
import { and, asc, count, desc, eq, exists, gt, inArray, lt, lte, or, sql } from 'drizzle-orm'
import {
  acceptedAnswers,
  actors,
  follows,
  type HeldState,
  held,
  inboxLog,
  instances,
  interests,
  posts
} from '../../../schema/index.ts'
import type { Reader, Writer } from '../../store/store.ts'
import { isBelow } from '../instances.store.ts'

export type Logged = typeof inboxLog.$inferSelect

/** The smallest key that could be made at a time. */
export const keyAt = (at: Date) => Math.max(0, at.getTime()).toString(16).padStart(12, '0')

/** Notes what came in, each once for each way. */
export async function addLogged(tx: Writer, entries: (typeof inboxLog.$inferInsert)[]): Promise<void> {
  for (let from = 0; from < entries.length; from += 100)
    await tx
      .insert(inboxLog)
      .values(entries.slice(from, from + 100))
      .onConflictDoNothing()
}

/** A page of what came in between two keys, the oldest first. */
export const loggedBetween = (db: Reader, after: string, until: string, size = 2_000): Promise<Logged[]> =>
  db
    .select()
    .from(inboxLog)
    .where(and(gt(inboxLog.id, after), lte(inboxLog.id, until)))
    .orderBy(asc(inboxLog.id))
    .limit(size)

/** As {@link loggedBetween}, of one server and those below it that were met. */
export const loggedFrom = (db: Reader, host: string, after: string, until: string, size = 2_000): Promise<Logged[]> => {
  const below = db.select({ host: instances.host }).from(instances).where(isBelow(instances.host, host))
  return db
    .select()
    .from(inboxLog)
    .where(
      and(or(eq(inboxLog.host, host), inArray(inboxLog.host, below)), gt(inboxLog.id, after), lte(inboxLog.id, until))
    )
    .orderBy(asc(inboxLog.id))
    .limit(size)
}

/** How many of one author or one server came in since a key, counted no further than `most`. */
export async function countLogged(
  db: Reader,
  whose: { actor: string } | { host: string },
  since: string,
  most: number
) {
  const hits = db
    .select({ id: inboxLog.id })
    .from(inboxLog)
    .where(
      and('actor' in whose ? eq(inboxLog.actor, whose.actor) : eq(inboxLog.host, whose.host), gt(inboxLog.id, since))
    )
    .limit(most)
    .as('hits')
  const [row] = await db.select({ n: count() }).from(hits)
  return row?.n ?? 0
}

/** The latest that came in under an address, of the activity or of what it says. */
export async function loggedByAddress(db: Reader, address: string): Promise<Logged | undefined> {
  const [row] = await db
    .select()
    .from(inboxLog)
    .where(or(eq(inboxLog.uri, address), eq(inboxLog.object, address)))
    .orderBy(desc(inboxLog.id))
    .limit(1)
  return row
}

const nothing = { texts: [], links: [], tagged: [] }

/** Takes the words out of the log when their author deletes a post, or with all of them themselves; facts stay. */
export async function forgetSaid(tx: Writer, actor: string, object?: string): Promise<void> {
  const rows = await tx
    .select({ id: inboxLog.id, said: inboxLog.said })
    .from(inboxLog)
    .where(and(eq(inboxLog.actor, actor), object ? eq(inboxLog.object, object) : undefined))
    .limit(10_000)
  for (const { id, said } of rows)
    if (said.texts.length + said.links.length + said.tagged.length > 0)
      await tx
        .update(inboxLog)
        .set({ said: { ...said, ...nothing } })
        .where(eq(inboxLog.id, id))
}

/** Forgets what came in before a key. */
export async function forgetLogged(tx: Writer, before: string): Promise<void> {
  await tx.delete(inboxLog).where(lt(inboxLog.id, before))
}

/** Of these authors, those whom somebody here follows. */
export async function followedAmong(db: Reader, uris: string[]): Promise<Set<string>> {
  const rows = await db
    .selectDistinct({ uri: actors.uri })
    .from(actors)
    .innerJoin(follows, and(eq(follows.followed, actors.id), eq(follows.state, 'accepted')))
    .where(and(inArray(actors.uri, uris), eq(actors.local, false)))
  return new Set(rows.map((row) => row.uri))
}

/** Of these authors, those of whom something was let in before a time. */
export async function letInBefore(db: Reader, uris: string[], at: Date): Promise<Set<string>> {
  const one = { one: sql`1` }
  const said = db
    .select(one)
    .from(posts)
    .where(and(eq(posts.author, actors.id), lt(posts.created, at)))
  const showed = db
    .select(one)
    .from(interests)
    .where(and(eq(interests.actor, actors.id), lt(interests.created, at)))
  const followed = db
    .select(one)
    .from(follows)
    .where(and(eq(follows.follower, actors.id), lt(follows.created, at)))
  const rows = await db
    .select({ uri: actors.uri })
    .from(actors)
    .where(and(inArray(actors.uri, uris), or(exists(said), exists(showed), exists(followed))))
  return new Set(rows.map((row) => row.uri))
}

/** What a moderator decided later about these activities, by their ids. */
export async function laterDecided(db: Reader, uris: string[]): Promise<Map<string, HeldState>> {
  const rows = await inParts(uris, (some) =>
    db.select({ uri: held.uri, state: held.state }).from(held).where(inArray(held.uri, some))
  )
  return new Map(rows.map((row) => [row.uri, row.state]))
}

/** Which of these objects are accepted answers now. */
export async function laterAccepted(db: Reader, uris: string[]): Promise<Set<string>> {
  const rows = await inParts(uris, (some) =>
    db
      .selectDistinct({ uri: posts.uri })
      .from(posts)
      .innerJoin(acceptedAnswers, eq(acceptedAnswers.answer, posts.id))
      .where(inArray(posts.uri, some))
  )
  return new Set(rows.map((row) => row.uri))
}

async function inParts<Row>(uris: string[], read: (some: string[]) => Promise<Row[]>): Promise<Row[]> {
  const found: Row[] = []
  for (let from = 0; from < uris.length; from += 500) found.push(...(await read(uris.slice(from, from + 500))))
  return found
}
