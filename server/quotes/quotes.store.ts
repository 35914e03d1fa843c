/** Quotes, and the leave for them, as kept in the database. */
import { and, eq, inArray, like, or } from 'drizzle-orm'
import { actors, approvals, posts, quotes } from '../../schema/index.ts'
import type { Reader, Writer } from '../store/store.ts'

export type Quote = typeof quotes.$inferSelect
export type Approval = typeof approvals.$inferSelect

/** Keeps what a post quotes; what was decided before about the same stays. */
export async function keepQuote(tx: Writer, quote: typeof quotes.$inferInsert): Promise<void> {
  const before = await quoteOf(tx, quote.post)
  if (before?.quoted === quote.quoted) {
    // A leave that came later than the post; one that was taken back stays so.
    if (quote.authorization && before.state !== 'revoked' && before.state !== 'refused')
      await changeQuote(tx, quote.post, { authorization: quote.authorization, state: quote.state })
    return
  }
  await tx.insert(quotes).values(quote).onConflictDoUpdate({ target: quotes.post, set: quote })
}

/** What a post quotes. */
export async function quoteOf(db: Reader, post: string): Promise<Quote | undefined> {
  const [row] = await db.select().from(quotes).where(eq(quotes.post, post))
  return row
}

/** What these posts quote. */
export const quotesIn = (db: Reader, ids: string[]): Promise<Quote[]> =>
  ids.length === 0 ? Promise.resolve([]) : db.select().from(quotes).where(inArray(quotes.post, ids))

/** Which posts these addresses stand for. */
export async function idsByUri(db: Reader, uris: string[]): Promise<string[]> {
  if (uris.length === 0) return []
  const rows = await db.select({ id: posts.id }).from(posts).where(inArray(posts.uri, uris))
  return rows.map((row) => row.id)
}

/** A quote of ours by the QuoteRequest that asked for it. */
export async function quoteByRequest(db: Reader, request: string): Promise<Quote | undefined> {
  const [row] = await db.select().from(quotes).where(eq(quotes.request, request))
  return row
}

/** The quotes that rest on a leave. */
export const quotesByAuthorization = (db: Reader, authorization: string): Promise<Quote[]> =>
  db.select().from(quotes).where(eq(quotes.authorization, authorization)).limit(100)

/** The quotes of an address, with their authors. */
export const quotesOf = (db: Reader, quoted: string): Promise<{ quote: Quote; author: string }[]> =>
  db
    .select({ quote: quotes, author: posts.author })
    .from(quotes)
    .innerJoin(posts, eq(posts.id, quotes.post))
    .where(eq(quotes.quoted, quoted))
    .limit(1_000)

/** Changes what is known of a quote. */
export async function changeQuote(tx: Writer, post: string, change: Partial<Quote>): Promise<void> {
  await tx.update(quotes).set(change).where(eq(quotes.post, post))
}

/** Forgets that a post quotes something. */
export async function dropQuote(tx: Writer, post: string): Promise<void> {
  await tx.delete(quotes).where(eq(quotes.post, post))
}

/** Keeps a decision on what somebody asked; the latest counts. Gives its id. */
export async function keepApproval(tx: Writer, approval: typeof approvals.$inferInsert): Promise<string> {
  const { state, request, actor } = approval
  const [row] = await tx
    .insert(approvals)
    .values(approval)
    .onConflictDoUpdate({
      target: [approvals.post, approvals.kind, approvals.interacting],
      set: { state, request, actor }
    })
    .returning({ id: approvals.id })
  return row!.id
}

/** A decision with who asked. */
export async function approvalById(db: Reader, id: string) {
  const [row] = await db
    .select({ approval: approvals, actor: actors })
    .from(approvals)
    .innerJoin(actors, eq(actors.id, approvals.actor))
    .where(eq(approvals.id, id))
  return row
}

/** The leave that stands for quoting a post. */
export const quotesAllowed = (db: Reader, post: string): Promise<Approval[]> =>
  db
    .select()
    .from(approvals)
    .where(and(eq(approvals.post, post), eq(approvals.kind, 'quote'), eq(approvals.state, 'accepted')))
    .limit(1_000)

/** The leave to quote that stands for an actor, or for those of a server and of the domains below it. */
export async function quotesAllowedTo(db: Reader, who: { actor: string } | { host: string }): Promise<Approval[]> {
  const there = 'host' in who ? or(eq(actors.host, who.host), like(actors.host, `%.${who.host}`)) : undefined
  const rows = await db
    .select({ approval: approvals })
    .from(approvals)
    .innerJoin(actors, eq(actors.id, approvals.actor))
    .where(
      and(
        'actor' in who ? eq(approvals.actor, who.actor) : and(eq(actors.local, false), there),
        eq(approvals.kind, 'quote'),
        eq(approvals.state, 'accepted')
      )
    )
  return rows.map((row) => row.approval)
}

/** The leave that an author gave somebody to quote theirs. */
export async function quotesAllowedBy(db: Reader, author: string, actor: string): Promise<Approval[]> {
  const rows = await db
    .select({ approval: approvals })
    .from(approvals)
    .innerJoin(posts, and(eq(posts.id, approvals.post), eq(posts.author, author)))
    .where(and(eq(approvals.actor, actor), eq(approvals.kind, 'quote'), eq(approvals.state, 'accepted')))
  return rows.map((row) => row.approval)
}

/** The leave that was given for one quoting post. */
export async function approvalOf(db: Reader, post: string, interacting: string): Promise<Approval | undefined> {
  const which = and(eq(approvals.post, post), eq(approvals.kind, 'quote'), eq(approvals.interacting, interacting))
  const [row] = await db.select().from(approvals).where(which)
  return row
}

/** Takes a leave back. */
export async function revokeApproval(tx: Writer, id: string): Promise<void> {
  await tx.update(approvals).set({ state: 'revoked' }).where(eq(approvals.id, id))
}
