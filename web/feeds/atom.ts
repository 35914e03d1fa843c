/** A feed as Atom (RFC 4287). */
import type { Entry, Feed } from './feed.ts'
import { element, many } from './xml.ts'

export const mediaType = 'application/atom+xml; charset=utf-8'

/** Writes it. */
export const write = (feed: Feed): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n${element(
    'feed',
    { xmlns: 'http://www.w3.org/2005/Atom', 'xml:lang': 'en' },
    many([
      element('id', {}, feed.id, true),
      element('title', {}, feed.title, true),
      element('subtitle', {}, feed.subtitle, true),
      element('updated', {}, feed.updated.toISOString()),
      element('link', { rel: 'self', type: 'application/atom+xml', href: feed.self }),
      element('link', { rel: 'alternate', type: 'text/html', href: feed.home }),
      element('author', {}, element('name', {}, feed.publisher, true)),
      element('generator', {}, 'Folkmoot'),
      ...feed.entries.map(entryElement)
    ])
  )}\n`

const entryElement = (entry: Entry) =>
  element(
    'entry',
    entry.language ? { 'xml:lang': entry.language } : {},
    many([
      element('id', {}, entry.id, true),
      element('title', {}, entry.title, true),
      element('link', { rel: 'alternate', type: 'text/html', href: entry.url }),
      element('published', {}, entry.published.toISOString()),
      element('updated', {}, entry.updated.toISOString()),
      element('author', {}, element('name', {}, entry.author.name, true) + element('uri', {}, entry.author.url, true)),
      ...entry.topics.map((topic) => element('category', { term: topic })),
      element('summary', {}, entry.summary, true),
      element('content', { type: 'html' }, entry.html, true)
    ])
  )
