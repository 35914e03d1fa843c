/** Markdown in, safe HTML out, with hashtags and mentions as the fediverse writes them. */
import MarkdownIt from 'markdown-it'
import { escapeHtml, sanitise } from './sanitise.ts'

/** Someone who may be named in a text, by `@user@host` or, here, `@user`. */
export interface Named {
  handle: string
  url: string
}

export interface MarkdownOptions {
  /** Where topics live; without it hashtags stay text. */
  origin?: string
  named?: Named[]
}

const reader = new MarkdownIt({ html: false, linkify: true, breaks: true, typographer: false })
reader.disable('image')

const handlePattern = /(^|[\s(>])@([a-z0-9_]+(?:[.-]+[a-z0-9_]+)*)(?:@([a-z0-9.-]+(?::\d+)?))?/gi
const topicPattern = /(^|[\s(>])#([\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*)/gu

/** Gives sanitised HTML. */
export function renderMarkdown(markdown: string, options: MarkdownOptions = {}): string {
  const tokens = reader.parse(markdown, {})
  for (const block of tokens) {
    let inLink = 0
    for (const token of block.children ?? []) {
      if (token.type === 'link_open') inLink++
      if (token.type === 'link_close') inLink--
      if (token.type !== 'text' || inLink > 0) continue
      const marked = markText(token.content, options)
      if (marked !== undefined) Object.assign(token, { type: 'html_inline', content: marked })
    }
  }
  return sanitise(reader.renderer.render(tokens, reader.options, {}))
}

/** The handles named in a text, lower case: `user@host`, or `user` for people here. */
export function handlesIn(markdown: string): string[] {
  const found = [...markdown.matchAll(handlePattern)].map(([, , user, host]) =>
    (host ? `${user}@${host}` : user!).toLowerCase()
  )
  return [...new Set(found)].slice(0, 20)
}

/** The hashtags of a text, lower case without the sign. */
export function topicsIn(markdown: string): string[] {
  return [...new Set([...markdown.matchAll(topicPattern)].map(([, , topic]) => topic!.toLowerCase()))].slice(0, 30)
}

/** A topic as typed, with or without the sign, in the form kept; undefined when it is none. */
export function topicOf(text: string): string | undefined {
  const topic = text
    .trim()
    .replace(/^#/, '')
    .replace(/[\s-]+/g, '')
    .toLowerCase()
  return /^[\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*$/u.test(topic) && topic.length <= 60 ? topic : undefined
}

function markText(text: string, { origin, named }: MarkdownOptions): string | undefined {
  if (!/[@#]/.test(text)) return undefined
  let html = escapeHtml(text)
  if (origin) {
    html = html.replace(topicPattern, (_, before: string, topic: string) => {
      const href = `${origin}/topics/${encodeURIComponent(topic.toLowerCase())}`
      return `${before}<a class="mention hashtag" rel="tag" href="${href}">#${topic}</a>`
    })
  }
  return html.replace(handlePattern, (whole, before: string, user: string, host?: string) => {
    const handle = (host ? `${user}@${host}` : user).toLowerCase()
    const person = named?.find((one) => one.handle === handle)
    return person
      ? `${before}<span class="h-card"><a class="u-url mention" href="${escapeHtml(person.url)}">@${user}</a></span>`
      : whole
  })
}
