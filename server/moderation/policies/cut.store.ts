/** What a suspension cuts, kept for as long as it can be undone. */
import { and, asc, count, eq, inArray, or, type SQL } from 'drizzle-orm'
import { actors, cutFollows, cutHeld, follows, held } from '../../../schema/index.ts'
import type { Reader, Writer } from '../../store/store.ts'
import { isBelow } from '../instances.store.ts'

/** How much was cut. */
export interface Cut {
  follows: number
  held: number
}

/** Sets aside the follows with these actors, before they are ended; gives how many. */
export async function setFollowsAside(tx: Writer, host: string, there: SQL | undefined): Promise<number> {
  const whose = tx.select({ id: actors.id }).from(actors).where(there)
  const rows = await tx
    .select({ follower: follows.follower, followed: follows.followed, uri: follows.uri, state: follows.state })
    .from(follows)
    .where(or(inArray(follows.follower, whose), inArray(follows.followed, whose)))
  for (let from = 0; from < rows.length; from += 200) {
    const values = rows.slice(from, from + 200).map((row) => ({ host, ...row }))
    await tx.insert(cutFollows).values(values).onConflictDoNothing()
  }
  return rows.length
}

/** Rejects what waits from a domain and those below it, and sets it aside; gives how many. */
export async function setHeldAside(tx: Writer, host: string, by: string | null, now: Date): Promise<number> {
  const rows = await tx
    .select({ held: held.id, activity: held.activity, summary: held.summary })
    .from(held)
    .where(and(eq(held.state, 'waiting'), or(eq(held.host, host), isBelow(held.host, host))))
  for (let from = 0; from < rows.length; from += 200) {
    const some = rows.slice(from, from + 200)
    await tx
      .insert(cutHeld)
      .values(some.map((row) => ({ host, ...row })))
      .onConflictDoNothing()
    await tx
      .update(held)
      .set({ state: 'rejected', decided: now, decidedBy: by, activity: null, sent: null, summary: '' })
      .where(
        inArray(
          held.id,
          some.map((row) => row.held)
        )
      )
  }
  return rows.length
}

/** What is set aside of a server. */
export async function countCut(db: Reader, host: string): Promise<Cut> {
  const [[of], [waited]] = await Promise.all([
    db.select({ n: count() }).from(cutFollows).where(eq(cutFollows.host, host)),
    db.select({ n: count() }).from(cutHeld).where(eq(cutHeld.host, host))
  ])
  return { follows: of?.n ?? 0, held: waited?.n ?? 0 }
}

/** The follows set aside, in the order in which they were, that may begin again: not with who is blocked or gone. */
export async function cutFollowsOf(tx: Writer, host: string) {
  const rows = await tx.select().from(cutFollows).where(eq(cutFollows.host, host)).orderBy(asc(cutFollows.id))
  const found: { id: string; local: boolean; usable: boolean }[] = []
  const ids = [...new Set(rows.flatMap((row) => [row.follower, row.followed]))]
  for (let from = 0; from < ids.length; from += 500) {
    const some = await tx
      .select({ id: actors.id, local: actors.local, blocked: actors.blocked, deleted: actors.deleted })
      .from(actors)
      .where(inArray(actors.id, ids.slice(from, from + 500)))
    found.push(...some.map((one) => ({ ...one, usable: !one.blocked && one.deleted === null })))
  }
  const byId = new Map(found.map((one) => [one.id, one]))
  return rows.flatMap((row) => {
    const [follower, followed] = [byId.get(row.follower), byId.get(row.followed)]
    return follower?.usable && followed?.usable ? [{ ...row, ours: follower.local }] : []
  })
}

/** Lets what was rejected wait again, for at least `until`; gives how many. */
export async function waitAgain(tx: Writer, host: string, until: Date): Promise<number> {
  const rows = await tx
    .select({ held: cutHeld, expires: held.expires })
    .from(cutHeld)
    .innerJoin(held, and(eq(held.id, cutHeld.held), eq(held.state, 'rejected')))
    .where(eq(cutHeld.host, host))
  for (const { held: item, expires } of rows) {
    await tx
      .update(held)
      .set({
        ...{ state: 'waiting', decided: null, decidedBy: null, activity: item.activity, summary: item.summary },
        expires: expires > until ? expires : until
      })
      .where(eq(held.id, item.held))
  }
  return rows.length
}

/** Forgets what was set aside. */
export async function forgetCut(tx: Writer, hosts: string[]): Promise<void> {
  for (let from = 0; from < hosts.length; from += 500) {
    const some = hosts.slice(from, from + 500)
    await tx.delete(cutFollows).where(inArray(cutFollows.host, some))
    await tx.delete(cutHeld).where(inArray(cutHeld.host, some))
  }
}
