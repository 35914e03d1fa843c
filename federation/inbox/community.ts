/** What comes in for communities: posts addressed to a Group, and what our Groups pass on to their members (FEP-1b12). */
import type { Audience } from '../../schema/posts.ts'
import { type Actor, actorByUri } from '../../server/actors/actors.store.ts'
import { groupsOfPost, placeOf, turnPlace } from '../../server/communities/places.store.ts'
import { placeReceived } from '../../server/communities/posting.ts'
import type { Context } from '../../server/context.ts'
import { interestByUri } from '../../server/interest/interest.store.ts'
import { hold, unknownRule } from '../../server/moderation/gate.ts'
import { isForAnyone } from '../../server/posts/audience.ts'
import { anyPost, type WholePost } from '../../server/posts/posts.store.ts'
import type { Federation } from '../context.ts'
import { hrefOf, idOf, idsOf, isObject, type JsonObject, listOf, typesOf } from '../json.ts'
import { passOn } from '../outbox/community.ts'
import { embedded, type Incoming, objectId } from './incoming.ts'
import { summaryOf } from './summary.ts'

/** A post is looked at for no more Groups than these. */
const mostGroups = 10

/** The Groups that a post is for: ours however it names them, others' where it says so by `audience`. */
export async function groupsAddressed(context: Context, document: JsonObject): Promise<Actor[]> {
  const mentioned = listOf(document.tag).flatMap((tag) =>
    isObject(tag) && typesOf(tag).includes('Mention') ? [hrefOf(tag.href) ?? ''] : []
  )
  const isOurs = (uri: string) => uri.startsWith(`${context.config.origin}/`)
  const named = [...idsOf(document.to), ...idsOf(document.cc), ...mentioned].filter(isOurs)
  const uris = new Set([...idsOf(document.audience).slice(0, mostGroups), ...named.slice(0, 50)])
  const found = await Promise.all([...uris].map((uri) => actorByUri(context.store.read, uri)))
  return found.filter((actor) => actor?.type === 'Group').slice(0, mostGroups) as Actor[]
}

/**
 * Puts a post that was kept into the Groups that it is for. One that only its author's followers may see here, since nobody
 * knows its server, waits for a person before a Group of ours shows it to anyone.
 */
export async function joinGroups({ context }: Federation, incoming: Incoming, document: JsonObject, id: string) {
  if (incoming.type !== 'Create') return
  const whole = await anyPost(context.store.read, { id })
  if (!whole || whole.author.id !== incoming.actor.id) return
  const groups = await groupsAddressed(context, document)
  const create = createIn(incoming)
  if (incoming.reach === 'everyone') {
    const activity = create && { sent: create.sent ?? JSON.stringify(create.json) }
    return place(context, whole, groups, { letIn: true, activity })
  }
  const above = whole.post.parent ? await groupsOfPost(context.store.read, whole.post.parent, true) : []
  if ([...groups, ...above].some(({ local }) => local))
    await holdForGroup(context, incoming, create ?? { json: document })
}

/** The Create itself, as its author's server sent it; undefined when only the post was fetched, or only its words let in. */
function createIn({ json, sent, path, id, marks }: Incoming): Sent | undefined {
  const came = path === 'inbox' || (path === 'released' && !marks?.wordsOnly)
  return came && typesOf(json).includes('Create') && !id.endsWith('#fetched') ? { json, sent } : undefined
}

/** An activity, and its JSON text as it was sent where that says more. */
interface Sent {
  json: JsonObject
  sent?: string | undefined
}

async function place(
  context: Context,
  { post, author }: WholePost,
  groups: Actor[],
  how: { letIn: boolean; activity?: { sent: string } | undefined }
) {
  const { id, visibility, parent, inReplyTo } = post
  await placeReceived(context, { post: id, author, visibility, groups, parent, answers: inReplyTo !== null, ...how })
}

