/** Who belongs to a community, ours or of another server: whoever follows its Group and was not removed. */
import { and, type Column, eq, exists, inArray, like, notExists, or, type SQL, sql } from 'drizzle-orm'
import { actors, communityPosts, communityRoles, follows } from '../../schema/index.ts'
import type { Reader } from '../store/store.ts'

type Side = Column | string

/** As a condition in a query: whether `actor` belongs to `community`; each an id, or a column that holds one. */
export function membership(db: Reader, community: Side, actor: Side): SQL {
  const one = { one: sql`1` }
  const follow = db
    .select(one)
    .from(follows)
    .where(and(eq(follows.followed, community), eq(follows.follower, actor), eq(follows.state, 'accepted')))
  const role = (which: 'coordinator' | 'removed') =>
    db
      .select(one)
      .from(communityRoles)
      .where(
        and(eq(communityRoles.community, community), eq(communityRoles.actor, actor), eq(communityRoles.role, which))
      )
  return or(exists(role('coordinator')), and(exists(follow), notExists(role('removed'))))!
}

/** As a condition in a query: whether a post stands in a community to which `actor` belongs. */
export function inCommunityOf(db: Reader, post: Side, actor: string): SQL {
  const placed = db
    .select({ one: sql`1` })
    .from(communityPosts)
    .where(
      and(
        eq(communityPosts.post, post),
        eq(communityPosts.state, 'shown'),
        membership(db, communityPosts.community, actor)
      )
    )
  return exists(placed)
}

/** Whether an actor belongs to a community. */
export async function isMember(db: Reader, community: string, actor: string): Promise<boolean> {
  const [row] = await db
    .select({ id: actors.id })
    .from(actors)
    .where(and(eq(actors.id, community), membership(db, community, actor)))
  return row !== undefined
}

/** Whether somebody of the server at `origin` belongs to a community in which a post stands. */
export async function hasMemberAt(db: Reader, post: string, origin: string): Promise<boolean> {
  const [row] = await db
    .select({ id: follows.id })
    .from(communityPosts)
    .innerJoin(follows, and(eq(follows.followed, communityPosts.community), eq(follows.state, 'accepted')))
    .innerJoin(actors, and(eq(actors.id, follows.follower), eq(actors.blocked, false)))
    .where(
      and(
        eq(communityPosts.post, post),
        eq(communityPosts.state, 'shown'),
        like(actors.uri, `${origin.replace(/[%_\\]/g, '')}/%`)
      )
    )
    .limit(1)
  return row !== undefined
}

/** The role of an actor in a community of ours; undefined for members without one, and for everybody else. */
export async function roleIn(db: Reader, community: string, actor: string) {
  const [row] = await db
    .select({ role: communityRoles.role })
    .from(communityRoles)
    .where(and(eq(communityRoles.community, community), eq(communityRoles.actor, actor)))
  return row?.role
}

/** Which of these communities of ours an actor coordinates. */
export async function coordinatedBy(db: Reader, actor: string, among: string[]): Promise<Set<string>> {
  if (among.length === 0) return new Set()
  const rows = await db
    .select({ id: communityRoles.community })
    .from(communityRoles)
    .where(
      and(
        eq(communityRoles.actor, actor),
        eq(communityRoles.role, 'coordinator'),
        inArray(communityRoles.community, among)
      )
    )
  return new Set(rows.map((row) => row.id))
}
