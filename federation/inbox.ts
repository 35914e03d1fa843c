/** Everything that is taken in: one line for each activity, and the one way all of them go. */
import type { Marks } from '../schema/rules.ts'
import { hold, type InboundPath, judge } from '../server/moderation/gate.ts'
import type { Federation } from './context.ts'
import { onDeleted, onUndone, onUpdated } from './inbox/change.ts'
import { passingOn } from './inbox/community.ts'
import { concernsUs, onCreated } from './inbox/create.ts'
import { onAdded, onRemoved } from './inbox/featured.ts'
import { onFlagged } from './inbox/flag.ts'
import { onAccepted, onBlocked, onFollowed, onRejected } from './inbox/follow.ts'
import type { Listener } from './inbox/incoming.ts'
import { onAnnounced, onDisliked, onLiked } from './inbox/interest.ts'
import { onMoved } from './inbox/move.ts'
import { onAnnounceRequested, onLikeRequested, onQuoteRequested, onReplyRequested } from './inbox/quote.ts'
import { summaryOf } from './inbox/summary.ts'
import { wasUndone } from './inbox/undone.ts'
import { idOf, type JsonObject, typesOf } from './json.ts'
import { ensureActor } from './peers.ts'
import { refreshLater } from './refresh.ts'

const listeners: Record<string, Listener> = {
  Follow: onFollowed,
  Accept: onAccepted,
  Reject: onRejected,
  Block: onBlocked,
  Create: onCreated,
  Update: onUpdated,
  Delete: onDeleted,
  Undo: onUndone,
  Like: onLiked,
  EmojiReact: onLiked,
  Dislike: onDisliked,
  Announce: onAnnounced,
  QuoteRequest: onQuoteRequested,
  ReplyRequest: onReplyRequested,
  LikeRequest: onLikeRequested,
  AnnounceRequest: onAnnounceRequested,
  Flag: onFlagged,
  Move: onMoved,
  Add: onAdded,
  Remove: onRemoved
}

/** Every kind of activity that is taken in. */
export const takenIn = Object.keys(listeners)

/** What asks for leave. */
const asking = ['QuoteRequest', 'ReplyRequest', 'LikeRequest', 'AnnounceRequest']

/** What says something new only matters when it concerns somebody here. */
const mustConcernUs = new Set(['Create', 'Update', 'Like', 'EmojiReact', 'Dislike', 'Announce', ...asking])

/**
 * Takes in an activity that is proven to be by its actor: through the moderation gate, then to its listener. Anything
 * unknown is left without effect. Throws only what may go better another time. `marks` are those with which something
 * that was held is let in, `sent` its JSON text where that says more, `signed` when the request that brought it was signed.
 */
export async function takeIn(
  federation: Federation,
  json: JsonObject,
  path: InboundPath,
  marks: Marks = {},
  { sent, signed }: { sent?: string | undefined; signed?: Date | undefined } = {}
): Promise<void> {
  const { context } = federation
  const [type, id, actorUri] = [typesOf(json)[0], idOf(json.id), idOf(json.actor)]
  const listener = type ? listeners[type] : undefined
  if (!type || !id || !actorUri || !listener) {
    context.log.debug({ type, id }, 'ignored an activity')
    return
  }
  const actor = await ensureActor(federation, actorUri)
  if (actor.local || (await wasUndone(federation, actor, json, signed))) return
  const inbound = { type, actor: actorUri, host: actor.host, path, uri: id, activity: json, by: actor }
  // Who they are now matters wherever something of theirs is kept.
  const isProfile = type === 'Update' && idOf(json.object) === actorUri
  const concerned = isProfile || path !== 'inbox' || !mustConcernUs.has(type) || (await concernsUs(federation, json))
  // What concerns nobody here is not judged either, so that rules are tried on what was really taken in.
  const verdict = concerned ? await judge(context, inbound) : undefined
  if (verdict ? verdict.act === 'refuse' : actor.blocked) return
  await refreshLater(federation, actor)
  if (!verdict || verdict.act === 'refuse') return
  if (verdict.act === 'hold' && (!isProfile || verdict.ruleId)) {
    await hold(context, { ...inbound, uri: id, activity: json, sent, ...summaryOf(json) }, verdict)
    return
  }
  const reach = verdict.act === 'personal' ? 'followers' : 'everyone'
  const incoming = { json, sent, signed, id, type, actor, path, reach, marks: { ...verdict.marks, ...marks } } as const
  const passOn = await passingOn(federation, incoming)
  await listener(federation, incoming)
  await passOn?.()
}
