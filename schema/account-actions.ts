/** What moderators did about accounts and single posts, and the appeals against it. */
import { actors } from './actors.ts'
import { created, index, json, key, moment, table, text } from './columns.ts'
import { posts } from './posts.ts'

/** About an account: the first seven. About one post of it: hide, mark (sensitive), withdraw. */
export type ActionKind =
  | 'note'
  | 'warn'
  | 'sensitive'
  | 'limit'
  | 'freeze'
  | 'suspend'
  | 'purge'
  | 'hide'
  | 'mark'
  | 'withdraw'
/** `ended` at its end date, `undone` by a person, `final` when it cannot be taken back any more. */
export type ActionState = 'active' | 'undone' | 'ended' | 'final'
/** How things were before, so that undoing puts them back. */
export type Before = { trust?: string | null; disabled?: boolean; audience?: string; sensitive?: boolean }

export const accountActions = table(
  'account_actions',
  {
    id: key(),
    actor: text('actor_id')
      .notNull()
      .references(() => actors.id),
    /** The one post that it is about. */
    post: text('post_id').references(() => posts.id),
    kind: text('kind').$type<ActionKind>().notNull(),
    state: text('state').$type<ActionState>().notNull().default('active'),
    /** The actor who acted; null when the admin command did. */
    by: text('by_id'),
    /** For moderators. */
    reason: text('reason').notNull(),
    /** For the person whom it is about. */
    words: text('words').notNull().default(''),
    /** The report that led to it. */
    report: text('report_id'),
    ends: moment('ends_at'),
    before: json('before').$type<Before>().notNull().default({}),
    created: created(),
    undone: moment('undone_at'),
    undoneBy: text('undone_by_id'),
    undoneBecause: text('undone_because')
  },
  (action) => [
    index('account_actions_actor_idx').on(action.actor, action.id),
    index('account_actions_state_idx').on(action.state, action.id),
    index('account_actions_ends_idx').on(action.state, action.ends),
    index('account_actions_post_idx').on(action.post, action.id)
  ]
)

export type AppealState = 'waiting' | 'upheld' | 'dismissed'

/** At most one for each action. */
export const appeals = table(
  'appeals',
  {
    id: key(),
    action: text('action_id')
      .notNull()
      .unique()
      .references(() => accountActions.id, { onDelete: 'cascade' }),
    words: text('words').notNull(),
    state: text('state').$type<AppealState>().notNull().default('waiting'),
    decidedBy: text('decided_by_id'),
    decided: moment('decided_at'),
    /** What the person is told. */
    answer: text('answer').notNull().default(''),
    created: created()
  },
  (appeal) => [index('appeals_state_idx').on(appeal.state, appeal.id)]
)
