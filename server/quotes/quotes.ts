/** Quoting (FEP-044f): a post about another post, with the leave of who wrote that. */
import { newKey } from '../../schema/columns.ts'
import type { Audience, Policy } from '../../schema/posts.ts'
import type { QuoteState } from '../../schema/quotes.ts'
import { placeOwn } from '../communities/posting.ts'
import type { Context } from '../context.ts'
import { type Fault, NotFound, Refused } from '../errors.ts'
import { record } from '../events/record.ts'
import type { Viewer } from '../members/viewer.ts'
import { readAudience } from '../posts/audience.ts'
import { needText, newAddress, readTopics, stopAt, writeUp } from '../posts/draft.ts'
import { allowedIn, mayAct, readPolicy } from '../posts/policy.ts'
import { addPost, anyPost, keepMentions, readPost, type WholePost } from '../posts/posts.store.ts'
import { indexPost } from '../search/search.store.ts'
import { approvalUri, revokeQuotes } from './approvals.ts'
import { approvalOf, changeQuote, keepApproval, keepQuote, quoteByRequest, quoteOf } from './quotes.store.ts'

export interface QuoteInput {
  /** The uri of what is quoted. */
  object?: string
  body?: string
  /** Who may read it; everyone unless said. */
  audience?: string
  /** What others may do with the quoting post; everyone, everything, if nothing is said. */
  policy?: { [Act in keyof Policy]?: string }
}

/** What a quote may be for. */
const offered: Audience[] = ['public', 'unlisted', 'followers']

/** Quotes something that is for everyone, and whose author allows it. Throws Invalid, NotFound, Refused. */
export async function writeQuote(context: Context, viewer: Viewer, input: QuoteInput): Promise<WholePost> {
  if (!viewer.can('publish')) throw new Refused()
  const quoted = await readPost(context.store.read, { uri: input.object ?? '' }, { actor: viewer.actor.id })
  if (!quoted || quoted.post.audience === 'draft') throw new NotFound('What you quote is not here.')
  if (!['free', 'asked'].includes(await leaveFor(context, viewer, quoted)))
    throw new Refused('Its author does not allow you to quote it.')
  const { post, named, audience } = await readBody(context, input)
  const address = newAddress(context, 'posts')
  const others = named.map((actor) => actor.id).filter((id) => id !== viewer.actor.id)
  const request = `${context.config.origin}/activities/${newKey(context.clock().getTime())}`
  await context.store.write(async (tx) => {
    const base = { ...post, ...address, kind: 'post' as const, local: true, author: viewer.actor.id }
    const reach = { audience, visibility: audience }
    const place = { thread: address.id, context: `${address.uri}/context`, published: context.clock() }
    await addPost(tx, { ...base, ...reach, ...place })
    await keepMentions(tx, address.id, others)
    await indexPost(tx, address.id)
    const kept = { post: address.id, quoted: quoted.post.uri, request }
    if (quoted.post.local) {
      const leave = { kind: 'quote' as const, post: quoted.post.id, actor: viewer.actor.id, request }
      const id = await keepApproval(tx, { ...leave, interacting: address.uri, state: 'accepted' })
      await keepQuote(tx, { ...kept, state: 'accepted', authorization: approvalUri(context, { id, kind: 'quote' }) })
    } else await keepQuote(tx, { ...kept, state: 'requested' })
    await record(context, tx, { kind: 'quote.published', actor: viewer.actor.id, subject: address.id })
    await placeOwn(context, tx, { post: address.id, author: viewer.actor.id, audience, named })
  })
  return (await anyPost(context.store.read, { id: address.id }))!
}

/** Whether somebody here may quote a post: `asked` when its author's server decides, else who may. */
export type Leave = 'free' | 'asked' | 'followers' | 'nobody' | 'closed'

/** What stands between the viewer and quoting this post. */
export async function leaveFor(context: Context, viewer: Viewer, { post }: WholePost): Promise<Leave> {
  if (!['public', 'unlisted'].includes(post.visibility) || post.audience === 'local') return 'closed'
  if (await mayAct(context.store.read, post, viewer.actor.id, 'quote')) return post.local ? 'free' : 'asked'
  return allowedIn(post, 'quote') === 'followers' ? 'followers' : 'nobody'
}

/** The author of what one of ours quotes answered: with the leave, or without one, which means no. */
export async function receiveQuoteAnswer(
  context: Context,
  by: string,
  request: string,
  authorization: string | undefined
): Promise<boolean> {
  const quote = await quoteByRequest(context.store.read, request)
  const quoted = quote && (await anyPost(context.store.read, { uri: quote.quoted }))
  if (!quote || quoted?.author.id !== by) return false
  const state: QuoteState = authorization ? 'accepted' : 'refused'
  if (quote.state === state && quote.authorization === (authorization ?? null)) return true
  await context.store.write(async (tx) => {
    await changeQuote(tx, quote.post, { state, authorization: authorization ?? null })
    await record(context, tx, { kind: 'quote.changed', subject: quote.post })
  })
  return true
}

/** Leave to quote was taken back, by the server that gave it. */
export const receiveRevocation = (context: Context, authorization: string): Promise<void> =>
  context.store.write((tx) => revokeQuotes(context, tx, authorization))

/**
 * How a quote from elsewhere is kept. What quotes one of ours counts only as far as its author allows it; of others it is
 * told as it came, since their servers see to it.
 */
export async function stateOfReceived(
  context: Context,
  { author, uri }: { author: string; uri: string },
  { quoted, authorization }: { quoted: string; authorization?: string }
): Promise<{ state: QuoteState; authorization: string | null }> {
  const { read } = context.store
  const target = await anyPost(read, { uri: quoted })
  if (!target?.post.local) return { state: authorization ? 'accepted' : 'plain', authorization: authorization ?? null }
  const leave = await approvalOf(read, target.post.id, uri)
  if (leave?.state === 'revoked') return { state: 'revoked', authorization: approvalUri(context, leave) }
  if (leave?.state === 'accepted') return { state: 'accepted', authorization: approvalUri(context, leave) }
  return { state: (await mayAct(read, target.post, author, 'quote')) ? 'plain' : 'refused', authorization: null }
}

/** Whether a quote may be shown as one. */
export const isShown = (state: QuoteState): boolean => state !== 'refused' && state !== 'revoked'

/** What a post quotes, for its document. */
export async function quotedBy(context: Context, post: string): Promise<QuotedBy | undefined> {
  const quote = await quoteOf(context.store.read, post)
  if (!quote) return undefined
  const target = await anyPost(context.store.read, { uri: quote.quoted })
  return { ...quote, ...(target && target.post.audience !== 'withdrawn' && { target }) }
}
export type QuotedBy = NonNullable<Awaited<ReturnType<typeof quoteOf>>> & { target?: WholePost }

async function readBody(context: Context, input: QuoteInput) {
  const faults: Fault[] = []
  const body = needText(faults, 'body', input.body, 'Write what you say about it', 10_000, 'your text')
  const topics = readTopics([], [body], faults)
  const audience = readAudience(faults, input.audience, offered)
  const policy = readPolicy(faults, input.policy ?? {})
  stopAt(faults)
  const { html, named } = await writeUp(context, [body])
  return { post: { markdown: body, html: html[0]!, topics, policy, language: 'en' }, named, audience }
}
