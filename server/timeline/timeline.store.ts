/** The home timeline: what those whom a person follows say and show, newest first. */
import { and, desc, eq, gt, inArray, isNull, lt, max, or, sql } from 'drizzle-orm'
import { actors, type ControlKind, follows, interests, posts } from '../../schema/index.ts'
import { withoutFiltered } from '../controls/filters.ts'
import { notKept, unhiddenPosts } from '../controls/hidden.store.ts'
import type { WholePost } from '../posts/posts.store.ts'
import { type Page, type PageAsked, pageSize } from '../store/page.ts'
import type { Reader } from '../store/store.ts'
import { unindexed } from '../store/unindexed.ts'

/** An entry: a post, and who showed it when it came by a share. `key` pages the timeline. */
export interface Entry extends WholePost {
  key: string
  sharedBy?: string
}

/** Where a post stands in a timeline: where it stands in lists when said, at the share's key when shown. */
interface Place {
  key: string
  post: string
  by: string | null
}

/** How many of the latest posts, or of the latest interests, are looked through before the authors' own indexes are. */
const recent = 2_000

/** One page of a person's timeline. A post stands once, at the newest place where it was said or shown. */
export async function readTimeline(db: Reader, me: string, asked: PageAsked): Promise<Page<Entry>> {
  const size = pageSize(asked)
  const [said, shown] = await Promise.all([saidBefore(db, me, asked, size), shownBefore(db, me, asked, size)])
  // Each list has one more than a page, so what comes first of both together has no gap.
  const known = [...said, ...shown].sort((a, b) => (a.key < b.key ? 1 : -1))
  const places = known.slice(0, size)
  const last = places.at(-1)
  const more = known.length > size
  return { rows: await wholeEntries(db, me, places), ...(more && last && { next: last.key }) }
}

async function wholeEntries(db: Reader, me: string, places: Place[]): Promise<Entry[]> {
  const ids = [...new Set(places.map((place) => place.post))]
  if (ids.length === 0) return []
  const looking = { actor: me }
  const [found, shares] = await Promise.all([unhiddenPosts(db, ids, looking), lastShares(db, me, ids)])
  const rows = await withoutFiltered(db, looking, found)
  const byId = new Map(rows.map((row) => [row.post.id, row]))
  const newest = new Map(shares.map((share) => [share.post, share.key ?? '']))
  return places.flatMap(({ key, post, by }) => {
    const whole = byId.get(post)
    // It stood further up already, on this page or on one before.
    if (!whole || key < (newest.get(post) ?? '')) return []
    return [{ ...whole, key, ...(by && { sharedBy: by }) }]
  })
}

async function saidBefore(db: Reader, me: string, asked: PageAsked, size: number): Promise<Place[]> {
  const [edge] = await edgeQuery(db, 'posts', asked)
  const found = edge ? await saidQuery(db, me, asked, size, edge.key) : []
  return found.length > size ? found : saidQuery(db, me, asked, size)
}

async function shownBefore(db: Reader, me: string, asked: PageAsked, size: number): Promise<Place[]> {
  const [edge] = await edgeQuery(db, 'interests', asked)
  const found = edge ? await shownQuery(db, me, asked, size, edge.key) : []
  return found.length > size ? found : shownQuery(db, me, asked, size)
}

/** The oldest of the {@link recent} rows; nothing when there are fewer. */
export function edgeQuery(db: Reader, of: 'posts' | 'interests', asked: PageAsked) {
  const key = of === 'posts' ? posts.placed : interests.id
  return db
    .select({ key })
    .from(of === 'posts' ? posts : (interests as unknown as typeof posts))
    .where(asked.after ? lt(key, asked.after) : undefined)
    .orderBy(desc(key))
    .offset(recent)
    .limit(1)
}

/**
 * What those whom I follow, and I myself, have said, but no replies. With `since` it goes through all posts newer than
 * that, which for somebody who follows many is soon done; without, through the posts of each author, which for somebody
 * who follows few is.
 */
export function saidQuery(db: Reader, me: string, asked: PageAsked, size: number, since?: string) {
  const author = since ? unindexed(posts.author) : posts.author
  return db
    .select({ key: posts.placed, post: posts.id, by: sql<string | null>`null` })
    .from(posts)
    .where(
      and(
        or(inArray(author, followedBy(db, me)), eq(author, me)),
        inArray(posts.audience, ['public', 'unlisted', 'local', 'followers']),
        or(isNull(unindexed(posts.inReplyTo)), inArray(unindexed(posts.kind), ['question', 'story'])),
        since ? gt(posts.placed, since) : undefined,
        asked.after ? lt(posts.placed, asked.after) : undefined
      )
    )
    .orderBy(desc(posts.placed))
    .limit(size + 1)
}

/** What those whom I follow have shared; `since` as in {@link saidQuery}. */
export function shownQuery(db: Reader, me: string, asked: PageAsked, size: number, since?: string) {
  const actor = since ? unindexed(interests.actor) : interests.actor
  return db
    .select({ key: interests.id, post: interests.post, by: sql<string | null>`${interests.actor}` })
    .from(interests)
    .where(
      and(
        inArray(actor, followedBy(db, me, ['mute', 'shares'])),
        eq(interests.kind, 'share'),
        since ? gt(interests.id, since) : undefined,
        asked.after ? lt(interests.id, asked.after) : undefined
      )
    )
    .orderBy(desc(interests.id))
    .limit(size + 1)
}

/** When each of these posts was last shown by somebody whom I follow. */
export const lastShares = (db: Reader, me: string, ids: string[]) =>
  db
    .select({ post: interests.post, key: max(interests.id) })
    .from(interests)
    .where(
      and(
        inArray(interests.post, ids),
        eq(interests.kind, 'share'),
        inArray(unindexed(interests.actor), followedBy(db, me, ['mute', 'shares']))
      )
    )
    .groupBy(interests.post)

/** Whom I follow, but for those of whom I have hidden what this is about. */
const followedBy = (db: Reader, me: string, hidden: ControlKind[] = ['mute']) =>
  db
    .select({ id: follows.followed })
    .from(follows)
    .innerJoin(actors, and(eq(actors.id, follows.followed), eq(actors.blocked, false)))
    .where(
      and(eq(follows.follower, me), eq(follows.state, 'accepted'), notKept(db, me, actors.id, ['block', ...hidden]))
    )
