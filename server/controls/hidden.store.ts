/** What somebody keeps from themselves, as conditions of queries; it hides nothing from anybody else. */
import { and, type Column, eq, exists, gt, inArray, isNull, ne, not, notExists, or, type SQL, sql } from 'drizzle-orm'
import { actors, type ControlKind, controls, posts } from '../../schema/index.ts'
import { type Looking, readable, selectPosts, type WholePost } from '../posts/whole.store.ts'
import type { Reader } from '../store/store.ts'

/** Still so: what has ended is swept away only every few minutes. */
const lasting = () => or(isNull(controls.ends), gt(controls.ends, new Date()))

const whatOfActor = (db: Reader, me: string, actor: Column | string, kinds: ControlKind[], spared?: string) =>
  db
    .select({ one: sql`1` })
    .from(controls)
    .where(
      and(
        eq(controls.owner, me),
        eq(controls.actor, actor),
        inArray(controls.kind, kinds),
        spared ? or(eq(controls.kind, 'block'), ne(controls.actor, spared)) : undefined,
        lasting()
      )
    )

const whatOfHost = (db: Reader, me: Column | string, host: Column | string) =>
  db
    .select({ one: sql`1` })
    .from(controls)
    .where(and(eq(controls.owner, me), eq(controls.host, host), eq(controls.kind, 'server')))

/**
 * That an actor is neither muted nor blocked by `me`, nor of a server that they block; for queries that have `actors`
 * beside them. `kinds` says what counts.
 */
export const notKept = (
  db: Reader,
  me: string,
  actor: Column = actors.id,
  kinds: ControlKind[] = ['mute', 'block']
): SQL | undefined => and(notExists(whatOfActor(db, me, actor, kinds)), notExists(whatOfHost(db, me, actors.host)))

/**
 * That whoever is looking has not hidden a post's author; for queries that have `posts` and `actors`, the author, beside
 * them. On the page of `onPageOf` somebody merely muted is shown: whoever opens it wants to read them.
 */
export function notHidden(db: Reader, looking: Looking, onPageOf?: string): SQL | undefined {
  if (!looking || looking.elsewhere) return undefined
  return and(
    notExists(whatOfActor(db, looking.actor, posts.author, ['mute', 'block'], onPageOf)),
    notExists(whatOfHost(db, looking.actor, actors.host))
  )
}

/** Several posts by id, in no order, as whoever is looking may read them and has not hidden their authors. */
export async function unhiddenPosts(db: Reader, ids: string[], looking: Looking): Promise<WholePost[]> {
  if (ids.length === 0) return []
  return selectPosts(db).where(and(inArray(posts.id, ids), readable(db, looking), notHidden(db, looking)))
}

/** Which of these actors somebody has muted or blocked, themselves or with their server. */
export async function hiddenAmong(db: Reader, me: string, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const kept = notKept(db, me)
  const rows = await db
    .select({ id: actors.id })
    .from(actors)
    .where(and(inArray(actors.id, ids), kept && not(kept)))
  return new Set(rows.map((row) => row.id))
}

/** Whether somebody has blocked an actor, or the whole server of that actor. */
export async function isBlockedBy(db: Reader, owner: string, actor: string): Promise<boolean> {
  const blocked = or(exists(whatOfActor(db, owner, actor, ['block'])), exists(whatOfHost(db, owner, actors.host)))
  const rows = await db
    .select({ id: actors.id })
    .from(actors)
    .where(and(eq(actors.id, actor), blocked))
  return rows.length > 0
}
