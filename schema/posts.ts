/** Everything said, by our people or by others: the common part of stories, questions, replies and remote posts. */
import { actors } from './actors.ts'
import { count, created, flag, index, json, key, moment, primaryKey, table, text } from './columns.ts'
import type { Marks } from './rules.ts'

export type PostKind = 'story' | 'question' | 'reply' | 'post' | 'event' | 'video' | 'poll' | 'recipe'
/**
 * Who may read it. `withdrawn` is a tombstone: its address is never used again. `hidden` is what a moderator took from
 * everyone but its author.
 */
export type Audience =
  | 'public'
  | 'unlisted'
  | 'local'
  | 'followers'
  | 'direct'
  | 'community'
  | 'draft'
  | 'hidden'
  | 'withdrawn'
export type Attachment = {
  kind: 'image' | 'video' | 'audio' | 'link'
  url: string
  mediaType?: string
  /** What it shows, in words; empty when nobody said. */
  alt: string
  width?: number
  height?: number
  seconds?: number
  /** A still picture that stands for a clip. */
  poster?: string
  /** Caption tracks in WebVTT. */
  captions?: { language: string; url: string }[]
  /** Of a picture: the same, for small screens. */
  small?: { url: string; width: number }
}
export type Happening = { starts?: string; ends?: string; place?: string }
/** Who may do something with a post; its author always may. */
export type Allowed = 'everyone' | 'followers' | 'nobody'
/** What an author said of it; of others' posts only who may quote is kept. */
export type Policy = { reply?: Allowed; quote?: Allowed; like?: Allowed }
/** With what is kept of others' posts besides: whoever quotes must ask, and a person decides. */
export type KeptPolicy = Policy & { asks?: true }
export type Poll = { options: { text: string; votes: number }[]; multiple: boolean; closes?: string; voters?: number }

export const posts = table(
  'posts',
  {
    id: key(),
    /**
     * Where it stands in lists, newest first: its id, or, since it was shown to more people than its author and colleagues
     * only later, a key of that moment. Like ids these keys sort by time and no two are the same.
     */
    placed: text('placed').notNull().default(''),
    uri: text('uri').notNull().unique(),
    /** The HTML page, here or on its own server. */
    url: text('url').notNull(),
    kind: text('kind').$type<PostKind>().notNull(),
    local: flag('local').notNull().default(false),
    author: text('author_id')
      .notNull()
      .references(() => actors.id),
    title: text('title'),
    /** Plain text, a few sentences. */
    summary: text('summary'),
    /** What its author typed; ours only. */
    markdown: text('markdown'),
    /** Sanitised. */
    html: text('html').notNull(),
    language: text('language'),
    /** A content warning, which hides the text until asked for. */
    warning: text('warning'),
    sensitive: flag('sensitive').notNull().default(false),
    inReplyTo: text('in_reply_to'),
    /** The post replied to, once it is here. */
    parent: text('parent_id'),
    /** The first post of the conversation; its own id when it starts one. */
    thread: text('thread_id').notNull(),
    /** FEP-7888 context as its own server gives it. */
    context: text('context_uri'),
    /** Who here may read it: never wider than `visibility`. */
    audience: text('audience').$type<Audience>().notNull(),
    /** Who may read it as its author addressed it. */
    visibility: text('visibility').$type<Audience>().notNull(),
    topics: json('topics').$type<string[]>().notNull().default([]),
    attachments: json('attachments').$type<Attachment[]>().notNull().default([]),
    happening: json('happening').$type<Happening>(),
    poll: json('poll').$type<Poll>(),
    policy: json('policy').$type<KeptPolicy>(),
    /** What moderators' rules say of it. */
    labels: json('labels').$type<NonNullable<Marks['labels']>>(),
    likes: count('like_count').notNull().default(0),
    likesElsewhere: count('like_elsewhere_count').notNull().default(0),
    shares: count('share_count').notNull().default(0),
    replies: count('reply_count').notNull().default(0),
    published: moment('published_at'),
    edited: moment('edited_at'),
    withdrawn: moment('withdrawn_at'),
    created: created()
  },
  (post) => [
    index('posts_kind_idx').on(post.kind, post.audience, post.placed),
    index('posts_local_idx').on(post.local, post.kind, post.audience, post.placed),
    index('posts_author_idx').on(post.author, post.audience, post.placed),
    index('posts_placed_idx').on(post.placed),
    index('posts_thread_idx').on(post.thread, post.placed),
    index('posts_parent_idx').on(post.parent, post.placed),
    index('posts_waiting_idx').on(post.inReplyTo)
  ]
)

/** Whom a post names or is sent to; they may read it whatever its audience. */
export const mentions = table(
  'mentions',
  {
    post: text('post_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    actor: text('actor_id')
      .notNull()
      .references(() => actors.id, { onDelete: 'cascade' })
  },
  (mention) => [
    primaryKey({ columns: [mention.post, mention.actor] }),
    index('mentions_actor_idx').on(mention.actor, mention.post)
  ]
)

/** Topics as hashtags, lower case without the sign. */
export const postTopics = table(
  'post_topics',
  {
    topic: text('topic').notNull(),
    post: text('post_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    /** As the post's: an index over both tables there is not. */
    placed: text('placed').notNull().default('')
  },
  (tagged) => [
    primaryKey({ columns: [tagged.topic, tagged.post] }),
    index('post_topics_post_idx').on(tagged.post),
    index('post_topics_placed_idx').on(tagged.topic, tagged.placed)
  ]
)
