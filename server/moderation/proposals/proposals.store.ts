/** Proposals, as kept in the database. */
import { and, asc, count, desc, eq, gt, inArray, isNotNull, isNull, lt, lte, notLike } from 'drizzle-orm'
import { actors, members, type ProposalKind, type ProposalState, proposals } from '../../../schema/index.ts'
import type { Role } from '../../../schema/members.ts'
import { cutPage, type Page, type PageAsked, pageSize } from '../../store/page.ts'
import type { Reader, Writer } from '../../store/store.ts'

export type Proposal = typeof proposals.$inferSelect

/** Keeps a proposal. */
export async function addProposal(tx: Writer, proposal: typeof proposals.$inferInsert): Promise<Proposal> {
  const [row] = await tx.insert(proposals).values(proposal).returning()
  return row!
}

/** One proposal. */
export async function proposalById(db: Reader, id: string): Promise<Proposal | undefined> {
  const [row] = await db.select().from(proposals).where(eq(proposals.id, id))
  return row
}

/** What is proposed about something already. */
export async function openProposal(db: Reader, kind: ProposalKind, target: string): Promise<Proposal | undefined> {
  const [row] = await db
    .select()
    .from(proposals)
    .where(and(eq(proposals.kind, kind), eq(proposals.target, target), eq(proposals.state, 'open')))
    .limit(1)
  return row
}

/** One page of proposals, newest first: those that wait for somebody, or all others. */
export async function listProposals(db: Reader, asked: PageAsked & { open?: boolean }): Promise<Page<Proposal>> {
  const size = pageSize(asked)
  const closed: ProposalState[] = ['done', 'emergency', 'declined', 'expired']
  const rows = await db
    .select()
    .from(proposals)
    .where(
      and(
        asked.open === undefined ? undefined : inArray(proposals.state, asked.open ? ['open'] : closed),
        asked.after ? lt(proposals.id, asked.after) : undefined,
        asked.before ? gt(proposals.id, asked.before) : undefined
      )
    )
    .orderBy(asked.before ? asc(proposals.id) : desc(proposals.id))
    .limit(size + 1)
  return cutPage(rows, asked, size, (row) => row.id)
}

/** Settles an open proposal; false when somebody was faster, or it ran out. */
export async function settleProposal(
  tx: Writer,
  id: string,
  now: Date,
  change: Partial<Pick<Proposal, 'state' | 'decidedBy' | 'decidedBecause' | 'review'>>
): Promise<boolean> {
  const changed = await tx
    .update(proposals)
    .set({ ...change, decided: now })
    .where(and(eq(proposals.id, id), eq(proposals.state, 'open'), gt(proposals.expires, now)))
    .returning({ id: proposals.id })
  return changed.length > 0
}

/** Opens a proposal again that could not be carried out. */
export async function reopenProposal(tx: Writer, id: string): Promise<void> {
  const open = { state: 'open' as const, decided: null, decidedBy: null, decidedBecause: null, review: null }
  await tx.update(proposals).set(open).where(eq(proposals.id, id))
}

/** Notes that somebody else looked at an emergency; false when it was looked at before. */
export async function markReviewed(tx: Writer, id: string, by: string | null, now: Date): Promise<boolean> {
  const changed = await tx
    .update(proposals)
    .set({ reviewed: now, reviewedBy: by })
    .where(and(eq(proposals.id, id), eq(proposals.state, 'emergency'), isNull(proposals.reviewed)))
    .returning({ id: proposals.id })
  return changed.length > 0
}

/** Takes what a confirmed proposal allows once; false when it was taken before. */
export async function markUsed(tx: Writer, id: string, now: Date): Promise<boolean> {
  const changed = await tx
    .update(proposals)
    .set({ used: now })
    .where(and(eq(proposals.id, id), isNull(proposals.used)))
    .returning({ id: proposals.id })
  return changed.length > 0
}

/** What was allowed to somebody, not long ago, and not taken yet. */
export async function allowedProposal(
  db: Reader,
  kind: ProposalKind,
  target: string,
  by: string | null,
  since: Date
): Promise<Proposal | undefined> {
  const mine = by === null ? isNull(proposals.by) : eq(proposals.by, by)
  const allowed = inArray(proposals.state, ['done', 'emergency'])
  const fresh = and(gt(proposals.decided, since), isNull(proposals.used))
  const [row] = await db
    .select()
    .from(proposals)
    .where(and(eq(proposals.kind, kind), eq(proposals.target, target), allowed, mine, fresh))
    .orderBy(desc(proposals.id))
    .limit(1)
  return row
}

/** Lets proposals run out that nobody decided on; gives them. */
export const expireProposals = (tx: Writer, now: Date): Promise<Proposal[]> =>
  tx
    .update(proposals)
    .set({ state: 'expired', decided: now })
    .where(and(eq(proposals.state, 'open'), lte(proposals.expires, now)))
    .returning()

const unreviewed = and(eq(proposals.state, 'emergency'), isNull(proposals.reviewed))

/** Emergencies that somebody else must still look at, the most urgent first. */
export const emergencies = (db: Reader, most = 50): Promise<Proposal[]> =>
  db
    .select()
    .from(proposals)
    .where(and(unreviewed, isNotNull(proposals.review)))
    .orderBy(asc(proposals.review))
    .limit(most)

/** Notes that people were told of an emergency on its day; false when they were before. */
export async function markReminded(tx: Writer, id: string): Promise<boolean> {
  const changed = await tx
    .update(proposals)
    .set({ reminded: true })
    .where(and(eq(proposals.id, id), eq(proposals.reminded, false)))
    .returning({ id: proposals.id })
  return changed.length > 0
}

/** How many proposals and emergencies wait for somebody. */
export async function countOpen(db: Reader): Promise<{ open: number; emergencies: number }> {
  const [[open], [urgent]] = await Promise.all([
    db.select({ n: count() }).from(proposals).where(eq(proposals.state, 'open')),
    db.select({ n: count() }).from(proposals).where(unreviewed)
  ])
  return { open: open?.n ?? 0, emergencies: urgent?.n ?? 0 }
}

/** Those with one of these roles who can sign in: their actors, and where letters reach them (no address ends in `.invalid`). */
export const peopleWith = (db: Reader, roles: Role[]) =>
  db
    .select({ actor: members.actor, email: members.email, name: actors.name })
    .from(members)
    .innerJoin(actors, eq(actors.id, members.actor))
    .where(and(inArray(members.role, roles), isNull(members.disabled), notLike(members.email, '%.invalid')))
    .orderBy(asc(members.id))
