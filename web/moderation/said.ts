/** What a held activity says, as a moderator needs it: plain text and facts; nothing in it is fetched, linked or run. */
import type { HeldItem } from '../../server/moderation/held.store.ts'
import { hasWords } from '../../server/moderation/words-only.ts'
import { plainCharacters, plainLine, shorten, textOf } from '../../server/text/sanitise.ts'

/** Who its author meant to reach. */
export type Reach = 'everyone' | 'followers' | 'named'

export interface Said {
  /** "reply", "poll", "like" …: what it would be called here. */
  noun: string
  /** "Create of a Note". */
  cameInAs: string
  title?: string
  warning?: string
  paragraphs: string[]
  /** The options of a poll. */
  options: string[]
  media?: Media
  /** Whether it says something that could be let in without its media. */
  hasWords: boolean
  /** The servers to which its links lead. */
  leadsTo: string[]
  reach: Reach
}

export interface Media {
  n: number
  /** "2 photos", "1 video and 1 photo". */
  count: string
  descriptions: string[]
  /** How many have no description. */
  undescribed: number
}

type Plain = Record<string, unknown>

const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value.slice(0, 100) : value ? [value] : [])
const stringOf = (value: unknown): string => {
  const first = listOf(value)[0]
  const text = isPlain(first) ? first['@value'] : first
  return typeof text === 'string' ? text : ''
}
const idsOf = (value: unknown) => listOf(value).map((one) => (isPlain(one) ? one.id : one))

/** Reads an item; at most `most` characters of its words. */
export function readSaid(item: HeldItem, most: number): Said {
  const activity = item.activity ?? {}
  const document = listOf(activity.object).find((one) => isPlain(one) && one.type) as Plain | undefined
  const type = stringOf(document?.type)
  const html = document ? stringOf(document.content) || contentIn(document) || stringOf(document.summary) : ''
  const title = document ? plainLine(stringOf(document.name), 200) : ''
  // A report has its words beside what it is about.
  const own = item.type === 'Flag' ? stringOf(activity.content) : ''
  const text = textOf(html || own) || (title ? '' : plainCharacters(item.summary))
  const isNote = type === 'Note' || type === 'Question'
  const warning = isNote && html !== stringOf(document?.summary) ? plainLine(stringOf(document?.summary), 300) : ''
  const media = readMedia(document)
  return {
    noun: nounOf(item, document, type),
    cameInAs: type ? `${item.type} of ${article(type)}` : item.type,
    ...(title && { title }),
    ...(warning && { warning }),
    paragraphs: paragraphsOf(text, most),
    options: [...listOf(document?.oneOf), ...listOf(document?.anyOf)]
      .map((one) => (isPlain(one) ? plainLine(stringOf(one.name), 100) : ''))
      .filter(Boolean)
      .slice(0, 20),
    ...(media && { media }),
    hasWords: hasWords(item),
    leadsTo: hostsIn(html || own, item.host),
    reach: reachOf(activity, document)
  }
}

/** Some servers give words only by language. */
function contentIn(document: Plain): string {
  const first = isPlain(document.contentMap) ? Object.values(document.contentMap)[0] : ''
  return stringOf(first)
}

const nouns: Record<string, string> = {
  Update: 'change',
  Like: 'like',
  EmojiReact: 'like',
  Dislike: 'dislike',
  Announce: 'share',
  Follow: 'request to follow',
  Flag: 'report'
}
const nounsByType: Record<string, string> = { Article: 'article', Event: 'event', Video: 'video', Question: 'poll' }

function nounOf(item: HeldItem, document: Plain | undefined, type: string): string {
  const known = nouns[item.type]
  if (known) return known
  if (!document) return 'post'
  if (type === 'Note' && stringOf(document.name) && !stringOf(document.content)) return 'vote'
  return nounsByType[type] ?? (idsOf(document.inReplyTo)[0] ? 'reply' : 'post')
}

/** "a reply", "an event". */
export const article = (noun: string) => `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun.slice(0, 60)}`

function paragraphsOf(text: string, most: number): string[] {
  return shorten(text.replace(address, linkWords), most)
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
}

const address = /\bhttps?:\/\/[^\s<>"“”]+/gi

/** An address in the text is named by its server, so that nothing is opened by mistake and no long tail hides it. */
function linkWords(text: string): string {
  return URL.canParse(text) ? `[link to ${new URL(text).host}]` : '[link]'
}

function hostsIn(html: string, home: string): string[] {
  const found = [...html.slice(0, 200_000).matchAll(/https?:\/\/[^\s<>"'“”]{1,2000}/gi)].map(([url]) =>
    URL.canParse(url) ? new URL(url).host : ''
  )
  return [...new Set(found)].filter((host) => host && host !== home).slice(0, 10)
}

const mediaNouns: [RegExp, string][] = [
  [/^image/i, 'photo'],
  [/^video/i, 'video'],
  [/^audio/i, 'recording']
]

const attachedIn = (document: Plain | undefined): Plain[] =>
  listOf(document?.attachment)
    .filter(isPlain)
    .filter((one) => /^(Image|Document|Video|Audio)$/.test(stringOf(one.type)))

/** One thing that is attached, where it would be fetched from. */
export interface Attached {
  url: string
  alt: string
  isPicture: boolean
}

/** What an item attaches; nothing of it is fetched by this. */
export function attachedTo(item: HeldItem): Attached[] {
  const document = listOf(item.activity?.object).find((one) => isPlain(one) && one.type) as Plain | undefined
  return attachedIn(document).flatMap((one) => {
    const first = listOf(one.url)[0]
    const url = stringOf(isPlain(first) ? first.href : first)
    if (!/^https?:\/\//.test(url) || url.length > 2_048 || !URL.canParse(url)) return []
    const kind = stringOf(one.mediaType) || stringOf(one.type)
    return [{ url, alt: plainLine(stringOf(one.name) || stringOf(one.summary), 300), isPicture: /^image/i.test(kind) }]
  })
}

function readMedia(document: Plain | undefined): Media | undefined {
  const attached = attachedIn(document)
  if (attached.length === 0) return undefined
  const counts = new Map<string, number>()
  for (const one of attached) {
    const kind = stringOf(one.mediaType) || stringOf(one.type)
    const name = mediaNouns.find(([pattern]) => pattern.test(kind))?.[1] ?? 'file'
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const descriptions = attached.map((one) => plainLine(stringOf(one.name) || stringOf(one.summary), 300))
  return {
    n: attached.length,
    count: [...counts].map(([name, n]) => `${n} ${n === 1 ? name : `${name}s`}`).join(' and '),
    descriptions: descriptions.filter(Boolean),
    undescribed: descriptions.filter((text) => text === '').length
  }
}

function reachOf(activity: Plain, document: Plain | undefined): Reach {
  const to = [activity.to, activity.cc, document?.to, document?.cc].flatMap(idsOf).map((one) => String(one))
  if (to.some((one) => /(^|#)(as:)?Public$/.test(one))) return 'everyone'
  return to.some((one) => /\/follow(ers|ing)?([/?#]|$)/i.test(one)) ? 'followers' : 'named'
}

/** Plain text that may stand anywhere: no line breaks, nothing that deceives the eye. */
export const oneLine = (text: string, most = 300) => shorten(plainCharacters(text).replace(/\s+/g, ' ').trim(), most)
