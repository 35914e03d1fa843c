/** What templates are given: people, posts and threads in the words of pages. */
import type { EmojiView } from './emojis.ts'
import type { AttachedView } from './present/attached.ts'
import type { SafeHtml } from './safe-html.ts'

export interface PersonView {
  uri: string
  name: string
  /** '@nia@host'. */
  handle: string
  initials: string
  role?: string
  /** '/@nia', or '/@nia@host'. */
  path: string
  from: 'here' | 'peer' | 'elsewhere'
  /** This council's short name, or a peer's full one. */
  council?: string
  software?: string
  /** A picture kept here. */
  avatar?: string
  /** Pictures in the name. */
  emojis?: EmojiView[]
}

export interface ItemView {
  kind: 'story' | 'question' | 'reply' | 'post' | 'event' | 'video' | 'poll' | 'recipe'
  id: string
  uri: string
  /** Its page here. */
  path: string
  /** Its page on its own server. */
  remoteUrl?: string
  title?: string
  /** Plain text. */
  summary?: string
  html: SafeHtml
  /** A BCP 47 tag, when the words are said to be in one. */
  language?: string
  wentWell?: SafeHtml
  wentBadly?: SafeHtml
  /** A content warning, behind which the text waits. */
  warning?: string
  /** Words that the reader filters, behind which it waits folded. */
  filtered?: string
  author: PersonView
  sharedBy?: PersonView
  published: Date
  edited?: Date
  about?: { title: string; path: string; emojis?: EmojiView[] }
  /** The communities in which it stands. */
  communities?: { name: string; path: string }[]
  inReplyTo?: { title: string; path: string; author?: PersonView; emojis?: EmojiView[] }
  /** Of a question. */
  answered?: boolean
  /** Of a reply: it is an accepted answer. */
  accepted?: boolean
  acceptedBy?: string
  /** Pictures in its words. */
  emojis?: EmojiView[]
  /** What it was reacted to with, the most frequent first, and how many more there are. */
  reactions?: { list: ReactionView[]; more: number }
  topics: { name: string; path: string }[]
  /** What moderators' rules say of it: for everyone, and to moderators all of it. */
  labels?: string[]
  state?: 'idea' | 'trying' | 'embedded' | 'stopped'
  /** Two other councils have replicated it. */
  worth?: true
  /** Of a story: whether it is still true, and when that was last said. */
  still?: { checked?: Date; stale?: true; untrue?: { since: Date; why: string } }
  /** At a glance: state, place, cost, saving, service. */
  facts?: { label: string; text: string; note?: string }[]
  attachments?: AttachedView[]
  event?: { starts?: Date; ends?: Date; place?: string }
  poll?: PollView
  /** What it quotes; without a title it is not here, or not for this reader. */
  quote?: QuoteView
  counts: { likes: number; likesElsewhere: number; shares: number; replies: number }
  mine?: {
    liked: boolean
    shared: boolean
    canEdit: boolean
    /** It cannot be changed, only taken back. */
    canWithdraw: boolean
    canAccept: boolean
    /** Communities that the viewer looks after, with where it is taken out of them. */
    takeOut: { name: string; path: string }[]
    /** The pages at whose top it stands, or could. */
    pins: { page: 'me' | 'council'; pinned: boolean }[]
  }
  /** It stands at the top of this page because somebody put it there. */
  pinned?: boolean
  /** Why this is shown, in a sentence. */
  why?: string
  /** Who can read it, where that is not simply everyone. */
  seenBy?: string
  /** Whether it may be shown on and quoted: what is not for everyone may not. */
  closed?: boolean
  /** What the viewer's reply to it may be. */
  replyFor?: ReplyChoice
}

/** Who may read something new: `usual` choices and `more`; `fixed` says for whom it is when that cannot change. */
export interface AudienceChoice {
  value: string
  usual: AudienceItem[]
  more: AudienceItem[]
  moreOpen: boolean
  fixed?: string
}

/** Who will see a reply: `now` unless another of the `items` is chosen; `note` says why there are not more. */
export interface ReplyChoice {
  value: string
  now: string
  items: AudienceItem[]
  note?: string
}

export interface AudienceItem {
  value: string
  text: string
  hint: { text: string }
}

/** `state` is told to whoever quotes: how the leave of the author stands. */
export interface QuoteView {
  url: string
  path?: string
  title?: string
  text?: string
  language?: string
  author?: PersonView
  /** Pictures in the title and the text. */
  emojis?: EmojiView[]
  state?: 'requested' | 'accepted' | 'refused' | 'revoked'
}

/** One emoji, or `:name:` with its picture where that can be had. */
export interface ReactionView {
  text: string
  n: number
  emoji?: EmojiView
}

export interface PollView {
  options: { text: string; votes: number; mine: boolean }[]
  closes?: Date
  voters?: number
  multiple: boolean
  /** Whether the viewer may still vote. */
  open: boolean
}

export interface ThreadNode {
  item: ItemView
  replies: ThreadNode[]
  /** A tombstone that still has replies. */
  withdrawn?: boolean
}

export interface PageLinks {
  newer?: string
  older?: string
}
