/** Whose page it is: people and councils of ours, and of other servers as far as this reader may see them. */
import type { Actor } from '../../server/actors/actors.store.ts'
import { actorByHandle } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { Gone, NotFound } from '../../server/errors.ts'
import { isFollowedHere } from '../../server/follows/follows.store.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { trustOf } from '../../server/moderation/gate.ts'
import { outcomesOf } from '../../server/moderation/waiting.store.ts'

/** The actor behind `nia` or `nia@host`. Throws NotFound, or Gone for one of ours who left. */
export async function findPerson(context: Context, viewer: Viewer | undefined, handle: string): Promise<Actor> {
  const [username = '', host] = handle.split('@') as [string?, string?]
  const { handleHost } = context.config
  const actor = await actorByHandle(context.store.read, username, host || handleHost)
  if (actor?.local && actor.blocked && !actor.deleted && !viewer?.can('moderate'))
    throw new NotFound('This account is not available.')
  if (!actor || (actor.blocked && !(actor.local ? viewer?.can('moderate') : actor.suspended))) throw new NotFound()
  if (actor.local) return ours(actor)
  if (actor.deleted) throw new NotFound()
  if (actor.suspended) return suspended(context, viewer, actor)
  if (viewer?.can('moderate') || (await isShown(context, actor))) return actor
  if (!viewer) throw new NotFound()
  return (await wasMet(context, actor)) ? actor : bare(actor)
}

/** The server's own actor is nobody to read about. */
function ours(actor: Actor): Actor {
  if (actor.type === 'Application') throw new NotFound()
  if (actor.deleted) throw new Gone('This person is no longer here.')
  return actor
}

/** Whether our people have met them: somebody here follows them, or a moderator let something of theirs in. */
async function wasMet({ store }: Context, { uri }: Actor): Promise<boolean> {
  return (await isFollowedHere(store.read, uri)) || ((await outcomesOf(store.read, uri)).released ?? 0) > 0
}

/** Whom their own server suspended: who they are, and no more than that; of strangers, and of the blocked, not even that. */
async function suspended(context: Context, viewer: Viewer | undefined, actor: Actor): Promise<Actor> {
  if ((await trustOf(context, actor.uri, actor.host)) === 'blocked') throw new NotFound()
  if (viewer || (await isShown(context, actor))) return bare(actor)
  throw new NotFound()
}

/** What strangers say of themselves waits like all that they say; that they can be followed is shown. */
const bare = (actor: Actor): Actor => ({
  ...actor,
  ...{ name: actor.username, summary: '', fields: [], profile: {}, iconUrl: null, emojis: null, movedTo: null }
})

/** Whether visitors may see an actor of another server: a person here let it in. */
async function isShown(context: Context, actor: Actor): Promise<boolean> {
  const trust = await trustOf(context, actor.uri, actor.host)
  return trust === 'network' || trust === 'known'
}
