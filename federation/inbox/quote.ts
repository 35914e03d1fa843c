/** Requests to quote, answer, like or share one of ours (FEP-044f, GoToSocial), and the answers to ours. */
import type { ApprovalKind } from '../../schema/quotes.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import { decideApproval } from '../../server/quotes/approvals.ts'
import { quotesByAuthorization } from '../../server/quotes/quotes.store.ts'
import { receiveQuoteAnswer, receiveRevocation } from '../../server/quotes/quotes.ts'
import { receiveCitationAnswer, receiveCitationRevocation } from '../../server/recipes/consent.ts'
import type { Federation } from '../context.ts'
import { hrefOf, idOf, idsOf, type JsonObject, typesOf } from '../json.ts'
import { readQuote } from '../objects/quote.ts'
import { keepPost } from './create.ts'
import { embedded, type Incoming, type Listener, objectId, sameOrigin } from './incoming.ts'
import { onAnnounced, onLiked } from './interest.ts'

/** Somebody asks; the author's policy answers at once. What they sent with it is taken in when it is allowed. */
const onAsked =
  (kind: ApprovalKind): Listener =>
  async (federation, incoming) => {
    const { json, id, actor } = incoming
    const uri = objectId(json)
    const found = uri ? await anyPost(federation.context.store.read, { uri }) : undefined
    const interacting = hrefOf(idOf(json.instrument))
    if (!found?.post.local || found.post.audience === 'withdrawn' || !interacting) return
    const instrument = embedded(json.instrument)
    if (!sameOrigin(interacting, actor.uri) || (instrument && !fits(instrument, kind, incoming, found.post.uri))) return
    const asking = { kind, actor: actor.id, interacting, request: id }
    const allowed = await decideApproval(federation.context, found, asking)
    if (allowed && instrument) await takeWith(federation, kind, { ...incoming, json: instrument, id: interacting })
  }

export const onQuoteRequested = onAsked('quote')
export const onReplyRequested = onAsked('reply')
export const onLikeRequested = onAsked('like')
export const onAnnounceRequested = onAsked('share')

/** Whether what is sent along is by the same actor, and about the same post. */
function fits(instrument: JsonObject, kind: ApprovalKind, { actor }: Incoming, target: string): boolean {
  const by = [...idsOf(instrument.attributedTo), ...idsOf(instrument.actor)]
  if (by.length > 0 && !by.includes(actor.uri)) return false
  const about = { quote: readQuote(instrument)?.quoted, reply: idOf(instrument.inReplyTo) }[kind as string]
  return about === undefined || about === target
}

/** A like or an answer is in itself what was asked for; a quoting post comes by its own Create. */
async function takeWith(federation: Federation, kind: ApprovalKind, incoming: Incoming) {
  const { json, actor } = incoming
  if (kind === 'like' && typesOf(json).includes('Like')) await onLiked(federation, incoming)
  if (kind === 'share' && typesOf(json).includes('Announce')) await onAnnounced(federation, incoming)
  if (kind === 'reply' && idsOf(json.attributedTo).includes(actor.uri)) await keepPost(federation, incoming, json)
}

/** The answer to a QuoteRequest of ours; false when it answers something else. */
export async function quoteAnswered(
  { context }: Federation,
  { json, actor }: Incoming,
  accepted: boolean
): Promise<boolean> {
  const request = objectId(json)
  const result = hrefOf(idOf(json.result))
  if (!request) return false
  // Leave is only what the author's own server shows; without one, an Accept says nothing.
  const leave = accepted && sameOrigin(result, actor.uri) ? result : undefined
  if (accepted && !leave) return false
  return (
    (await receiveQuoteAnswer(context, actor.id, request, leave)) ||
    receiveCitationAnswer(context, actor.uri, request, leave)
  )
}

/** The Delete of a leave to quote; false when what is deleted is none. */
export async function authorizationDeleted({ context }: Federation, uri: string): Promise<boolean> {
  const cited = await receiveCitationRevocation(context, uri)
  if ((await quotesByAuthorization(context.store.read, uri)).length === 0) return cited
  await receiveRevocation(context, uri)
  return true
}
