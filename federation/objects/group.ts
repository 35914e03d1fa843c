/** Communities as Groups (FEP-1b12): what their documents have beyond other actors', and the words they are run by. */
import type { Actor } from '../../server/actors/actors.store.ts'
import type { JsonObject } from '../json.ts'
import { publicUri } from './context.ts'

/** Where a Group of ours lists its coordinators. */
export const moderatorsUri = (group: Pick<Actor, 'uri'>) => `${group.uri}/moderators`

/** Where a Group lists its members; undefined when it does not say. */
export const membersUri = (group: Actor): string | undefined =>
  group.followersUri ?? (group.local ? `${group.uri}/followers` : undefined)

/** The part of a Group's document that tells who coordinates it. A closed one takes nothing from anyone else. */
export const groupPart = (group: Actor, closed: boolean): JsonObject => ({
  attributedTo: moderatorsUri(group),
  postingRestrictedToMods: closed
})

/** The coordinators by address: all on one page, as Lemmy reads it. */
export const moderatorsDocument = (group: Actor, coordinators: Pick<Actor, 'uri'>[]): JsonObject => ({
  id: moderatorsUri(group),
  type: 'OrderedCollection',
  attributedTo: group.uri,
  totalItems: coordinators.length,
  orderedItems: coordinators.map(({ uri }) => uri)
})

/** To whom a Group speaks: everyone and its members, or its members alone. */
export function groupAddress(group: Actor, reach: 'public' | 'unlisted' | 'community'): { to: string[]; cc: string[] } {
  const members = membersUri(group) ?? `${group.uri}/followers`
  if (reach === 'public') return { to: [publicUri], cc: [members] }
  return { to: [members], cc: reach === 'unlisted' ? [publicUri] : [] }
}

interface Moderating {
  id: string
  /** The coordinator who acts. */
  by: Actor
  group: Actor
}

/** What a coordinator does in a community has this in common, in Lemmy's form. */
const moderating = (type: string, { id, by, group }: Moderating) => ({
  id,
  type,
  actor: by.uri,
  to: [publicUri],
  cc: [group.uri],
  audience: group.uri
})

/** A coordinator takes a post out of the community; its author keeps it. */
export const removalDocument = (act: Moderating, post: string, reason: string) => ({
  ...moderating('Delete', act),
  object: post,
  ...(reason !== '' && { summary: reason })
})

/** A coordinator puts it back. */
export const restoreDocument = (act: Moderating, removal: JsonObject) => ({
  ...moderating('Undo', act),
  object: removal
})

/** Somebody coordinates the community from now on, or no longer. */
export const coordinatorDocument = (act: Moderating, change: 'added' | 'removed', whom: string) => ({
  ...moderating(change === 'added' ? 'Add' : 'Remove', act),
  object: whom,
  target: moderatorsUri(act.group)
})
