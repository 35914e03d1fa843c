/** What waits for a person, how far each server is trusted, and every decision taken. */
import type { Trust } from './actors.ts'
import { count, created, index, json, key, moment, table, text, uniqueIndex } from './columns.ts'
import type { Marks } from './rules.ts'

/** How far an open report has come; one that is closed keeps the stage at which it was closed. */
export type ReportStage = 'new' | 'looking' | 'waiting'
/** With what a report was closed. */
export type ReportOutcome = 'action' | 'none' | 'duplicate'
export type HeldState = 'waiting' | 'released' | 'rejected' | 'expired'

/** A held activity is kept whole and nowhere else, so that no page, count or search can show it by mistake. */
export const held = table(
  'held',
  {
    id: key(),
    /** The activity's id, so that a repeat is held once. */
    uri: text('uri').notNull(),
    type: text('type').notNull(),
    actor: text('actor_uri').notNull(),
    host: text('host').notNull(),
    object: text('object_uri'),
    /** Which way it came in: inbox, fetched, backfill … */
    path: text('path').notNull(),
    /** The activity as verified; dropped when it expires or is rejected. */
    activity: json('activity').$type<Record<string, unknown>>(),
    /** The JSON text as it was sent, where that says more (nulls, say): for passing it on as it was. */
    sent: text('sent'),
    /** Plain text for the queue's list. */
    summary: text('summary').notNull(),
    about: text('about_uri'),
    reason: text('reason').notNull(),
    rule: text('rule').notNull(),
    matched: text('matched'),
    /** The moderators' rule that holds it; null when only its server or author is not known. */
    ruleId: text('rule_id'),
    /** What rules did to it, for when it is let in. */
    marks: json('marks').$type<Marks>(),
    state: text('state').$type<HeldState>().notNull(),
    decided: moment('decided_at'),
    decidedBy: text('decided_by'),
    /** What it was decided on with: a row of `choices`, by which it can be undone. */
    choice: text('choice_id'),
    /** Until when its words are kept after it was decided on, so that it can be undone. */
    kept: moment('kept_until'),
    /** Of a change to a post that was let in: the post as it was before, for as long as that can be undone. */
    before: json('before').$type<Record<string, unknown>>(),
    expires: moment('expires_at').notNull(),
    created: created()
  },
  (item) => [
    index('held_choice_idx').on(item.choice, item.state, item.id),
    index('held_kept_idx').on(item.kept),
    index('held_rule_idx').on(item.state, item.rule, item.id),
    uniqueIndex('held_once').on(item.uri, item.path),
    index('held_state_idx').on(item.state, item.id),
    index('held_state_host_idx').on(item.state, item.host),
    index('held_state_actor_idx').on(item.state, item.actor),
    index('held_actor_idx').on(item.actor, item.state, item.id),
    index('held_host_idx').on(item.host, item.state, item.id),
    index('held_object_idx').on(item.object),
    index('held_expires_idx').on(item.state, item.expires)
  ]
)

/** Servers we have met, by host (with its port where it is not the default). */
export const instances = table(
  'instances',
  {
    host: text('host').primaryKey(),
    trust: text('trust').$type<Trust>().notNull().default('unknown'),
    reason: text('reason').notNull().default(''),
    software: text('software'),
    name: text('name'),
    described: moment('described_at'),
    created: created()
  },
  (instance) => [index('instances_trust_idx').on(instance.trust, instance.host)]
)

/**
 * Decisions are only ever added: triggers refuse every change and every removal, and each row is chained to the one
 * before by its hash (`server/moderation/log/chain.ts`). Whoever rebuilds this table makes its triggers anew.
 */
export const decisions = table(
  'decisions',
  {
    id: key(),
    /** The actor who decided; null when the software did. */
    by: text('by_id'),
    act: text('act').notNull(),
    target: text('target').notNull(),
    reason: text('reason').notNull().default(''),
    detail: json('detail').$type<Record<string, unknown>>().notNull().default({}),
    created: created(),
    /** From 1, without gaps; null only in rows of versions that had no chain, until the next decision chains them. */
    sequence: count('sequence'),
    /** The hash of the entry before. */
    previous: text('previous_hash'),
    /** SHA-256, hex, over the canonical JSON of the entry. */
    hash: text('hash')
  },
  (decision) => [
    uniqueIndex('decisions_sequence').on(decision.sequence),
    index('decisions_target_idx').on(decision.target, decision.id),
    index('decisions_by_idx').on(decision.by, decision.id),
    index('decisions_act_idx').on(decision.act, decision.id)
  ]
)

/** The end of the chain: one row, which every decision locks while it is added. */
export const decisionHead = table('decision_head', {
  id: text('id').primaryKey(),
  sequence: count('sequence').notNull(),
  hash: text('hash').notNull()
})

/** The end of the chain as it stood, signed by the server, so that nobody can cut it or write it anew unseen. */
export const logCheckpoints = table(
  'log_checkpoints',
  {
    id: key(),
    sequence: count('sequence').notNull(),
    hash: text('hash').notNull(),
    /** The server that signed. */
    origin: text('origin').notNull(),
    /** The Ed25519 key in Multibase. */
    key: text('public_key').notNull(),
    /** In Multibase, over the canonical JSON of all this. */
    signature: text('signature').notNull(),
    created: created()
  },
  (checkpoint) => [index('log_checkpoints_sequence_idx').on(checkpoint.sequence)]
)

/** Reports of accounts and posts, from people here, visitors and other servers. */
export const reports = table(
  'reports',
  {
    id: key(),
    reporter: text('reporter_uri'),
    target: text('target_uri').notNull(),
    objects: json('objects').$type<string[]>().notNull(),
    words: text('words').notNull(),
    category: text('category').notNull().default('other'),
    state: text('state').$type<'open' | 'closed'>().notNull(),
    /** What people call it; null in rows of versions that had no numbers. */
    number: count('number'),
    stage: text('stage').$type<ReportStage>().notNull().default('new'),
    /** With what it was closed. */
    outcome: text('outcome').$type<ReportOutcome>(),
    /** The moderator who sees to it. */
    assignee: text('assignee_id'),
    /** Which of the house rules is broken, in its words. */
    houseRule: text('house_rule'),
    /** The server that it came from; null for people here and visitors. */
    host: text('host'),
    /** How often it was sent. */
    times: count('times').notNull().default(1),
    /** Where a visitor wants the answer: the address, sealed; dropped some weeks after the report is closed. */
    mail: text('mail'),
    /** When the visitor proved that the address is theirs. */
    mailConfirmed: moment('mail_confirmed_at'),
    /** What the reporter was told. */
    answer: text('answer'),
    closed: moment('closed_at'),
    created: created()
  },
  (report) => [
    index('reports_state_idx').on(report.state, report.id),
    index('reports_pair_idx').on(report.target, report.reporter, report.state),
    index('reports_target_idx').on(report.target, report.id),
    index('reports_reporter_idx').on(report.reporter, report.id),
    index('reports_assignee_idx').on(report.assignee, report.state, report.id),
    index('reports_category_idx').on(report.category, report.state, report.id),
    index('reports_number_idx').on(report.number),
    index('reports_closed_idx').on(report.closed)
  ]
)
