/** What our Groups say: they show posts on by id and by activity, and pass on what becomes of them (FEP-1b12). */
import { createHash } from 'node:crypto'
import { type Actor, actorById } from '../../server/actors/actors.store.ts'
import { roleIn } from '../../server/communities/membership.store.ts'
import { groupsOfPost, placeOf } from '../../server/communities/places.store.ts'
import type { Context } from '../../server/context.ts'
import type { Event } from '../../server/events/events.store.ts'
import { followerInboxes } from '../../server/follows/follows.store.ts'
import { receiveInterest, receiveInterestUndone } from '../../server/interest/interest.ts'
import { anyPost, type WholePost } from '../../server/posts/posts.store.ts'
import type { Federation } from '../context.ts'
import { idOf, type JsonObject } from '../json.ts'
import { coordinatorDocument, groupAddress, removalDocument, restoreDocument } from '../objects/group.ts'
import { activitiesAbout, activityByUri } from '../outbox.store.ts'
import { sendActivity } from '../outbox.ts'
import { followDocument } from './follow.ts'
import { inboxesOf, personalInbox } from './recipients.ts'
import { activityUri } from './saying.ts'

/**
 * The address of a Group's Announce of something: the same each time, so that nothing is announced twice. `again` is the
 * event by which it is announced once more on purpose.
 */
function announceUri(context: Context, group: Actor, what: string, again = ''): string {
  const hash = createHash('sha256').update([group.uri, what, again].join('\n')).digest('hex')
  return `${context.config.origin}/activities/${hash.slice(0, 32)}`
}

/** How far a Group may show a post on; undefined when not at all. */
function reachOf({ post }: WholePost): 'public' | 'unlisted' | 'community' | undefined {
  const { audience, visibility } = post
  if (audience === 'withdrawn') return undefined
  return [visibility].find((one) => one === 'public' || one === 'unlisted' || one === 'community')
}

/** Where what a Group says goes: to its members' servers, and to that of whoever it is about. */
const listeners = async (context: Context, group: Actor, about: Actor[] = []) => [
  ...(await followerInboxes(context.store.read, group.id)),
  ...inboxesOf(about)
]

interface Announcing {
  group: Actor
  reach: 'public' | 'unlisted' | 'community'
  object: JsonObject | string
  /** The JSON text of the object, where its author's server sent it. */
  carried?: string | undefined
  id: string
  at: Date
  /** What the Announce is kept under: it goes when that is withdrawn. */
  about: string
  concerned?: Actor[]
}

async function announce(
  context: Context,
  { group, reach, object, carried, id, at, about, concerned }: Announcing
): Promise<void> {
  const address = groupAddress(group, reach)
  const cc = [...address.cc, ...(reach === 'community' ? [] : (concerned ?? []).map(({ uri }) => uri))]
  await sendActivity(context, {
    actor: group,
    document: { id, type: 'Announce', actor: group.uri, to: address.to, cc, published: at.toISOString(), object },
    to: await listeners(context, group, concerned),
    open: reach !== 'community',
    object: about,
    carried
  })
}

/** An activity of another server as it was sent, nulls and all; else as we have it. */
const asSent = (sent: string | undefined, json?: JsonObject): { object: JsonObject; carried?: string } | undefined =>
  sent !== undefined ? { object: JSON.parse(sent), carried: sent } : json && { object: json }

/** A post stands in a community of ours: its Group shows it by id, for Mastodon, and by its Create, for Lemmy and NodeBB. */
export async function sendPlaced({ context }: Federation, event: Event): Promise<void> {
  const placed = await placedIn(context, event)
  if (placed?.place.state !== 'shown') return
  const { group, whole, place, reach } = placed
  const { post, author } = whole
  const again = event.kind === 'community.restored' ? event.id : ''
  const base = { group, reach, at: event.created, about: post.uri }
  const id = announceUri(context, group, post.uri, again)
  await announce(context, { ...base, id, object: post.uri, concerned: [author] })
  const create = asSent(place.activity?.sent, post.local ? await createOf(context, post.uri) : undefined)
  const createId = create && idOf(create.object.id)
  if (create && createId)
    await announce(context, { ...base, id: announceUri(context, group, createId, again), ...create })
  // Members here find it among what those whom they follow have shown.
  await receiveInterest(context, { actor: group.id, post: post.id, kind: 'share', uri: id })
}

/** The Create by which one of ours was said. */
async function createOf(context: Context, uri: string): Promise<JsonObject | undefined> {
  const [create] = await activitiesAbout(context.store.read, uri, 'Create')
  return create?.document as JsonObject | undefined
}

/** What one of ours did with a post in a community of ours is passed on: Update, Delete, Like, and Undo of it. */
export async function passOnOwn({ context }: Federation, event: Event): Promise<void> {
  const { read } = context.store
  if (event.ids.interest === 'share') return
  const added = event.kind === 'interest.added' ? event.ids.uri : undefined
  const said = await activityByUri(read, added ?? activityUri(context, event))
  const by = event.actor ? await actorById(read, event.actor) : undefined
  if (said) await passOn(context, event.subject, { json: said.document as JsonObject }, by)
}

