/** Which posts stand in which community, ours or of another server, as kept in the database. */
import { and, asc, desc, eq, exists, gt, inArray, isNull, lt, ne, notInArray, sql } from 'drizzle-orm'
import { type Audience, actors, communityPosts, type PostKind, posts } from '../../schema/index.ts'
import { withoutFiltered } from '../controls/filters.ts'
import { notHidden } from '../controls/hidden.store.ts'
import { placedAs } from '../posts/placed.store.ts'
import { type Actor, type Looking, readable, selectPosts, type WholePost } from '../posts/posts.store.ts'
import { cutPage, type Page, type PageAsked, pageSize } from '../store/page.ts'
import type { Reader, Writer } from '../store/store.ts'

export type CommunityPost = typeof communityPosts.$inferSelect

/** Puts a post into a community; undefined when it stood there before, whatever became of it. */
export async function placePost(
  tx: Writer,
  placed: Omit<typeof communityPosts.$inferInsert, 'state' | 'placed'>
): Promise<CommunityPost | undefined> {
  const [row] = await tx
    .insert(communityPosts)
    .values({ ...placed, placed: placedAs(placed.post), state: 'shown' })
    .onConflictDoNothing()
    .returning()
  return row
}

/** Takes a post that was not sent yet out of every community. */
export async function unplaceDraft(tx: Writer, post: string): Promise<void> {
  await tx.delete(communityPosts).where(eq(communityPosts.post, post))
}

/** Shows to everyone what reached only followers here, since a person let it in for a community. */
export async function widenPost(tx: Writer, post: string): Promise<void> {
  const open: Audience[] = ['public', 'unlisted']
  await tx
    .update(posts)
    .set({ audience: sql`${posts.visibility}` })
    .where(and(eq(posts.id, post), eq(posts.audience, 'followers'), inArray(posts.visibility, open)))
}

/** How a post stands in a community; undefined when it does not. */
export async function placeOf(db: Reader, community: string, post: string): Promise<CommunityPost | undefined> {
  const [row] = await db
    .select()
    .from(communityPosts)
    .where(and(eq(communityPosts.post, post), eq(communityPosts.community, community)))
  return row
}

/** Takes a post out of a community, or puts it back; false when it stood so before. */
export async function turnPlace(
  tx: Writer,
  place: CommunityPost,
  to: { state: CommunityPost['state']; removedBy: string | null; reason: string }
): Promise<boolean> {
  const changed = await tx
    .update(communityPosts)
    .set(to)
    .where(and(eq(communityPosts.id, place.id), ne(communityPosts.state, to.state)))
    .returning({ id: communityPosts.id })
  return changed.length > 0
}

/** The Groups in which a post stands, ours and others'; `local` cuts it down to ours. */
export async function groupsOfPost(db: Reader, post: string, local?: true): Promise<Actor[]> {
  const rows = await db
    .select({ actor: actors })
    .from(communityPosts)
    .innerJoin(actors, eq(actors.id, communityPosts.community))
    .where(
      and(
        eq(communityPosts.post, post),
        eq(communityPosts.state, 'shown'),
        eq(actors.blocked, false),
        isNull(actors.deleted),
        local ? eq(actors.local, true) : undefined
      )
    )
    .orderBy(asc(communityPosts.id))
  return rows.map((row) => row.actor)
}

/** The Groups, ours and others', in which something of an author's stands or stood. */
export async function groupsPostedTo(db: Reader, author: string): Promise<Actor[]> {
  const placed = db
    .select({ community: communityPosts.community })
    .from(posts)
    .innerJoin(communityPosts, eq(communityPosts.post, posts.id))
    .where(eq(posts.author, author))
  return db.select().from(actors).where(inArray(actors.id, placed))
}

/** For each of these posts the Groups in which it stands, for the pages that show them. */
export async function groupsOfPosts(db: Reader, ids: string[]): Promise<Map<string, Actor[]>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ post: communityPosts.post, actor: actors })
    .from(communityPosts)
    .innerJoin(actors, eq(actors.id, communityPosts.community))
    .where(
      and(
        inArray(communityPosts.post, ids),
        eq(communityPosts.state, 'shown'),
        eq(actors.blocked, false),
        isNull(actors.deleted)
      )
    )
  const grouped = Map.groupBy(rows, (row) => row.post)
  return new Map([...grouped].map(([post, found]) => [post, found.map((row) => row.actor)]))
}

