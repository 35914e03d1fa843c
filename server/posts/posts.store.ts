/** Posts of every kind with their authors and parts, as kept in the database; who may read them is decided in whole.store.ts. */
import { and, asc, count, desc, eq, gt, inArray, isNotNull, ne, notExists, type SQL, sql } from 'drizzle-orm'
import { newKey } from '../../schema/columns.ts'
import {
  type Audience,
  acceptedAnswers,
  activities,
  actors,
  communityPosts,
  drafts,
  interests,
  mentions,
  pollVotes,
  posts,
  postTopics,
  questions,
  quotes,
  stories
} from '../../schema/index.ts'
import { notHidden } from '../controls/hidden.store.ts'
import { preservePost, type Why } from '../moderation/evidence/preserve.store.ts'
import type { Reader, Writer } from '../store/store.ts'
import { placeBeside, placedAs } from './placed.store.ts'
import { type Actor, type Looking, type Post, readable, selectPosts, type WholePost } from './whole.store.ts'

export { type ListAsked, listPosts } from './lists.store.ts'
export {
  type Actor,
  type Looking,
  listed,
  type Post,
  type QuestionParts,
  readable,
  type StoryParts,
  selectPosts,
  type WholePost,
  wholePost
} from './whole.store.ts'

/** One post by id or by uri, if whoever is looking may read it. */
export async function readPost(
  db: Reader,
  key: { id: string } | { uri: string },
  looking: Looking
): Promise<WholePost | undefined> {
  const which = 'id' in key ? eq(posts.id, key.id) : eq(posts.uri, key.uri)
  const [row] = await selectPosts(db).where(and(which, readable(db, looking)))
  return row
}

/** One post whoever is looking: for rules and for sending, never for showing. */
export async function anyPost(db: Reader, key: { id: string } | { uri: string }): Promise<WholePost | undefined> {
  const [row] = await selectPosts(db).where('id' in key ? eq(posts.id, key.id) : eq(posts.uri, key.uri))
  return row
}

/** Several posts by id, in no order, as whoever is looking may read them. */
export async function readPosts(db: Reader, ids: string[], looking: Looking): Promise<WholePost[]> {
  return ids.length === 0 ? [] : selectPosts(db).where(and(inArray(posts.id, ids), readable(db, looking)))
}

/**
 * Everything said under a post, oldest first, as whoever is looking may read it and has not hidden its author; at most
 * `size`, from `after` on.
 */
export async function readThread(
  db: Reader,
  thread: string,
  looking: Looking,
  size = 500,
  after = ''
): Promise<WholePost[]> {
  return threadQuery(db, thread, looking, size, after)
}

/** The query behind {@link readThread}. */
export const threadQuery = (db: Reader, thread: string, looking: Looking, size: number, after: string) =>
  selectPosts(db)
    .where(and(eq(posts.thread, thread), gt(posts.placed, after), readable(db, looking), notHidden(db, looking)))
    .orderBy(asc(posts.placed))
    .limit(size)

/** Drafts of an author, newest first. */
export const draftsOf = (db: Reader, author: string) =>
  selectPosts(db)
    .where(and(eq(posts.author, author), eq(posts.audience, 'draft')))
    .orderBy(desc(posts.placed))
    .limit(50)

/** How many of ours anyone may read, by kind. */
export async function countLocal(db: Reader): Promise<Record<string, number>> {
  const rows = await db
    .select({ kind: posts.kind, n: count() })
    .from(posts)
    .where(and(eq(posts.local, true), inArray(posts.audience, ['public', 'unlisted'])))
    .groupBy(posts.kind)
  return Object.fromEntries(rows.map((row) => [row.kind, row.n]))
}

/** Which of these the actor likes and has shared. */
export async function interestOf(
  db: Reader,
  actor: string,
  ids: string[]
): Promise<{ liked: Set<string>; shared: Set<string> }> {
  const rows =
    ids.length === 0
      ? []
      : await db
          .select({ post: interests.post, kind: interests.kind })
          .from(interests)
          .where(and(eq(interests.actor, actor), inArray(interests.post, ids)))
  const of = (kind: string) => new Set(rows.filter((row) => row.kind === kind).map((row) => row.post))
  return { liked: of('like'), shared: of('share') }
}

/** For each question the answers accepted, with who accepted. */
export async function acceptedFor(db: Reader, questionIds: string[]) {
  if (questionIds.length === 0) return []
  return db
    .select({
      question: acceptedAnswers.question,
      answer: acceptedAnswers.answer,
      uri: posts.uri,
      by: actors.name,
      byId: actors.id
    })
    .from(acceptedAnswers)
    .innerJoin(posts, eq(posts.id, acceptedAnswers.answer))
    .innerJoin(actors, eq(actors.id, acceptedAnswers.by))
    .where(and(inArray(acceptedAnswers.question, questionIds), ne(posts.audience, 'withdrawn')))
    .orderBy(asc(acceptedAnswers.created))
}

/** Keeps a post; throws a duplicate (see `isDuplicate`) when its uri is here already. */
export async function addPost(tx: Writer, post: typeof posts.$inferInsert): Promise<Post> {
  const id = post.id ?? newKey()
  const [kept] = await tx
    .insert(posts)
    .values({ ...post, id, placed: post.placed ?? id })
    .returning()
  if (post.topics?.length) await keepTopics(tx, kept!.id, post.topics)
  return kept!
}

