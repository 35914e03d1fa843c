/** Rules, their versions and their hits, as kept in the database. */
import { and, asc, count, desc, eq, gt, inArray, isNull, lt, or, sql } from 'drizzle-orm'
import { ruleHits, rules, ruleVersions } from '../../../schema/index.ts'
import { cutPage, type Page, type PageAsked, pageSize } from '../../store/page.ts'
import type { Reader, Writer } from '../../store/store.ts'

export type Rule = typeof rules.$inferSelect
export type RuleVersion = typeof ruleVersions.$inferSelect
export type RuleHit = typeof ruleHits.$inferSelect

/** The most rules that there may be. */
export const mostRules = 1_000

/** Every rule that is not deleted, in the order in which they are asked. */
export const listRules = (db: Reader): Promise<Rule[]> =>
  db.select().from(rules).where(isNull(rules.deleted)).orderBy(asc(rules.position), asc(rules.id)).limit(mostRules)

/** The rules at work at a time. */
export const rulesAtWork = (db: Reader, now: Date): Promise<Rule[]> =>
  db
    .select()
    .from(rules)
    .where(and(isNull(rules.deleted), eq(rules.enabled, true), or(isNull(rules.expires), gt(rules.expires, now))))
    .orderBy(asc(rules.position), asc(rules.id))
    .limit(mostRules)

/** One rule, deleted or not. */
export async function ruleById(db: Reader, id: string): Promise<Rule | undefined> {
  const [row] = await db.select().from(rules).where(eq(rules.id, id))
  return row
}

/** Adds a rule behind all others. */
export async function addRule(
  tx: Writer,
  rule: Pick<Rule, 'name' | 'body' | 'enabled' | 'expires'>,
  by: string | null
): Promise<Rule> {
  const [last] = await tx.select({ position: rules.position }).from(rules).orderBy(desc(rules.position)).limit(1)
  const [row] = await tx
    .insert(rules)
    .values({ ...rule, version: 1, position: (last?.position ?? 0) + 1 })
    .returning()
  await addVersion(tx, row!, by)
  return row!
}

/** Saves a rule as its next version; undefined when it is no longer at `before`, because somebody else saved meanwhile. */
export async function changeRule(
  tx: Writer,
  id: string,
  before: number,
  changes: Pick<Rule, 'name' | 'body' | 'expires'>,
  by: string | null
): Promise<Rule | undefined> {
  const [row] = await tx
    .update(rules)
    .set({ ...changes, version: before + 1 })
    .where(and(eq(rules.id, id), eq(rules.version, before), isNull(rules.deleted)))
    .returning()
  if (row) await addVersion(tx, row, by)
  return row
}

async function addVersion(tx: Writer, { id, version, name, body, expires }: Rule, by: string | null) {
  await tx.insert(ruleVersions).values({ rule: id, version, name, body, expires, by })
}

/** Switches a rule on or off. */
export async function enableRule(tx: Writer, id: string, enabled: boolean): Promise<void> {
  await tx.update(rules).set({ enabled }).where(eq(rules.id, id))
}

/** Puts rules in this order. */
export async function orderRules(tx: Writer, ids: string[]): Promise<void> {
  for (const [at, id] of ids.entries())
    await tx
      .update(rules)
      .set({ position: at + 1 })
      .where(eq(rules.id, id))
}

/** Deletes a rule; it and its versions stay for the log. */
export async function buryRule(tx: Writer, id: string, at: Date): Promise<void> {
  await tx.update(rules).set({ deleted: at, enabled: false }).where(eq(rules.id, id))
}

/** The versions of a rule, the latest first. */
export const versionsOf = (db: Reader, rule: string, size = 100): Promise<RuleVersion[]> =>
  db.select().from(ruleVersions).where(eq(ruleVersions.rule, rule)).orderBy(desc(ruleVersions.version)).limit(size)

/** One version of a rule. */
export async function ruleVersion(db: Reader, rule: string, version: number): Promise<RuleVersion | undefined> {
  const [row] = await db
    .select()
    .from(ruleVersions)
    .where(and(eq(ruleVersions.rule, rule), eq(ruleVersions.version, version)))
  return row
}

/** Notes hits, each once, however often the same activity is tried again. */
export async function addHits(tx: Writer, hits: (typeof ruleHits.$inferInsert)[]): Promise<void> {
  for (const hit of hits) {
    const added = await tx.insert(ruleHits).values(hit).onConflictDoNothing().returning({ id: ruleHits.id })
    if (added.length > 0)
      await tx
        .update(rules)
        .set({ hits: sql`${rules.hits} + 1` })
        .where(eq(rules.id, hit.rule))
  }
}

/** The hits of a rule, the latest first. */
export async function listHits(db: Reader, rule: string, asked: PageAsked): Promise<Page<RuleHit>> {
  const size = pageSize(asked)
  const rows = await db
    .select()
    .from(ruleHits)
    .where(and(eq(ruleHits.rule, rule), asked.after ? lt(ruleHits.id, asked.after) : undefined))
    .orderBy(desc(ruleHits.id))
    .limit(size + 1)
  return cutPage(rows, { after: asked.after }, size, (row) => row.id)
}

/** How many hits each rule had in the days that are kept. */
export async function countHits(db: Reader, ids: string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ rule: ruleHits.rule, n: count() })
    .from(ruleHits)
    .where(inArray(ruleHits.rule, ids))
    .groupBy(ruleHits.rule)
  return new Map(rows.map((row) => [row.rule, row.n]))
}

/** Forgets hits that were made before a key. */
export async function forgetHits(tx: Writer, before: string): Promise<void> {
  await tx.delete(ruleHits).where(lt(ruleHits.id, before))
}
