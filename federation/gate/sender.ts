/** Proves who sent a request: the actor's own document must list the key that signed it, now or after a rotation. */
import { FetchFailed } from '../fetch.ts'
import { idOf, type JsonObject } from '../json.ts'
import { NetworkRefused } from '../network/network.ts'
import { type ActorKey, publicKeysOf } from './keys.ts'
import type { Limits } from './limits.ts'
import type { SignedRequest } from './request.ts'
import type { SignatureFields } from './signature-header.ts'
import { verifySignature } from './verify.ts'

/** An actor's document as we hold it. */
export interface HeldActor {
  document: JsonObject
  fetchedAt: Date
}

/** Where actors' documents come from; both ways fail with `FetchFailed` or `NetworkRefused`. */
export interface ActorKeys {
  /** The document held, or else fetched from its own origin. */
  get(uri: string): Promise<HeldActor>
  /** The document fetched anew. */
  refetch(uri: string): Promise<HeldActor>
  /** Whether we have met this actor before. */
  known(uri: string): boolean | Promise<boolean>
}

export interface Refusal {
  ok: false
  status: number
  reason: string
  /** Seconds. */
  retryAfter?: number
}

export type Sender = { ok: true; actor: string } | (Refusal & { gone?: true })

export interface SenderOptions {
  actors: ActorKeys
  limits: Limits
  /** Of our own origin, as peers see it. */
  protocol: string
}

const RETRY_AFTER = 60

/** Makes the function that proves a sender. It rejects only when `actors` fails for reasons of our own. */
export function createSenders({ actors, limits, protocol }: SenderOptions) {
  const underWay = new Map<string, Promise<HeldActor>>()

  /** Many requests of one new actor at once cost one fetch. */
  function shared(key: string, fetch: () => Promise<HeldActor>): Promise<HeldActor> {
    const before = underWay.get(key)
    if (before) return before
    const now = fetch().finally(() => underWay.delete(key))
    underWay.set(key, now)
    return now
  }

  return async function prove(request: SignedRequest, signature: SignatureFields, uri: string): Promise<Sender> {
    const host = new URL(uri).host
    const signedBy = async (held: HeldActor): Promise<string | undefined> => {
      for (const key of listedKeys(held.document, signature.keyId)) {
        if (await verifySignature(request, signature, key, protocol)) return key.owner
      }
      return undefined
    }
    const known = await actors.known(uri)
    const waiting = known ? undefined : limits.failedFor(uri)
    if (waiting !== undefined) return refuse(429, 'the sender could not be fetched a moment ago', waiting)
    // Only what may cost a fetch takes a place: a busy peer we know must not shut itself out.
    let leave = known ? undefined : limits.enter(host)
    if (!known && !leave) return refuse(429, 'too many unknown senders at once', 1)
    try {
      const held = await shared(uri, () => actors.get(uri)).catch((error) => {
        limits.failed(uri)
        throw error
      })
      const actor = await signedBy(held)
      if (actor !== undefined) return { ok: true, actor }
      leave ??= limits.enter(host)
      if (!leave) return refuse(429, 'too many unknown senders at once', 1)
      // The key may have been replaced since: an honest peer gets a second look, a forger costs one fetch a minute.
      if (!limits.oncePerMinute(uri)) return refuse(401, 'the signature does not verify')
      const fresh = await signedBy(await shared(`again ${uri}`, () => actors.refetch(uri)))
      return fresh === undefined ? refuse(401, 'the signature does not verify') : { ok: true, actor: fresh }
    } catch (error) {
      return refusalOf(error)
    } finally {
      leave?.()
    }
  }
}

/** The keys of that id in a document that is an actor's own. */
function listedKeys(document: JsonObject, keyId: string): ActorKey[] {
  const owner = idOf(document.id)
  if (owner === undefined || originOf(owner) !== originOf(keyId)) return []
  return publicKeysOf(document).filter((key) => sameAddress(key.id, keyId))
}

function sameAddress(one: string, other: string): boolean {
  return one === other || (URL.canParse(one) && URL.canParse(other) && new URL(one).href === new URL(other).href)
}

/** The origin of a web address, or undefined when it is none, or carries a user name as only tricksters' do. */
export function originOf(uri: string): string | undefined {
  if (!/^https?:\/\//i.test(uri) || !URL.canParse(uri)) return undefined
  const { origin, username, password } = new URL(uri)
  return username || password ? undefined : origin
}

function refusalOf(error: unknown): Sender {
  const code = error instanceof FetchFailed || error instanceof NetworkRefused ? error.code : undefined
  if (code === undefined) throw error
  if (code === 'unreachable' || code === 'timeout') return refuse(503, 'the sender cannot be reached', RETRY_AFTER)
  const refusal = refuse(401, `the sender's document is of no use: ${code}`)
  return code === 'gone' || code === 'not-found' ? { ...refusal, gone: true } : refusal
}

function refuse(status: number, reason: string, retryAfter?: number): Refusal {
  return { ok: false, status, reason, ...(retryAfter !== undefined && { retryAfter }) }
}
