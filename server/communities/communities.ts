/** Communities of practice (N1): opened here as Groups that anyone in the fediverse can follow and post to. */

import { newKey } from '../../schema/columns.ts'
import type { Posting } from '../../schema/communities.ts'
import { actorById, changeActor } from '../actors/actors.store.ts'
import { makeKeyPairs } from '../actors/keys.ts'
import { addLocalActor } from '../actors/local.ts'
import type { Context } from '../context.ts'
import { Conflict, type Fault, NotFound, Refused } from '../errors.ts'
import { record } from '../events/record.ts'
import { dropFollow, type Follow, keepFollow } from '../follows/follows.store.ts'
import { followActor } from '../follows/follows.ts'
import type { Viewer } from '../members/viewer.ts'
import { needText, newAddress, stopAt, writeUp } from '../posts/draft.ts'
import { type Actor, addPost, keepMentions } from '../posts/posts.store.ts'
import { indexPost } from '../search/search.store.ts'
import type { Writer } from '../store/store.ts'
import { renderMarkdown } from '../text/markdown.ts'
import { plainLine } from '../text/sanitise.ts'
import {
  addCommunity,
  type Community,
  changeCommunity,
  communityById,
  dropRole,
  keepRole,
  withRole
} from './communities.store.ts'
import { isMember, roleIn } from './membership.store.ts'
import { placeOwn } from './posting.ts'

export {
  type Community,
  type CommunityMember,
  communitiesNamed,
  communitiesOf,
  communityById,
  type Joined,
  listCommunities,
  listMembers,
  withRole
} from './communities.store.ts'
export { communityByHandle, findGroup } from './find.ts'
export { isMember, roleIn } from './membership.store.ts'

export interface CommunityInput {
  handle?: string
  name?: string
  /** What it is for, Markdown. */
  purpose?: string
  /** `everyone` unless said. */
  posting?: string
}

export const postingWords: Posting[] = ['everyone', 'members']

/**
 * Opens a community with the viewer as its first member and coordinator. Throws Refused unless they may coordinate, and
 * Invalid with every fault (`handle`, `name`, `purpose`, `posting`).
 */
export async function createCommunity(context: Context, viewer: Viewer, input: CommunityInput): Promise<Community> {
  if (!viewer.can('coordinate')) throw new Refused('Only coordinators, moderators and admins can open a community.')
  return openCommunity(context, viewer.actor, input)
}

/** The same in the name of an actor of ours, for the admin command. */
export async function openCommunity(context: Context, by: Actor, input: CommunityInput): Promise<Community> {
  const { name, purpose, posting, faults } = readCommunity(input)
  const handle = (input.handle ?? '').trim().replace(/^@/, '').toLowerCase()
  if (handle === '') faults.push({ field: 'handle', text: 'Give a handle, such as housing-repairs' })
  stopAt(faults)
  const keys = await makeKeyPairs()
  const id = await context.store.write(async (tx) => {
    const made = { type: 'Group' as const, username: handle, name, keys, summary: htmlOf(context, purpose) }
    const actor = await addLocalActor(context, tx, made)
    await addCommunity(tx, { actor: actor.id, purpose, posting, createdBy: by.id, created: context.clock() })
    await keepRole(tx, { community: actor.id, actor: by.id, role: 'coordinator', by: by.id })
    const uri = `${context.config.origin}/follows/${newKey(context.clock().getTime())}`
    await keepFollow(tx, { follower: by.id, followed: actor.id, uri, state: 'accepted' })
    await record(context, tx, { kind: 'community.created', actor: by.id, subject: actor.id })
    return actor.id
  })
  return (await communityById(context.store.read, id))!
}

/** Changes name, purpose and who may post; what is left out stays. Throws NotFound, Refused, Conflict, Invalid. */
export async function editCommunity(
  context: Context,
  viewer: Viewer,
  id: string,
  input: Omit<CommunityInput, 'handle'>
): Promise<Community> {
  const before = await ownCommunity(context, viewer, id)
  needOpen(before)
  const given = { name: before.actor.name, purpose: before.parts.purpose, posting: before.parts.posting, ...input }
  const { name, purpose, posting, faults } = readCommunity(given)
  stopAt(faults)
  await context.store.write(async (tx) => {
    await changeActor(tx, id, { name, summary: htmlOf(context, purpose) })
    await changeCommunity(tx, id, { purpose, posting })
    await record(context, tx, { kind: 'community.changed', actor: viewer.actor.id, subject: id })
  })
  return (await communityById(context.store.read, id))!
}

/**
 * Closes a community for good and kindly: nothing new is taken from now on, everything said stays where it is, and those
 * elsewhere are told. `words` (Markdown) are the last that it shows, in the viewer's name. Throws NotFound, Refused,
 * Invalid. Repeating it changes nothing.
 */
export async function closeCommunity(context: Context, viewer: Viewer, id: string, words = ''): Promise<Community> {
  const before = await ownCommunity(context, viewer, id)
  if (before.parts.closed) return before
  const faults: Fault[] = []
  const markdown = needText(faults, 'words', words, undefined, 5_000, 'the last words')
  stopAt(faults)
  const { html, named } = await writeUp(context, [markdown])
  await context.store.write(async (tx) => {
    if (markdown !== '') await sayLast(context, tx, viewer, before.actor, { markdown, html: html[0]!, named })
    await changeCommunity(tx, id, { closed: context.clock() })
    await record(context, tx, { kind: 'community.closed', actor: viewer.actor.id, subject: id })
  })
  return (await communityById(context.store.read, id))!
}

