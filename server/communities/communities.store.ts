/** Communities of ours and who belongs to them, as kept in the database. */
import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lt, or, sql } from 'drizzle-orm'
import { actors, type CommunityRole, communities, communityRoles, follows, instances } from '../../schema/index.ts'
import { type Actor, actorsByIds } from '../actors/actors.store.ts'
import { cutPage, type Page, type PageAsked, pageSize } from '../store/page.ts'
import type { Reader, Writer } from '../store/store.ts'

export type CommunityParts = typeof communities.$inferSelect
/** A community of ours. */
export interface Community {
  actor: Actor
  parts: CommunityParts
}
/** A community as a person sees it in their own list: `parts` only when it is ours. */
export interface Joined {
  actor: Actor
  parts: CommunityParts | null
  role: 'member' | 'coordinator'
  /** False while another server has not answered yet. */
  accepted: boolean
  key: string
}
export interface CommunityMember {
  actor: Actor
  role: 'member' | 'coordinator'
  key: string
}

const whole = { actor: actors, parts: communities }

/** A community of ours by the id of its actor. */
export async function communityById(db: Reader, id: string): Promise<Community | undefined> {
  const [row] = await db
    .select(whole)
    .from(communities)
    .innerJoin(actors, eq(actors.id, communities.actor))
    .where(eq(communities.actor, id))
  return row
}

/** Keeps a new community. */
export async function addCommunity(tx: Writer, parts: typeof communities.$inferInsert): Promise<void> {
  await tx.insert(communities).values(parts)
}

/** Changes a community. */
export async function changeCommunity(
  tx: Writer,
  id: string,
  change: Partial<Omit<typeof communities.$inferInsert, 'actor'>>
): Promise<void> {
  await tx.update(communities).set(change).where(eq(communities.actor, id))
}

/** One page of our communities, newest first; those that are closed only when asked for. */
export async function listCommunities(db: Reader, asked: PageAsked & { closed?: boolean }): Promise<Page<Community>> {
  const size = pageSize(asked)
  const page = cutPage(await communitiesQuery(db, asked, size), asked, size, (row) => row.actor)
  const found = await actorsByIds(
    db,
    page.rows.map((parts) => parts.actor)
  )
  const byId = new Map(found.map((actor) => [actor.id, actor]))
  return {
    ...page,
    rows: page.rows.flatMap((parts) => {
      const actor = byId.get(parts.actor)
      return actor ? [{ actor, parts }] : []
    })
  }
}

/** The query behind {@link listCommunities}. */
export const communitiesQuery = (db: Reader, asked: PageAsked & { closed?: boolean }, size: number) =>
  db
    .select()
    .from(communities)
    .where(
      and(
        asked.closed ? isNotNull(communities.closed) : isNull(communities.closed),
        asked.after ? lt(communities.actor, asked.after) : undefined,
        asked.before ? gt(communities.actor, asked.before) : undefined
      )
    )
    .orderBy(asked.before ? asc(communities.actor) : desc(communities.actor))
    .limit(size + 1)

/** Communities of ours that are open and have these words in their name or handle, the newest first; at most `size`. */
export function communitiesNamed(db: Reader, words: string, size: number): Promise<Community[]> {
  const part = `%${words
    .trim()
    .toLowerCase()
    .replace(/[%_\\]/g, (sign) => `\\${sign}`)}%`
  return db
    .select(whole)
    .from(actors)
    .innerJoin(communities, eq(communities.actor, actors.id))
    .where(
      and(
        eq(actors.local, true),
        eq(actors.type, 'Group'),
        isNull(communities.closed),
        sql`(lower(${actors.name}) like ${part} escape '\\' or ${actors.username} like ${part} escape '\\')`
      )
    )
    .orderBy(desc(actors.id))
    .limit(size)
}

/** Gives somebody a role in a community of ours, in place of any other. */
export async function keepRole(
  tx: Writer,
  role: { community: string; actor: string; role: CommunityRole; by: string | null; reason?: string }
): Promise<void> {
  const { community, actor, ...rest } = role
  const reason = rest.reason ?? ''
  await tx
    .insert(communityRoles)
    .values({ ...role, reason })
    .onConflictDoUpdate({
      target: [communityRoles.community, communityRoles.actor],
      set: { role: rest.role, by: rest.by, reason }
    })
}

