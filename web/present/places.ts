/** In which communities posts stand, and which of those the viewer looks after. */
import { coordinatedBy } from '../../server/communities/membership.store.ts'
import { groupsOfPosts } from '../../server/communities/places.store.ts'
import type { Context } from '../../server/context.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import type { Actor, WholePost } from '../../server/posts/posts.store.ts'
import type { ItemView } from '../item.ts'
import { nameOf, personPath } from './people.ts'

/** What a page says of the communities of its posts. */
export interface Places {
  of: Map<string, Actor[]>
  /** The ids of those from which the viewer may take posts out. */
  cared: Set<string>
}

/** Reads them for the posts of a page. */
export async function readPlaces(context: Context, viewer: Viewer | undefined, rows: WholePost[]): Promise<Places> {
  const db = context.store.read
  const of = await groupsOfPosts(
    db,
    rows.map(({ post }) => post.id)
  )
  if (!viewer?.can('publish')) return { of, cared: new Set() }
  const ours = [...new Set([...of.values()].flat().flatMap(({ id, local }) => (local ? [id] : [])))]
  return { of, cared: viewer.can('moderate') ? new Set(ours) : await coordinatedBy(db, viewer.actor.id, ours) }
}

/** The communities of one post, as its item names them. */
export function placesOf({ post }: WholePost, { of }: Places): Pick<ItemView, 'communities'> {
  const groups = of.get(post.id)
  return groups ? { communities: groups.map((group) => ({ name: nameOf(group), path: personPath(group) })) } : {}
}

/** Out of which communities the viewer may take a post. */
export const takenFrom = ({ post }: WholePost, { of, cared }: Places): { name: string; path: string }[] =>
  (of.get(post.id) ?? [])
    .filter(({ id }) => cared.has(id))
    .map((group) => ({ name: nameOf(group), path: `${personPath(group)}/posts/${post.id}/remove` }))
