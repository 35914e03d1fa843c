/** To whom questions were offered, and how those people want to be asked, as kept in the database. */
import { and, asc, count, desc, eq, gte, inArray, isNull, lte, or } from 'drizzle-orm'
import { actors, members, offerChoices, offerRefusals, offers, posts, questions, stories } from '../../schema/index.ts'
import type { Actor } from '../actors/actors.store.ts'
import { withoutFiltered } from '../controls/filters.ts'
import { notHidden } from '../controls/hidden.store.ts'
import { listed, type WholePost, wholePost } from '../posts/posts.store.ts'
import type { Reader, Writer } from '../store/store.ts'
import { isOpen } from './unanswered.store.ts'

export type Offer = typeof offers.$inferSelect
export type Choices = Pick<typeof offerChoices.$inferSelect, 'paused' | 'letters'>
/** An offer with its question. */
export type OfferedQuestion = WholePost & { offer: Offer }

/** Somebody who can be asked. */
export interface Askable {
  actor: Actor
  email: string
  choices: Choices
}

const asEverybody: Choices = { paused: false, letters: false }

/** Everybody here who can sign in, in no order; with `only`, those of these actors. */
export async function askablePeople(db: Reader, only?: string[]): Promise<Askable[]> {
  const rows = await db
    .select({ actor: actors, email: members.email, choices: offerChoices })
    .from(members)
    .innerJoin(actors, eq(actors.id, members.actor))
    .leftJoin(offerChoices, eq(offerChoices.actor, members.actor))
    .where(
      and(
        only ? inArray(members.actor, only) : undefined,
        isNull(members.disabled),
        isNull(actors.deleted),
        eq(actors.blocked, false)
      )
    )
  return rows.map(({ choices, ...rest }) => ({ ...rest, choices: choices ?? asEverybody }))
}

/** For each of these people the terms that are not their subject. */
export async function refusalsOf(db: Reader, people: string[]): Promise<Map<string, Set<string>>> {
  if (people.length === 0) return new Map()
  const rows = await db.select().from(offerRefusals).where(inArray(offerRefusals.actor, people))
  const grouped = Map.groupBy(rows, (row) => row.actor)
  return new Map([...grouped].map(([actor, refused]) => [actor, new Set(refused.map(({ term }) => term))]))
}

/** How many questions the server offered each of these people from a key on; those asked by name do not count. */
export async function offeredSince(db: Reader, people: string[], from: string): Promise<Map<string, number>> {
  if (people.length === 0) return new Map()
  const rows = await db
    .select({ to: offers.to, n: count() })
    .from(offers)
    .where(and(inArray(offers.to, people), gte(offers.id, from), isNull(offers.by)))
    .groupBy(offers.to)
  return new Map(rows.map(({ to, n }) => [to, n]))
}

/** Keeps others from offering something to the same person until the transaction ends, so that limits hold. */
export async function holdPerson(tx: Writer, actor: string): Promise<void> {
  await tx.insert(offerChoices).values({ actor }).onConflictDoUpdate({ target: offerChoices.actor, set: { actor } })
}

/** Keeps an offer; false when they were asked before. */
export async function addOffer(tx: Writer, offer: typeof offers.$inferInsert): Promise<boolean> {
  const kept = await tx.insert(offers).values(offer).onConflictDoNothing().returning({ id: offers.id })
  return kept.length > 0
}

/** Changes an offer. */
export async function changeOffer(
  tx: Writer,
  id: string,
  change: Partial<Pick<Offer, 'state' | 'until'>>
): Promise<void> {
  await tx.update(offers).set(change).where(eq(offers.id, id))
}

/** An offer of somebody's, by its id. */
export async function offerOf(db: Reader, id: string, to: string): Promise<Offer | undefined> {
  const [row] = await db
    .select()
    .from(offers)
    .where(and(eq(offers.id, id), eq(offers.to, to)))
  return row
}

/** Whom each of these questions was offered to, in the order of asking. */
export async function askedOf(db: Reader, ids: string[]): Promise<{ offer: Offer; actor: Actor }[]> {
  if (ids.length === 0) return []
  const rows = await db
    .select({ offer: offers, actor: actors })
    .from(offers)
    .innerJoin(actors, eq(actors.id, offers.to))
    .where(inArray(offers.question, ids))
  return rows.toSorted((a, b) => (a.offer.id < b.offer.id ? -1 : 1))
}

/** What waits for somebody to answer, at most 50: what they were asked by name first, then the newest. */
export async function openOffers(db: Reader, me: string, now: Date): Promise<OfferedQuestion[]> {
  const rows = await withoutFiltered(db, { actor: me }, await openOffersQuery(db, me, now))
  return rows.toSorted((a, b) => Number(b.offer.by !== null) - Number(a.offer.by !== null))
}

/** The query behind {@link openOffers}. */
export const openOffersQuery = (db: Reader, me: string, now: Date) =>
  db
    .select({ ...wholePost, offer: offers })
    .from(offers)
    .innerJoin(posts, eq(posts.id, offers.question))
    .innerJoin(questions, eq(questions.post, posts.id))
    .innerJoin(actors, eq(actors.id, posts.author))
    .leftJoin(stories, eq(stories.post, posts.id))
    .where(
      and(
        eq(offers.to, me),
        or(eq(offers.state, 'open'), and(eq(offers.state, 'later'), lte(offers.until, now))),
        isOpen(),
        listed(db, { actor: me }),
        notHidden(db, { actor: me })
      )
    )
    .orderBy(desc(offers.id))
    .limit(50)

/** How somebody wants to be asked. */
export async function choicesOf(db: Reader, actor: string): Promise<Choices & { refused: string[] }> {
  const [[row], refused] = await Promise.all([
    db.select().from(offerChoices).where(eq(offerChoices.actor, actor)),
    db
      .select({ term: offerRefusals.term })
      .from(offerRefusals)
      .where(eq(offerRefusals.actor, actor))
      .orderBy(asc(offerRefusals.term))
  ])
  const { paused, letters } = row ?? asEverybody
  return { paused, letters, refused: refused.map(({ term }) => term) }
}

/** Keeps how somebody wants to be asked. */
export async function keepChoices(tx: Writer, actor: string, choices: Choices): Promise<void> {
  await tx
    .insert(offerChoices)
    .values({ actor, ...choices })
    .onConflictDoUpdate({ target: offerChoices.actor, set: choices })
}

/** Keeps what is not somebody's subject; with `keep` false it is one again. */
export async function keepRefusals(tx: Writer, actor: string, terms: string[], keep: boolean): Promise<void> {
  if (terms.length === 0) return
  if (keep)
    await tx
      .insert(offerRefusals)
      .values(terms.map((term) => ({ actor, term })))
      .onConflictDoNothing()
  else await tx.delete(offerRefusals).where(and(eq(offerRefusals.actor, actor), inArray(offerRefusals.term, terms)))
}
