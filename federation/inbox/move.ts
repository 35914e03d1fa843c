/** Move: somebody whom people here follow goes on under another address. */
import { changeActor } from '../../server/actors/actors.store.ts'
import { moveFollows } from '../../server/follows/move.ts'
import { FetchFailed } from '../fetch.ts'
import { idOf } from '../json.ts'
import { recall, remember } from '../memory.store.ts'
import { ensureActor } from '../peers.ts'
import { type Listener, objectId } from './incoming.ts'

/** One move in so long counts, as with Mastodon: who could move daily could drag followers anywhere. */
const rest = 7 * 86_400_000

/** An actor moved. Only when the new one, asked afresh, says that it was the old one (`alsoKnownAs`). */
export const onMoved: Listener = async (federation, { json, actor }) => {
  const { context } = federation
  const uri = idOf(json.target)
  if (objectId(json) !== actor.uri || !uri || uri === actor.uri) return
  const key = `moved ${actor.uri}`
  if (await recall(context, key)) return
  const target = await ensureActor(federation, uri, true).catch((error: unknown) => {
    if (!(error instanceof FetchFailed) || error.code === 'unreachable') throw error
  })
  if (!target?.alsoKnownAs.includes(actor.uri) || target.blocked || target.deleted) return
  await moveFollows(context, actor.id, target.id)
  await context.store.write((tx) => changeActor(tx, actor.id, { movedTo: target.uri }))
  await remember(context, key, target.uri, rest)
}
