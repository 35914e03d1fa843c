/** What templates are given: people, posts and threads in the words of pages. */
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
}

export interface ItemView {
  kind: 'story' | 'question' | 'reply' | 'post' | 'event' | 'video' | 'poll'
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
  author: PersonView
  sharedBy?: PersonView
  published: Date
  edited?: Date
  about?: { title: string; path: string }
  inReplyTo?: { title: string; path: string; author?: PersonView }
  /** Of a question. */
  answered?: boolean
  /** Of a reply: it is an accepted answer. */
  accepted?: boolean
  acceptedBy?: string
  topics: { name: string; path: string }[]
  state?: 'idea' | 'trying' | 'embedded' | 'stopped'
  /** At a glance: state, place, cost, saving, service. */
  facts?: { label: string; text: string; note?: string }[]
  attachments?: { kind: 'image' | 'video' | 'audio' | 'link'; url: string; alt: string; path?: string }[]
  event?: { starts?: Date; ends?: Date; place?: string }
  poll?: PollView
  /** What it quotes; without a title it is not here, or not for this reader. */
  quote?: { url: string; path?: string; title?: string; text?: string; author?: PersonView }
  counts: { likes: number; likesElsewhere: number; shares: number; replies: number }
  mine?: { liked: boolean; shared: boolean; canEdit: boolean; canAccept: boolean }
  /** Why this is shown, in a sentence. */
  why?: string
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
