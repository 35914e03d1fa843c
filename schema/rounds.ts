/** Follow-up rounds (Q4): the open questions of a story together, who goes back with them, and what they were answered. */
import { actors } from './actors.ts'
import { count, created, flag, index, key, moment, primaryKey, table, text } from './columns.ts'
import { posts } from './posts.ts'

/** `suggested` was made by the clock, and nobody has taken it up yet. */
export type RoundState = 'suggested' | 'open' | 'published' | 'dropped'
export type RoundAct =
  | 'suggested'
  | 'made'
  | 'assigned'
  | 'answered'
  | 'left-out'
  | 'dropped'
  | 'reopened'
  | 'published'

export const rounds = table(
  'rounds',
  {
    id: key(),
    story: text('story_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    state: text('state').$type<RoundState>().notNull(),
    /** Who goes back with the questions: a reporter, or the author. */
    assignee: text('assignee_id')
      .notNull()
      .references(() => actors.id, { onDelete: 'cascade' }),
    due: moment('due_at').notNull(),
    /** How often they were reminded. */
    reminded: count('reminded').notNull().default(0),
    /** Since when somebody is publishing it. */
    publishing: moment('publishing_at'),
    published: moment('published_at'),
    /** How many questions it answered. */
    answered: count('answered').notNull().default(0),
    created: created()
  },
  (round) => [
    index('rounds_story_idx').on(round.story, round.state, round.id),
    index('rounds_state_idx').on(round.state, round.id),
    index('rounds_assignee_idx').on(round.assignee, round.state, round.id),
    index('rounds_due_idx').on(round.state, round.due)
  ]
)

export const roundQuestions = table(
  'round_questions',
  {
    round: text('round_id')
      .notNull()
      .references(() => rounds.id, { onDelete: 'cascade' }),
    question: text('question_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    /** Markdown, as typed; empty while there is no answer. */
    words: text('words').notNull().default(''),
    /** Who said it, when that is not who typed it: a name and what they do. */
    said: text('said').notNull().default(''),
    /** They agreed to be named. */
    consent: flag('consent').notNull().default(false),
    typedBy: text('typed_by_id').references(() => actors.id, { onDelete: 'set null' }),
    /** The reply that it became. */
    reply: text('reply_id')
  },
  (one) => [primaryKey({ columns: [one.round, one.question] }), index('round_questions_question_idx').on(one.question)]
)

/** What happened with a round. */
export const roundSteps = table(
  'round_steps',
  {
    id: key(),
    round: text('round_id')
      .notNull()
      .references(() => rounds.id, { onDelete: 'cascade' }),
    act: text('act').$type<RoundAct>().notNull(),
    by: text('by_id').references(() => actors.id, { onDelete: 'set null' }),
    created: created()
  },
  (step) => [index('round_steps_round_idx').on(step.round, step.id)]
)
