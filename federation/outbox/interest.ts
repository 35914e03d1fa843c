/** What others are told when somebody here likes or shares something, or takes that back (I1). */
import { type Actor, actorById } from '../../server/actors/actors.store.ts'
import { groupsOfPost } from '../../server/communities/places.store.ts'
import type { Event } from '../../server/events/events.store.ts'
import { followerInboxes } from '../../server/follows/follows.store.ts'
import { interestByUri } from '../../server/interest/interest.store.ts'
import { instancesOf } from '../../server/moderation/instances.store.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import type { Reader } from '../../server/store/store.ts'
import type { Federation } from '../context.ts'
import type { JsonObject } from '../json.ts'
import { publicUri } from '../objects/context.ts'
import { activityByUri, dropActivity } from '../outbox.store.ts'
import { sendActivity } from '../outbox.ts'
import { personalInbox } from './recipients.ts'
import { activityUri } from './saying.ts'

/** A Like to the author; an Announce to the author and to the followers of who shares. */
export async function sendInterest(federation: Federation, event: Event): Promise<void> {
  const said = await whatWasShown(federation, event)
  if (!said) return
  const { document, ...rest } = said
  await sendActivity(federation.context, { ...rest, document: { ...document, published: event.created.toISOString() } })
}

/** Undo, with the whole of what is undone: Mastodon needs it for a Like. */
export async function sendInterestUndo(federation: Federation, event: Event): Promise<void> {
  const { context } = federation
  const said = await whatWasShown(federation, event)
  if (!said) return
  const { to, cc, ...undone } = said.document
  await sendActivity(context, {
    ...said,
    document: {
      id: activityUri(context, event),
      type: 'Undo',
      actor: said.actor.uri,
      ...(to !== undefined && { to }),
      ...(cc !== undefined && { cc }),
      object: undone
    },
    object: said.document.id
  })
  await context.store.write((tx) => dropActivity(tx, said.document.id))
}

/** The software that shows an EmojiReact; to all others a Like with the emoji beside it counts as a like at least. */
const knowEmojiReact = new Set(['pleroma', 'akkoma', 'rebased', 'soapbox'])

/** How a reaction is said to an author; taken back, it is said as it was. */
async function reactionPart(db: Reader, uri: string, author: Pick<Actor, 'host'>) {
  const sent = (await activityByUri(db, uri))?.document as JsonObject | undefined
  const emoji = (await interestByUri(db, uri))?.emoji ?? String(sent?.content ?? '')
  const [instance] = await instancesOf(db, [author.host])
  const reacts = sent ? sent.type === 'EmojiReact' : knowEmojiReact.has(instance?.software?.toLowerCase() ?? '')
  if (reacts) return { type: 'EmojiReact', content: emoji }
  return { type: 'Like', ...(emoji && { content: emoji, _misskey_reaction: emoji }) }
}

async function whatWasShown({ context }: Federation, event: Event) {
  const { read } = context.store
  const actor = event.actor ? await actorById(read, event.actor) : undefined
  const found = await anyPost(read, { id: event.subject })
  const { interest, uri } = event.ids
  if (!actor?.local || !found || !uri) return undefined
  const { post, author } = found
  const followers = actor.followersUri ?? `${actor.uri}/followers`
  const base = { id: uri, actor: actor.uri, object: post.uri }
  const open = post.visibility === 'public' || post.visibility === 'unlisted'
  if (interest === 'share') {
    const document: JsonObject & { id: string; type: string } = {
      ...base,
      type: 'Announce',
      to: [publicUri],
      cc: [followers, author.uri]
    }
    return {
      actor,
      document,
      to: [...personalInbox(author), ...(await followerInboxes(read, actor.id))],
      open,
      object: post.uri
    }
  }
  const said = interest === 'reaction' ? await reactionPart(read, uri, author) : { type: 'Like' }
  const communities = await groupsOfPost(read, post.id)
  const document: JsonObject & { id: string; type: string } = {
    ...{ ...base, ...said, to: [author.uri] },
    // A Group tells its members of it (FEP-1b12).
    ...(communities[0] && { cc: communities.map((group) => group.uri), audience: communities[0].uri })
  }
  return { actor, document, to: [author, ...communities].flatMap(personalInbox), open, object: post.uri }
}
