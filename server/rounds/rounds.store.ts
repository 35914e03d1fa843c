/** Follow-up rounds, as kept in the database. */
import { and, asc, desc, eq, gt, inArray, isNull, lt, lte, notExists, or, type SQL, sql } from 'drizzle-orm'
import { newKey } from '../../schema/columns.ts'
import {
  actors,
  posts,
  questions,
  type RoundAct,
  type RoundState,
  roundQuestions,
  roundSteps,
  rounds
} from '../../schema/index.ts'
import { type Actor, type Looking, type Post, readable, selectPosts, type WholePost } from '../posts/posts.store.ts'
import { cutPage, type Page, type PageAsked, pageSize } from '../store/page.ts'
import type { Reader, Writer } from '../store/store.ts'

export type Round = typeof rounds.$inferSelect
export type RoundQuestion = typeof roundQuestions.$inferSelect
/** A round with its story and who goes back. */
export interface WholeRound {
  round: Round
  story: Post
  assignee: Actor
}

const whole = (db: Reader) =>
  db
    .select({ round: rounds, story: posts, assignee: actors })
    .from(rounds)
    .innerJoin(posts, eq(posts.id, rounds.story))
    .innerJoin(actors, eq(actors.id, rounds.assignee))

/** A round by its id. */
export async function roundById(db: Reader, id: string): Promise<WholeRound | undefined> {
  const [row] = await whole(db).where(eq(rounds.id, id))
  return row
}

/** One page of rounds in a state, the newest first; with `of`, only those that somebody goes back with or whose story they told. */
export async function listRounds(
  db: Reader,
  asked: PageAsked & { state: RoundState; of?: string }
): Promise<Page<WholeRound>> {
  const size = pageSize(asked)
  return cutPage(await roundsQuery(db, asked, size), asked, size, ({ round }) => round.id)
}

/** The query behind {@link listRounds}. */
export const roundsQuery = (db: Reader, asked: PageAsked & { state: RoundState; of?: string }, size: number) =>
  whole(db)
    .where(
      and(
        eq(rounds.state, asked.state),
        asked.of ? or(eq(rounds.assignee, asked.of), eq(posts.author, asked.of)) : undefined,
        asked.after ? lt(rounds.id, asked.after) : undefined,
        asked.before ? gt(rounds.id, asked.before) : undefined
      )
    )
    .orderBy(asked.before ? asc(rounds.id) : desc(rounds.id))
    .limit(size + 1)

/** The round of a story that is under way. */
export async function openRoundOf(db: Reader, story: string): Promise<Round | undefined> {
  const [row] = await db
    .select()
    .from(rounds)
    .where(and(eq(rounds.story, story), inArray(rounds.state, ['suggested', 'open'])))
    .limit(1)
  return row
}

/** The latest rounds of a story that were published. */
export const publishedRounds = (db: Reader, story: string) =>
  db
    .select()
    .from(rounds)
    .where(and(eq(rounds.story, story), eq(rounds.state, 'published')))
    .orderBy(desc(rounds.id))
    .limit(5)

/** The questions about a story of which no answer is accepted, the oldest first; at most 50. */
export const openQuestionsOf = (db: Reader, story: string, looking: Looking): Promise<WholePost[]> =>
  Promise.resolve(openQuestionsQuery(db, story, readable(db, looking)))

/** The query behind {@link openQuestionsOf}. */
export const openQuestionsQuery = (db: Reader, story: string, shown: SQL | undefined) =>
  selectPosts(db)
    .where(
      and(
        eq(posts.thread, story),
        eq(posts.kind, 'question'),
        inArray(posts.audience, ['public', 'unlisted', 'local']),
        eq(questions.answered, false),
        shown
      )
    )
    .orderBy(asc(posts.placed))
    .limit(50)

/** Keeps a round with its questions. */
export async function addRound(tx: Writer, round: typeof rounds.$inferInsert, asked: string[]): Promise<Round> {
  const [kept] = await tx.insert(rounds).values(round).returning()
  await tx.insert(roundQuestions).values(asked.map((question) => ({ round: kept!.id, question })))
  return kept!
}

