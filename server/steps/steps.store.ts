/** Who looks at a story first, how free each person is, and thanks, as kept in the database. */
import { and, asc, desc, eq, inArray, isNull, ne } from 'drizzle-orm'
import {
  type Autonomy,
  actors,
  autonomies,
  buddyChecks,
  buddyComments,
  firstStories,
  members,
  posts,
  thanks
} from '../../schema/index.ts'
import type { Actor } from '../posts/posts.store.ts'
import type { Reader, Writer } from '../store/store.ts'

export type Check = typeof buddyChecks.$inferSelect
export type Comment = typeof buddyComments.$inferSelect

/** How free a person is; undefined when nobody has said. */
export async function levelOf(db: Reader, actor: string): Promise<Autonomy | undefined> {
  const [row] = await db.select({ level: autonomies.level }).from(autonomies).where(eq(autonomies.actor, actor))
  return row?.level
}

/** The levels of several people, by actor. */
export async function levelsOf(db: Reader, ids: string[]): Promise<Map<string, Autonomy>> {
  if (ids.length === 0) return new Map()
  const rows = await db.select().from(autonomies).where(inArray(autonomies.actor, ids))
  return new Map(rows.map(({ actor, level }) => [actor, level]))
}

/** Keeps how free a person is. */
export async function keepLevel(tx: Writer, kept: typeof autonomies.$inferInsert): Promise<void> {
  const { actor: target, ...set } = kept
  await tx
    .insert(autonomies)
    .values({ ...set, actor: target })
    .onConflictDoUpdate({ target: autonomies.actor, set })
}

/** Colleagues who can sign in, by name; 500 at most. */
export const colleagues = (db: Reader, but: string): Promise<{ id: string; name: string; role: string }[]> =>
  db
    .select({ id: actors.id, name: actors.name, role: members.role })
    .from(members)
    .innerJoin(actors, eq(actors.id, members.actor))
    .where(and(isNull(members.disabled), ne(members.actor, but)))
    .orderBy(asc(actors.name))
    .limit(500)

/** All checks of a story with who was asked, the latest first. */
export const checksOf = (db: Reader, post: string): Promise<{ check: Check; buddy: Actor }[]> =>
  db
    .select({ check: buddyChecks, buddy: actors })
    .from(buddyChecks)
    .innerJoin(actors, eq(actors.id, buddyChecks.buddy))
    .where(eq(buddyChecks.post, post))
    .orderBy(desc(buddyChecks.id))

/** Stories that somebody was asked to read, and has not said anything of; 50 at most. */
export const waitingChecks = (db: Reader, buddy: string) =>
  db
    .select({ post: posts.id, title: posts.title, author: actors.name })
    .from(buddyChecks)
    .innerJoin(posts, eq(posts.id, buddyChecks.post))
    .innerJoin(actors, eq(actors.id, posts.author))
    .where(and(eq(buddyChecks.buddy, buddy), eq(buddyChecks.state, 'asked'), ne(posts.audience, 'withdrawn')))
    .orderBy(desc(buddyChecks.id))
    .limit(50)

/** Begins a check. */
export async function addCheck(tx: Writer, check: typeof buddyChecks.$inferInsert): Promise<Check> {
  const [row] = await tx.insert(buddyChecks).values(check).returning()
  return row!
}

/** Changes how a check stands. */
export async function changeCheck(
  tx: Writer,
  id: string,
  set: Partial<Pick<Check, 'state' | 'seen' | 'decided'>>
): Promise<void> {
  await tx.update(buddyChecks).set(set).where(eq(buddyChecks.id, id))
}

/** The comments of these checks, the first first. */
export async function commentsOf(db: Reader, checks: string[]): Promise<Comment[]> {
  if (checks.length === 0) return []
  return db.select().from(buddyComments).where(inArray(buddyComments.check, checks)).orderBy(asc(buddyComments.id))
}

/** Keeps a comment. */
export async function addComment(tx: Writer, comment: typeof buddyComments.$inferInsert): Promise<void> {
  await tx.insert(buddyComments).values(comment)
}

/** Keeps what the author answered, and whether they are done with it. */
export async function changeComment(
  tx: Writer,
  id: string,
  set: Partial<Pick<Comment, 'answer' | 'done'>>
): Promise<void> {
  await tx.update(buddyComments).set(set).where(eq(buddyComments.id, id))
}

/** Keeps that this is somebody's first story for the world; false when they had one. */
export async function addFirst(tx: Writer, author: string, post: string): Promise<boolean> {
  const rows = await tx.insert(firstStories).values({ author, post }).onConflictDoNothing().returning()
  return rows.length > 0
}

/** Whether somebody published a story for everyone before this one. */
export async function hasSharedBefore(db: Reader, author: string, post: string): Promise<boolean> {
  const [row] = await db
    .select({ id: posts.id })
    .from(posts)
    .where(and(eq(posts.author, author), eq(posts.audience, 'public'), eq(posts.kind, 'story'), ne(posts.id, post)))
    .limit(1)
  return row !== undefined
}

/** Whether this is its author's first story for the world. */
export async function isFirst(db: Reader, author: string, post: string): Promise<boolean> {
  const [row] = await db.select({ post: firstStories.post }).from(firstStories).where(eq(firstStories.author, author))
  return row?.post === post
}

/** What colleagues wrote to somebody about their first story, the first first. */
export const thanksFor = (db: Reader, post: string): Promise<{ words: string; by: Actor }[]> =>
  db
    .select({ words: thanks.words, by: actors })
    .from(thanks)
    .innerJoin(actors, eq(actors.id, thanks.by))
    .where(eq(thanks.post, post))
    .orderBy(asc(thanks.created))
    .limit(100)

/** Keeps somebody's thanks, or what they word anew. */
export async function keepThanks(tx: Writer, kept: typeof thanks.$inferInsert): Promise<void> {
  await tx
    .insert(thanks)
    .values(kept)
    .onConflictDoUpdate({ target: [thanks.post, thanks.by], set: { words: kept.words } })
}
