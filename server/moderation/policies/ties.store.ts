/** What ties us to a server, one by one: the first of each kind, for somebody who wants to see behind a number. */
import { and, desc, eq, exists, inArray, ne, or, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { acceptedAnswers, actors, follows, posts, quotes } from '../../../schema/index.ts'
import { selectPosts, type WholePost } from '../../posts/whole.store.ts'
import type { Reader } from '../../store/store.ts'
import { actorsAt } from '../instances.store.ts'

const ours = alias(actors as never, 'ours') as unknown as typeof actors
const said = alias(posts as never, 'said') as unknown as typeof posts
const shown = ['public', 'unlisted'] as const

export interface Ties {
  /** Both ways: who of ours, who there, and which of the two follows. */
  follows: { ours: typeof actors.$inferSelect; theirs: typeof actors.$inferSelect; follower: 'ours' | 'theirs' }[]
  /** Members of our communities from there: the Group, and who. */
  members: Omit<Ties['follows'][number], 'follower'>[]
  conversations: WholePost[]
  accepted: WholePost[]
  questions: WholePost[]
  quotes: WholePost[]
  posts: WholePost[]
}

/** The first `most` of each kind, newest first. Only what anyone may read. */
export async function tiesWith(db: Reader, host: string, most = 20): Promise<Ties> {
  const there = await actorsAt(db, host)
  const one = { one: sql`1` }
  const list = (more: SQL | undefined) =>
    selectPosts(db)
      .where(and(there, inArray(posts.audience, [...shown]), more))
      .orderBy(desc(posts.id))
      .limit(most)
  const here = db
    .select(one)
    .from(said)
    .where(and(eq(said.thread, posts.thread), eq(said.local, true), ne(said.audience, 'withdrawn')))
  const taken = db.select(one).from(acceptedAnswers).where(eq(acceptedAnswers.answer, posts.id))
  const quoting = db
    .select(one)
    .from(quotes)
    .innerJoin(said, and(eq(said.uri, quotes.quoted), eq(said.local, true)))
  const quoted = db
    .select(one)
    .from(quotes)
    .innerJoin(said, and(eq(said.id, quotes.post), eq(said.local, true)))
  const [conversations, accepted, questions, quoteRows, latest, followRows, members] = await Promise.all([
    list(exists(here)),
    list(exists(taken)),
    list(eq(posts.kind, 'question')),
    list(or(exists(quoting.where(eq(quotes.post, posts.id))), exists(quoted.where(eq(quotes.quoted, posts.uri))))),
    list(undefined),
    followsWith(db, there, most),
    followRowsOf(db, 'theirs', and(there, eq(ours.type, 'Group'), eq(follows.state, 'accepted')), most)
  ])
  return { conversations, accepted, questions, quotes: quoteRows, posts: latest, follows: followRows, members }
}

async function followsWith(db: Reader, there: SQL | undefined, most: number): Promise<Ties['follows']> {
  const people = and(there, ne(ours.type, 'Group'))
  const [theirs, mine] = await Promise.all([
    followRowsOf(db, 'theirs', people, most),
    followRowsOf(db, 'ours', people, most)
  ])
  return [
    ...theirs.map((row) => ({ ...row, follower: 'theirs' as const })),
    ...mine.map((row) => ({ ...row, follower: 'ours' as const }))
  ]
}

/** Follows between ours and those there, the newest first. */
function followRowsOf(db: Reader, follower: 'ours' | 'theirs', where: SQL | undefined, most: number) {
  const [mine, other] =
    follower === 'ours' ? [follows.follower, follows.followed] : [follows.followed, follows.follower]
  return db
    .select({ ours: ours, theirs: actors })
    .from(follows)
    .innerJoin(actors, eq(actors.id, other))
    .innerJoin(ours, and(eq(ours.id, mine), eq(ours.local, true)))
    .where(where)
    .orderBy(desc(follows.id))
    .limit(most)
}
