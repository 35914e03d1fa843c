/** What stands around a post and belongs into its document: counts that leave out the blocked, answers, who accepted them when. */
import { and, asc, count, desc, eq, inArray, ne } from 'drizzle-orm'
import { acceptedAnswers, actors, events, interests, posts } from '../../schema/index.ts'
import type { EventKind } from '../../server/events/kinds.ts'
import type { Reader } from '../../server/store/store.ts'

export interface Counts {
  replies: number
  likes: number
  shares: number
}

/** An accepted answer as others are told of it. */
export interface Answer {
  uri: string
  url: string
  /** The name of who wrote it. */
  author: string
}

const open = inArray(posts.audience, ['public', 'unlisted'])

/** How many open replies, likes and shares a post has, as its collections list them. */
export async function countsOf(db: Reader, post: string): Promise<Counts> {
  const shown = eq(actors.blocked, false)
  const [replies] = await db
    .select({ n: count() })
    .from(posts)
    .innerJoin(actors, eq(actors.id, posts.author))
    .where(and(eq(posts.parent, post), open, shown))
  const rows = await db
    .select({ kind: interests.kind, n: count() })
    .from(interests)
    .innerJoin(actors, eq(actors.id, interests.actor))
    .where(and(eq(interests.post, post), shown))
    .groupBy(interests.kind)
  const of = (kind: string) => rows.find((row) => row.kind === kind)?.n ?? 0
  return { replies: replies?.n ?? 0, likes: of('like') + of('reaction'), shares: of('share') }
}

const answer = { uri: posts.uri, url: posts.url, author: actors.name }

/** The accepted answers of a question that anyone may read, in the order in which they were accepted. */
export const acceptedOf = (db: Reader, question: string): Promise<Answer[]> =>
  db
    .select(answer)
    .from(acceptedAnswers)
    .innerJoin(posts, eq(posts.id, acceptedAnswers.answer))
    .innerJoin(actors, eq(actors.id, posts.author))
    .where(and(eq(acceptedAnswers.question, question), open, eq(actors.blocked, false)))
    .orderBy(asc(acceptedAnswers.created), asc(posts.id))

/** The accepted answers in a conversation. */
export const acceptedIn = (db: Reader, thread: string): Promise<Answer[]> =>
  db
    .select(answer)
    .from(acceptedAnswers)
    .innerJoin(posts, eq(posts.id, acceptedAnswers.answer))
    .innerJoin(actors, eq(actors.id, posts.author))
    .where(and(eq(posts.thread, thread), open, eq(actors.blocked, false)))
    .orderBy(asc(acceptedAnswers.created), asc(posts.id))
    .limit(100)

/** How many posts of a conversation anyone may read. */
export async function countThread(db: Reader, thread: string): Promise<number> {
  const [row] = await db
    .select({ n: count() })
    .from(posts)
    .innerJoin(actors, eq(actors.id, posts.author))
    .where(and(eq(posts.thread, thread), open, eq(actors.blocked, false)))
  return row?.n ?? 0
}

/** The replies directly under a question, oldest first: what may be an answer. */
export async function suggestedFor(db: Reader, question: string): Promise<string[]> {
  const rows = await db
    .select({ uri: posts.uri })
    .from(posts)
    .innerJoin(actors, eq(actors.id, posts.author))
    .where(and(eq(posts.parent, question), eq(posts.kind, 'reply'), open, eq(actors.blocked, false)))
    .orderBy(asc(posts.placed))
    .limit(100)
  return rows.map((row) => row.uri)
}

const answering: EventKind[] = ['answer.accepted', 'answer.unaccepted', 'post.changed']

/** When the accepted answers of a question last changed; from the log, since an acceptance taken back leaves no row. */
export async function answersChanged(db: Reader, question: string): Promise<Date | undefined> {
  const [row] = await db
    .select({ at: events.created })
    .from(events)
    .where(and(eq(events.subject, question), inArray(events.kind, answering)))
    .orderBy(desc(events.id))
    .limit(1)
  return row?.at
}

/** The authors of what is above a post in its conversation, from the nearest to the first; at most `most`. */
export async function authorsAbove(db: Reader, parent: string | null, most = 30) {
  const found: (typeof actors.$inferSelect)[] = []
  let next = parent
  for (let step = 0; next && step < most; step++) {
    const [row] = await db
      .select({ author: actors, parent: posts.parent, audience: posts.audience })
      .from(posts)
      .innerJoin(actors, eq(actors.id, posts.author))
      .where(eq(posts.id, next))
    if (!row) break
    if (row.audience !== 'withdrawn') found.push(row.author)
    next = row.parent
  }
  return found
}

/** The actors of other servers who hold a copy of a post: those in its conversation, and those who showed interest. */
export async function holdersOf(db: Reader, post: { id: string; thread: string }, most = 500) {
  const elsewhere = and(eq(actors.local, false), eq(actors.blocked, false))
  const talking = await db
    .selectDistinct({ inbox: actors.inbox, shared: actors.sharedInbox })
    .from(posts)
    .innerJoin(actors, eq(actors.id, posts.author))
    .where(and(eq(posts.thread, post.thread), ne(posts.audience, 'withdrawn'), elsewhere))
    .limit(most)
  const interested = await db
    .selectDistinct({ inbox: actors.inbox, shared: actors.sharedInbox })
    .from(interests)
    .innerJoin(actors, eq(actors.id, interests.actor))
    .where(and(eq(interests.post, post.id), elsewhere))
    .limit(most)
  return [...talking, ...interested]
}
