/** Actions on accounts and posts, and appeals against them, as kept in the database. */
import { and, count, desc, eq, gt, inArray, isNotNull, lt, lte, ne } from 'drizzle-orm'
import type { ActionKind, ActionState } from '../../../schema/account-actions.ts'
import { accountActions, actors, appeals } from '../../../schema/index.ts'
import type { Actor } from '../../actors/actors.store.ts'
import { cutPage, type Page, type PageAsked, pageSize } from '../../store/page.ts'
import type { Reader, Writer } from '../../store/store.ts'

export type AccountAction = typeof accountActions.$inferSelect
export type NewAccountAction = typeof accountActions.$inferInsert
export type Appeal = typeof appeals.$inferSelect

/** Keeps an action. */
export async function addAction(tx: Writer, action: NewAccountAction): Promise<AccountAction> {
  const [row] = await tx.insert(accountActions).values(action).returning()
  return row!
}

/** One action. */
export async function actionById(db: Reader, id: string): Promise<AccountAction | undefined> {
  const [row] = await db.select().from(accountActions).where(eq(accountActions.id, id))
  return row
}

/** An account's actions, those on its posts and notes included, the latest first; at most 200. */
export const actionsOf = (db: Reader, actor: string): Promise<AccountAction[]> =>
  db.select().from(accountActions).where(eq(accountActions.actor, actor)).orderBy(desc(accountActions.id)).limit(200)

/** What is in force on an account, the latest first. */
export const activeOn = (db: Reader, actor: string): Promise<AccountAction[]> =>
  db
    .select()
    .from(accountActions)
    .where(and(eq(accountActions.actor, actor), eq(accountActions.state, 'active')))
    .orderBy(desc(accountActions.id))

/** What is in force on a post, the latest first. */
export const activeOnPost = (db: Reader, post: string): Promise<AccountAction[]> =>
  db
    .select()
    .from(accountActions)
    .where(and(eq(accountActions.post, post), eq(accountActions.state, 'active')))
    .orderBy(desc(accountActions.id))

/** The actions that came out of a report. */
export const actionsAbout = (db: Reader, actor: string, report: string): Promise<AccountAction[]> =>
  db
    .select()
    .from(accountActions)
    .where(and(eq(accountActions.actor, actor), eq(accountActions.report, report)))
    .orderBy(desc(accountActions.id))
    .limit(50)

/** Ends an action that is in force; false when it was not. */
export async function endAction(
  tx: Writer,
  id: string,
  from: ActionState,
  to: { state: ActionState; undone: Date; undoneBy: string | null; undoneBecause: string }
): Promise<boolean> {
  const done = await tx
    .update(accountActions)
    .set(to)
    .where(and(eq(accountActions.id, id), eq(accountActions.state, from)))
    .returning({ id: accountActions.id })
  return done.length > 0
}

/** Those in force whose end has come, at most 200. */
export const dueActions = (db: Reader, now: Date): Promise<AccountAction[]> =>
  db
    .select()
    .from(accountActions)
    .where(and(eq(accountActions.state, 'active'), isNotNull(accountActions.ends), lte(accountActions.ends, now)))
    .orderBy(accountActions.ends)
    .limit(200)

/** One page of what is in force, with whom it is about, the latest first; notes are left out. */
export async function listActive(db: Reader, asked: PageAsked): Promise<Page<{ action: AccountAction; actor: Actor }>> {
  const size = pageSize(asked)
  const rows = await db
    .select({ action: accountActions, actor: actors })
    .from(accountActions)
    .innerJoin(actors, eq(actors.id, accountActions.actor))
    .where(
      and(
        eq(accountActions.state, 'active'),
        ne(accountActions.kind, 'note'),
        asked.after ? lt(accountActions.id, asked.after) : undefined
      )
    )
    .orderBy(desc(accountActions.id))
    .limit(size + 1)
  return cutPage(rows, { after: asked.after }, size, ({ action }) => action.id)
}

/** How many of these kinds there were since, without those undone. */
export async function countSince(db: Reader, actor: string, kinds: ActionKind[], since: Date): Promise<number> {
  const [row] = await db
    .select({ n: count() })
    .from(accountActions)
    .where(
      and(
        eq(accountActions.actor, actor),
        inArray(accountActions.kind, kinds),
        ne(accountActions.state, 'undone'),
        gt(accountActions.created, since)
      )
    )
  return row?.n ?? 0
}

/** Keeps an appeal. Throws a duplicate when the action has one. */
export async function addAppeal(tx: Writer, appeal: typeof appeals.$inferInsert): Promise<Appeal> {
  const [row] = await tx.insert(appeals).values(appeal).returning()
  return row!
}

/** One appeal. */
export async function appealById(db: Reader, id: string): Promise<Appeal | undefined> {
  const [row] = await db.select().from(appeals).where(eq(appeals.id, id))
  return row
}

/** The appeals against these actions, by action. */
export async function appealsAgainst(db: Reader, actions: string[]): Promise<Map<string, Appeal>> {
  if (actions.length === 0) return new Map()
  const rows = await db.select().from(appeals).where(inArray(appeals.action, actions))
  return new Map(rows.map((row) => [row.action, row]))
}

/** Decides an appeal that waits; false when somebody did before. */
export async function settleAppeal(
  tx: Writer,
  id: string,
  to: Pick<Appeal, 'state' | 'decidedBy' | 'decided' | 'answer'>
): Promise<boolean> {
  const done = await tx
    .update(appeals)
    .set(to)
    .where(and(eq(appeals.id, id), eq(appeals.state, 'waiting')))
    .returning({ id: appeals.id })
  return done.length > 0
}

export interface WholeAppeal {
  appeal: Appeal
  action: AccountAction
  actor: Actor
}

/** One page of appeals: those that wait, or those decided; the latest first. */
export async function listAppeals(db: Reader, asked: PageAsked & { decided?: boolean }): Promise<Page<WholeAppeal>> {
  const size = pageSize(asked)
  const states = asked.decided ? (['upheld', 'dismissed'] as const) : (['waiting'] as const)
  const rows = await db
    .select({ appeal: appeals, action: accountActions, actor: actors })
    .from(appeals)
    .innerJoin(accountActions, eq(accountActions.id, appeals.action))
    .innerJoin(actors, eq(actors.id, accountActions.actor))
    .where(and(inArray(appeals.state, [...states]), asked.after ? lt(appeals.id, asked.after) : undefined))
    .orderBy(desc(appeals.id))
    .limit(size + 1)
  return cutPage(rows, { after: asked.after }, size, ({ appeal }) => appeal.id)
}

/** How many appeals wait. */
export async function countAppeals(db: Reader): Promise<number> {
  const [row] = await db.select({ n: count() }).from(appeals).where(eq(appeals.state, 'waiting'))
  return row?.n ?? 0
}

/** Whether a moderator marked a post as sensitive. */
export const isMarked = async (db: Reader, post: string): Promise<boolean> =>
  (await activeOnPost(db, post)).some(({ kind }) => kind === 'mark')
