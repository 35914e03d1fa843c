/** Our HTML in the elements that other servers keep: Mastodon drops or runs together the rest. */
import { escapeHtml } from '../../server/text/sanitise.ts'

/** A line of its own that stands out, in place of a heading. */
export const boldLine = (text: string) => `<p><strong>${escapeHtml(text)}</strong></p>`

/** Plain text as paragraphs, one for each line; without a link, whatever it holds. */
export const paragraphs = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => `<p>${escapeHtml(line.trim())}</p>`)
    .join('')

const rewrites: [RegExp, string][] = [
  [/<h4[^>]*>/g, '<p><strong>'],
  [/<\/h4>/g, '</strong></p>'],
  [/<hr\s*\/?>/g, '<p>* * *</p>'],
  // A table becomes a line for each row, its cells kept apart.
  [/<\/t[hd]>\s*<t[hd][^>]*>/g, ' · '],
  [/<tr[^>]*>\s*<t[hd][^>]*>/g, '<p>'],
  [/<\/t[hd]>\s*<\/tr>/g, '</p>'],
  [/<\/?(table|thead|tbody|tr|th|td)\b[^>]*>\s*/g, '']
]

/**
 * Takes sanitised HTML, which is well formed; gives the same in `p br span a del pre blockquote code b strong u i em ul ol
 * li`, with whole addresses in its links: `page` is that on which they stand, from which a short one leads on.
 */
export const wireHtml = (html: string, page: string) =>
  rewrites
    .reduce((text, [from, to]) => text.replace(from, to), html)
    .replace(/(<a [^>]*?href=")([^"]*)"/g, (_link, start, href) => `${start}${wholeAddress(href, page)}"`)

const wholeAddress = (href: string, page: string) =>
  /^[a-z][a-z0-9+.-]*:/i.test(href) || !URL.canParse(href.replaceAll('&amp;', '&'), page)
    ? href
    : escapeHtml(new URL(href.replaceAll('&amp;', '&'), page).href)

/**
 * A title as `name`: Mastodon puts it into HTML as it is, so it must hold nothing that reads as markup there, and
 * FEP-b2b8 wants no entities.
 */
export const plainName = (title: string) =>
  title
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replace(/&(?=#?\w{1,32};)/g, '＆')
