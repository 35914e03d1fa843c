/** What growing trust is counted from, as kept in the database. */
import { and, count, desc, eq, gt, inArray, like } from 'drizzle-orm'
import { actors, decisions, held } from '../../schema/index.ts'
import type { Reader } from '../store/store.ts'

/**
 * How many posts of an author were let in, counted up to `most`, and whether anything of theirs was rejected. What a person
 * let in without its pictures does not speak for showing the next ones whole.
 */
export async function recordOf(db: Reader, actor: string, most = 200): Promise<{ released: number; rejected: number }> {
  const [rejected] = await db
    .select({ n: count() })
    .from(held)
    .where(and(eq(held.actor, actor), eq(held.state, 'rejected')))
  const released = await db
    .select({ marks: held.marks })
    .from(held)
    .where(and(eq(held.actor, actor), eq(held.state, 'released'), eq(held.type, 'Create')))
    .limit(most)
  return { released: released.filter(({ marks }) => !marks?.wordsOnly).length, rejected: rejected?.n ?? 0 }
}

/** How many authors of a server are known by a decision of their own. */
export async function countKnownAt(db: Reader, host: string): Promise<number> {
  const [row] = await db
    .select({ n: count() })
    .from(actors)
    .where(and(eq(actors.host, host), eq(actors.local, false), inArray(actors.trust, ['known', 'network'])))
  return row?.n ?? 0
}

/** Whether anything from a server was rejected since then. */
export async function wasRejectedAt(db: Reader, host: string, since: Date): Promise<boolean> {
  const rows = await db
    .select({ id: held.id })
    .from(held)
    .where(and(eq(held.host, host), eq(held.state, 'rejected'), gt(held.decided, since)))
    .limit(1)
  return rows.length > 0
}

/** The latest decision about the trust in an actor or a server. */
export async function latestTrustDecision(db: Reader, target: string, of: 'actor' | 'server') {
  const [row] = await db
    .select({ by: decisions.by, act: decisions.act, reason: decisions.reason, created: decisions.created })
    .from(decisions)
    .where(and(eq(decisions.target, target), like(decisions.act, `${of} %`)))
    .orderBy(desc(decisions.id))
    .limit(1)
  return row
}
