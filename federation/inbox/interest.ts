/** Like and its kin, and Announce: interest shown in a post. */
import type { InterestKind } from '../../schema/interests.ts'
import { interestByUri } from '../../server/interest/interest.store.ts'
import { receiveInterest, receiveInterestUndone } from '../../server/interest/interest.ts'
import { anyPost, type WholePost } from '../../server/posts/posts.store.ts'
import type { Federation } from '../context.ts'
import { idOf, type JsonObject, textOf, typesOf } from '../json.ts'
import { fetchPost } from './create.ts'
import { embedded, type Incoming, type Listener, objectId } from './incoming.ts'
import { isRelayed, takeRelayed } from './relayed.ts'

/** A Like; with content it is a reaction (Misskey), which counts as one. */
export const onLiked: Listener = async (federation, { json, id, actor }) => {
  const found = await openPost(federation, objectId(json))
  if (!found) return
  const emoji = emojiOf(json)
  const kind: InterestKind = emoji ? 'reaction' : 'like'
  await receiveInterest(federation.context, { actor: actor.id, post: found.post.id, kind, emoji, uri: id })
}

/** A Dislike is kept apart and counted nowhere among likes. */
export const onDisliked: Listener = async (federation, { json, id, actor }) => {
  const found = await openPost(federation, objectId(json))
  if (found)
    await receiveInterest(federation.context, { actor: actor.id, post: found.post.id, kind: 'dislike', uri: id })
}

/** An Announce of a post by id, or of the activity that carried it (a Group's way, FEP-1b12): the post comes from its own server. */
export const onAnnounced: Listener = async (federation, { json, id, actor }) => {
  const inner = embedded(json.object)
  if (inner && isRelayed(inner)) return takeRelayed(federation, actor, inner)
  const wrapped = inner && typesOf(inner).includes('Create')
  const uri = wrapped ? idOf(inner.object) : objectId(json)
  if (!uri) return
  const postId = await fetchPost(federation, uri, 'announced')
  const found = postId ? await openPost(federation, uri) : undefined
  if (found) await receiveInterest(federation.context, { actor: actor.id, post: found.post.id, kind: 'share', uri: id })
}

const undoable: Record<string, InterestKind[]> = {
  Like: ['like', 'reaction'],
  EmojiReact: ['reaction', 'like'],
  Dislike: ['dislike'],
  Announce: ['share']
}

/** Takes interest back, of the actor's own only. False when what is undone is no interest. */
export async function interestUndone(
  federation: Federation,
  { actor }: Incoming,
  undone: JsonObject | string
): Promise<boolean> {
  const { context } = federation
  if (typeof undone === 'string') {
    const known = await interestByUri(context.store.read, undone)
    if (known?.actor !== actor.id) return false
    await receiveInterestUndone(context, { actor: actor.id, post: known.post, kind: known.kind })
    return true
  }
  const kinds = typesOf(undone).flatMap((type) => undoable[type] ?? [])
  const uri = idOf(undone.object)
  const found = uri && kinds.length > 0 ? await anyPost(context.store.read, { uri }) : undefined
  if (found)
    for (const kind of kinds) {
      const emoji = kind === 'reaction' ? emojiOf(undone) : ''
      await receiveInterestUndone(context, { actor: actor.id, post: found.post.id, kind, ...(emoji && { emoji }) })
    }
  return kinds.length > 0
}

/** A post here that anyone may read; in others a stranger can show no interest. */
async function openPost(federation: Federation, uri: string | undefined): Promise<WholePost | undefined> {
  const found = uri ? await anyPost(federation.context.store.read, { uri }) : undefined
  return found && ['public', 'unlisted'].includes(found.post.visibility) && found.post.audience !== 'withdrawn'
    ? found
    : undefined
}

const emojiOf = (json: JsonObject) => (textOf(json.content) ?? textOf(json._misskey_reaction) ?? '').slice(0, 60)