async function sayLast(
  context: Context,
  tx: Writer,
  viewer: Viewer,
  group: Actor,
  { markdown, html, named }: { markdown: string; html: string; named: Actor[] }
): Promise<void> {
  const address = newAddress(context, 'posts')
  const author = viewer.actor.id
  await addPost(tx, {
    ...{ ...address, markdown, html, author, kind: 'post', local: true, thread: address.id, language: 'en' },
    ...{ audience: 'public', visibility: 'public', context: `${address.uri}/context`, published: context.clock() }
  })
  const others = [group, ...named].map((actor) => actor.id).filter((id) => id !== author)
  await keepMentions(tx, address.id, others)
  await indexPost(tx, address.id)
  await record(context, tx, { kind: 'post.published', actor: author, subject: address.id })
  await placeOwn(context, tx, { post: address.id, author, audience: 'public', community: group, named: [] })
}

/**
 * Joins a community, ours at once, another server's when that accepts: the viewer then follows its Group. Throws
 * NotFound, Refused for whoever was removed, Conflict when it is closed.
 */
export async function joinCommunity(context: Context, viewer: Viewer, id: string): Promise<Follow> {
  if (!viewer.can('publish')) throw new Refused()
  const group = await groupById(context, id)
  const ours = await communityById(context.store.read, group.id)
  if (ours) needOpen(ours)
  return followActor(context, viewer.actor.id, group.id)
}

/** Leaves a community, ours or another server's. Throws Conflict for its last coordinator. Repeating it changes nothing. */
export async function leaveCommunity(context: Context, viewer: Viewer, id: string): Promise<void> {
  if (!viewer.can('publish')) throw new Refused()
  const group = await groupById(context, id)
  const me = viewer.actor.id
  if ((await roleIn(context.store.read, group.id, me)) === 'coordinator')
    await removeCoordinator(context, viewer, group.id, me)
  await context.store.write(async (tx) => {
    const gone = await dropFollow(tx, me, group.id)
    if (gone)
      await record(context, tx, { kind: 'follow.removed', actor: me, subject: group.id, ids: { uri: gone.uri } })
  })
}

/** Makes a member a coordinator, from here or from elsewhere. Throws NotFound, Refused, Conflict when they are no member. */
export async function addCoordinator(context: Context, viewer: Viewer, id: string, actor: string): Promise<void> {
  const found = await ownCommunity(context, viewer, id)
  needOpen(found)
  const person = await actorById(context.store.read, actor)
  if (!person || person.deleted || person.blocked) throw new NotFound('There is no such person here.')
  const role = await roleIn(context.store.read, id, actor)
  if (role === 'coordinator') return
  if (!(await isMember(context.store.read, id, actor)))
    throw new Conflict(`${person.name} has not joined this community: they have to join before they can coordinate it.`)
  await context.store.write(async (tx) => {
    await keepRole(tx, { community: id, actor, role: 'coordinator', by: viewer.actor.id })
    const ids = { coordinator: actor, change: 'added' }
    await record(context, tx, { kind: 'community.coordinated', actor: viewer.actor.id, subject: id, ids })
  })
}

/** Makes a coordinator a plain member again; they may do so themselves. Throws Conflict for the last one. */
export async function removeCoordinator(context: Context, viewer: Viewer, id: string, actor: string): Promise<void> {
  await ownCommunity(context, viewer, id)
  await context.store.write(async (tx) => {
    const others = (await withRole(tx, id, 'coordinator')).filter((one) => one.id !== actor)
    if (others.length === 0) throw new Conflict('This is the last coordinator. Ask somebody else to coordinate first.')
    if (!(await dropRole(tx, id, actor, 'coordinator'))) return
    const ids = { coordinator: actor, change: 'removed' }
    await record(context, tx, { kind: 'community.coordinated', actor: viewer.actor.id, subject: id, ids })
  })
}

/** Whether the viewer looks after a community of ours: as its coordinator, or as a moderator of the server. */
export async function mayCoordinate(context: Context, viewer: Viewer | undefined, id: string): Promise<boolean> {
  if (!viewer?.can('publish')) return false
  return viewer.can('moderate') || (await roleIn(context.store.read, id, viewer.actor.id)) === 'coordinator'
}

/** A community of ours that the viewer looks after. Throws NotFound or Refused. */
export async function ownCommunity(context: Context, viewer: Viewer, id: string): Promise<Community> {
  const found = await communityById(context.store.read, id)
  if (!found) throw new NotFound('There is no such community.')
  if (!(await mayCoordinate(context, viewer, id))) throw new Refused('Only its coordinators may do this.')
  return found
}

async function groupById(context: Context, id: string): Promise<Actor> {
  const found = await actorById(context.store.read, id)
  if (found?.type !== 'Group' || found.deleted) throw new NotFound('There is no such community.')
  return found
}

/** Throws Conflict when a community is closed. */
export function needOpen({ parts }: Community): void {
  if (parts.closed) throw new Conflict('This community is closed. What was said in it stays.')
}

const htmlOf = (context: Context, purpose: string) => renderMarkdown(purpose, { origin: context.config.origin })

function readCommunity(input: CommunityInput) {
  const faults: Fault[] = []
  const name = plainLine(needText(faults, 'name', input.name, 'Give the community a name', 80, 'the name'), 80)
  const purpose = needText(faults, 'purpose', input.purpose, 'Say what the community is for', 2_000, 'the purpose')
  const posting = postingWords.find((word) => word === (input.posting || 'everyone'))
  if (!posting) faults.push({ field: 'posting', text: `Choose who may post: ${postingWords.join(' or ')}` })
  return { name, purpose, posting: posting ?? 'everyone', faults }
}
