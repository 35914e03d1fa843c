/** What the share panel of a page offers: a short address, its QR code, and a card for other sites' pages. */
import type { Context } from '../../server/context.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import { mayHaveShortLink, shortAddress, shortCode } from '../../server/short-links/short-links.ts'
import { escapeHtml } from '../../server/text/sanitise.ts'
import { cardSize } from '../embed/card.ts'
import { pathOf } from '../present.ts'

/** The data of `sharePanel` in share/macros.njk. */
export interface ShareView {
  /** The short address. */
  link: string
  /** Paths of the QR code. */
  svg: string
  png: string
  /** HTML to paste into another site's page; absent for what is not for everyone. */
  embed?: string
  /** Who can open it, when not everyone can. */
  note?: string
}

/** The address of a post's card. */
export const cardAddress = (context: Context, found: WholePost): string =>
  `${context.config.origin}/embed${pathOf(found)}`

/** The frame to paste into another site's page. */
export function frameOf(context: Context, found: WholePost, { width, height }: { width: number; height: number }) {
  const title = escapeHtml(found.post.title ?? 'A question')
  return `<iframe src="${cardAddress(context, found)}" title="${title}" width="${width}" height="${height}" style="border:0;max-width:100%" loading="lazy" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`
}

/** How a post can be handed on; undefined when it is for nobody else, or from elsewhere. */
export async function shareOf(context: Context, found: WholePost): Promise<ShareView | undefined> {
  if (!mayHaveShortLink(found)) return undefined
  const code = await shortCode(context, found.post.id)
  return {
    link: shortAddress(context, code),
    svg: `/s/${code}/qr.svg`,
    png: `/s/${code}/qr.png`,
    ...(found.post.audience === 'public' && { embed: frameOf(context, found, cardSize) }),
    ...(found.post.audience === 'local' && { note: 'It opens only for people who are signed in here.' })
  }
}

/** What the head of a page says of its card; undefined for what is not for everyone. */
export const cardLink = (context: Context, { post }: WholePost): { oembed?: string } =>
  post.local && post.audience === 'public'
    ? { oembed: `${context.config.origin}/oembed?url=${encodeURIComponent(post.url)}` }
    : {}
