/**
 * What moderators decide once for all that comes in: rules with all their versions and every hit, a compact log of what
 * came in to try them on, and a number that grows with each change, so that every process notices.
 */
import type { Trust } from './actors.ts'
import { count, created, flag, index, json, key, moment, primaryKey, table, text, uniqueIndex } from './columns.ts'

/** One row: how often rules, policies or trust were changed. */
export const moderationRevision = table('moderation_revision', {
  id: count('id').primaryKey(),
  revision: count('revision').notNull()
})

/** One thing that a rule asks of what came in. */
export type Condition =
  /** One of these words or phrases; a word with `*` at its end stands for all that begin so. */
  | { on: 'words'; list: string[] }
  /** A regular expression in RE2's syntax, whatever the case. */
  | { on: 'pattern'; pattern: string }
  /** A link to one of these domains or what is below them. */
  | { on: 'link'; domains: string[] }
  | { on: 'links'; atLeast: number }
  | { on: 'mentions'; atLeast: number }
  /** `image`, `video`, `audio`, `other`, or a media type such as `image/gif`. */
  | { on: 'media'; types: string[] }
  | { on: 'language'; is: boolean; languages: string[] }
  /** The account is younger than so many days; one that does not tell its age is as old as our acquaintance. */
  | { on: 'age'; days: number }
  /** Nothing by this author was let in before. */
  | { on: 'first' }
  | { on: 'followed'; is: boolean }
  /** So many activities, this one included, of one author or one server within so many minutes. */
  | { on: 'rate'; of: 'actor' | 'host'; atLeast: number; minutes: number }
  /** How far its author is trusted. */
  | { on: 'trust'; states: Trust[] }
  /** It comes from one of these servers or what is below them. */
  | { on: 'from'; domains: string[] }
  | { on: 'type'; types: string[] }

export type Decide = 'hold' | 'limit' | 'reject'

/** What a rule does with what it matches; one of them at least. */
export interface RuleActions {
  /** The first rule that decides settles it; those after it are not asked. */
  decide?: Decide
  /** Shown to moderators, and with `open` to every reader. */
  label?: { text: string; open: boolean }
  stripMedia?: boolean
  sensitive?: boolean
}

export interface RuleBody {
  match: 'all' | 'any'
  conditions: Condition[]
  actions: RuleActions
}

/** Rules as they stand; a deleted one stays, so that the log can cite it. */
export const rules = table(
  'rules',
  {
    id: key(),
    name: text('name').notNull(),
    /** Grows by one with each save. */
    version: count('version').notNull(),
    enabled: flag('enabled').notNull(),
    /** They are asked in this order. */
    position: count('position').notNull(),
    expires: moment('expires_at'),
    body: json('body').$type<RuleBody>().notNull(),
    /** How often it ever matched. */
    hits: count('hits').notNull().default(0),
    deleted: moment('deleted_at'),
    created: created()
  },
  (rule) => [index('rules_position_idx').on(rule.position)]
)

/** Each version of a rule as it was saved. */
export const ruleVersions = table(
  'rule_versions',
  {
    rule: text('rule_id').notNull(),
    version: count('version').notNull(),
    name: text('name').notNull(),
    body: json('body').$type<RuleBody>().notNull(),
    expires: moment('expires_at'),
    /** Who saved it; null for the command line. */
    by: text('by_id'),
    created: created()
  },
  (saved) => [primaryKey({ columns: [saved.rule, saved.version] })]
)

/** Every time a rule matched, for 30 days; the rule keeps the number. */
export const ruleHits = table(
  'rule_hits',
  {
    id: key(),
    rule: text('rule_id').notNull(),
    version: count('version').notNull(),
    /** Where it matched, and on what words. */
    field: text('field').notNull(),
    matched: text('matched').notNull(),
    actor: text('actor_uri').notNull(),
    host: text('host').notNull(),
    uri: text('uri').notNull(),
    path: text('path').notNull(),
    created: created()
  },
  (hit) => [
    index('rule_hits_rule_idx').on(hit.rule, hit.id),
    uniqueIndex('rule_hits_once').on(hit.uri, hit.rule, hit.version, hit.path)
  ]
)

/** What rules look at, read from an activity of any shape. */
export interface Said {
  /** The activity's type, and its object's. */
  type: string
  kind: string
  /** Plain text by where it stood; the log keeps none of what is not for everybody. */
  texts: { field: string; text: string }[]
  /** Addresses that are linked to, without those of people and topics. */
  links: string[]
  /** Hosts of the people and topics linked to. */
  tagged: string[]
  media: string[]
  language: string
  mentions: number
  /** It is not for everybody. */
  closed: boolean
}

/** What the server and not the sender knows of something that came in. */
export interface Facts {
  trust: Trust
  /** In days. */
  age: number
  first: boolean
  followed: boolean
}

/** Everything that came in and was put to the gate, compactly, for 30 days: what rules are tried on before they are saved. */
export const inboxLog = table(
  'inbox_log',
  {
    id: key(),
    /** The activity's id. */
    uri: text('uri').notNull(),
    object: text('object_uri'),
    type: text('type').notNull(),
    actor: text('actor_uri').notNull(),
    host: text('host').notNull(),
    path: text('path').notNull(),
    /** What became of it then: keep, personal, hold, refuse. */
    verdict: text('verdict').notNull(),
    said: json('said').$type<Omit<Said, 'type'>>().notNull(),
    facts: json('facts').$type<Facts>().notNull(),
    created: created()
  },
  (entry) => [
    uniqueIndex('inbox_log_once').on(entry.uri, entry.path),
    index('inbox_log_actor_idx').on(entry.actor, entry.id),
    index('inbox_log_host_idx').on(entry.host, entry.id),
    index('inbox_log_object_idx').on(entry.object)
  ]
)

/** What rules did to something that was let in. */
export interface Marks {
  labels?: { text: string; open: boolean }[]
  stripMedia?: boolean
  /** A person let its words in and nothing else: not even links to media. */
  wordsOnly?: boolean
  sensitive?: boolean
}
