/** Questions that find people: to whom each was offered and why, what those people want, and who looks after what waits. */
import { actors } from './actors.ts'
import { created, flag, index, json, key, moment, primaryKey, table, text, uniqueIndex } from './columns.ts'
import { posts } from './posts.ts'

/** `later` comes back by itself; `passed` was handed on to somebody else. */
export type OfferState = 'open' | 'later' | 'declined' | 'passed'
/** Why somebody may know: a skill of their profile, a topic, or words that stand in what they wrote. */
export type OfferWhy = { skill?: string; topic?: string; words?: string[]; post?: string }

export const offers = table(
  'offers',
  {
    /** Made from the time of the offer, so that those of a week are a range. */
    id: key(),
    question: text('question_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    to: text('to_id')
      .notNull()
      .references(() => actors.id, { onDelete: 'cascade' }),
    state: text('state').$type<OfferState>().notNull().default('open'),
    why: json('why').$type<OfferWhy>().notNull(),
    /** Who asked them by name; null when the server found them. */
    by: text('by_id').references(() => actors.id, { onDelete: 'set null' }),
    /** The reply in which somebody of another server was asked: it is no answer. */
    via: text('via_id'),
    /** When `later` is over. */
    until: moment('until_at'),
    created: created()
  },
  (offer) => [
    uniqueIndex('offers_once').on(offer.question, offer.to),
    index('offers_to_idx').on(offer.to, offer.id),
    index('offers_via_idx').on(offer.via)
  ]
)

/** How somebody wants to be asked; without a row, as everybody is. */
export const offerChoices = table('offer_choices', {
  actor: text('actor_id')
    .primaryKey()
    .references(() => actors.id, { onDelete: 'cascade' }),
  paused: flag('paused').notNull().default(false),
  /** Also told by letter. */
  letters: flag('letters').notNull().default(false)
})

/** What is somebody's subject no more: skills, topics and words for which nothing is offered to them. */
export const offerRefusals = table(
  'offer_refusals',
  {
    actor: text('actor_id')
      .notNull()
      .references(() => actors.id, { onDelete: 'cascade' }),
    term: text('term').notNull(),
    created: created()
  },
  (refusal) => [primaryKey({ columns: [refusal.actor, refusal.term] })]
)

/** What became of a question that nobody answered in time. */
export const questionCare = table('question_care', {
  question: text('question_id')
    .primaryKey()
    .references(() => posts.id, { onDelete: 'cascade' }),
  /** When whoever coordinates was told of it. */
  raised: moment('raised_at'),
  /** Since when it is known to wait for something, and for what. */
  waiting: moment('waiting_at'),
  note: text('note').notNull().default(''),
  by: text('by_id').references(() => actors.id, { onDelete: 'set null' })
})
