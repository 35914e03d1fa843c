/** The home timeline: what those whom a person follows say and show, newest first. */
import { and, desc, eq, inArray, isNull, lt, or } from 'drizzle-orm'
import { actors, follows, interests, posts } from '../../schema/index.ts'
import { readable, selectPosts, type WholePost } from '../posts/posts.store.ts'
import type { Page, PageAsked } from '../store/page.ts'
import { pageSize } from '../store/page.ts'
import type { Reader } from '../store/store.ts'

/** An entry: a post, and who showed it when it came by a share. `key` pages the timeline. */
export interface Entry extends WholePost {
  key: string
  sharedBy?: string
}

/** One page of a person's timeline. A post stands once on a page, at the place where it was first seen from the top. */
export async function readTimeline(db: Reader, me: string, asked: PageAsked): Promise<Page<Entry>> {
  const size = pageSize(asked)
  const [said, shown] = await Promise.all([saidQuery(db, me, asked, size), shownQuery(db, me, asked, size)])
  const shownPosts =
    shown.length === 0
      ? []
      : await selectPosts(db).where(
          and(
            inArray(
              posts.id,
              shown.map((row) => row.post)
            ),
            readable(db, { actor: me })
          )
        )
  const byId = new Map(shownPosts.map((row) => [row.post.id, row]))
  const entries: Entry[] = [
    ...said.map((row) => ({ ...row, key: row.post.id })),
    ...shown.flatMap((row) => {
      const whole = byId.get(row.post)
      return whole ? [{ ...whole, key: row.key, sharedBy: row.by }] : []
    })
  ].sort((a, b) => (a.key < b.key ? 1 : -1))
  const seen = new Set<string>()
  const once = entries.filter((entry) => !seen.has(entry.post.id) && seen.add(entry.post.id))
  const rows = once.slice(0, size)
  const last = rows[rows.length - 1]
  const more = once.length > size || said.length > size || shown.length > size
  return { rows, ...(more && last && { next: last.key }) }
}

/** What those whom I follow, and I myself, have said; replies only to me. */
export function saidQuery(db: Reader, me: string, asked: PageAsked, size: number) {
  return selectPosts(db)
    .where(
      and(
        or(inArray(posts.author, followedBy(db, me)), eq(posts.author, me)),
        inArray(posts.audience, ['public', 'unlisted', 'local', 'followers']),
        or(isNull(posts.inReplyTo), inArray(posts.kind, ['question', 'story'])),
        eq(actors.blocked, false),
        asked.after ? lt(posts.id, asked.after) : undefined
      )
    )
    .orderBy(desc(posts.id))
    .limit(size + 1)
}

/** What those whom I follow have shared. */
export function shownQuery(db: Reader, me: string, asked: PageAsked, size: number) {
  return db
    .select({ key: interests.id, post: interests.post, by: interests.actor })
    .from(interests)
    .innerJoin(actors, eq(actors.id, interests.actor))
    .where(
      and(
        inArray(interests.actor, followedBy(db, me)),
        eq(interests.kind, 'share'),
        eq(actors.blocked, false),
        asked.after ? lt(interests.id, asked.after) : undefined
      )
    )
    .orderBy(desc(interests.id))
    .limit(size + 1)
}

const followedBy = (db: Reader, me: string) =>
  db
    .select({ id: follows.followed })
    .from(follows)
    .where(and(eq(follows.follower, me), eq(follows.state, 'accepted')))
