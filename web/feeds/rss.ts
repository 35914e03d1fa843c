/** A feed as RSS 2.0, with the modules that tell the author and the whole text. */
import type { Entry, Feed } from './feed.ts'
import { element, many } from './xml.ts'

export const mediaType = 'application/rss+xml; charset=utf-8'

const modules = {
  version: '2.0',
  'xmlns:atom': 'http://www.w3.org/2005/Atom',
  'xmlns:content': 'http://purl.org/rss/1.0/modules/content/',
  'xmlns:dc': 'http://purl.org/dc/elements/1.1/'
}

/** Writes it. */
export const write = (feed: Feed): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n${element(
    'rss',
    modules,
    element(
      'channel',
      {},
      many([
        element('title', {}, feed.title, true),
        element('link', {}, feed.home, true),
        element('description', {}, feed.subtitle, true),
        element('language', {}, 'en'),
        element('lastBuildDate', {}, feed.updated.toUTCString()),
        element('generator', {}, 'Folkmoot'),
        element('atom:link', { rel: 'self', type: 'application/rss+xml', href: feed.self }),
        ...feed.entries.map(itemElement)
      ])
    )
  )}\n`

const itemElement = (entry: Entry) =>
  element(
    'item',
    {},
    many([
      element('title', {}, entry.title, true),
      element('link', {}, entry.url, true),
      element('guid', { isPermaLink: 'false' }, entry.id, true),
      element('pubDate', {}, entry.published.toUTCString()),
      element('dc:creator', {}, entry.author.name, true),
      ...entry.topics.map((topic) => element('category', {}, topic, true)),
      element('description', {}, entry.summary, true),
      element('content:encoded', {}, entry.html, true),
      element('atom:updated', {}, entry.updated.toISOString())
    ])
  )
