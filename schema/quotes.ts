/** Which post quotes which (FEP-044f), and what our people's posts allow others to do with them. */
import { actors } from './actors.ts'
import { created, index, key, table, text, uniqueIndex } from './columns.ts'
import { posts } from './posts.ts'

/** `plain` came without leave being asked; `refused` and `revoked` are shown as a link only. */
export type QuoteState = 'plain' | 'requested' | 'accepted' | 'refused' | 'revoked'
export type ApprovalKind = 'quote' | 'reply' | 'like' | 'share'
export type ApprovalState = 'accepted' | 'refused' | 'revoked'

export const quotes = table(
  'quotes',
  {
    post: text('post_id')
      .primaryKey()
      .references(() => posts.id, { onDelete: 'cascade' }),
    /** The address of what is quoted, which may not be here. */
    quoted: text('quoted_uri').notNull(),
    /** The QuoteRequest by which one of ours asked. */
    request: text('request_uri'),
    /** The leave that the quoted author gave. */
    authorization: text('authorization_uri'),
    state: text('state').$type<QuoteState>().notNull()
  },
  (quote) => [
    index('quotes_quoted_idx').on(quote.quoted),
    index('quotes_request_idx').on(quote.request),
    index('quotes_authorization_idx').on(quote.authorization)
  ]
)

/** Leave asked of our people, given or refused. */
export const approvals = table(
  'approvals',
  {
    id: key(),
    kind: text('kind').$type<ApprovalKind>().notNull(),
    post: text('post_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    /** Who asked. */
    actor: text('actor_id')
      .notNull()
      .references(() => actors.id, { onDelete: 'cascade' }),
    /** The address of the quoting post, the reply, the like. */
    interacting: text('interacting_uri').notNull(),
    /** The activity that asked. */
    request: text('request_uri').notNull(),
    state: text('state').$type<ApprovalState>().notNull(),
    created: created()
  },
  (approval) => [
    uniqueIndex('approvals_once').on(approval.post, approval.kind, approval.interacting),
    index('approvals_actor_idx').on(approval.actor)
  ]
)
