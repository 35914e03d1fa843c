/** Who follows whom, as kept in the database. */
import { and, count, countDistinct, desc, eq, inArray, isNotNull, like, lt, or, sql } from 'drizzle-orm'
import { actors, follows } from '../../schema/index.ts'
import type { Actor } from '../posts/posts.store.ts'
import { cutPage, type Page, type PageAsked, pageSize } from '../store/page.ts'
import type { Reader, Writer } from '../store/store.ts'

export type Follow = typeof follows.$inferSelect

/** Keeps a follow, or changes its state; gives the row. */
export async function keepFollow(
  tx: Writer,
  follow: { follower: string; followed: string; uri: string; state: 'requested' | 'accepted' }
): Promise<Follow> {
  const [row] = await tx
    .insert(follows)
    .values(follow)
    .onConflictDoUpdate({ target: [follows.follower, follows.followed], set: { uri: follow.uri, state: follow.state } })
    .returning()
  await countFollows(tx, follow.follower, follow.followed)
  return row!
}

/** Takes a follow away; false when there was none. */
export async function dropFollow(tx: Writer, follower: string, followed: string): Promise<Follow | undefined> {
  const [row] = await tx
    .delete(follows)
    .where(and(eq(follows.follower, follower), eq(follows.followed, followed)))
    .returning()
  await countFollows(tx, follower, followed)
  return row
}

/** Ends every follow to and from an actor. */
export async function dropFollowsWith(tx: Writer, actor: string): Promise<void> {
  const gone = await tx
    .delete(follows)
    .where(or(eq(follows.follower, actor), eq(follows.followed, actor)))
    .returning()
  for (const follow of gone) await countFollows(tx, follow.follower, follow.followed)
}

/** Counts anew whom each of these of ours follows, and who follows them. */
export async function recountFollows(tx: Writer, ids: string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += 500) {
    const ours = await tx
      .select({ id: actors.id })
      .from(actors)
      .where(and(inArray(actors.id, ids.slice(from, from + 500)), eq(actors.local, true)))
    for (const { id } of ours) await countFollows(tx, id, id)
  }
}

/** The follows between our people and an actor of another server, either way; `byUs` where one of ours follows. */
export async function followsWith(db: Reader, actor: string): Promise<{ follow: Follow; byUs: boolean }[]> {
  const ways = [
    { mine: follows.follower, theirs: follows.followed, byUs: true },
    { mine: follows.followed, theirs: follows.follower, byUs: false }
  ]
  const found = await Promise.all(
    ways.map(async ({ mine, theirs, byUs }) => {
      const ours = and(eq(actors.id, mine), eq(actors.local, true))
      const rows = await db.select({ follow: follows }).from(follows).innerJoin(actors, ours).where(eq(theirs, actor))
      return rows.map(({ follow }) => ({ follow, byUs }))
    })
  )
  return found.flat()
}

async function countFollows(tx: Writer, follower: string, followed: string) {
  const following = await tx.$count(follows, and(eq(follows.follower, follower), eq(follows.state, 'accepted')))
  await tx.update(actors).set({ following }).where(eq(actors.id, follower))
  const followers = await tx.$count(follows, and(eq(follows.followed, followed), eq(follows.state, 'accepted')))
  await tx.update(actors).set({ followers }).where(eq(actors.id, followed))
}

/** The follow of one by the other. */
export async function followBetween(db: Reader, follower: string, followed: string): Promise<Follow | undefined> {
  const [row] = await db
    .select()
    .from(follows)
    .where(and(eq(follows.follower, follower), eq(follows.followed, followed)))
  return row
}

/** A follow by the id of its activity. */
export async function followByUri(db: Reader, uri: string): Promise<Follow | undefined> {
  const [row] = await db.select().from(follows).where(eq(follows.uri, uri))
  return row
}

/** Whether anyone here follows the actor. */
export async function isFollowedHere(db: Reader, actorUri: string): Promise<boolean> {
  const [row] = await db
    .select({ id: follows.id })
    .from(actors)
    .innerJoin(follows, and(eq(follows.followed, actors.id), eq(follows.state, 'accepted')))
    .where(and(eq(actors.uri, actorUri), eq(actors.local, false)))
    .limit(1)
  return row !== undefined
}

