/** Nominations, their history and the addresses written to, as kept in the database. */
import { and, asc, count, desc, eq, gt, gte, inArray, isNotNull, isNull, lt, ne, or, sql } from 'drizzle-orm'
import {
  actors,
  members,
  nominationAddresses,
  nominationMedia,
  nominationSteps,
  nominations,
  posts
} from '../../schema/index.ts'
import type { NominationKind, NominationState } from '../../schema/nominations.ts'
import type { Actor } from '../posts/posts.store.ts'
import { cutPage, type Page, type PageAsked, pageSize } from '../store/page.ts'
import type { Reader, Writer } from '../store/store.ts'

export type Nomination = typeof nominations.$inferSelect
export type Step = typeof nominationSteps.$inferSelect

/** Adds one. */
export async function addNomination(tx: Writer, nomination: typeof nominations.$inferInsert): Promise<void> {
  await tx.insert(nominations).values(nomination)
}

/** One by its id. */
export async function nominationById(db: Reader, id: string): Promise<Nomination | undefined> {
  const [row] = await db.select().from(nominations).where(eq(nominations.id, id))
  return row
}

/** The one of which a story came. */
export async function nominationByPost(db: Reader, post: string): Promise<Nomination | undefined> {
  const [row] = await db.select().from(nominations).where(eq(nominations.post, post))
  return row
}

/** Changes one that is in one of these states; false when it was in none of them. */
export async function changeNomination(
  tx: Writer,
  id: string,
  from: readonly NominationState[],
  change: Partial<Nomination>
): Promise<boolean> {
  const rows = await tx
    .update(nominations)
    .set(change)
    .where(and(eq(nominations.id, id), inArray(nominations.state, [...from])))
    .returning({ id: nominations.id })
  return rows.length > 0
}

/** Deletes one with its history. */
export async function dropNomination(tx: Writer, id: string): Promise<void> {
  await tx.delete(nominations).where(eq(nominations.id, id))
}

/** What was asked of {@link listNominations}. */
export interface NominationsAsked extends PageAsked {
  state?: NominationState | undefined
  kind?: NominationKind | undefined
  assignee?: string | undefined
}

/** The query behind {@link listNominations}. */
export function nominationsQuery(db: Reader, asked: NominationsAsked, size: number) {
  const { state, kind, assignee, before, after } = asked
  return db
    .select()
    .from(nominations)
    .where(
      and(
        state ? eq(nominations.state, state) : ne(nominations.state, 'unconfirmed'),
        kind ? eq(nominations.kind, kind) : undefined,
        assignee ? eq(nominations.assignee, assignee) : undefined,
        before ? gt(nominations.id, before) : after ? lt(nominations.id, after) : undefined
      )
    )
    .orderBy(before ? asc(nominations.id) : desc(nominations.id))
    .limit(size + 1)
}

/** Those that are confirmed, the newest first, by pages. */
export async function listNominations(db: Reader, asked: NominationsAsked): Promise<Page<Nomination>> {
  const size = pageSize(asked)
  return cutPage(await nominationsQuery(db, asked, size), asked, size, ({ id }) => id)
}

/** How many are in each state. */
export async function countByState(db: Reader, kind?: NominationKind): Promise<Map<NominationState, number>> {
  const rows = await db
    .select({ state: nominations.state, n: count() })
    .from(nominations)
    .where(kind ? eq(nominations.kind, kind) : undefined)
    .groupBy(nominations.state)
  return new Map(rows.map(({ state, n }) => [state, n]))
}

/** How many an address has sent since a key was made, and of those how many it has not confirmed. */
export async function countSentBy(db: Reader, hash: string, since: string): Promise<{ all: number; waiting: number }> {
  const rows = await db
    .select({ state: nominations.state })
    .from(nominations)
    .where(and(eq(nominations.nominatorHash, hash), gte(nominations.id, since)))
    .limit(100)
  return { all: rows.length, waiting: rows.filter(({ state }) => state === 'unconfirmed').length }
}

/** Those that have been in one of these states since before a time; at most 200. */
export const nominationsBefore = (db: Reader, state: NominationState, then: Date): Promise<Nomination[]> =>
  db
    .select()
    .from(nominations)
    .where(and(eq(nominations.state, state), lt(nominations.since, then)))
    .limit(200)