/** The Groups of ours in which a post stands pass an activity about it on, once each; as it was `sent`, where that says more. */
export async function passOn(
  context: Context,
  post: string,
  { json: activity, sent }: { json: JsonObject; sent?: string | undefined },
  by?: Actor
): Promise<void> {
  const { read } = context.store
  const [id, whole] = [idOf(activity.id), await anyPost(read, { id: post })]
  if (!whole || !id) return
  // A post that was withdrawn is told of as it was addressed.
  const reach = reachOf({ ...whole, post: { ...whole.post, audience: whole.post.visibility } })
  if (!reach) return
  // What only says so much goes with the post; what takes something back has to stay.
  const about = activity.type === 'Update' ? whole.post.uri : id
  // Whoever was removed may take back what they said, and no more.
  const takesBack = activity.type === 'Delete' || activity.type === 'Undo'
  for (const group of await groupsOfPost(read, post, true)) {
    if (by && !takesBack && (await roleIn(read, group.id, by.id)) === 'removed') continue
    const parts = { group, reach, id: announceUri(context, group, id), at: context.clock(), about }
    await announce(context, { ...parts, ...asSent(sent, activity)! })
  }
}

/** A coordinator took a post out: the Group takes its Announce back, and tells who did so and why, in Lemmy's form. */
export async function sendRemoval({ context }: Federation, event: Event): Promise<void> {
  const placed = await placedIn(context, event)
  const by = event.actor ? await actorById(context.store.read, event.actor) : undefined
  if (!placed || !by) return
  const { group, whole, place, reach } = placed
  const act = { id: activityUri(context, event), by, group }
  await undoAnnounce(context, event, placed)
  const document = removalDocument(act, whole.post.uri, place.reason)
  await moderate(context, event, { group, by, reach, document, concerned: [whole.author] })
}

/** A coordinator put a post back: it is announced again, and that it was taken out is undone. */
export async function sendRestored(federation: Federation, event: Event): Promise<void> {
  const { context } = federation
  const placed = await placedIn(context, event)
  const by = event.actor ? await actorById(context.store.read, event.actor) : undefined
  if (!placed || !by || placed.place.state !== 'shown') return
  const { group, whole, reach } = placed
  const deletes = await activitiesAbout(context.store.read, whole.post.uri, 'Delete')
  const removal = deletes.filter(({ document }) => document.audience === group.uri).at(-1)
  if (removal) {
    const { '@context': _context, proof: _proof, ...undone } = removal.document
    const document = restoreDocument({ id: activityUri(context, event), by, group }, undone as JsonObject)
    await moderate(context, event, { group, by, reach, document })
  }
  await sendPlaced(federation, event)
}

/** Somebody coordinates a community, or no longer. */
export async function sendCoordinator({ context }: Federation, event: Event): Promise<void> {
  const { read } = context.store
  const group = await actorById(read, event.subject)
  const by = event.actor ? await actorById(read, event.actor) : undefined
  const whom = event.ids.coordinator ? await actorById(read, event.ids.coordinator) : undefined
  if (!group?.local || !by || !whom) return
  const change = event.ids.change === 'added' ? 'added' : 'removed'
  const document = coordinatorDocument({ id: activityUri(context, event), by, group }, change, whom.uri)
  await moderate(context, event, { group, by, reach: 'public', document, concerned: [whom] })
}

/** Somebody elsewhere was removed from a community: their follow is refused. */
export async function sendMemberRemoval({ context }: Federation, event: Event): Promise<void> {
  const { read } = context.store
  const group = await actorById(read, event.subject)
  const member = event.ids.member ? await actorById(read, event.ids.member) : undefined
  if (!group?.local || !member || member.local || !event.ids.uri) return
  await sendActivity(context, {
    actor: group,
    document: {
      id: activityUri(context, event),
      type: 'Reject',
      actor: group.uri,
      to: [member.uri],
      object: followDocument(event.ids.uri, member, group)
    },
    to: personalInbox(member),
    open: false,
    object: event.ids.uri
  })
}

interface Moderated {
  group: Actor
  by: Actor
  reach: Announcing['reach']
  document: JsonObject & { id: string; type: string }
  concerned?: Actor[]
}

/** Keeps what a coordinator did so that it can be fetched, and lets the Group tell of it. */
async function moderate(context: Context, event: Event, { group, by, reach, document, concerned }: Moderated) {
  const { id } = document
  const object = idOf(document.object) ?? id
  await sendActivity(context, { actor: by, document, to: [], open: reach !== 'community', object })
  const kept = await activityByUri(context.store.read, id)
  const told = (kept?.document ?? document) as JsonObject
  const parts = { group, reach, object: told, id: announceUri(context, group, id), at: event.created, about: id }
  await announce(context, { ...parts, ...(concerned && { concerned }) })
}

/** The Group's last Announce of a post by id is undone, so that Mastodon shows it on no longer. */
async function undoAnnounce(context: Context, event: Event, { group, whole, reach }: Placed) {
  const { post, author } = whole
  const announces = await activitiesAbout(context.store.read, post.uri, 'Announce')
  const last = announces.filter(({ actor, document }) => actor === group.id && document.object === post.uri).at(-1)
  await receiveInterestUndone(context, { actor: group.id, post: post.id, kind: 'share' })
  if (!last) return
  const { '@context': _context, proof: _proof, ...undone } = last.document
  await sendActivity(context, {
    actor: group,
    document: {
      id: activityUri(context, event, 2),
      type: 'Undo',
      actor: group.uri,
      ...groupAddress(group, reach),
      object: undone as JsonObject
    },
    to: await listeners(context, group, [author]),
    open: reach !== 'community',
    object: last.uri
  })
}

type Placed = NonNullable<Awaited<ReturnType<typeof placedIn>>>

/** The post, the Group of ours and how the one stands in the other, as an event tells; undefined when one is gone. */
async function placedIn(context: Context, event: Event) {
  const { read } = context.store
  const whole = await anyPost(read, { id: event.subject })
  const group = event.ids.community ? await actorById(read, event.ids.community) : undefined
  const place = group && (await placeOf(read, group.id, event.subject))
  const reach = whole && reachOf(whole)
  return whole && group?.local && place && reach ? { whole, group, place, reach } : undefined
}
