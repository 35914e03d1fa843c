/** Keeps what was undone from coming back, when an older delivery of the same activity arrives after its Undo. */
import type { Actor } from '../../server/actors/actors.store.ts'
import type { Federation } from '../context.ts'
import { dateOf, idOf, type JsonObject } from '../json.ts'
import { recall, remember } from '../memory.store.ts'
import { sameOrigin } from './incoming.ts'

/** As long as servers go on trying to deliver. */
const remembered = 7 * 86_400_000

/** What may be undone and said again; of these some servers use one id for good (Misskey, NodeBB). */
const repeatable = new Set(['Follow', 'Like', 'EmojiReact', 'Dislike', 'Announce', 'Block'])

const keyOf = (actor: Actor, id: string) => `undone ${actor.uri} ${id}`

/** Notes that an actor undid what has this id, when the Undo was signed. */
export async function noteUndone({ context }: Federation, actor: Actor, id: string, signed: Date): Promise<void> {
  if (id.length <= 2_048 && sameOrigin(id, actor.uri))
    await remember(context, keyOf(actor, id), signed.getTime(), remembered)
}

/**
 * Whether this was said before it was undone: signed, or by its own account published, earlier than the Undo of its id was
 * signed. All three times are by the sender's clock. What says neither counts as said anew.
 */
export async function wasUndone(
  { context }: Federation,
  actor: Actor,
  json: JsonObject,
  signed: Date | undefined
): Promise<boolean> {
  const id = idOf(json.id)
  if (!id || !repeatable.has(String(json.type))) return false
  const undone = await recall<number>(context, keyOf(actor, id))
  if (undone === undefined) return false
  const times = [signed, dateOf(json.published)].flatMap((time) => time?.getTime() ?? [])
  return times.some((time) => time < undone)
}
