/** Update, Delete and Undo: what changes or takes back something said before, always by its own author. */
import { type Actor, changeActor } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { dropEmojisOf, keepEmojis } from '../../server/emojis/emojis.store.ts'
import { dropFollowsWith } from '../../server/follows/follows.store.ts'
import { forgetSaid } from '../../server/moderation/rules/inbox-log.store.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import { buryPostsOf } from '../../server/posts/reach.store.ts'
import { receiveAccepted, receiveDelete } from '../../server/posts/receive.ts'
import { questionAbove } from '../../server/questions/answers.ts'
import { questionsSettledBy } from '../../server/questions/questions.store.ts'
import type { Federation } from '../context.ts'
import { idOf, idsOf, type JsonObject, typesOf } from '../json.ts'
import { remember } from '../memory.store.ts'
import { extension } from '../objects/extension.ts'
import { ensureActor, keepActor } from '../peers.ts'
import { goneKey, keepPost, rootOf } from './create.ts'
import { unfollowed } from './follow.ts'
import { embedded, type Incoming, type Listener, objectId, sameOrigin } from './incoming.ts'
import { interestUndone } from './interest.ts'
import { authorizationDeleted } from './quote.ts'
import { noteUndone } from './undone.ts'

const actorTypes = new Set(['Person', 'Organization', 'Group', 'Service', 'Application'])

/** A post or a profile was changed by its author. */
export const onUpdated: Listener = async (federation, incoming) => {
  const { json, actor } = incoming
  const uri = objectId(json)
  const document = embedded(json.object)
  if (!uri || !sameOrigin(uri, actor.uri)) return
  if (uri === actor.uri) {
    await (document && typesOf(document).some((type) => actorTypes.has(type))
      ? keepActor(federation, document, incoming.marks ?? {})
      : ensureActor(federation, uri, true))
    return
  }
  if (!document) return
  if (typesOf(document).some((type) => type === 'OrderedCollection' || type === 'Collection'))
    return contextUpdated(federation, incoming, document)
  const authors = idsOf(document.attributedTo)
  const known = await anyPost(federation.context.store.read, { uri })
  if (known ? known.author.id !== actor.id : !authors.includes(actor.uri)) return
  // Not every server says when; that it comes as an Update says that it is newer than what we have.
  const updated = document.updated ?? federation.context.clock().toISOString()
  await keepPost(federation, incoming, { ...document, updated })
}

/** The owner of a conversation says which answers in it are accepted (FEP-7888, FEP-fe34). */
async function contextUpdated(federation: Federation, { actor }: Incoming, document: JsonObject) {
  const { context } = federation
  const accepted = idsOf(extension(document, 'acceptedAnswer'))
  const byQuestion = new Map<string, string[]>()
  for (const uri of accepted.slice(0, 50)) {
    const answer = await anyPost(context.store.read, { uri })
    const question = answer ? await questionAbove(context, answer) : undefined
    if (question && question.post.context === idOf(document.id))
      byQuestion.set(question.post.id, [...(byQuestion.get(question.post.id) ?? []), uri])
  }
  // Of a conversation that begins with a post of theirs, what they no longer name is accepted no longer.
  const uri = rootOf(idOf(document.id))
  const root = uri ? await anyPost(context.store.read, { uri }) : undefined
  if (root?.author.id === actor.id)
    for (const id of await questionsSettledBy(context.store.read, root.post.thread, actor.id))
      if (!byQuestion.has(id)) byQuestion.set(id, [])
  for (const [id, uris] of byQuestion) {
    const question = await anyPost(context.store.read, { id })
    if (question) await receiveAccepted(context, actor.id, question, uris)
  }
}

/** A post was deleted by its author, or an account by itself. */
export const onDeleted: Listener = async (federation, { json, actor }) => {
  const { context } = federation
  const uri = objectId(json)
  if (!uri || !sameOrigin(uri, actor.uri)) return
  if (uri === actor.uri) return buryActor(context, actor)
  const known = await anyPost(context.store.read, { uri })
  if (!known && (await authorizationDeleted(federation, uri))) return
  if (!known) await remember(context, goneKey(uri), actor.uri, 30 * 86_400_000)
  await receiveDelete(context, actor, uri)
  if (known?.author.id === actor.id) await context.store.write((tx) => keepEmojis(tx, known.post.id, []))
}

/** Somebody elsewhere is gone: so are their words here, and the follows to and from them. */
export async function buryActor(context: Context, actor: Actor): Promise<void> {
  if (actor.local) return
  await context.store.write(async (tx) => {
    await changeActor(tx, actor.id, {
      deleted: context.clock(),
      name: actor.username,
      summary: '',
      fields: [],
      iconUrl: null,
      emojis: null
    })
    await buryPostsOf(tx, actor.id, context.clock())
    await dropEmojisOf(tx, actor.id)
    await dropFollowsWith(tx, actor.id)
    await forgetSaid(tx, actor.uri)
  })
}

/** Something the same actor did is undone; told by the whole activity, or by its id alone. */
export const onUndone: Listener = async (federation, incoming) => {
  const undone = embedded(incoming.json.object)
  const id = objectId(incoming.json)
  const by = idOf(undone?.actor)
  if (by && by !== incoming.actor.uri) return
  if (id && incoming.signed) await noteUndone(federation, incoming.actor, id, incoming.signed)
  if (undone) {
    if (typesOf(undone).includes('Follow')) await unfollowed(federation, incoming, undone)
    else await interestUndone(federation, incoming, undone)
    return
  }
  if (id && !(await unfollowed(federation, incoming, id))) await interestUndone(federation, incoming, id)
}
