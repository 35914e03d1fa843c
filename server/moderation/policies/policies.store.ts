/** The policies about servers, as kept in the database. */
import { and, asc, count, eq, gt, inArray, isNotNull, isNull, lte, or, sql } from 'drizzle-orm'
import { instances, policies, type Trust } from '../../../schema/index.ts'
import type { Reader, Writer } from '../../store/store.ts'
import type { Instance } from '../instances.store.ts'

export type Policy = typeof policies.$inferSelect

/** What was said about a server when it was decided on. */
export async function policyOf(db: Reader, host: string): Promise<Policy | undefined> {
  const [row] = await db.select().from(policies).where(eq(policies.host, host))
  return row
}

/** Keeps a policy, new or changed. */
export async function keepPolicy(tx: Writer, policy: Policy): Promise<void> {
  const { host: _host, ...set } = policy
  await tx.insert(policies).values(policy).onConflictDoUpdate({ target: policies.host, set })
}

/** Keeps many policies at once; at most 500. */
export async function keepPolicies(tx: Writer, rows: Policy[]): Promise<void> {
  const told = (column: { name: string }) => sql.raw(`excluded.${column.name}`)
  await tx
    .insert(policies)
    .values(rows)
    .onConflictDoUpdate({
      target: policies.host,
      set: {
        by: told(policies.by),
        publicReason: told(policies.publicReason),
        obfuscate: told(policies.obfuscate),
        rejectMedia: told(policies.rejectMedia),
        rejectReports: told(policies.rejectReports),
        list: told(policies.list),
        before: told(policies.before),
        beforeReason: told(policies.beforeReason),
        created: told(policies.created)
      }
    })
}

/** Takes a policy away. */
export async function dropPolicy(tx: Writer, host: string): Promise<void> {
  await tx.delete(policies).where(eq(policies.host, host))
}

/** The policies that leave out media or reports. */
export const flaggedPolicies = (db: Reader) =>
  db
    .select({ host: policies.host, rejectMedia: policies.rejectMedia, rejectReports: policies.rejectReports })
    .from(policies)
    .where(or(eq(policies.rejectMedia, true), eq(policies.rejectReports, true)))

export type WholePolicy = { policy: Policy | null; instance: Instance }

/** Those about which something was decided that limits them (or, with `allows`, that lets them in), by name. */
export async function listPolicies(
  db: Reader,
  asked: { after?: string; size?: number; trust?: Trust[] } = {}
): Promise<WholePolicy[]> {
  const { after = '', size = 100, trust = ['limited', 'blocked'] } = asked
  const flagged = or(eq(policies.rejectMedia, true), eq(policies.rejectReports, true))
  const decided = inArray(instances.trust, trust)
  return db
    .select({ policy: policies, instance: instances })
    .from(instances)
    .leftJoin(policies, eq(policies.host, instances.host))
    .where(and(gt(instances.host, after), trust.includes('known') ? decided : or(decided, flagged)))
    .orderBy(asc(instances.host))
    .limit(size)
}

/** Policies whose review is due, the longest due first. */
export const dueReviews = (db: Reader, now: Date, size = 100) =>
  db
    .select({ policy: policies, instance: instances })
    .from(policies)
    .innerJoin(instances, eq(instances.host, policies.host))
    .where(and(isNotNull(policies.review), lte(policies.review, now)))
    .orderBy(asc(policies.review))
    .limit(size)

/** How many reviews are due. */
export async function countDueReviews(db: Reader, now: Date): Promise<number> {
  const [row] = await db
    .select({ n: count() })
    .from(policies)
    .where(and(isNotNull(policies.review), lte(policies.review, now)))
  return row?.n ?? 0
}

/** Marks due reviews as told of; gives those that were not before. */
export const markReminded = (tx: Writer, now: Date) =>
  tx
    .update(policies)
    .set({ reminded: now })
    .where(and(isNotNull(policies.review), lte(policies.review, now), isNull(policies.reminded)))
    .returning({ host: policies.host, review: policies.review })

/** Hosts of which what was cut can be restored no longer. */
export const expiredCuts = (tx: Writer, now: Date) =>
  tx
    .update(policies)
    .set({ restorable: null })
    .where(and(isNotNull(policies.restorable), lte(policies.restorable, now)))
    .returning({ host: policies.host })

/** Several policies by host. */
export async function policiesOf(db: Reader, hosts: string[]): Promise<Policy[]> {
  return hosts.length === 0 ? [] : db.select().from(policies).where(inArray(policies.host, hosts))
}
