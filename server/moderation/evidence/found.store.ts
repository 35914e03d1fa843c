/** Finds what a hold or a bundle is about, here and in the queue, whoever may read it. */
import { and, asc, eq, gt, inArray } from 'drizzle-orm'
import { actors, held, media, posts, searchPages } from '../../../schema/index.ts'
import type { Reader } from '../../store/store.ts'
import type { HeldItem } from '../held.store.ts'
import { searchFor } from './words.ts'

/** What waited, or waits, at an address. */
export async function heldByObject(db: Reader, uri: string): Promise<HeldItem | undefined> {
  const [row] = await db.select().from(held).where(eq(held.object, uri)).limit(1)
  if (row) return row
  const [activity] = await db.select().from(held).where(eq(held.uri, uri)).limit(1)
  return activity
}

/** Everything that was held with these addresses. */
export const heldWith = (db: Reader, uris: string[]): Promise<HeldItem[]> =>
  uris.length === 0 ? Promise.resolve([]) : db.select().from(held).where(inArray(held.object, uris)).limit(1_000)

/** Everything that was held of an author. */
export const heldOf = (db: Reader, actor: string): Promise<HeldItem[]> =>
  db.select().from(held).where(eq(held.actor, actor)).orderBy(asc(held.id)).limit(1_000)

/** The ids of the posts of an author or of a conversation, oldest first. */
export async function postIds(db: Reader, which: { author: string } | { thread: string }, most: number) {
  if ('thread' in which) {
    const [root] = await db.select({ thread: posts.thread }).from(posts).where(eq(posts.uri, which.thread))
    if (!root) return []
    const rows = await db
      .select({ id: posts.id })
      .from(posts)
      .where(eq(posts.thread, root.thread))
      .orderBy(asc(posts.placed))
      .limit(most)
    return rows.map(({ id }) => id)
  }
  const [author] = await db.select({ id: actors.id }).from(actors).where(eq(actors.uri, which.author))
  if (!author) return []
  const rows = await db
    .select({ id: posts.id })
    .from(posts)
    .where(eq(posts.author, author.id))
    .orderBy(asc(posts.id))
    .limit(most)
  return rows.map(({ id }) => id)
}

/** The id of the post at an address. */
export async function idOfPost(db: Reader, uri: string): Promise<string | undefined> {
  const [row] = await db.select({ id: posts.id }).from(posts).where(eq(posts.uri, uri))
  return row?.id
}

/** The ids of the posts that hold some words, oldest first: reads through all words here, a part at a time. */
export async function postsWith(db: Reader, words: string, most: number): Promise<string[]> {
  const fits = searchFor(words)
  const found: string[] = []
  let after = 0
  for (;;) {
    const part = await db
      .select({
        row: searchPages.row,
        id: searchPages.id,
        kind: searchPages.kind,
        title: searchPages.title,
        body: searchPages.body
      })
      .from(searchPages)
      .where(and(gt(searchPages.row, after)))
      .orderBy(asc(searchPages.row))
      .limit(500)
    found.push(...part.filter(({ title, body }) => fits(`${title}\n${body}`)).map(({ id }) => id))
    if (part.length < 500 || found.length >= most) return found.slice(0, most)
    after = part.at(-1)!.row
  }
}

/** The pictures and clips of ours that are part of some posts. */
export async function picturesOfPosts(db: Reader, ids: string[]) {
  const found: (typeof media.$inferSelect)[] = []
  const unique = [...new Set(ids)]
  for (let from = 0; from < unique.length; from += 200) {
    const some = unique.slice(from, from + 200)
    found.push(...(await db.select().from(media).where(inArray(media.post, some))))
  }
  return found
}