/** Changes a round that is still in one of these states; false when it is not. */
export async function turnRound(
  tx: Writer,
  id: string,
  from: RoundState[],
  change: Partial<typeof rounds.$inferInsert>
): Promise<boolean> {
  const turned = await tx
    .update(rounds)
    .set(change)
    .where(and(eq(rounds.id, id), inArray(rounds.state, from)))
    .returning({ id: rounds.id })
  return turned.length > 0
}

/** Takes a round for publishing; false when somebody else has. */
export async function claimRound(tx: Writer, id: string, at: Date, stale: Date): Promise<boolean> {
  const claimed = await tx
    .update(rounds)
    .set({ publishing: at })
    .where(
      and(eq(rounds.id, id), eq(rounds.state, 'open'), or(isNull(rounds.publishing), lt(rounds.publishing, stale)))
    )
    .returning({ id: rounds.id })
  return claimed.length > 0
}

/** The questions of a round with what they were answered, the oldest first. */
export async function questionsOf(db: Reader, round: string): Promise<RoundQuestion[]> {
  const rows = await db.select().from(roundQuestions).where(eq(roundQuestions.round, round))
  return rows.toSorted((a, b) => (a.question < b.question ? -1 : 1))
}

/** Changes what a question of a round was answered. */
export async function changeAnswer(
  tx: Writer,
  { round, question }: Pick<RoundQuestion, 'round' | 'question'>,
  change: Partial<Omit<RoundQuestion, 'round' | 'question'>>
): Promise<void> {
  await tx
    .update(roundQuestions)
    .set(change)
    .where(and(eq(roundQuestions.round, round), eq(roundQuestions.question, question)))
}

/** Leaves a question out of a round. */
export async function dropQuestion(tx: Writer, round: string, question: string): Promise<void> {
  await tx
    .delete(roundQuestions)
    .where(and(eq(roundQuestions.round, round), eq(roundQuestions.question, question), isNull(roundQuestions.reply)))
}

/** Keeps what happened with a round. */
export async function addStep(tx: Writer, round: string, act: RoundAct, by: string | null, at: Date): Promise<void> {
  await tx.insert(roundSteps).values({ id: newKey(at.getTime()), round, act, by, created: at })
}

/** What happened with a round, the oldest first. */
export const stepsOfRound = (db: Reader, round: string) =>
  db
    .select({ step: roundSteps, by: actors.name })
    .from(roundSteps)
    .leftJoin(actors, eq(actors.id, roundSteps.by))
    .where(eq(roundSteps.round, round))
    .orderBy(asc(roundSteps.id))
    .limit(200)

/** A reply of somebody's under a question with just these words: what a round that broke off had published already. */
export async function replyLike(
  db: Reader,
  author: string,
  question: string,
  markdown: string
): Promise<string | undefined> {
  const [row] = await db
    .select({ id: posts.id })
    .from(posts)
    .where(
      and(
        eq(posts.parent, question),
        eq(posts.author, author),
        eq(posts.markdown, markdown),
        inArray(posts.audience, ['public', 'unlisted', 'local'])
      )
    )
    .limit(1)
  return row?.id
}

/** Rounds under way that are due at a moment, and of which their people were reminded less often than so. */
export const dueRounds = (db: Reader, at: Date, reminded: number) =>
  whole(db)
    .where(and(eq(rounds.state, 'open'), lte(rounds.due, at), lt(rounds.reminded, reminded)))
    .orderBy(asc(rounds.due))
    .limit(100)

/** Our stories published before a moment that have open questions and never had a round; at most 20. */
export async function storiesToFollowUp(db: Reader, before: Date): Promise<Post[]> {
  const rows = await db
    .selectDistinct({ story: posts.thread })
    .from(questions)
    .innerJoin(posts, eq(posts.id, questions.post))
    .where(
      and(
        eq(questions.answered, false),
        sql`${posts.thread} <> ${posts.id}`,
        inArray(posts.audience, ['public', 'local']),
        notExists(db.select({ one: sql`1` }).from(rounds).where(eq(rounds.story, posts.thread))),
        sql`exists (
          select 1 from posts as roots where roots.id = ${posts.thread} and roots.local = true and roots.kind = 'story'
          and roots.audience in ('public', 'local') and roots.published_at <= ${sql.param(before, posts.published)})`
      )
    )
    .limit(20)
  const ids = rows.map(({ story }) => story)
  return ids.length === 0 ? [] : db.select().from(posts).where(inArray(posts.id, ids))
}
