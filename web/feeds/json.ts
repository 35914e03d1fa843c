/** A feed as JSON Feed 1.1. */
import type { Feed } from './feed.ts'

export const mediaType = 'application/feed+json; charset=utf-8'

/** Writes it. */
export const write = (feed: Feed): string =>
  JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: feed.title,
    description: feed.subtitle,
    home_page_url: feed.home,
    feed_url: feed.self,
    language: 'en',
    authors: [{ name: feed.publisher }],
    items: feed.entries.map((entry) => ({
      id: entry.id,
      url: entry.url,
      title: entry.title,
      summary: entry.summary,
      content_html: entry.html,
      date_published: entry.published.toISOString(),
      date_modified: entry.updated.toISOString(),
      authors: [entry.author],
      tags: entry.topics,
      ...(entry.language && { language: entry.language })
    }))
  })