/** Assignments that are due before a time and of which nobody was reminded; at most 200. */
export const dueAssignments = (db: Reader, then: Date): Promise<Nomination[]> =>
  db
    .select()
    .from(nominations)
    .where(
      and(
        eq(nominations.state, 'assigned'),
        isNotNull(nominations.assignee),
        lt(nominations.due, then),
        isNull(nominations.reminded)
      )
    )
    .limit(200)

/** Those whose story was changed after it was out, since before a time, and whose nominee was not told; at most 200. */
export const rewordedBefore = (db: Reader, then: Date): Promise<Nomination[]> =>
  db.select().from(nominations).where(lt(nominations.reworded, then)).limit(200)

/** Those to whom a nomination can be given, reporters first; at most 200. */
export async function assignable(db: Reader): Promise<Actor[]> {
  const rows = await db
    .select({ actor: actors, role: members.role })
    .from(members)
    .innerJoin(actors, eq(actors.id, members.actor))
    .where(and(inArray(members.role, ['reporter', 'coordinator', 'moderator', 'admin']), isNull(members.disabled)))
    .orderBy(asc(members.id))
    .limit(200)
  const last = ({ role }: { role: string }) => Number(role !== 'reporter')
  return rows.sort((one, other) => last(one) - last(other)).map(({ actor }) => actor)
}

/** Adds to the history of one. */
export async function addStep(tx: Writer, step: typeof nominationSteps.$inferInsert): Promise<void> {
  await tx.insert(nominationSteps).values(step)
}

/** The history of one, the oldest first, with who did it. */
export const stepsOf = (db: Reader, nomination: string): Promise<{ step: Step; by: Actor | null }[]> =>
  db
    .select({ step: nominationSteps, by: actors })
    .from(nominationSteps)
    .leftJoin(actors, eq(actors.id, nominationSteps.by))
    .where(eq(nominationSteps.nomination, nomination))
    .orderBy(asc(nominationSteps.id))
    .limit(200)

/** Takes what was typed, what was sent and who it was about out of one, and out of its history. */
export async function emptyNomination(tx: Writer, id: string): Promise<void> {
  const bare = { title: '', who: '', place: '', why: '', nominator: '', offer: '', told: null }
  const mails = { nominatorMail: null, nominatorHash: null, nomineeMail: null, nomineeHash: null }
  const read = { readAsked: null, readAnswer: null, readAnswered: null, readWords: null, reworded: null }
  await tx
    .update(nominations)
    .set({ ...bare, ...mails, ...read, toldWords: null })
    .where(eq(nominations.id, id))
  await tx.update(nominationSteps).set({ words: '' }).where(eq(nominationSteps.nomination, id))
  await tx.delete(nominationMedia).where(eq(nominationMedia.nomination, id))
}

/** Forgets the addresses of those who nominated what was published before a time. */
export async function forgetNominators(tx: Writer, then: Date): Promise<void> {
  await tx
    .update(nominations)
    .set({ nominatorMail: null, nominatorHash: null })
    .where(and(eq(nominations.state, 'published'), lt(nominations.since, then), isNotNull(nominations.nominatorMail)))
}

/** Forgets the addresses of those whose story is withdrawn. */
export async function forgetWithdrawn(tx: Writer): Promise<void> {
  await tx
    .update(nominations)
    .set({ nominatorMail: null, nominatorHash: null, nomineeMail: null, nomineeHash: null })
    .where(
      and(
        eq(nominations.state, 'published'),
        or(isNotNull(nominations.nomineeMail), isNotNull(nominations.nominatorMail)),
        sql`not exists (select 1 from ${posts} where ${posts.id} = ${nominations.post} and ${posts.audience} <> 'withdrawn')`
      )
    )
}

/** Forgets of whom it is only known that they were written to before a time. */
export async function forgetAsked(tx: Writer, then: Date): Promise<void> {
  await tx
    .delete(nominationAddresses)
    .where(and(isNull(nominationAddresses.refused), lt(nominationAddresses.asked, then)))
}

/** What is known of an address. */
export async function addressKnown(db: Reader, hash: string) {
  const [row] = await db.select().from(nominationAddresses).where(eq(nominationAddresses.hash, hash))
  return row
}

/** Keeps when an address was written to, or that it is never to be. */
export async function keepAddress(tx: Writer, hash: string, change: { asked?: Date; refused?: Date }): Promise<void> {
  await tx
    .insert(nominationAddresses)
    .values({ hash, ...change })
    .onConflictDoUpdate({ target: nominationAddresses.hash, set: change })
}
