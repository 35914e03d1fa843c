/** Which pictures of other servers may stand among words here: of posts that were let in, and of reactions to them. */
import type { Emoji } from '../../schema/actors.ts'
import type { Context } from '../context.ts'
import type { Wanted } from '../media/remote.ts'
import { type Policies, policiesNow } from '../moderation/policies/compiled.ts'
import type { WholePost } from '../posts/posts.store.ts'
import { emojisOfPosts, reactionsOf } from './emojis.store.ts'

/** How a post was reacted to. */
export interface Reaction {
  post: string
  /** One emoji, or `:name:`. */
  emoji: string
  /** Its picture, where it has one that may be shown. */
  url?: string
  n: number
}

/** What may stand between two colons. */
export const shortcode = /^[a-z0-9_][a-z0-9_+.@-]{0,59}$/i

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Whether a text is one emoji: one sign to the eye, however many characters. */
export const isEmoji = (text: string): boolean =>
  text.length <= 40 &&
  [...letters.segment(text)].length === 1 &&
  /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u.test(text)

/** Whether a reaction can be shown: one emoji, or the name of a picture. Anything else is only counted. */
const isShowable = (emoji: string) =>
  isEmoji(emoji) || /^[❤★☆]\ufe0f?$/u.test(emoji) || (/^:.+:$/.test(emoji) && shortcode.test(emoji.slice(1, -1)))

export const wantedEmoji = ({ url }: Pick<Emoji, 'url'>): Wanted => ({ kind: 'emoji', url })

/** The pictures in the words of these posts, by their ids; of servers whose media are left out there are none. */
export async function emojisIn(context: Context, rows: WholePost[]): Promise<Map<string, Emoji[]>> {
  const theirs = rows.filter(({ post }) => !post.local && mayHold(post))
  if (theirs.length === 0) return new Map()
  const policies = await policiesNow(context)
  const ids = theirs.flatMap(({ post, author }) => (takesMedia(policies, author.host) ? [post.id] : []))
  if (ids.length === 0) return new Map()
  return new Map((await emojisOfPosts(context.store.read, ids)).map(({ post, emojis }) => [post, emojis]))
}

/** Two colons with a name between them. Most posts have none, and cost no query. */
const named = /:[a-z0-9_][a-z0-9_+.@-]*:/i

const mayHold = ({ html, title, warning, summary, poll }: WholePost['post']) =>
  [html, title, warning, summary, ...(poll?.options ?? []).map(({ text }) => text)].some(
    (text) => text && named.test(text)
  )

/** How these posts were reacted to, the most frequent first. */
export async function reactionsTo(context: Context, rows: WholePost[]): Promise<Map<string, Reaction[]>> {
  const liked = rows.flatMap(({ post }) => (post.likes > 0 ? [post.id] : []))
  if (liked.length === 0) return new Map()
  const policies = await policiesNow(context)
  const found = (await reactionsOf(context.store.read, liked)).filter(({ emoji }) => isShowable(emoji))
  const merged = new Map<string, Reaction>()
  for (const { post, emoji, url, host, n } of found) {
    const shown = url && host && takesMedia(policies, host) ? url : undefined
    const key = `${post} ${emoji}`
    const before = merged.get(key)
    const picture = before?.url ?? shown
    merged.set(key, { post, emoji, n: n + (before?.n ?? 0), ...(picture && { url: picture }) })
  }
  const sorted = [...merged.values()].sort((a, b) => b.n - a.n || (a.emoji < b.emoji ? -1 : 1))
  return Map.groupBy(sorted, ({ post }) => post)
}

const takesMedia = (policies: Policies, host: string) => !policies.of(host)?.rejectMedia