async function holdForGroup(
  context: Context,
  { actor, path, id, marks }: Incoming,
  { json, sent }: Sent
): Promise<void> {
  const isCreate = typesOf(json).includes('Create')
  const uri = isCreate ? id : `${idOf(json.id)}#fetched`
  const activity: JsonObject = isCreate ? json : { type: 'Create', id: uri, actor: actor.uri, object: json }
  const inbound = { type: 'Create', actor: actor.uri, host: actor.host, path }
  await hold(
    context,
    { ...inbound, uri, activity, sent, ...summaryOf(activity) },
    {
      act: 'hold',
      reason: `${actor.host} is not yet known here, and this is for a community`,
      marks: marks ?? {},
      rule: unknownRule,
      matched: `server ${actor.host}`
    }
  )
}

/** A Group of another server showed a post: it stands there. False when whoever showed it is no Group, or it is not for one. */
export async function shownByGroup(context: Context, group: Actor, whole: WholePost): Promise<boolean> {
  if (group.type !== 'Group' || group.local || !isForGroups(whole.post.visibility)) return false
  await place(context, whole, [group], { letIn: false })
  return whole.post.audience !== 'withdrawn'
}

const isForGroups = (visibility: Audience) => isForAnyone(visibility) || visibility === 'community'

/** A Group of another server says that a post was taken out of it (Delete), or put back (Undo of that); its author still has it. */
export async function turnedByGroup(context: Context, group: Actor, inner: JsonObject): Promise<void> {
  const undone = typesOf(inner).includes('Undo') ? embedded(inner.object) : undefined
  const removal = undone ?? inner
  const uri = typesOf(removal).includes('Delete') ? objectId(removal) : undefined
  if (!uri) return
  const state = undone ? 'shown' : 'removed'
  const whole = group.type === 'Group' && !group.local ? await anyPost(context.store.read, { uri }) : undefined
  const found = whole && (await placeOf(context.store.read, group.id, whole.post.id))
  if (found) await context.store.write((tx) => turnPlace(tx, found, { state, removedBy: null, reason: '' }))
}

const passable = new Set(['Update', 'Delete', 'Like', 'Dislike', 'EmojiReact', 'Undo'])

/**
 * What is to be done once an activity was taken in: our Groups pass it on when it is about a post in them, its sender may
 * say so, and it changed something. To be asked before, since afterwards what it is about may be gone. Only what its own
 * author sent here is passed on, never what another Group passed on.
 */
export async function passingOn(
  { context }: Federation,
  { json, sent, id, type, actor, path, reach, marks }: Incoming
): Promise<(() => Promise<void>) | undefined> {
  // Passed on whole, it would show in our Group's name what a person left out here.
  if (marks?.wordsOnly) return undefined
  if (!passable.has(type) || reach !== 'everyone' || (path !== 'inbox' && path !== 'released')) return undefined
  const whole = await postIn(context, type, json, actor)
  if (!whole || (await groupsOfPost(context.store.read, whole.post.id, true)).length === 0) return undefined
  const isAuthor = whole.author.id === actor.id
  if ((type === 'Update' || type === 'Delete') && !isAuthor) return undefined
  return async () => {
    if (type !== 'Update' && type !== 'Delete' && type !== 'Undo')
      if ((await interestByUri(context.store.read, id))?.actor !== actor.id) return
    await passOn(context, whole.post.id, { json, sent }, actor)
  }
}

/** The post that an activity is about; of an Undo, the post that the same actor had shown interest in. */
async function postIn(
  { store }: Context,
  type: string,
  json: JsonObject,
  actor: Actor
): Promise<WholePost | undefined> {
  const uri = objectId(json)
  if (type !== 'Undo') return uri ? anyPost(store.read, { uri }) : undefined
  const undone = embedded(json.object)
  if (undone) {
    const liked = typesOf(undone).some((one) => passable.has(one) && one !== 'Undo') ? idOf(undone.object) : undefined
    return liked ? anyPost(store.read, { uri: liked }) : undefined
  }
  const known = uri ? await interestByUri(store.read, uri) : undefined
  return known?.actor === actor.id && known.kind !== 'share' ? anyPost(store.read, { id: known.post }) : undefined
}
