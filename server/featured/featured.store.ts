/** Pinned posts, ours and others', as kept in the database. */
import { and, count, desc, eq, inArray, lt } from 'drizzle-orm'
import { pins, posts, postTopics } from '../../schema/index.ts'
import { postsInOrder } from '../posts/lists.store.ts'
import type { Looking, WholePost } from '../posts/whole.store.ts'
import type { Reader, Writer } from '../store/store.ts'

/** More than these of one actor are not kept, whatever another server says. */
export const mostKept = 20

/** Pins a post to the top of an actor's page; false when it was there. The oldest beyond {@link mostKept} go. */
export async function addPin(tx: Writer, actor: string, post: string): Promise<boolean> {
  const added = await tx.insert(pins).values({ actor, post }).onConflictDoNothing().returning({ id: pins.id })
  const last = (await pinsQuery(tx, actor))[mostKept - 1]
  if (last) await tx.delete(pins).where(and(eq(pins.actor, actor), lt(pins.id, last.id)))
  return added.length > 0
}

/** Takes a post down from the top of an actor's page; false when it was not there. */
export async function dropPin(tx: Writer, actor: string, post: string): Promise<boolean> {
  const which = and(eq(pins.actor, actor), eq(pins.post, post))
  return (await tx.delete(pins).where(which).returning({ id: pins.id })).length > 0
}

/** Makes these posts, the first of them on top, all that an actor has pinned. */
export async function setPins(tx: Writer, actor: string, ids: string[]): Promise<void> {
  await tx.delete(pins).where(eq(pins.actor, actor))
  for (const post of ids.slice(0, mostKept).reverse()) await addPin(tx, actor, post)
}

/** The query behind {@link pinnedBy}: newest first. */
export const pinsQuery = (db: Reader, actor: string) =>
  db
    .select({ id: pins.id, post: pins.post })
    .from(pins)
    .where(eq(pins.actor, actor))
    .orderBy(desc(pins.id))
    .limit(mostKept)

/** What an actor has pinned, the newest pin first, as far as whoever is looking may see it in lists. */
export async function pinnedBy(db: Reader, actor: string, looking: Looking): Promise<WholePost[]> {
  const rows = await pinsQuery(db, actor)
  return postsInOrder(
    db,
    rows.map((row) => row.post),
    looking,
    actor
  )
}

/** Which of these posts are pinned by which of these actors. */
export async function pinsAmong(
  db: Reader,
  actors: string[],
  ids: string[]
): Promise<{ actor: string; post: string }[]> {
  if (ids.length === 0) return []
  return db
    .select({ actor: pins.actor, post: pins.post })
    .from(pins)
    .where(and(inArray(pins.actor, actors), inArray(pins.post, ids)))
}

/** The topics that somebody used most in what anyone may read. */
export async function topicsUsedBy(db: Reader, author: string, size: number): Promise<string[]> {
  const rows = await db
    .select({ topic: postTopics.topic })
    .from(posts)
    .innerJoin(postTopics, eq(postTopics.post, posts.id))
    .where(and(eq(posts.author, author), eq(posts.audience, 'public')))
    .groupBy(postTopics.topic)
    .orderBy(desc(count()), postTopics.topic)
    .limit(size)
  return rows.map((row) => row.topic)
}
