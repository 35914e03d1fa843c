/** What waits for a person, how far each server is trusted, and every decision taken. */
import type { Trust } from './actors.ts'
import { created, index, json, key, moment, table, text, uniqueIndex } from './columns.ts'

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
    /** Plain text for the queue's list. */
    summary: text('summary').notNull(),
    about: text('about_uri'),
    reason: text('reason').notNull(),
    rule: text('rule').notNull(),
    matched: text('matched'),
    state: text('state').$type<HeldState>().notNull(),
    decided: moment('decided_at'),
    decidedBy: text('decided_by'),
    expires: moment('expires_at').notNull(),
    created: created()
  },
  (item) => [
    uniqueIndex('held_once').on(item.uri, item.path),
    index('held_state_idx').on(item.state, item.id),
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

/** Decisions are only ever added. */
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
    created: created()
  },
  (decision) => [index('decisions_target_idx').on(decision.target, decision.id)]
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
    created: created()
  },
  (report) => [
    index('reports_state_idx').on(report.state, report.id),
    index('reports_pair_idx').on(report.target, report.reporter, report.state)
  ]
)
