/** Sessions and one-time links, as kept in the database: only the hashes of their secrets. */
import { and, eq, gt, isNull, lt } from 'drizzle-orm'
import { actors, members, sessions, signInLinks } from '../../schema/index.ts'
import type { Reader, Writer } from '../store/store.ts'

/** Adds a session. */
export async function addSession(tx: Writer, session: typeof sessions.$inferInsert): Promise<void> {
  await tx.insert(sessions).values(session)
}

/** The query for a session that has not ended, of a member who may sign in, with both. */
export const liveSession = (db: Reader, hash: string, now: Date) =>
  db
    .select({ session: sessions, member: members, actor: actors })
    .from(sessions)
    .innerJoin(members, eq(members.id, sessions.member))
    .innerJoin(actors, eq(actors.id, members.actor))
    .where(and(eq(sessions.hash, hash), gt(sessions.expires, now), isNull(members.disabled)))

/** Lets a session live until `expires`. */
export async function prolongSession(tx: Writer, hash: string, expires: Date): Promise<void> {
  await tx.update(sessions).set({ expires }).where(eq(sessions.hash, hash))
}

/** Ends one session. */
export async function dropSession(tx: Writer, hash: string): Promise<void> {
  await tx.delete(sessions).where(eq(sessions.hash, hash))
}

/** Ends every session of a member. */
export async function dropSessions(tx: Writer, member: string): Promise<void> {
  await tx.delete(sessions).where(eq(sessions.member, member))
}

/** Adds a one-time link. */
export async function addLink(tx: Writer, link: typeof signInLinks.$inferInsert): Promise<void> {
  await tx.insert(signInLinks).values(link)
}

/** The query for a link that can still be used, of a member who may sign in. */
export const liveLink = (db: Reader, hash: string, now: Date) =>
  db
    .select({ member: members, actor: actors })
    .from(signInLinks)
    .innerJoin(members, eq(members.id, signInLinks.member))
    .innerJoin(actors, eq(actors.id, members.actor))
    .where(
      and(eq(signInLinks.hash, hash), isNull(signInLinks.used), gt(signInLinks.expires, now), isNull(members.disabled))
    )

/** Uses a link up; tells whether it could be used. Of two requests at once, one is told so. */
export async function spendLink(tx: Writer, hash: string, now: Date): Promise<boolean> {
  const spent = await tx
    .update(signInLinks)
    .set({ used: now })
    .where(and(eq(signInLinks.hash, hash), isNull(signInLinks.used), gt(signInLinks.expires, now)))
    .returning({ hash: signInLinks.hash })
  return spent.length > 0
}

/** Takes the links of a member away that were not used. */
export async function dropLinks(tx: Writer, member: string): Promise<void> {
  await tx.delete(signInLinks).where(and(eq(signInLinks.member, member), isNull(signInLinks.used)))
}

/** Takes away the sessions and links that ended before `then`. */
export async function dropExpiredSessions(tx: Writer, then: Date): Promise<void> {
  await tx.delete(sessions).where(lt(sessions.expires, then))
  await tx.delete(signInLinks).where(lt(signInLinks.expires, then))
}
