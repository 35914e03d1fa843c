/** The people who can sign in, as kept in the database. */
import { and, asc, count, desc, eq, gt, inArray, isNotNull, isNull, lt, ne } from 'drizzle-orm'
import { actors, members } from '../../schema/index.ts'
import type { Role } from '../../schema/members.ts'
import type { Actor } from '../actors/actors.store.ts'
import { cutPage, type Page, type PageAsked, pageSize } from '../store/page.ts'
import type { Reader, Writer } from '../store/store.ts'

export type Member = typeof members.$inferSelect
/** A member with the actor that others see. */
export interface Person {
  member: Member
  actor: Actor
}

const people = (db: Reader) =>
  db.select({ member: members, actor: actors }).from(members).innerJoin(actors, eq(actors.id, members.actor))

/** One person by the member's id. */
export async function personById(db: Reader, id: string): Promise<Person | undefined> {
  const [row] = await people(db).where(eq(members.id, id))
  return row
}

/** One person by the actor's id. */
export async function personByActor(db: Reader, actor: string): Promise<Person | undefined> {
  const [row] = await people(db).where(eq(members.actor, actor))
  return row
}

/** One person by e-mail address, in the form that `readEmail` gives. */
export async function personByEmail(db: Reader, email: string): Promise<Person | undefined> {
  const [row] = await people(db).where(eq(members.email, email))
  return row
}

/** One person by handle without the host. */
export async function personByHandle(db: Reader, handle: string): Promise<Person | undefined> {
  const [row] = await people(db).where(and(eq(actors.local, true), eq(actors.username, handle)))
  return row
}

/** The query behind {@link listPeople}. */
export function peoplePage(db: Reader, asked: PageAsked, size: number) {
  const beyond = asked.before ? gt(members.id, asked.before) : asked.after ? lt(members.id, asked.after) : undefined
  return people(db)
    .where(beyond)
    .orderBy(asked.before ? asc(members.id) : desc(members.id))
    .limit(size + 1)
}

/** Everybody, the newest first, by pages. */
export async function listPeople(db: Reader, asked: PageAsked): Promise<Page<Person>> {
  const size = pageSize(asked, 50)
  return cutPage(await peoplePage(db, asked, size), asked, size, ({ member }) => member.id)
}

/** The actors of those who moderate and can sign in. */
export async function moderatorActors(db: Reader): Promise<string[]> {
  const rows = await db
    .select({ actor: members.actor })
    .from(members)
    .where(and(inArray(members.role, ['admin', 'moderator']), isNull(members.disabled)))
  return rows.map((row) => row.actor)
}

/** The actors of those who coordinate and can sign in; where nobody does, of those who moderate. */
export async function coordinatingActors(db: Reader): Promise<string[]> {
  const rows = await db
    .select({ actor: members.actor })
    .from(members)
    .where(and(eq(members.role, 'coordinator'), isNull(members.disabled)))
  return rows.length > 0 ? rows.map((row) => row.actor) : moderatorActors(db)
}

/** Admins who can sign in, the oldest first. */
export const admins = (db: Reader) =>
  people(db)
    .where(and(eq(members.role, 'admin'), isNull(members.disabled)))
    .orderBy(asc(members.id))

/** Whether an admin has ever signed in. */
export async function hasAdminSignedIn(db: Reader): Promise<boolean> {
  const [row] = await db
    .select({ id: members.id })
    .from(members)
    .where(and(eq(members.role, 'admin'), isNotNull(members.seen)))
    .limit(1)
  return row !== undefined
}

/** How many members there are. */
export async function countMembers(db: Reader): Promise<number> {
  const [row] = await db.select({ n: count() }).from(members)
  return row?.n ?? 0
}

/** Adds a member. Throws a duplicate error when the address or the actor has one. */
export async function addMember(tx: Writer, member: typeof members.$inferInsert): Promise<Member> {
  const [row] = await tx.insert(members).values(member).returning()
  return row!
}

/** Changes columns of a member. */
export async function changeMember(
  tx: Writer,
  id: string,
  changes: Partial<Pick<Member, 'email' | 'role' | 'disabled' | 'seen'>>
): Promise<void> {
  await tx.update(members).set(changes).where(eq(members.id, id))
}

/**
 * Whether another admin than this one can sign in. Holds the admins' rows until the transaction ends, so that two admins
 * who demote each other at the same moment do not leave none.
 */
export async function isAnotherAdmin(tx: Writer, id: string): Promise<boolean> {
  const role: Role = 'admin'
  await tx.update(members).set({ role }).where(eq(members.role, role))
  const [row] = await tx
    .select({ id: members.id })
    .from(members)
    .where(and(eq(members.role, role), isNull(members.disabled), ne(members.id, id)))
    .limit(1)
  return row !== undefined
}

/** Takes a member away, with their sessions, links and tokens; their actor stays. */
export async function dropMember(tx: Writer, id: string): Promise<void> {
  await tx.delete(members).where(eq(members.id, id))
}
