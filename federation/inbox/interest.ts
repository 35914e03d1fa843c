/** Like and its kin, and Announce: interest shown in a post. */
import type { InterestKind } from '../../schema/interests.ts'
import { interestByUri } from '../../server/interest/interest.store.ts'
import { receiveInterest, receiveInterestUndone } from '../../server/interest/interest.ts'
import { isForAnyone, isForSome } from '../../server/posts/audience.ts'
import { anyPost, type WholePost } from '../../server/posts/posts.store.ts'
import type { Federation } from '../context.ts'
import { idOf, type JsonObject, textOf, typesOf } from '../json.ts'
import { emojiOfReaction } from '../objects/received-emojis.ts'
import { shownByGroup, turnedByGroup } from './community.ts'
import { fetchPost } from './create.ts'
import { embedded, type Incoming, type Listener, objectId } from './incoming.ts'
import { isRelayed, takeRelayed } from './relayed.ts'

/** A Like; with content it is a reaction (Misskey), which counts as one. */
export const onLiked: Listener = async (federation, { json, id, actor, marks }) => {
  const found = await likeablePost(federation, objectId(json))
  if (!found) return
  const emoji = emojiOf(json)
  const kind: InterestKind = emoji ? 'reaction' : 'like'
  const emojiUrl = emoji && !marks?.stripMedia ? emojiOfReaction(json, emoji) : undefined
  const shown = { kind, emoji, ...(emojiUrl && { emojiUrl }) }
  await receiveInterest(federation.context, { actor: actor.id, post: found.post.id, ...shown, uri: id })
}

/** A Dislike is kept apart and counted nowhere among likes. */
export const onDisliked: Listener = async (federation, { json, id, actor }) => {
  const found = await likeablePost(federation, objectId(json))
  if (found)
    await receiveInterest(federation.context, { actor: actor.id, post: found.post.id, kind: 'dislike', uri: id })
}

/** An Announce of a post by id, or of the activity that carried it (a Group's way, FEP-1b12): the post comes from its own server. */
export const onAnnounced: Listener = async (federation, { json, id, actor }) => {
  const inner = embedded(json.object)
  if (inner && isRelayed(inner)) {
    await turnedByGroup(federation.context, actor, inner)
    return takeRelayed(federation, actor, inner)
  }
  const wrapped = inner && typesOf(inner).includes('Create')
  const uri = wrapped ? idOf(inner.object) : objectId(json)
  if (!uri) return
  const postId = await fetchPost(federation, uri, 'announced')
  const whole = postId ? await anyPost(federation.context.store.read, { id: postId }) : undefined
  const inGroup = whole && (await shownByGroup(federation.context, actor, whole))
  // What is for a community only is shown on by its Group, and by nobody else.
  const found = inGroup ? whole : await openPost(federation, uri)
  if (!postId || !found) return
  await receiveInterest(federation.context, { actor: actor.id, post: found.post.id, kind: 'share', uri: id })
}

const undoable: Record<string, InterestKind[]> = {
  // A Like whose emoji the Undo leaves out may have been a reaction.
  Like: ['like', 'reaction'],
  EmojiReact: ['reaction'],
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
  const id = typeof undone === 'string' ? undone : idOf(undone.id)
  const known = id ? await interestByUri(context.store.read, id) : undefined
  if (known?.actor === actor.id) {
    const { post, kind, emoji } = known
    await receiveInterestUndone(context, { actor: actor.id, post, kind, emoji })
    return true
  }
  if (typeof undone === 'string') return false
  const kinds = typesOf(undone).flatMap((type) => undoable[type] ?? [])
  const uri = idOf(undone.object)
  const found = uri && kinds.length > 0 ? await anyPost(context.store.read, { uri }) : undefined
  if (found)
    for (const kind of kinds) {
      const emoji = kind === 'reaction' ? emojiOf(undone) : ''
      if (kind === 'like' && emojiOf(undone)) continue
      await receiveInterestUndone(context, { actor: actor.id, post: found.post.id, kind, ...(emoji && { emoji }) })
    }
  return kinds.length > 0
}

/** A post here that anyone may read; others cannot be shown on. */
async function openPost(federation: Federation, uri: string | undefined): Promise<WholePost | undefined> {
  const found = uri ? await anyPost(federation.context.store.read, { uri }) : undefined
  return found && isForAnyone(found.post.visibility) && found.post.audience !== 'withdrawn' ? found : undefined
}

/** A post in which interest may be shown: of what is not for everyone only ours, by those who may read it. */
async function likeablePost(federation: Federation, uri: string | undefined): Promise<WholePost | undefined> {
  const found = uri ? await anyPost(federation.context.store.read, { uri }) : undefined
  if (!found || found.post.audience === 'withdrawn') return undefined
  // Whether this actor may read it is asked where the like is kept.
  return isForAnyone(found.post.visibility) || (found.post.local && isForSome(found.post.audience)) ? found : undefined
}

const emojiOf = (json: JsonObject) => (textOf(json.content) ?? textOf(json._misskey_reaction) ?? '').slice(0, 60)
