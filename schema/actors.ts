/** Who speaks: a person, a council, a community, or the server itself, from here or from elsewhere. */
import { sql } from 'drizzle-orm'
import { count, created, flag, index, json, key, moment, table, text, uniqueIndex } from './columns.ts'

/** How far an actor or a server is trusted (M1); null on an actor means: as its server. */
export type Trust = 'network' | 'known' | 'unknown' | 'limited' | 'blocked'
export type ActorType = 'Person' | 'Organization' | 'Group' | 'Service' | 'Application'
/** What a person tells of themselves; skills and topics are shown because they chose so. `bio` is the Markdown of `summary`. */
export type Profile = {
  role?: string
  team?: string
  skills?: string[]
  council?: string
  bio?: string
  topics?: string[]
}
export type Field = { name: string; value: string }
/** A picture that stands for `:name:` in the words of whoever gave it; it is on their server. */
export type Emoji = { name: string; url: string }
export type PublicKey = { id: string; owner: string; pem?: string; multibase?: string }

export const actors = table(
  'actors',
  {
    id: key(),
    uri: text('uri').notNull().unique(),
    url: text('url').notNull(),
    type: text('type').$type<ActorType>().notNull(),
    local: flag('local').notNull().default(false),
    /** The part of the handle before the host, as its owner writes it. */
    username: text('username').notNull(),
    /** The host by which it is trusted, lower case, with its port where it is not the default; also in its handle, unless: */
    host: text('host').notNull(),
    /** Another host that says by WebFinger that the handle with this username there is this actor. */
    handleHost: text('handle_host'),
    name: text('name').notNull(),
    summary: text('summary').notNull().default(''),
    profile: json('profile').$type<Profile>().notNull().default({}),
    fields: json('fields').$type<Field[]>().notNull().default([]),
    inbox: text('inbox').notNull(),
    sharedInbox: text('shared_inbox'),
    outbox: text('outbox'),
    followersUri: text('followers_uri'),
    featuredUri: text('featured_uri'),
    iconUrl: text('icon_url'),
    /** Pictures in the name, the summary and the fields of one from elsewhere. */
    emojis: json('emojis').$type<Emoji[]>(),
    /** A picture kept here. */
    avatar: text('avatar_id'),
    alsoKnownAs: json('also_known_as').$type<string[]>().notNull().default([]),
    movedTo: text('moved_to'),
    locked: flag('locked').notNull().default(false),
    discoverable: flag('discoverable').notNull().default(true),
    /** What its own server lists; a signature must be by one of these. */
    publicKeys: json('public_keys').$type<PublicKey[]>().notNull().default([]),
    trust: text('trust').$type<Trust>(),
    /** Its own server says that it is suspended there. */
    suspended: flag('suspended').notNull().default(false),
    /** Its own server says that whoever it was has died. */
    memorial: flag('memorial').notNull().default(false),
    /** True when the actor or its server is blocked, or its own server suspended it: every list leaves it out. */
    blocked: flag('blocked').notNull().default(false),
    /** Lists show what it says only to those who follow it. */
    limited: flag('limited').notNull().default(false),
    /** All that it shows is shown as sensitive. */
    sensitive: flag('sensitive').notNull().default(false),
    followers: count('follower_count').notNull().default(0),
    following: count('following_count').notNull().default(0),
    /** When its own server was last asked; null for our own. */
    fetched: moment('fetched_at'),
    deleted: moment('deleted_at'),
    published: moment('published_at'),
    created: created()
  },
  (actor) => [
    index('actors_handle_idx').on(actor.host, actor.username),
    // Few have one.
    index('actors_handle_host_idx').on(actor.handleHost, actor.username).where(sql`handle_host is not null`),
    index('actors_local_idx').on(actor.local, actor.type, actor.id),
    // Of ours, one for each username, also when two are made at the same moment.
    uniqueIndex('actors_local_username').on(actor.username).where(sql`local`)
  ]
)

/** The key pairs of our own actors; the private halves are encrypted with SECRET_KEY. */
export const actorKeys = table(
  'actor_keys',
  {
    id: key(),
    actor: text('actor_id')
      .notNull()
      .references(() => actors.id, { onDelete: 'cascade' }),
    algorithm: text('algorithm').$type<'RSASSA-PKCS1-v1_5' | 'Ed25519'>().notNull(),
    publicKey: json('public_key').$type<JsonWebKey>().notNull(),
    privateKey: text('private_key').notNull(),
    /** When newer keys took its place; until it is dropped it signs the Update that tells of them, and nothing else. */
    retired: moment('retired_at'),
    created: created()
  },
  (pair) => [index('actor_keys_actor_idx').on(pair.actor)]
)
