/** Pictures that a document brings for `:name:` in its words (Mastodon's Emoji tags). */
import type { Emoji } from '../../schema/actors.ts'
import { shortcode } from '../../server/emojis/emojis.ts'
import { hrefOf, isObject, type JsonObject, listOf, textOf, typesOf } from '../json.ts'

/** More of them nobody needs in one text. */
const most = 50

/** The pictures by name, without the colons; of two with one name the first counts. What is no picture by its own word is left out. */
export function readEmojis(document: JsonObject): Emoji[] {
  const found = new Map<string, Emoji>()
  for (const tag of listOf(document.tag)) {
    if (!isObject(tag) || !typesOf(tag).includes('Emoji')) continue
    const name = (textOf(tag.name) ?? '').replace(/^:|:$/g, '')
    const url = hrefOf(tag.icon)
    if (shortcode.test(name) && url && !isOther(tag.icon) && !found.has(name)) found.set(name, { name, url })
    if (found.size >= most) break
  }
  return [...found.values()]
}

/** The picture of a reaction, which the same activity brings. */
export const emojiOfReaction = (activity: JsonObject, reaction: string): string | undefined =>
  readEmojis(activity).find(({ name }) => name === reaction.replace(/^:|:$/g, ''))?.url

function isOther(icon: unknown): boolean {
  const [first] = listOf(icon)
  const type = isObject(first) ? textOf(first.mediaType) : undefined
  return type !== undefined && !/^image\/(png|gif|webp|apng)\b/i.test(type)
}
