/** Questions and their accepted answers, as kept in the database. */
import { and, eq } from 'drizzle-orm'
import { acceptedAnswers, posts, questions } from '../../schema/index.ts'
import { placedAs } from '../posts/placed.store.ts'
import type { Reader, Writer } from '../store/store.ts'

/** Keeps a question's parts, or brings them up to date. */
export async function keepQuestion(tx: Writer, parts: { post: string; about: string | null }): Promise<void> {
  await tx
    .insert(questions)
    .values({ ...parts, placed: placedAs(parts.post) })
    .onConflictDoUpdate({ target: questions.post, set: { about: parts.about } })
}

/** Accepts an answer; false when it was accepted before. */
export async function acceptOne(tx: Writer, question: string, answer: string, by: string): Promise<boolean> {
  const added = await tx.insert(acceptedAnswers).values({ question, answer, by }).onConflictDoNothing().returning()
  await settleAnswered(tx, question)
  return added.length > 0
}

/** Takes an acceptance back; false when there was none. */
export async function unacceptOne(tx: Writer, question: string, answer: string): Promise<boolean> {
  const gone = await tx
    .delete(acceptedAnswers)
    .where(and(eq(acceptedAnswers.question, question), eq(acceptedAnswers.answer, answer)))
    .returning()
  await settleAnswered(tx, question)
  return gone.length > 0
}

/** Sets whether the question counts as answered: it does when an answer is accepted. */
export async function settleAnswered(tx: Writer, question: string): Promise<void> {
  const n = await tx.$count(acceptedAnswers, eq(acceptedAnswers.question, question))
  await tx
    .update(questions)
    .set({ answered: n > 0 })
    .where(eq(questions.post, question))
}

/** The questions of a conversation of which this actor accepted an answer. */
export async function questionsSettledBy(db: Reader, thread: string, by: string): Promise<string[]> {
  const rows = await db
    .selectDistinct({ id: acceptedAnswers.question })
    .from(posts)
    .innerJoin(acceptedAnswers, eq(acceptedAnswers.question, posts.id))
    .where(and(eq(posts.thread, thread), eq(acceptedAnswers.by, by)))
    .limit(50)
  return rows.map(({ id }) => id)
}
