/** What every listener is given, and the questions that several of them ask. */
import type { Marks } from '../../schema/rules.ts'
import type { Actor } from '../../server/actors/actors.store.ts'
import type { InboundPath } from '../../server/moderation/gate.ts'
import type { Reach } from '../../server/posts/receive.ts'
import type { Federation } from '../context.ts'
import { idOf, isObject, type JsonObject, typesOf } from '../json.ts'

/** An activity on its way in: proven to be by `actor`, and through the moderation gate. */
export interface Incoming {
  json: JsonObject
  /** Its JSON text as it was sent, where that says more. */
  sent?: string | undefined
  /** When it was signed, by the sender's clock, if it was sent to us. */
  signed?: Date | undefined
  id: string
  type: string
  actor: Actor
  path: InboundPath
  reach: Reach
  /** What moderators' rules did to it. */
  marks?: Marks
}

/** Acts on one kind of activity. Bears repetition. What cannot be used is left without a word. */
export type Listener = (federation: Federation, incoming: Incoming) => Promise<void>

/** The origin of an address; undefined when it is none. */
export const originOf = (uri: string | undefined) => (uri && URL.canParse(uri) ? new URL(uri).origin : undefined)

/** Whether two addresses are of one server, which may then speak for both (FEP-fe34). */
export const sameOrigin = (a: string | undefined, b: string | undefined) =>
  originOf(a) !== undefined && originOf(a) === originOf(b)

/** The embedded object, when there is one with more than an id. */
export const embedded = (value: unknown): JsonObject | undefined => {
  const one = Array.isArray(value) && value.length === 1 ? value[0] : value
  return isObject(one) && typesOf(one).length > 0 ? one : undefined
}

/** The id that an activity is about. */
export const objectId = (json: JsonObject) => idOf(json.object)