export interface CommunityPostsAsked extends PageAsked {
  kinds?: PostKind[]
}

/** What never stands in a community's list, whoever is looking. */
const unlisted: Audience[] = ['unlisted', 'followers', 'direct', 'draft', 'withdrawn']

/** One page of what begins conversations in a community, ours or another's, newest first, as whoever is looking may list it. */
export async function listCommunityPosts(
  db: Reader,
  looking: Looking,
  community: string,
  asked: CommunityPostsAsked
): Promise<Page<WholePost>> {
  const size = pageSize(asked)
  const found = await communityPostsQuery(db, community, asked, size)
  const page = cutPage(found, asked, size, (row) => row.placed)
  const ids = page.rows.map((row) => row.id)
  if (ids.length === 0) return { ...page, rows: [] }
  const seen = await selectPosts(db).where(
    and(inArray(posts.id, ids), notInArray(posts.audience, unlisted), readable(db, looking), notHidden(db, looking))
  )
  const rows = await withoutFiltered(db, looking, seen)
  const byId = new Map(rows.map((row) => [row.post.id, row]))
  return { ...page, rows: ids.flatMap((id) => byId.get(id) ?? []) }
}

/** The query behind {@link listCommunityPosts}: the ids of a page, by the index alone. */
export function communityPostsQuery(db: Reader, community: string, asked: CommunityPostsAsked, size: number) {
  const shown = db
    .select({ one: sql`1` })
    .from(posts)
    .where(
      and(
        eq(posts.id, communityPosts.post),
        notInArray(posts.audience, unlisted),
        asked.kinds ? inArray(posts.kind, asked.kinds) : undefined
      )
    )
  return db
    .select({ id: communityPosts.post, placed: communityPosts.placed })
    .from(communityPosts)
    .where(
      and(
        eq(communityPosts.community, community),
        eq(communityPosts.state, 'shown'),
        eq(communityPosts.begins, true),
        exists(shown),
        asked.after ? lt(communityPosts.placed, asked.after) : undefined,
        asked.before ? gt(communityPosts.placed, asked.before) : undefined
      )
    )
    .orderBy(asked.before ? asc(communityPosts.placed) : desc(communityPosts.placed))
    .limit(size + 1)
}

/** One page of what coordinators took out of a community of ours, with who did and why; for its coordinators only. */
export async function listRemovedPosts(
  db: Reader,
  community: string,
  asked: PageAsked
): Promise<Page<{ place: CommunityPost; whole: WholePost }>> {
  const size = pageSize(asked)
  const found = (
    await Promise.all([true, false].map((begins) => removedQuery(db, community, begins, asked, size)))
  ).flat()
  found.sort((a, b) => (a.placed < b.placed === !!asked.before ? -1 : 1))
  const page = cutPage(found, asked, size, (row) => row.placed)
  const ids = page.rows.map((row) => row.post)
  const rows = ids.length === 0 ? [] : await selectPosts(db).where(inArray(posts.id, ids))
  const byId = new Map(rows.map((row) => [row.post.id, row]))
  return {
    ...page,
    rows: page.rows.flatMap((place) => {
      const one = byId.get(place.post)
      return one && one.post.audience !== 'withdrawn' ? [{ place, whole: one }] : []
    })
  }
}

/** The query behind {@link listRemovedPosts}, for what begins a conversation or for replies: an index is in order only then. */
export const removedQuery = (db: Reader, community: string, begins: boolean, asked: PageAsked, size: number) =>
  db
    .select()
    .from(communityPosts)
    .where(
      and(
        eq(communityPosts.community, community),
        eq(communityPosts.state, 'removed'),
        eq(communityPosts.begins, begins),
        asked.after ? lt(communityPosts.placed, asked.after) : undefined,
        asked.before ? gt(communityPosts.placed, asked.before) : undefined
      )
    )
    .orderBy(asked.before ? asc(communityPosts.placed) : desc(communityPosts.placed))
    .limit(size + 1)