/** Changes a post; a legal hold keeps it as it was. */
export async function changePost(tx: Writer, id: string, change: Partial<typeof posts.$inferInsert>): Promise<void> {
  if (wordy.some((name) => name in change)) await preservePost(tx, id, 'changed')
  await tx.update(posts).set(change).where(eq(posts.id, id))
  if (change.placed) await placeBeside(tx, id, change.placed)
  if (change.topics) await keepTopics(tx, id, change.topics)
}

/** What a legal hold keeps of a post when it changes. */
const wordy = ['title', 'summary', 'html', 'markdown', 'warning', 'attachments', 'happening', 'poll'] as const

async function keepTopics(tx: Writer, post: string, topics: string[]) {
  await tx.delete(postTopics).where(eq(postTopics.post, post))
  const placed = placedAs(post)
  if (topics.length > 0)
    await tx.insert(postTopics).values([...new Set(topics)].map((topic) => ({ topic, post, placed })))
}

/** Names actors in a post, so that they may read it. */
export async function keepMentions(tx: Writer, post: string, named: string[]): Promise<void> {
  await tx.delete(mentions).where(eq(mentions.post, post))
  if (named.length > 0) await tx.insert(mentions).values([...new Set(named)].map((actor) => ({ post, actor })))
}

/** The actors that a post names. */
export async function mentionedIn(db: Reader, post: string): Promise<Actor[]> {
  const rows = await db
    .select({ actor: actors })
    .from(mentions)
    .innerJoin(actors, eq(actors.id, mentions.actor))
    .where(eq(mentions.post, post))
  return rows.map((row) => row.actor)
}

/** Counts again the replies that anyone may read directly under a post; those of the blocked are none. */
export async function countReplies(tx: Writer, parent: string): Promise<void> {
  const open: Audience[] = ['public', 'unlisted']
  const blocked = tx
    .select({ one: sql`1` })
    .from(actors)
    .where(and(eq(actors.id, posts.author), eq(actors.blocked, true)))
  const replies = await tx.$count(
    posts,
    and(eq(posts.parent, parent), inArray(posts.audience, open), notExists(blocked))
  )
  await tx.update(posts).set({ replies }).where(eq(posts.id, parent))
}

/** Counts again wherever these actors replied: they were blocked, or are so no longer. */
export async function recountRepliesOf(tx: Writer, whose: SQL | undefined): Promise<void> {
  const rows = await tx
    .selectDistinct({ parent: posts.parent })
    .from(posts)
    .innerJoin(actors, eq(actors.id, posts.author))
    .where(and(whose, isNotNull(posts.parent)))
  for (const { parent } of rows) await countReplies(tx, parent!)
}

/** Replies that came before what they answer: now that it is here they are joined to it. */
export async function adoptReplies(tx: Writer, parent: Post): Promise<void> {
  const orphans = await tx
    .select({ id: posts.id })
    .from(posts)
    .where(and(eq(posts.inReplyTo, parent.uri), ne(posts.id, parent.id)))
  for (const { id } of orphans) {
    await tx.update(posts).set({ parent: parent.id }).where(eq(posts.id, id))
    await tx.update(posts).set({ thread: parent.thread }).where(eq(posts.thread, id))
  }
  if (orphans.length > 0) await countReplies(tx, parent.id)
}

/** Turns a post into a tombstone: its address stays taken, its words go, unless a legal hold keeps a copy. */
export async function buryPost(tx: Writer, id: string, at: Date, why: Why = 'withdrawn'): Promise<void> {
  await preservePost(tx, id, why)
  await tx
    .update(posts)
    .set({
      audience: 'withdrawn',
      withdrawn: at,
      html: '',
      title: null,
      summary: null,
      markdown: null,
      topics: [],
      attachments: [],
      poll: null
    })
    .where(eq(posts.id, id))
  await tx.delete(postTopics).where(eq(postTopics.post, id))
  await tx.delete(stories).where(eq(stories.post, id))
  await tx.delete(questions).where(eq(questions.post, id))
  await tx.delete(mentions).where(eq(mentions.post, id))
  await tx.delete(interests).where(eq(interests.post, id))
  await tx.delete(pollVotes).where(eq(pollVotes.poll, id))
  await tx.delete(quotes).where(eq(quotes.post, id))
  await tx.update(communityPosts).set({ activity: null }).where(eq(communityPosts.post, id))
  await dropAnnounces(tx, id)
  await tx.delete(drafts).where(eq(drafts.post, id))
  await tx.delete(acceptedAnswers).where(eq(acceptedAnswers.answer, id))
}

/** A Group's Announce may carry somebody else's words whole: they go when those go. Of ours the sender sees to it. */
async function dropAnnounces(tx: Writer, id: string): Promise<void> {
  const theirs = tx
    .select({ uri: posts.uri })
    .from(posts)
    .where(and(eq(posts.id, id), eq(posts.local, false)))
  await tx.delete(activities).where(and(inArray(activities.object, theirs), eq(activities.type, 'Announce')))
}
