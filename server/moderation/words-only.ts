/** Letting in what somebody said without what they attached: pictures, clips, and links that lead to such files. */
import type { Marks } from '../../schema/rules.ts'
import { Invalid } from '../errors.ts'
import { plainLine, sanitise, textOf } from '../text/sanitise.ts'
import type { HeldItem } from './held.store.ts'

type Plain = Record<string, unknown>

const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value ? [value] : [])
const textIn = (value: unknown): string => {
  const [first] = listOf(value)
  const text = isPlain(first) ? (first['@value'] ?? Object.values(first)[0]) : first
  return typeof text === 'string' ? text : ''
}

/** The marks with which the words alone are let in. */
export const wordsMarks = (marks: Marks | null): Marks => ({ ...marks, stripMedia: true, wordsOnly: true })

/** Whether a held item is a post that says something in words: nothing else has words that could come in alone. */
export function hasWords({ type, actor, activity }: Pick<HeldItem, 'type' | 'actor' | 'activity'>): boolean {
  const document = listOf(activity?.object).find(isPlain)
  if ((type !== 'Create' && type !== 'Update') || !document || document.id === actor) return false
  const words = [document.content, document.contentMap, document.name, document.nameMap, document.summary]
  return words.some((one) => plainLine(textIn(one), 10) !== '') || [document.oneOf, document.anyOf].some(Boolean)
}

/** Throws Invalid where there are no words that could be let in alone. */
export function needWords(item: Pick<HeldItem, 'type' | 'actor' | 'activity'>): void {
  if (!hasWords(item))
    throw new Invalid([{ field: 'act', text: 'It has no words of its own. Let it in whole, or reject it' }])
}

const file = /\.(jpe?g|png|gif|webp|avif|svg|bmp|heic|mp4|m4v|mov|webm|mkv|m3u8|mp3|m4a|ogg|oga|ogv|opus|wav|flac)$/i

const leadsToMedia = (address: string, attached: ReadonlySet<string>): boolean => {
  const url = URL.parse(address.replaceAll('&amp;', '&'))
  return url !== null && (attached.has(url.href) || file.test(url.pathname))
}

/** What stands where a link to a picture or a clip stood. */
const leftOut = '[link left out]'

/** Sanitised HTML without its links to media files, or to what was `attached`; the words of such links stay. */
export function withoutMediaLinks(html: string, attached: string[] = []): string {
  const known = new Set(attached.flatMap((address) => URL.parse(address)?.href ?? []))
  let n = 0
  const rest = html.replace(/<a\b[^>]*?\bhref="([^"]*)"[^>]*>(.*?)<\/a>/gis, (whole, href: string, words: string) => {
    if (!leadsToMedia(href, known)) return whole
    n++
    // Words that are the address itself, whole or cut short, are no words.
    return /:\/\/|\w\/\S/.test(textOf(words)) || textOf(words) === '' ? leftOut : words
  })
  return n === 0 ? html : sanitise(rest)
}
