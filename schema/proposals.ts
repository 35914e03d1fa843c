/** Decisions that two persons must agree on: proposed by one, confirmed by another. */
import { created, flag, index, json, key, moment, table, text } from './columns.ts'

/** What may need two persons; `two-persons` is to need fewer. */
export type ProposalKind = 'suspend' | 'purge' | 'retention' | 'export' | 'role' | 'two-persons'
/** `done` was confirmed and carried out; `emergency` was carried out by one. */
export type ProposalState = 'open' | 'done' | 'emergency' | 'declined' | 'expired'

export const proposals = table(
  'proposals',
  {
    id: key(),
    kind: text('kind').$type<ProposalKind>().notNull(),
    /** What carrying it out needs to know. */
    body: json('body').$type<Record<string, unknown>>().notNull(),
    /** What it is about, once: a host, a handle. */
    target: text('target').notNull(),
    /** What would happen, in a sentence. */
    says: text('says').notNull(),
    reason: text('reason').notNull().default(''),
    /** What it would cost, in a sentence. */
    cost: text('cost').notNull().default(''),
    /** Who proposes; null for the command line. */
    by: text('by_id'),
    state: text('state').$type<ProposalState>().notNull().default('open'),
    expires: moment('expires_at').notNull(),
    decided: moment('decided_at'),
    decidedBy: text('decided_by_id'),
    decidedBecause: text('decided_because'),
    /** Of an emergency: when somebody else must have looked at it, and who did. */
    review: moment('review_by'),
    reviewed: moment('reviewed_at'),
    reviewedBy: text('reviewed_by_id'),
    /** That those who may look at it were told on the day. */
    reminded: flag('reminded').notNull().default(false),
    /** Of what is handed out and not done: when it was taken. */
    used: moment('used_at'),
    created: created()
  },
  (proposal) => [
    index('proposals_state_idx').on(proposal.state, proposal.id),
    index('proposals_target_idx').on(proposal.kind, proposal.target, proposal.state),
    index('proposals_expires_idx').on(proposal.state, proposal.expires),
    index('proposals_review_idx').on(proposal.state, proposal.reviewed, proposal.review)
  ]
)
