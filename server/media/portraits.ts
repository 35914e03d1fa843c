/** Whose portraits from other servers may be fetched: of those who are trusted, or said something that was let in. */
import type { Actor } from '../actors/actors.store.ts'
import type { Context } from '../context.ts'
import { policiesNow } from '../moderation/policies/compiled.ts'
import { heardHere } from './remote.store.ts'
import type { Wanted } from './remote.ts'

/** The portraits that may be shown, by the ids of their actors. Of somebody who only waits in the queue there is none. */
export async function portraitsOf(context: Context, actors: Actor[]): Promise<Map<string, Wanted>> {
  const drawn = actors.filter(({ local, blocked, deleted, iconUrl }) => !local && !blocked && !deleted && iconUrl)
  if (drawn.length === 0) return new Map()
  const policies = await policiesNow(context)
  const trustOf = (actor: Actor) => {
    const ofServer = policies.trustOf(actor.host)
    return ofServer === 'blocked' ? ofServer : (actor.trust ?? ofServer)
  }
  const asked = drawn.filter((actor) => trustOf(actor) !== 'blocked' && !policies.of(actor.host)?.rejectMedia)
  const strangers = asked.filter((actor) => !/^(network|known)$/.test(trustOf(actor)))
  const heard = await heardHere(
    context.store.read,
    strangers.map(({ id }) => id)
  )
  const shown = asked.filter((actor) => heard.has(actor.id) || !strangers.includes(actor))
  return new Map(shown.map(({ id, iconUrl }) => [id, { kind: 'portrait', url: iconUrl! }]))
}
