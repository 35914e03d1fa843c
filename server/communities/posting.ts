/** Putting posts into communities: those of our people, and those from elsewhere once the gate let them in. */
import type { Audience } from '../../schema/posts.ts'
import type { Context } from '../context.ts'
import { type Fault, Problem } from '../errors.ts'
import { record } from '../events/record.ts'
import type { Viewer } from '../members/viewer.ts'
import { isSent } from '../posts/audience.ts'
import { stopAt } from '../posts/draft.ts'
import type { Actor } from '../posts/posts.store.ts'
import type { Reader, Writer } from '../store/store.ts'
import { communityById } from './communities.store.ts'
import { findGroup } from './find.ts'
import { isMember, roleIn } from './membership.store.ts'
import { groupsOfPost, placePost, unplaceDraft, widenPost } from './places.store.ts'

/** Why an actor may not post in a Group; undefined when they may. Of other servers' Groups those servers decide. */
export async function postingFault(db: Reader, group: Actor, actor: string): Promise<string | undefined> {
  if (!group.local) return undefined
  const found = await communityById(db, group.id)
  if (!found) return 'There is no such community'
  if (found.parts.closed) return `${group.name} is closed: choose another community`
  const role = await roleIn(db, group.id, actor)
  if (role === 'removed') return `You were removed from ${group.name}: choose another community`
  if (found.parts.posting === 'members' && !(await isMember(db, group.id, actor)))
    return `Only members post in ${group.name}: join it first`
  return undefined
}

/**
 * The Group that a form or a call names for a post, by id, address or handle; undefined when it names none. What is wrong
 * is reported for the field `community`, also when the post is for a community only and none is named.
 */
export async function readCommunityAsked(
  context: Context,
  viewer: Viewer,
  faults: Fault[],
  asked: string | undefined,
  audience?: Audience
): Promise<Actor | undefined> {
  const text = asked?.trim()
  if (!text) {
    if (audience === 'community') faults.push({ field: 'community', text: 'Choose the community that it is for' })
    return undefined
  }
  try {
    const group = await findGroup(context, text)
    const fault = await postingFault(context.store.read, group, viewer.actor.id)
    if (fault) faults.push({ field: 'community', text: fault })
    return fault ? undefined : group
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    faults.push({ field: 'community', text: error.message.replace(/\.$/, '') })
    return undefined
  }
}

/**
 * The Group chosen for a post of the viewer's, by id, address or handle; undefined when none is. Throws Invalid for the field
 * `community`: no such Group, they may not post there, or the post is for a community only and none is chosen (`post`
 * names a draft that may stand in one already).
 */
export async function communityFor(
  context: Context,
  viewer: Viewer,
  { asked, audience, post }: { asked: string | undefined; audience: Audience; post?: string }
): Promise<Actor | undefined> {
  const faults: Fault[] = []
  const { read } = context.store
  const kept = asked === undefined && post ? (await groupsOfPost(read, post))[0] : undefined
  const group = await readCommunityAsked(context, viewer, faults, asked ?? kept?.id, audience)
  if (group && audience === 'community' && !(await isMember(read, group.id, viewer.actor.id)))
    faults.push({ field: 'community', text: `Join ${group.name} first: only its members can read this` })
  stopAt(faults)
  return group
}

/**
 * Keeps for which community a draft is, as its form says, while it is typed; a community in which the viewer may not post
 * is left out, and told of when the draft is to be shown to others. Without one that is `asked` nothing changes.
 */
export async function keepDraftPlace(
  context: Context,
  viewer: Viewer,
  asked: string | undefined
): Promise<(tx: Writer, post: string) => Promise<void>> {
  if (asked === undefined) return async () => {}
  const group = await readCommunityAsked(context, viewer, [], asked)
  return async (tx, post) => {
    await unplaceDraft(tx, post)
    if (group) await placePost(tx, { community: group.id, post, begins: true, created: context.clock() })
  }
}

export interface Placing {
  /** The post's id. */
  post: string
  author: string
  audience: Audience
  /** The Group chosen for it. */
  community?: Actor | undefined
  /** Whom it names: Groups among them are posted to. */
  named: Actor[]
  /** What it answers: a reply stands wherever that does. */
  parent?: string | null | undefined
}

/** What may stand in a community: what is for everyone, for the community, for our people, and what is not finished. */
const placeable: Audience[] = ['public', 'unlisted', 'community', 'local', 'draft']

/**
 * Puts a post of ours into the communities that it is for, in the transaction that writes it. To be called after the event
 * that tells of the post, so that others are told in that order; again after an edit. `first` says that it is sent now,
 * for the first time, although it was kept before.
 */
export async function placeOwn(context: Context, tx: Writer, placing: Placing, first = false): Promise<void> {
  const { post, author, audience, community, named, parent } = placing
  if (!placeable.includes(audience)) return
  const above = parent ? await groupsOfPost(tx, parent) : []
  const groups = [...(community ? [community] : []), ...named.filter(({ type }) => type === 'Group'), ...above]
  for (const group of unique(groups)) {
    if (group.blocked || group.deleted) continue
    if (!group.local && audience === 'local') continue
    if (await postingFault(tx, group, author)) continue
    const begins = !above.some(({ id }) => id === group.id)
    const placed = await placePost(tx, { community: group.id, post, begins, created: context.clock() })
    if (group.local && isSent(audience) && (placed || first))
      await record(context, tx, {
        kind: 'community.posted',
        actor: author,
        subject: post,
        ids: { community: group.id }
      })
  }
}

/**
 * Puts a post from elsewhere into the Groups that it is addressed to, and into those of what it answers. In ours only when
 * its author may post there; then it is passed on. `activity` is the Create as it came. Bears repetition.
 */
export async function placeReceived(
  context: Context,
  received: {
    post: string
    author: Actor
    /** As its author addressed it. */
    visibility: Audience
    groups: Actor[]
    parent: string | null
    /** Whether it answers something, known here or not. */
    answers: boolean
    /** Whether it may be shown to everyone; else it is kept in these Groups, which are not ours, and in no other. */
    letIn: boolean
    activity?: { sent: string } | undefined
  }
): Promise<void> {
  const { post, author, visibility, parent, answers, letIn, activity } = received
  if (!['public', 'unlisted', 'community'].includes(visibility)) return
  const { read } = context.store
  const above = parent ? await groupsOfPost(read, parent) : []
  const all = letIn ? [...received.groups, ...above] : received.groups.filter(({ local }) => !local)
  const groups = unique(all).filter((group) => !group.blocked && !group.deleted)
  if (groups.length === 0) return
  await context.store.write(async (tx) => {
    if (letIn) await widenPost(tx, post)
    for (const group of groups) {
      if (await postingFault(tx, group, author.id)) continue
      const begins = parent ? !above.some(({ id }) => id === group.id) : !answers
      const kept = group.local && activity ? activity : null
      const place = { community: group.id, post, begins, activity: kept, created: context.clock() }
      const placed = await placePost(tx, place)
      if (!placed || !group.local) continue
      const ids = { community: group.id }
      await record(context, tx, { kind: 'community.posted', actor: author.id, subject: post, ids })
    }
  })
}

const unique = (groups: Actor[]) => [...new Map(groups.map((group) => [group.id, group])).values()]
