/** Whether a question is answered, and which answers its asker or its story's author accepted (Q2). */
import { actors } from './actors.ts'
import { created, flag, index, primaryKey, table, text } from './columns.ts'
import { posts } from './posts.ts'

export const questions = table(
  'questions',
  {
    post: text('post_id')
      .primaryKey()
      .references(() => posts.id, { onDelete: 'cascade' }),
    /** As the post's. */
    placed: text('placed').notNull().default(''),
    /** The story it is about. */
    about: text('about_uri'),
    answered: flag('answered').notNull().default(false)
  },
  (question) => [
    index('questions_answered_idx').on(question.answered, question.placed),
    index('questions_about_idx').on(question.about, question.post)
  ]
)

export const acceptedAnswers = table(
  'accepted_answers',
  {
    question: text('question_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    answer: text('answer_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    by: text('accepted_by')
      .notNull()
      .references(() => actors.id),
    created: created()
  },
  (accepted) => [
    primaryKey({ columns: [accepted.question, accepted.answer] }),
    index('accepted_answers_answer_idx').on(accepted.answer)
  ]
)
