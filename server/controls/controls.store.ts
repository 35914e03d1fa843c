/** What people keep from themselves, as kept in the database. */
import { and, desc, eq, gt, isNull, lt, lte, or } from 'drizzle-orm'
import {
  actors,
  type ControlKind,
  controls,
  type FilterAct,
  type FilterKind,
  filters,
  follows
} from '../../schema/index.ts'
import type { Actor } from '../posts/whole.store.ts'
import { cutPage, type Page, type PageAsked, pageSize } from '../store/page.ts'
import type { Reader, Writer } from '../store/store.ts'

export type Control = typeof controls.$inferSelect
type Follow = typeof follows.$inferSelect
export type Filter = typeof filters.$inferSelect
/** Whom it is about; null for a whole server. */
export interface WholeControl {
  control: Control
  actor: Actor | null
}

/** Keeps one; said again, its end is as said last. True when it is new. */
export async function keepControl(tx: Writer, given: typeof controls.$inferInsert): Promise<boolean> {
  const which = and(
    eq(controls.owner, given.owner),
    eq(controls.kind, given.kind),
    given.actor ? eq(controls.actor, given.actor) : eq(controls.host, given.host ?? '')
  )
  const changed = await tx
    .update(controls)
    .set({ ends: given.ends ?? null })
    .where(which)
    .returning({ id: controls.id })
  if (changed.length > 0) return false
  const added = await tx.insert(controls).values(given).onConflictDoNothing().returning({ id: controls.id })
  return added.length > 0
}

/** Takes one back; gives it, when it was there. */
export async function dropControl(
  tx: Writer,
  owner: string,
  kind: ControlKind,
  whom: { actor: string } | { host: string }
): Promise<Control | undefined> {
  const about = 'actor' in whom ? eq(controls.actor, whom.actor) : eq(controls.host, whom.host)
  const [row] = await tx
    .delete(controls)
    .where(and(eq(controls.owner, owner), eq(controls.kind, kind), about))
    .returning()
  return row
}

/** One page of a person's list of a kind, newest first. */
export async function listControls(
  db: Reader,
  owner: string,
  kind: ControlKind,
  asked: PageAsked
): Promise<Page<WholeControl>> {
  const size = pageSize(asked)
  const rows = await controlsQuery(db, owner, kind, asked, size)
  return cutPage(rows, { after: asked.after }, size, (row) => row.control.id)
}

/** The query behind {@link listControls}. */
export const controlsQuery = (db: Reader, owner: string, kind: ControlKind, asked: PageAsked, size: number) =>
  db
    .select({ control: controls, actor: actors })
    .from(controls)
    .leftJoin(actors, eq(actors.id, controls.actor))
    .where(
      and(eq(controls.owner, owner), eq(controls.kind, kind), asked.after ? lt(controls.id, asked.after) : undefined)
    )
    .orderBy(desc(controls.id))
    .limit(size + 1)

/** What somebody keeps from themselves of one actor. */
export const controlsOf = (db: Reader, owner: string, actor: string): Promise<Control[]> =>
  db
    .select()
    .from(controls)
    .where(and(eq(controls.owner, owner), eq(controls.actor, actor)))

/** Whether somebody blocks a whole server. */
export async function isHostBlocked(db: Reader, owner: string, host: string): Promise<boolean> {
  const which = and(eq(controls.owner, owner), eq(controls.host, host), eq(controls.kind, 'server'))
  return (await db.select({ id: controls.id }).from(controls).where(which)).length > 0
}

/** How many of one kind somebody has. */
export const countControls = (db: Reader, owner: string, kind: ControlKind): Promise<number> =>
  db.$count(controls, and(eq(controls.owner, owner), eq(controls.kind, kind)))

/** The follows between somebody and those of one server, either way; `byUs` where they follow. */
export async function followsWithHost(
  db: Reader,
  owner: string,
  host: string
): Promise<{ follow: Follow; byUs: boolean }[]> {
  const ours = await db
    .select({ follow: follows })
    .from(follows)
    .innerJoin(actors, and(eq(actors.id, follows.followed), eq(actors.host, host), eq(actors.local, false)))
    .where(eq(follows.follower, owner))
  const theirs = await db
    .select({ follow: follows })
    .from(follows)
    .innerJoin(actors, and(eq(actors.id, follows.follower), eq(actors.host, host), eq(actors.local, false)))
    .where(eq(follows.followed, owner))
  return [...ours.map((row) => ({ ...row, byUs: true })), ...theirs.map((row) => ({ ...row, byUs: false }))]
}

/** All filters of somebody that have not ended, newest first. */
export const filtersOf = (db: Reader, owner: string): Promise<Filter[]> =>
  db
    .select()
    .from(filters)
    .where(and(eq(filters.owner, owner), or(isNull(filters.ends), gt(filters.ends, new Date()))))
    .orderBy(desc(filters.id))
    .limit(1_000)

/** One filter of somebody's own. */
export async function filterById(db: Reader, owner: string, id: string): Promise<Filter | undefined> {
  const [row] = await db
    .select()
    .from(filters)
    .where(and(eq(filters.id, id), eq(filters.owner, owner)))
  return row
}

/** Keeps a filter; the same words again change what it does and when it ends. */
export async function keepFilter(
  tx: Writer,
  given: { owner: string; kind: FilterKind; words: string; act: FilterAct; ends: Date | null }
): Promise<Filter> {
  const [row] = await tx
    .insert(filters)
    .values(given)
    .onConflictDoUpdate({
      target: [filters.owner, filters.kind, filters.words],
      set: { act: given.act, ends: given.ends }
    })
    .returning()
  return row!
}

/** Takes a filter away; false when it was not there. */
export async function dropFilter(tx: Writer, owner: string, id: string): Promise<boolean> {
  const gone = await tx
    .delete(filters)
    .where(and(eq(filters.id, id), eq(filters.owner, owner)))
    .returning({ id: filters.id })
  return gone.length > 0
}

/** Lets end what has ended. */
export async function dropEndedControls(tx: Writer, now: Date): Promise<void> {
  await tx.delete(controls).where(lte(controls.ends, now))
  await tx.delete(filters).where(lte(filters.ends, now))
}
