/** Why each policy about a server is in force, what it cut, the lists that propose policies, and what peers think of servers. */
import { actors, type Trust } from './actors.ts'
import { count, created, flag, index, json, key, moment, primaryKey, table, text, uniqueIndex } from './columns.ts'
import { held } from './moderation.ts'

/** What a list proposes: `none` changes no trust and carries only its flags. */
export type Severity = 'suspend' | 'limit' | 'none' | 'allow'

/**
 * What was said when the trust in a server was decided. How far it is trusted stands in `instances` and nowhere else; here
 * stand the reasons that others may read, until when it holds, and what it was before.
 */
export const policies = table(
  'policies',
  {
    /** As in `instances`; domains below it follow. */
    host: text('host').primaryKey(),
    /** The actor who decided; null when the software did. */
    by: text('by_id'),
    /** For everyone to read; the reason for moderators stands in `instances`. */
    publicReason: text('public_reason').notNull().default(''),
    /** Whether public pages show the name only in part. */
    obfuscate: flag('obfuscate').notNull().default(false),
    rejectMedia: flag('reject_media').notNull().default(false),
    rejectReports: flag('reject_reports').notNull().default(false),
    /** When somebody should look at it again. */
    review: moment('review_at'),
    reminded: moment('reminded_at'),
    /** The list that proposed it. */
    list: text('list_id'),
    before: text('trust_before').$type<Trust>().notNull(),
    beforeReason: text('reason_before').notNull().default(''),
    /** Until when what it cut can be restored; null when it cut nothing, or that has run out. */
    restorable: moment('restorable_until'),
    created: created()
  },
  (policy) => [
    index('policies_review_idx').on(policy.review),
    index('policies_restorable_idx').on(policy.restorable),
    index('policies_list_idx').on(policy.list)
  ]
)

/** Follows that a suspension ended. */
export const cutFollows = table(
  'cut_follows',
  {
    id: key(),
    host: text('host').notNull(),
    follower: text('follower_id')
      .notNull()
      .references(() => actors.id, { onDelete: 'cascade' }),
    followed: text('followed_id')
      .notNull()
      .references(() => actors.id, { onDelete: 'cascade' }),
    uri: text('uri').notNull(),
    state: text('state').$type<'requested' | 'accepted'>().notNull()
  },
  (follow) => [
    uniqueIndex('cut_follows_once').on(follow.follower, follow.followed),
    index('cut_follows_followed_idx').on(follow.followed),
    index('cut_follows_host_idx').on(follow.host)
  ]
)

/** What waited for a person when a suspension rejected it. */
export const cutHeld = table(
  'cut_held',
  {
    held: text('held_id')
      .primaryKey()
      .references(() => held.id, { onDelete: 'cascade' }),
    host: text('host').notNull(),
    activity: json('activity').$type<Record<string, unknown>>(),
    summary: text('summary').notNull()
  },
  (item) => [index('cut_held_host_idx').on(item.host)]
)

/** Lists of policies: those that were uploaded, and those that are read from an address each day. */
export const policyLists = table(
  'policy_lists',
  {
    id: key(),
    name: text('name').notNull(),
    kind: text('kind').$type<'import' | 'csv' | 'fires'>().notNull(),
    url: text('url'),
    /** What an entry means that does not say. */
    severity: text('severity').$type<Severity>().notNull().default('suspend'),
    /** Where two lists speak of one server, the lower number counts. */
    priority: count('priority').notNull().default(100),
    /** Domains that are never taken from this list, with those below them. */
    excludes: json('excludes').$type<string[]>().notNull().default([]),
    etag: text('etag'),
    modified: text('modified'),
    /** Where a FIRES dataset tells what changed since it was last read. */
    changes: text('changes_url'),
    checked: moment('checked_at'),
    changed: moment('changed_at'),
    /** When it is to be read again; null for what was uploaded. */
    next: moment('next_at'),
    fault: text('fault'),
    /** The lines that could not be read: the first of them, and how many. */
    wrong: json('wrong').$type<{ line: number; text: string; why: string }[]>().notNull().default([]),
    wrongs: count('wrong_count').notNull().default(0),
    by: text('by_id'),
    created: created()
  },
  (list) => [index('policy_lists_next_idx').on(list.next)]
)

/** What a list says about a server, and what was made of it here. */
export const policyEntries = table(
  'policy_entries',
  {
    list: text('list_id')
      .notNull()
      .references(() => policyLists.id, { onDelete: 'cascade' }),
    host: text('host').notNull(),
    severity: text('severity').$type<Severity>().notNull(),
    rejectMedia: flag('reject_media').notNull().default(false),
    rejectReports: flag('reject_reports').notNull().default(false),
    obfuscate: flag('obfuscate').notNull().default(false),
    comment: text('comment').notNull().default(''),
    /** `open` waits for a person; `passed` was looked at and left. */
    state: text('state').$type<'open' | 'applied' | 'passed'>().notNull().default('open'),
    /** True when the list no longer says so: it proposes to lift what came from it. */
    gone: flag('gone').notNull().default(false)
  },
  (entry) => [
    primaryKey({ columns: [entry.list, entry.host] }),
    index('policy_entries_state_idx').on(entry.list, entry.state, entry.host),
    index('policy_entries_host_idx').on(entry.host)
  ]
)

/** How far peer councils that share it trust other servers: advice, and nothing more. */
export const vouches = table(
  'vouches',
  {
    peer: text('peer').notNull(),
    host: text('host').notNull(),
    state: text('state').$type<Trust>().notNull()
  },
  (vouch) => [primaryKey({ columns: [vouch.peer, vouch.host] }), index('vouches_host_idx').on(vouch.host)]
)
