/** The one way in for activities: what passes here was sent by the actor it names, and can be read in one way only. */
import { createHash } from 'node:crypto'
import { idOf, type JsonObject, parseDocument, typesOf } from '../json.ts'
import { checkContexts } from './contexts.ts'
import type { Limits } from './limits.ts'
import { checkGet, checkPost, type SignedRequest } from './request.ts'
import { type ActorKeys, createSenders, originOf, type Refusal } from './sender.ts'

declare const authenticated: unique symbol

/** An activity proven to come from its actor. Only the gate makes these, so handlers can ask for nothing less. */
export interface Authenticated {
  readonly [authenticated]: true
  /** The document by its plain keys, with `actor` and `type` as one string each. */
  readonly json: JsonObject
  /** Its JSON text as it was sent, with nulls and all keys, where that says more than `json`; each key stands once. */
  readonly sent: string | undefined
  readonly id: string
  readonly type: string
  readonly actor: string
  /** The same for the same signed request and no other: what was signed anew was sent anew. */
  readonly delivery: string
  /** When the request was signed, by the sender's clock. */
  readonly signed: Date
}

export type Passed = { ok: true; activity: Authenticated; keyId: string }
export type Refused = Refusal
export type { ActorKeys, HeldActor } from './sender.ts'

export interface GateOptions {
  /** The hosts we answer for, in lower case, with their port unless it is the scheme's own. */
  hosts: ReadonlySet<string>
  /** Our own origin, as peers see it. */
  origin: string
  actors: ActorKeys
  /** Given host and port of a key or actor. */
  isBlocked(host: string): boolean
  clock: () => Date
  limits: Limits
  /** Told of failures that are ours, such as a locked database; the peer gets 503 and tries again. */
  onError?: (error: unknown) => void
}

export interface Gate {
  /** Judges an inbox POST. Never rejects; 202 without `ok` means: answer politely, do nothing. */
  check(request: SignedRequest): Promise<Passed | Refused>
  /** The actor that signed a GET, or undefined; for posts that only some may fetch. Never rejects. */
  checkSignedGet(request: SignedRequest): Promise<{ actor: string } | undefined>
}

const RETRY_AFTER = 60

/** Mastodon gives these no id. Nothing ever names them, so each delivery is one of its own. */
const nameless = new Set(['Add', 'Remove'])

/** Makes the gate. The order of its steps matters: cheap before dear, and nothing is fetched for what is refused anyway. */
export function createGate({ hosts, origin, actors, isBlocked, clock, limits, onError }: GateOptions): Gate {
  const { origin: ourOrigin, protocol } = new URL(origin)
  const prove = createSenders({ actors, limits, protocol })

  async function judge(request: SignedRequest): Promise<Passed | Refused> {
    const transport = checkPost(request, { hosts, now: clock() })
    if (!transport.ok) return transport
    const { signed } = transport
    const { keyId } = transport.signature
    const keyOrigin = originOf(keyId)
    if (keyOrigin === undefined) return refuse(401, 'keyId is no web address')
    // Ours never come this way, and asking ourselves for a key could go round in circles.
    if (keyOrigin === ourOrigin) return refuse(401, 'a key of our own')
    const { host } = new URL(keyId)
    if (isBlocked(host)) return refuse(403, 'blocked')
    const wait = limits.spend(host)
    if (wait !== undefined) return refuse(429, 'too many requests', wait)

    const parsed = parseDocument(request.body)
    if (!parsed.ok) return refuse(400, parsed.reason)
    const { document } = parsed
    const bent = checkContexts(document)
    if (bent !== undefined) return refuse(400, bent)
    const [actor, types] = [idOf(document.actor), typesOf(document)]
    const type = types[0]
    if (actor === undefined) return refuse(400, 'not exactly one actor')
    const delivery = createHash('sha256').update(transport.signature.signature).digest('hex').slice(0, 32)
    const named = 'id' in document || !type || !nameless.has(type)
    const id = named ? document.id : `${actor}#${type.toLowerCase()}-${delivery}`
    if (typeof id !== 'string' || idOf(id) === undefined) return refuse(400, 'no id')
    if (type === undefined || types.length > 1) return refuse(400, 'not exactly one type')
    if (originOf(id) !== keyOrigin || originOf(actor) !== keyOrigin)
      return refuse(401, 'id, actor and key differ in origin')

    const leaving = type === 'Delete' && idOf(document.object) === actor
    const changing = type === 'Update' && idOf(document.object) === actor
    // Most of Mastodon's Deletes are of accounts we never met; nobody could still prove them. Nor do their Updates matter.
    if ((leaving || changing) && !(await actors.known(actor))) return refuse(202, 'unknown actor')
    const sender = await prove(request, transport.signature, actor)
    if (!sender.ok) {
      const { gone, ...refusal } = sender
      return leaving && gone ? refuse(202, 'gone actor') : refusal
    }
    if (sender.actor !== actor) return refuse(401, 'the document is of another actor')
    const json: JsonObject = { ...document, id, actor, type }
    const text = JSON.stringify(parsed.whole)
    const sent = text === JSON.stringify(json) ? undefined : text
    return { ok: true, activity: { json, sent, id, type, actor, delivery, signed } as unknown as Authenticated, keyId }
  }

  async function signerOf(request: SignedRequest): Promise<{ actor: string } | undefined> {
    const transport = checkGet(request, { hosts, now: clock() })
    if (!transport.ok) return undefined
    const { keyId } = transport.signature
    const keyOrigin = originOf(keyId)
    if (keyOrigin === undefined || keyOrigin === ourOrigin) return undefined
    const { host } = new URL(keyId)
    if (isBlocked(host) || limits.spend(host) !== undefined) return undefined
    for (const uri of ownersOf(keyId)) {
      const sender = await prove(request, transport.signature, uri)
      if (sender.ok) return { actor: sender.actor }
    }
    return undefined
  }

  return {
    check: (request) =>
      judge(request).catch((error) => {
        onError?.(error)
        return refuse(503, 'try again', RETRY_AFTER)
      }),
    checkSignedGet: (request) =>
      signerOf(request).catch((error) => {
        onError?.(error)
        return undefined
      })
  }
}

/**
 * Where the actor of a key may be found when nothing else names it: the key id without fragment, or for keys with an
 * address of their own (GoToSocial `/main-key`, Hubzilla `/public_key_pem`) first the address above.
 */
function ownersOf(keyId: string): string[] {
  const url = new URL(keyId)
  const bare = keyId.split('#', 1)[0] ?? keyId
  if (url.hash || url.search) return [bare]
  const above = /^(.+)\/(main-key|key|public[-_]?key(?:[-_]pem)?)\/?$/i.exec(bare)?.[1]
  return above === undefined ? [bare] : [above, bare]
}

function refuse(status: number, reason: string, retryAfter?: number): Refused {
  return { ok: false, status, reason, ...(retryAfter !== undefined && { retryAfter }) }
}
