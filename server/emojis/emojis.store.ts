/** Pictures that stand for `:name:` in posts from elsewhere, and reactions with their counts, as kept in the database. */
import { and, count, eq, inArray, min, ne } from 'drizzle-orm'
import type { Emoji } from '../../schema/actors.ts'
import { actors, interests, postEmojis, posts } from '../../schema/index.ts'
import type { Reader, Writer } from '../store/store.ts'

/** Keeps the pictures of a post instead of those that it had. */
export async function keepEmojis(tx: Writer, post: string, emojis: Emoji[]): Promise<void> {
  if (emojis.length === 0) await tx.delete(postEmojis).where(eq(postEmojis.post, post))
  else
    await tx
      .insert(postEmojis)
      .values({ post, emojis })
      .onConflictDoUpdate({ target: postEmojis.post, set: { emojis } })
}

/** Forgets the pictures in all that an actor said. */
export async function dropEmojisOf(tx: Writer, author: string): Promise<void> {
  const theirs = tx.select({ id: posts.id }).from(posts).where(eq(posts.author, author))
  await tx.delete(postEmojis).where(inArray(postEmojis.post, theirs))
}

/** The pictures of these posts. */
export const emojisOfPosts = (db: Reader, ids: string[]) =>
  db.select().from(postEmojis).where(inArray(postEmojis.post, ids))

/** What these posts were reacted with: how often, with which picture if it has one, and from which server that came. */
export const reactionsOf = (db: Reader, ids: string[]) =>
  db
    .select({
      post: interests.post,
      emoji: interests.emoji,
      url: interests.emojiUrl,
      host: min(actors.host),
      n: count()
    })
    .from(interests)
    .innerJoin(actors, eq(actors.id, interests.actor))
    .where(
      and(
        inArray(interests.post, ids),
        eq(interests.kind, 'reaction'),
        ne(interests.emoji, ''),
        eq(actors.blocked, false)
      )
    )
    .groupBy(interests.post, interests.emoji, interests.emojiUrl)

/** With how many different reactions an actor reacted to a post. */
export const countReactions = (db: Reader, actor: string, post: string): Promise<number> =>
  db.$count(interests, and(eq(interests.actor, actor), eq(interests.post, post), eq(interests.kind, 'reaction')))
