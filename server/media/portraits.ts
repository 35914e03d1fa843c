/** Whose pictures of themselves may be fetched: of those who are trusted, or said something that was let in. */
import type { Actor } from '../actors/actors.store.ts'
import type { Context } from '../context.ts'
import { wantedEmoji } from '../emojis/emojis.ts'
import { policiesNow } from '../moderation/policies/compiled.ts'
import { heardHere } from './remote.store.ts'
import type { Wanted } from './remote.ts'

/**
 * The pictures that may be shown of these actors, by their ids: the portrait, and those in their words. Of somebody who
 * only waits in the queue there are none.
 */
export async function picturesOf(context: Context, actors: Actor[]): Promise<Map<string, Wanted[]>> {
  const some = actors.filter(({ iconUrl, emojis }) => iconUrl || emojis?.length)
  const shown = await seenOf(context, some)
  return new Map(shown.map((actor) => [actor.id, wantedBy(actor)]))
}

const wantedBy = ({ iconUrl, emojis }: Actor): Wanted[] => [
  ...(iconUrl ? [{ kind: 'portrait' as const, url: iconUrl }] : []),
  ...(emojis ?? []).map(wantedEmoji)
]

async function seenOf(context: Context, actors: Actor[]): Promise<Actor[]> {
  const drawn = actors.filter(({ local, blocked, deleted }) => !local && !blocked && !deleted)
  if (drawn.length === 0) return []
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
  return asked.filter((actor) => heard.has(actor.id) || !strangers.includes(actor))
}
