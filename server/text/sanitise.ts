/** The one sanitiser: whatever HTML comes in, only this leaves. */
import sanitizeHtml from 'sanitize-html'

const headings = Object.fromEntries(['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((tag) => [tag, 'h4']))

const rules: sanitizeHtml.IOptions = {
  allowedTags: [
    ...['p', 'br', 'span', 'a', 'del', 's', 'pre', 'blockquote', 'code', 'b', 'strong', 'u', 'i', 'em'],
    ...['ul', 'ol', 'li', 'h4', 'hr', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'sub', 'sup', 'dl', 'dt', 'dd']
  ],
  allowedAttributes: {
    a: ['href', 'rel', 'class', 'title'],
    span: ['class'],
    ol: ['start', 'reversed'],
    li: ['value'],
    '*': ['lang']
  },
  allowedClasses: {
    a: ['mention', 'hashtag', 'u-url', 'u-*'],
    span: ['h-card', 'mention', 'hashtag', 'ellipsis', 'invisible', 'quote-inline']
  },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  nonTextTags: [
    'style',
    'script',
    'textarea',
    'option',
    'noscript',
    'title',
    'math',
    'svg',
    'template',
    'iframe',
    'object'
  ],
  nestingLimit: 24,
  transformTags: {
    ...headings,
    a: (tagName, { href, class: classes, rel }) => {
      const tag = /\btag\b/.test(rel ?? '') ? 'tag ' : ''
      return {
        tagName,
        attribs: {
          ...(href && { href }),
          ...(classes && { class: classes }),
          rel: `${tag}nofollow noopener noreferrer ugc`
        }
      }
    }
  }
}

/** Characters that change how the text around them is read: controls, bidirectional overrides, invisible marks. */
const deceiving = /[[\p{Cc}\p{Bidi_Control}\ufeff]--[\n\t\r]]/gv

/** The most characters of HTML taken from one field. */
const longest = 200_000

/** Gives HTML with only harmless elements, attributes and links left; never throws. */
export function sanitise(html: string): string {
  return sanitizeHtml(plainCharacters(html).slice(0, longest), rules).trim()
}

/** Takes out characters that deceive the eye. */
export const plainCharacters = (text: string) => text.replace(deceiving, '')

const blocks = /<\/(p|div|li|h[1-6]|blockquote|pre|tr)>|<br\s*\/?>/gi

/** The text of a piece of HTML, in one line for each paragraph; at most `most` characters, cut at a word with "…". */
export function textOf(html: string, most = Number.POSITIVE_INFINITY): string {
  const bare = sanitizeHtml(plainCharacters(html).slice(0, longest).replace(blocks, '$&\n'), {
    allowedTags: [],
    allowedAttributes: {}
  })
  const text = decode(bare)
    .replace(/[ \t]+/g, ' ')
    .replace(/ ?\n\s*/g, '\n')
    .trim()
  return shorten(text, most)
}

/** Cuts at a word, with "…" where something was cut. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text
  const cut = text.slice(0, most - 1)
  const space = cut.lastIndexOf(' ')
  return `${(space > most / 2 ? cut.slice(0, space) : cut).trimEnd()}…`
}

/** Plain text of a name or a title from elsewhere: no markup, no line breaks, no deceiving characters. */
export const plainLine = (text: string, most: number) => shorten(textOf(text).replace(/\s+/g, ' ').trim(), most)

const decode = (text: string) =>
  text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')

/** Escapes text for use inside HTML. */
export const escapeHtml = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
