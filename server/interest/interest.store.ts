/** Likes and shares, as kept in the database, with the counts on their posts. */
import { and, count, desc, eq, lt, type SQL, sql } from 'drizzle-orm'
import { actors, type InterestKind, interests, posts } from '../../schema/index.ts'
import type { Actor } from '../posts/posts.store.ts'
import { cutPage, type Page, type PageAsked, pageSize } from '../store/page.ts'
import type { Reader, Writer } from '../store/store.ts'

export type Interest = typeof interests.$inferSelect

/** Keeps an interest; undefined when this actor showed it before. */
export async function addInterest(
  tx: Writer,
  interest: { actor: string; post: string; kind: InterestKind; emoji?: string; emojiUrl?: string; uri: string }
): Promise<Interest | undefined> {
  const [row] = await tx.insert(interests).values(interest).onConflictDoNothing().returning()
  if (row) await countInterest(tx, interest.post)
  return row
}

/** Takes an interest back; undefined when there was none. */
export async function dropInterest(
  tx: Writer,
  which: { actor: string; post: string; kind: InterestKind; emoji?: string }
): Promise<Interest | undefined> {
  const { actor, post, kind, emoji } = which
  const [row] = await tx
    .delete(interests)
    .where(
      and(
        eq(interests.actor, actor),
        eq(interests.post, post),
        eq(interests.kind, kind),
        emoji === undefined ? undefined : eq(interests.emoji, emoji)
      )
    )
    .returning()
  if (row) await countInterest(tx, which.post)
  return row
}

/** Counts again, leaving out whoever is blocked. */
export async function countInterest(tx: Writer, post: string): Promise<void> {
  // Takes the row first, so that of two who count at once the second sees what the first added.
  await tx.update(posts).set({ id: post }).where(eq(posts.id, post))
  const rows = await tx
    .select({ kind: interests.kind, local: actors.local, n: count() })
    .from(interests)
    .innerJoin(actors, eq(actors.id, interests.actor))
    .where(and(eq(interests.post, post), eq(actors.blocked, false)))
    .groupBy(interests.kind, actors.local)
  const sum = (kinds: InterestKind[], local?: boolean) =>
    rows
      .filter((row) => kinds.includes(row.kind) && (local === undefined || row.local === local))
      .reduce((total, row) => total + row.n, 0)
  const liked: InterestKind[] = ['like', 'reaction']
  await tx
    .update(posts)
    .set({ likes: sum(liked), likesElsewhere: sum(liked, false), shares: sum(['share']) })
    .where(eq(posts.id, post))
}

/** Counts again wherever these actors showed interest: they were blocked, or are so no longer. */
export async function recountInterestOf(tx: Writer, whose: SQL | undefined): Promise<void> {
  const rows = await tx
    .selectDistinct({ post: interests.post })
    .from(interests)
    .innerJoin(actors, eq(actors.id, interests.actor))
    .where(whose)
  for (const { post } of rows) await countInterest(tx, post)
}

/** An actor's interest by the id of its activity. */
export async function interestByUri(db: Reader, uri: string): Promise<Interest | undefined> {
  const [row] = await db.select().from(interests).where(eq(interests.uri, uri))
  return row
}

/** One page of those who like or shared a post, newest first. */
export async function listInterest(
  db: Reader,
  post: string,
  kind: InterestKind,
  asked: PageAsked
): Promise<Page<{ interest: Interest; actor: Actor }>> {
  const size = pageSize(asked)
  const rows = await db
    .select({ interest: interests, actor: actors })
    .from(interests)
    .innerJoin(actors, eq(actors.id, interests.actor))
    .where(
      and(
        eq(interests.post, post),
        eq(interests.kind, kind),
        eq(actors.blocked, false),
        asked.after ? lt(interests.id, asked.after) : undefined
      )
    )
    .orderBy(desc(interests.id))
    .limit(size + 1)
  return cutPage(rows, { after: asked.after }, size, (row) => row.interest.id)
}

/** Posts with the most interest among those newer than a key. */
export const liveliest = (db: Reader, newerThan: string) =>
  db
    .select({ id: posts.id, score: sql<number>`${posts.replies} * 3 + ${posts.shares} * 2 + ${posts.likes}` })
    .from(posts)
    .where(and(eq(posts.kind, 'story'), eq(posts.audience, 'public'), sql`${posts.placed} > ${newerThan}`))
    .orderBy(desc(sql`${posts.replies} * 3 + ${posts.shares} * 2 + ${posts.likes}`), desc(posts.placed))
    .limit(5)
