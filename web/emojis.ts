/** Pictures of other servers in place of `:name:`, in words that are escaped or sanitised already: copies kept here, at a fixed size. */
import { escapeHtml } from '../server/text/sanitise.ts'

/** A picture that stands for `:name:`, with where its copy is here. */
export interface EmojiView {
  name: string
  path: string
}

/** More in one text are left as words: a page is for reading. */
const most = 200

/** As written by people, between anything but letters and digits: the time 10:30:45 is none. */
const written = /(?<![a-z0-9]):([a-z0-9_][a-z0-9_+.@-]{0,59}):(?![a-z0-9])/gi
const tagOrText = /<[^>]*>|[^<]+/g

/** HTML with pictures in its text; what is code stays as it is. The HTML must be escaped or sanitised. */
export function withPictures(html: string, emojis: EmojiView[] | undefined): string {
  if (!emojis?.length || !html.includes(':')) return html
  const byName = new Map(emojis.map((one) => [one.name, one]))
  let left = most
  let code = 0
  return html.replace(tagOrText, (part) => {
    if (part.startsWith('<')) {
      if (/^<(code|pre)\b/.test(part)) code++
      else if (/^<\/(code|pre)\b/.test(part)) code--
      return part
    }
    if (code > 0) return part
    return part.replace(written, (whole, name) => {
      const found = left > 0 ? byName.get(name) : undefined
      if (found) left--
      return found ? picture(found) : whole
    })
  })
}

/** One picture. */
export const picture = ({ name, path }: EmojiView): string => {
  const words = `:${escapeHtml(name)}:`
  return `<img class="fm-emoji" src="${escapeHtml(path)}" alt="${words}" title="${words}" loading="lazy">`
}

/** Plain text without the names of its pictures, for where only letters will do. */
export const withoutNames = (text: string, emojis: { name: string }[] | null | undefined): string =>
  (emojis ?? []).reduce((rest, { name }) => rest.replaceAll(`:${name}:`, ' '), text).trim()