/** One page of those who follow an actor, newest first. */
export async function listFollowers(
  db: Reader,
  actor: string,
  asked: PageAsked
): Promise<Page<{ follow: Follow; actor: Actor }>> {
  const size = pageSize(asked)
  const rows = await db
    .select({ follow: follows, actor: actors })
    .from(follows)
    .innerJoin(actors, eq(actors.id, follows.follower))
    .where(
      and(
        eq(follows.followed, actor),
        eq(follows.state, 'accepted'),
        eq(actors.blocked, false),
        asked.after ? lt(follows.id, asked.after) : undefined
      )
    )
    .orderBy(desc(follows.id))
    .limit(size + 1)
  return cutPage(rows, { after: asked.after }, size, (row) => row.follow.id)
}

/** One page of those whom an actor follows, newest first, requests included if asked. */
export async function listFollowing(
  db: Reader,
  actor: string,
  asked: PageAsked & { requested?: boolean }
): Promise<Page<{ follow: Follow; actor: Actor }>> {
  const size = pageSize(asked)
  const rows = await db
    .select({ follow: follows, actor: actors })
    .from(follows)
    .innerJoin(actors, eq(actors.id, follows.followed))
    .where(
      and(
        eq(follows.follower, actor),
        asked.requested ? undefined : eq(follows.state, 'accepted'),
        eq(actors.blocked, false),
        asked.after ? lt(follows.id, asked.after) : undefined
      )
    )
    .orderBy(desc(follows.id))
    .limit(size + 1)
  return cutPage(rows, { after: asked.after }, size, (row) => row.follow.id)
}

/** Where to deliver what an actor's followers are to see: each inbox once, shared where there is one. */
export async function followerInboxes(db: Reader, actor: string): Promise<string[]> {
  const rows = await db
    .selectDistinct({ inbox: actors.inbox, shared: actors.sharedInbox })
    .from(follows)
    .innerJoin(actors, eq(actors.id, follows.follower))
    .where(
      and(
        eq(follows.followed, actor),
        eq(follows.state, 'accepted'),
        eq(actors.local, false),
        eq(actors.blocked, false)
      )
    )
  return [...new Set(rows.map((row) => row.shared ?? row.inbox))]
}

/** How many follow any of these actors, each once, and on how many other servers what they say is delivered. */
export async function reachOf(db: Reader, followed: string[]): Promise<{ followers: number; servers: number }> {
  const [row] = await db
    .select({
      followers: countDistinct(follows.follower),
      servers: countDistinct(sql`case when ${eq(actors.local, false)} then ${actors.host} end`)
    })
    .from(follows)
    .innerJoin(actors, eq(actors.id, follows.follower))
    .where(and(inArray(follows.followed, followed), eq(follows.state, 'accepted'), eq(actors.blocked, false)))
  return row!
}

/** Councils elsewhere that anyone here follows. */
export const followedCouncils = (db: Reader, size = 50) =>
  db
    .selectDistinct({
      id: actors.id,
      name: actors.name,
      username: actors.username,
      host: actors.host,
      url: actors.url,
      uri: actors.uri
    })
    .from(actors)
    .innerJoin(follows, eq(follows.followed, actors.id))
    .where(
      and(
        eq(actors.local, false),
        eq(actors.type, 'Organization'),
        eq(follows.state, 'accepted'),
        eq(actors.blocked, false),
        isNotNull(actors.id)
      )
    )
    .limit(size)

/** How many follow each other's way, for NodeInfo and pages. */
export async function countFollowersOf(db: Reader, actor: string): Promise<number> {
  const [row] = await db
    .select({ n: count() })
    .from(follows)
    .where(and(eq(follows.followed, actor), eq(follows.state, 'accepted')))
  return row?.n ?? 0
}

/** The addresses of an actor's followers on one server, by its origin (FEP-8fcf). */
export async function followersAt(db: Reader, actor: string, origin: string): Promise<string[]> {
  const rows = await db
    .select({ uri: actors.uri })
    .from(follows)
    .innerJoin(actors, eq(actors.id, follows.follower))
    .where(
      and(
        eq(follows.followed, actor),
        eq(follows.state, 'accepted'),
        like(actors.uri, `${origin.replace(/[%_\\]/g, '')}/%`)
      )
    )
  return rows.map(({ uri }) => uri)
}

/** Those of ours who follow an actor. */
export async function localFollowersOf(db: Reader, actor: string): Promise<{ follow: Follow; actor: Actor }[]> {
  return db
    .select({ follow: follows, actor: actors })
    .from(follows)
    .innerJoin(actors, and(eq(actors.id, follows.follower), eq(actors.local, true)))
    .where(and(eq(follows.followed, actor), eq(follows.state, 'accepted')))
}
