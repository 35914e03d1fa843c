/** Quotes in documents: ours as the fediverse knows them, and what others call one (FEP-044f, FEP-e232 and older). */
import type { Allowed, KeptPolicy, Policy } from '../../schema/posts.ts'
import type { ApprovalKind } from '../../schema/quotes.ts'
import { allowedIn } from '../../server/posts/policy.ts'
import { isShown, type QuotedBy } from '../../server/quotes/quotes.ts'
import { escapeHtml } from '../../server/text/sanitise.ts'
import { hrefOf, idOf, idsOf, isObject, type JsonObject, listOf, textOf, typesOf } from '../json.ts'
import { publicUri } from './context.ts'

const documentType = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
const misskeyQuote = 'https://misskey-hub.net/ns#_misskey_quote'

/** What a post of ours says of what it quotes; nothing once that was refused. */
export function quotePart(quote: QuotedBy | undefined): JsonObject {
  if (!quote || !isShown(quote.state)) return {}
  const { quoted, authorization } = quote
  return {
    quote: quoted,
    quoteUrl: quoted,
    quoteUri: quoted,
    _misskey_quote: quoted,
    ...(authorization && { quoteAuthorization: authorization })
  }
}

/** The Link by which a document leads to what it quotes. */
export const quoteTag = (quote: QuotedBy): JsonObject => ({
  type: 'Link',
  mediaType: documentType,
  rel: misskeyQuote,
  href: quote.quoted,
  name: `RE: ${quote.target?.post.url ?? quote.quoted}`
})

/** The line that shows a quote to those who know of none; those who do hide it by its class. */
export function quoteLine({ target, quoted }: QuotedBy): string {
  const url = escapeHtml(target?.post.url ?? quoted)
  return `<p class="quote-inline">RE: <a href="${url}">${url}</a></p>`
}

/** What a received document quotes, with the leave for it. */
export function readQuote(document: JsonObject): { quoted: string; authorization?: string } | undefined {
  const named = [document.quote, document.quoteUrl, document.quoteUri, document._misskey_quote]
  const [quoted] = [...named.map((value) => hrefOf(idOf(value))), ...listOf(document.tag).map(quoteLink)].filter(
    (uri) => uri !== undefined
  )
  const authorization = hrefOf(idOf(document.quoteAuthorization))
  return quoted ? { quoted, ...(authorization && { authorization }) } : undefined
}

/** Recipes lead by such Links to their sources too: a quote says that it is one. */
function quoteLink(tag: unknown): string | undefined {
  if (!isObject(tag) || !typesOf(tag).includes('Link')) return undefined
  const says = listOf(tag.rel).some((rel) => rel === misskeyQuote || rel === 'https://w3id.org/fep/044f#quote')
  const isDocument = /^application\/(ld|activity)\+json/.test(textOf(tag.mediaType) ?? '')
  return says || (isDocument && /^\s*RE:/i.test(textOf(tag.name) ?? '')) ? hrefOf(tag.href) : undefined
}

/** Content without the line that stands for the quote: the quote itself is shown. */
export const withoutQuoteLine = (content: string): string =>
  content.replace(
    /<(p|span)\b[^>]{0,200}class="[^"]{0,100}\bquote-inline\b[^"]{0,100}"[^>]{0,200}>.{0,4000}?<\/\1>/gis,
    ''
  )

/** Who may do what with a post of ours, as Mastodon and GoToSocial read it. */
export function policyPart(
  post: Parameters<typeof allowedIn>[0],
  { uri, followersUri }: { uri: string; followersUri: string | null }
): JsonObject {
  const who = (allowed: Allowed) =>
    ({ everyone: publicUri, followers: followersUri ?? `${uri}/followers`, nobody: uri })[allowed]
  const rule = (act: keyof Policy) => ({ automaticApproval: [who(allowedIn(post, act))] })
  const open = post.visibility === 'public' || post.visibility === 'unlisted'
  const others = open || post.policy ? { canReply: rule('reply'), canLike: rule('like') } : {}
  return { canQuote: rule('quote'), ...others }
}

const isEveryone = (uri: string) => [publicUri, 'as:Public', 'Public'].includes(uri)

/** Who may quote a received post; nothing where its server has no such rule. Those who must ask may ask. */
export function readPolicy(
  document: JsonObject,
  author: { uri: string; followersUri: string | null }
): KeptPolicy | null {
  const policy = isObject(document.interactionPolicy) ? document.interactionPolicy : {}
  if (!isObject(policy.canQuote)) return null
  const automatic = idsOf(policy.canQuote.automaticApproval)
  const may = [...automatic, ...idsOf(policy.canQuote.manualApproval)]
  if (may.some(isEveryone)) return { quote: 'everyone', ...(!automatic.some(isEveryone) && { asks: true }) }
  if (may.includes(author.followersUri ?? `${author.uri}/followers`)) return { quote: 'followers' }
  // The people whom the author follows: only that server knows whether we are among them.
  return { quote: may.some((uri) => uri !== author.uri) ? 'everyone' : 'nobody' }
}

const names: Record<ApprovalKind, string> = { quote: 'Quote', reply: 'Reply', like: 'Like', share: 'Announce' }

/** The leave itself, at its address. */
export const authorizationDocument = (
  id: string,
  kind: ApprovalKind,
  { author, interacting, target }: { author: string; interacting: string; target: string }
): JsonObject & { id: string } => ({
  id,
  type: `${names[kind]}Authorization`,
  attributedTo: author,
  interactingObject: interacting,
  interactionTarget: target
})

/** The request for a leave, as it is sent and as it is named in the answer. */
export const requestDocument = (
  id: string,
  kind: ApprovalKind,
  { actor, object, instrument }: { actor: string; object: string; instrument: string | JsonObject }
): JsonObject & { id: string; type: string } => ({ id, type: `${names[kind]}Request`, actor, object, instrument })
