/** The people of this council who can sign in, and how they prove it. */
import { actors } from './actors.ts'
import { created, index, json, key, moment, table, text } from './columns.ts'

export type Role = 'admin' | 'moderator' | 'reporter' | 'coordinator' | 'practitioner'

export const members = table('members', {
  id: key(),
  actor: text('actor_id')
    .notNull()
    .unique()
    .references(() => actors.id),
  email: text('email').notNull().unique(),
  role: text('role').$type<Role>().notNull(),
  disabled: moment('disabled_at'),
  seen: moment('seen_at'),
  created: created()
})

/** Sessions are looked up by the hash of their secret, so that a copy of the database signs nobody in. */
export const sessions = table(
  'sessions',
  {
    hash: text('hash').primaryKey(),
    member: text('member_id')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    csrf: text('csrf').notNull(),
    expires: moment('expires_at').notNull(),
    created: created()
  },
  (session) => [index('sessions_member_idx').on(session.member), index('sessions_expires_idx').on(session.expires)]
)

/** One-time sign-in links, by the hash of their secret. */
export const signInLinks = table(
  'sign_in_links',
  {
    hash: text('hash').primaryKey(),
    member: text('member_id')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    expires: moment('expires_at').notNull(),
    used: moment('used_at'),
    created: created()
  },
  (link) => [index('sign_in_links_member_idx').on(link.member), index('sign_in_links_expires_idx').on(link.expires)]
)

/** Bearer tokens of the JSON API, by hash. */
export const apiTokens = table(
  'api_tokens',
  {
    id: key(),
    hash: text('hash').notNull().unique(),
    member: text('member_id')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    scopes: json('scopes').$type<string[]>().notNull(),
    used: moment('used_at'),
    revoked: moment('revoked_at'),
    created: created()
  },
  (token) => [index('api_tokens_member_idx').on(token.member)]
)
