/** Communities of practice: Groups of our own, who looks after them, and what stands in which Group, ours or another's. */
import { actors } from './actors.ts'
import { created, flag, index, json, key, moment, primaryKey, table, text, uniqueIndex } from './columns.ts'
import { posts } from './posts.ts'

/** Who may post: everyone whom the gate lets in, or only those who joined. */
export type Posting = 'everyone' | 'members'
/** `removed` people may neither join nor post; members without a role have no row, since who joined is told by follows. */
export type CommunityRole = 'coordinator' | 'removed'
/** `removed` posts were taken out by a coordinator; their authors keep them. */
export type CommunityPostState = 'shown' | 'removed'

/** What belongs to a Group of ours beside its actor. */
export const communities = table('communities', {
  /** The Group. Its key sorts by time, so that lists page by it. */
  actor: text('actor_id')
    .primaryKey()
    .references(() => actors.id, { onDelete: 'cascade' }),
  /** What it is for, as typed; the actor's summary is the HTML. */
  purpose: text('purpose').notNull(),
  posting: text('posting').$type<Posting>().notNull(),
  createdBy: text('created_by').references(() => actors.id, { onDelete: 'set null' }),
  /** Since then nothing new is taken; what was said stays. */
  closed: moment('closed_at'),
  created: created()
})

/** Who coordinates a Group of ours, and who was removed from it. */
export const communityRoles = table(
  'community_roles',
  {
    community: text('community_id')
      .notNull()
      .references(() => actors.id, { onDelete: 'cascade' }),
    actor: text('actor_id')
      .notNull()
      .references(() => actors.id, { onDelete: 'cascade' }),
    role: text('role').$type<CommunityRole>().notNull(),
    by: text('by_id'),
    reason: text('reason').notNull().default(''),
    created: created()
  },
  (role) => [
    primaryKey({ columns: [role.community, role.actor] }),
    index('community_roles_actor_idx').on(role.actor, role.role)
  ]
)

/** Which posts stand in which Group, ours or of another server. */
export const communityPosts = table(
  'community_posts',
  {
    id: key(),
    community: text('community_id')
      .notNull()
      .references(() => actors.id, { onDelete: 'cascade' }),
    post: text('post_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    state: text('state').$type<CommunityPostState>().notNull(),
    /** As the post's. */
    placed: text('placed').notNull().default(''),
    /** Whether it begins a conversation there: only those stand in lists. */
    begins: flag('begins').notNull(),
    /** The Create's JSON text as it came, for passing on whole; of others' posts in our Groups only. */
    activity: json('activity').$type<{ sent: string }>(),
    removedBy: text('removed_by'),
    reason: text('reason').notNull().default(''),
    created: created()
  },
  (placed) => [
    uniqueIndex('community_posts_once').on(placed.post, placed.community),
    index('community_posts_list_idx').on(placed.community, placed.state, placed.begins, placed.placed)
  ]
)