/** Takes a role away; false when they had none such. */
export async function dropRole(tx: Writer, community: string, actor: string, role: CommunityRole): Promise<boolean> {
  const gone = await tx
    .delete(communityRoles)
    .where(and(eq(communityRoles.community, community), eq(communityRoles.actor, actor), eq(communityRoles.role, role)))
    .returning({ actor: communityRoles.actor })
  return gone.length > 0
}

/** Those with a role in a community of ours, the longest first; the deleted are left out. At most `most`. */
export async function withRole(db: Reader, community: string, role: CommunityRole, most = 200): Promise<Actor[]> {
  const rows = await db
    .select({ actor: actors })
    .from(communityRoles)
    .innerJoin(actors, eq(actors.id, communityRoles.actor))
    .where(and(eq(communityRoles.community, community), eq(communityRoles.role, role), isNull(actors.deleted)))
    .orderBy(asc(communityRoles.created), asc(communityRoles.actor))
    .limit(most)
  return rows.map((row) => row.actor)
}

/**
 * One page of the people of a community of ours, the newest first. Of strangers' servers nobody is named unless `strangers`:
 * the count of followers tells how many there are in all.
 */
export async function listMembers(
  db: Reader,
  community: string,
  asked: PageAsked & { strangers?: boolean }
): Promise<Page<CommunityMember>> {
  const size = pageSize(asked)
  const rows = await membersQuery(db, community, asked, size)
  const page = cutPage(rows, asked, size, (row) => row.key)
  return {
    ...page,
    rows: page.rows.map(({ actor, key, role }) => ({ actor, key, role: role === 'coordinator' ? role : 'member' }))
  }
}

/** The query behind {@link listMembers}. */
export function membersQuery(db: Reader, community: string, asked: PageAsked & { strangers?: boolean }, size: number) {
  const known = inArray(sql<string>`coalesce(${actors.trust}, ${instances.trust}, 'unknown')`, ['network', 'known'])
  return db
    .select({ key: follows.id, actor: actors, role: communityRoles.role })
    .from(follows)
    .innerJoin(actors, eq(actors.id, follows.follower))
    .leftJoin(instances, eq(instances.host, actors.host))
    .leftJoin(
      communityRoles,
      and(eq(communityRoles.community, follows.followed), eq(communityRoles.actor, follows.follower))
    )
    .where(
      and(
        eq(follows.followed, community),
        eq(follows.state, 'accepted'),
        eq(actors.blocked, false),
        isNull(actors.deleted),
        asked.strangers ? undefined : or(eq(actors.local, true), known),
        asked.after ? lt(follows.id, asked.after) : undefined,
        asked.before ? gt(follows.id, asked.before) : undefined
      )
    )
    .orderBy(asked.before ? asc(follows.id) : desc(follows.id))
    .limit(size + 1)
}

/** One page of the communities that an actor belongs to, ours and others', the one joined last first. */
export async function communitiesOf(db: Reader, actor: string, asked: PageAsked): Promise<Page<Joined>> {
  const size = pageSize(asked)
  const rows = await joinedQuery(db, actor, asked, size)
  const page = cutPage(rows, asked, size, (row) => row.key)
  return {
    ...page,
    rows: page.rows.map(({ state, role, ...row }) => ({
      ...row,
      accepted: state === 'accepted',
      role: role === 'coordinator' ? role : 'member'
    }))
  }
}

/** The query behind {@link communitiesOf}. */
export const joinedQuery = (db: Reader, actor: string, asked: PageAsked, size: number) =>
  db
    .select({ ...whole, key: follows.id, state: follows.state, role: communityRoles.role })
    .from(follows)
    .innerJoin(actors, and(eq(actors.id, follows.followed), eq(actors.type, 'Group'), eq(actors.blocked, false)))
    .leftJoin(communities, eq(communities.actor, follows.followed))
    .leftJoin(
      communityRoles,
      and(eq(communityRoles.community, follows.followed), eq(communityRoles.actor, follows.follower))
    )
    .where(
      and(
        eq(follows.follower, actor),
        inArray(follows.state, ['accepted', 'requested']),
        isNull(actors.deleted),
        asked.after ? lt(follows.id, asked.after) : undefined,
        asked.before ? gt(follows.id, asked.before) : undefined
      )
    )
    .orderBy(asked.before ? asc(follows.id) : desc(follows.id))
    .limit(size + 1)
