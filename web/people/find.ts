/** Whose page it is: people and councils of ours, and of other servers as far as this reader may see them. */
import type { Actor } from '../../server/actors/actors.store.ts'
import { actorByHandle } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { Gone, NotFound } from '../../server/errors.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { trustOf } from '../../server/moderation/gate.ts'

/** The actor behind `nia` or `nia@host`. Throws NotFound, or Gone for one of ours who left. */
export async function findPerson(context: Context, viewer: Viewer | undefined, handle: string): Promise<Actor> {
  const [username = '', host] = handle.split('@') as [string?, string?]
  const { handleHost } = context.config
  const actor = await actorByHandle(context.store.read, username, host || handleHost)
  if (!actor || actor.blocked) throw new NotFound()
  if (actor.local) return ours(actor)
  if (actor.deleted || !(viewer || (await isShown(context, actor)))) throw new NotFound()
  return actor
}

/** The server's own actor is nobody to read about. */
function ours(actor: Actor): Actor {
  if (actor.type === 'Application') throw new NotFound()
  if (actor.deleted) throw new Gone('This person is no longer here.')
  return actor
}

/** Whether visitors may see an actor of another server: a person here let it in. */
async function isShown(context: Context, actor: Actor): Promise<boolean> {
  const trust = await trustOf(context, actor.uri, actor.host)
  return trust === 'network' || trust === 'known'
}
