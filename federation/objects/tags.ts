/** Topics and people as they stand in `tag`, and people as they stand in a text. */
import type { Actor } from '../../server/actors/actors.store.ts'
import { handleOf } from '../../server/actors/handle.ts'
import { escapeHtml } from '../../server/text/sanitise.ts'
import type { JsonObject } from '../json.ts'

/** A topic as a Hashtag; without this Mastodon does not index it. */
export const hashtagOf = (origin: string, topic: string): JsonObject => ({
  type: 'Hashtag',
  href: `${origin}/topics/${encodeURIComponent(topic)}`,
  name: `#${topic}`
})

/** A person named: together with the address in `to` or `cc` this notifies them. */
export const mentionOf = (
  actor: Pick<Actor, 'uri' | 'username' | 'host'> & Partial<Pick<Actor, 'handleHost'>>
): JsonObject => ({
  type: 'Mention',
  href: actor.uri,
  name: handleOf(actor)
})

/** A person named in a text, as Mastodon writes it; the link goes to the profile page, by which its own pages know it. */
export const mentionLink = (actor: Pick<Actor, 'url' | 'username'>): string =>
  `<span class="h-card"><a href="${escapeHtml(actor.url)}" class="u-url mention">@<span>${escapeHtml(actor.username)}</span></a></span>`

/** Puts the person answered first in a reply, unless the text names them already. */
export function naming(actor: Pick<Actor, 'url' | 'username'>, html: string): string {
  if (html.includes(`href="${escapeHtml(actor.url)}"`)) return html
  const link = mentionLink(actor)
  return html.startsWith('<p>') ? `<p>${link} ${html.slice(3)}` : `<p>${link}</p>${html}`
}
