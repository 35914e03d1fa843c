/** Questions that nobody has answered yet, as kept in the database. */
import { and, asc, desc, eq, gt, inArray, isNull, lt, lte, or, type SQL, sql } from 'drizzle-orm'
import { actors, posts, questionCare, questions, stories } from '../../schema/index.ts'
import { withoutFiltered } from '../controls/filters.ts'
import { notHidden } from '../controls/hidden.store.ts'
import { type Looking, listed, type WholePost, wholePost } from '../posts/posts.store.ts'
import { cutPage, type Page, type PageAsked, pageSize } from '../store/page.ts'
import type { Reader, Writer } from '../store/store.ts'

export type Care = typeof questionCare.$inferSelect
/** A question with what became of its waiting. */
export type Unanswered = WholePost & { care: Care | null }

/**
 * That nobody has answered a question: no answer is accepted, and nobody but who asked has replied to it for others to
 * read. A reply in which somebody is asked to answer is none. For queries that have `posts` and `questions` beside them.
 */
export const isOpen = (): SQL | undefined =>
  and(
    eq(questions.answered, false),
    sql`not exists (
      select 1 from posts as answers join actors as answerers on answerers.id = answers.author_id
      where answers.parent_id = ${posts.id} and answers.author_id <> ${posts.author}
      and answers.audience in ('public', 'unlisted', 'local') and answerers.blocked = false
      and not exists (select 1 from offers as asking where asking.via_id = answers.id))`
  )

/** That a question is for somebody here to see to: asked here, about something from here, or of somebody here. */
export const isOurs = (): SQL | undefined =>
  or(
    eq(posts.local, true),
    sql`exists (select 1 from posts as roots where roots.id = ${posts.thread} and roots.local = true)`,
    sql`exists (
      select 1 from mentions as naming join actors as namesakes on namesakes.id = naming.actor_id
      where naming.post_id = ${posts.id} and namesakes.local = true)`
  )

const openQuestions = (db: Reader) =>
  db
    .select({ ...wholePost, care: questionCare })
    .from(questions)
    .innerJoin(posts, eq(posts.id, questions.post))
    .innerJoin(actors, eq(actors.id, posts.author))
    .leftJoin(stories, eq(stories.post, posts.id))
    .leftJoin(questionCare, eq(questionCare.question, posts.id))

/** The query behind {@link listUnanswered}. */
export const unansweredQuery = (db: Reader, looking: Looking, asked: PageAsked, size: number) =>
  openQuestions(db)
    .where(
      and(
        eq(questions.answered, false),
        asked.after ? gt(questions.placed, asked.after) : undefined,
        asked.before ? lt(questions.placed, asked.before) : undefined,
        inArray(posts.audience, ['public', 'local']),
        isOpen(),
        isOurs(),
        listed(db, looking),
        notHidden(db, looking)
      )
    )
    .orderBy(asked.before ? desc(questions.placed) : asc(questions.placed))
    .limit(size + 1)

/** One page of the questions that wait here, the oldest first, as whoever is looking may list them. */
export async function listUnanswered(db: Reader, looking: Looking, asked: PageAsked): Promise<Page<Unanswered>> {
  const size = pageSize(asked)
  const page = cutPage(await unansweredQuery(db, looking, asked, size), asked, size, ({ post }) => post.placed)
  return { ...page, rows: await withoutFiltered(db, looking, page.rows) }
}

/** Whether nobody has answered a question yet. */
export async function isUnanswered(db: Reader, id: string): Promise<boolean> {
  const [row] = await db
    .select({ id: questions.post })
    .from(questions)
    .innerJoin(posts, eq(posts.id, questions.post))
    .where(and(eq(questions.post, id), isOpen()))
  return row !== undefined
}

/** Whether a question is for somebody here to see to. */
export async function isForUs(db: Reader, id: string): Promise<boolean> {
  const [row] = await db
    .select({ id: posts.id })
    .from(posts)
    .where(and(eq(posts.id, id), isOurs()))
  return row !== undefined
}

/** Questions of which nobody was told that they wait, asked before a moment, the oldest first; at most 50. */
export const toRaise = (db: Reader, before: Date) =>
  openQuestions(db)
    .where(
      and(
        eq(questions.answered, false),
        isNull(questionCare.raised),
        inArray(posts.audience, ['public', 'local']),
        lte(sql`coalesce(${posts.published}, ${posts.created})`, sql.param(before, posts.published)),
        eq(actors.blocked, false),
        isOpen(),
        isOurs()
      )
    )
    .orderBy(asc(questions.placed))
    .limit(50)

/** Marks that whoever coordinates is told; false when another process was faster. */
export async function markRaised(tx: Writer, question: string, at: Date): Promise<boolean> {
  const rows = await tx
    .insert(questionCare)
    .values({ question, raised: at })
    .onConflictDoUpdate({ target: questionCare.question, set: { raised: at }, setWhere: isNull(questionCare.raised) })
    .returning({ question: questionCare.question })
  return rows.length > 0
}

/** What became of a question's waiting. */
export async function careOf(db: Reader, question: string): Promise<Care | undefined> {
  const [row] = await db.select().from(questionCare).where(eq(questionCare.question, question))
  return row
}

/** Says that a question waits for something, or with `waiting` null that it does no longer. */
export async function keepWaiting(
  tx: Writer,
  care: { question: string; waiting: Date | null; note: string; by: string }
): Promise<void> {
  const { question, ...change } = care
  await tx.insert(questionCare).values(care).onConflictDoUpdate({ target: questionCare.question, set: change })
}
