/** For which community something is written: those that its author joined, and one that it was begun for. */
import { actorById } from '../../server/actors/actors.store.ts'
import { handleOf } from '../../server/actors/handle.ts'
import { communitiesOf } from '../../server/communities/communities.ts'
import { groupsOfPost } from '../../server/communities/places.store.ts'
import type { Context } from '../../server/context.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { isKey } from '../paging.ts'
import { nameOf } from '../present/people.ts'

/** As many as a select can be read through. */
const most = 100

/** What `communityChoice` of communities/choice.njk is given; nothing to choose from is no choice. */
export interface CommunityChoice {
  items: { value: string; text: string }[]
  value: string
  /** Where it was sent already, which cannot change. */
  fixed?: string
  /** Whether the author belongs to any: only then it can be for members alone. */
  member: boolean
}

/** The choice for a form of the viewer's; of what was `sent` it only tells. */
export async function communityChoice(
  context: Context,
  viewer: Viewer,
  { value, sent }: { value: string; sent?: string | undefined }
): Promise<CommunityChoice> {
  const { read } = context.store
  if (sent) {
    const groups = await groupsOfPost(read, sent)
    return { items: [], value: '', member: false, ...(groups.length > 0 && { fixed: groups.map(nameOf).join(', ') }) }
  }
  const { rows } = await communitiesOf(read, viewer.actor.id, { size: most })
  const joined = rows.filter(({ accepted, parts }) => accepted && !parts?.closed).map(({ actor }) => actor)
  const asked = isKey(value) && !joined.some(({ id }) => id === value) ? await actorById(read, value) : undefined
  const other = asked?.type === 'Group' && !asked.blocked && !asked.deleted ? [asked] : []
  const named = [...joined, ...other].map((actor) => ({
    value: actor.id,
    text: actor.local ? nameOf(actor) : `${nameOf(actor)} (${handleOf(actor)})`
  }))
  const items = named.sort((a, b) => a.text.localeCompare(b.text, 'en-GB'))
  return {
    items: items.length > 0 ? [{ value: '', text: 'No community' }, ...items] : [],
    value: items.some((item) => item.value === value) ? value : '',
    member: joined.length > 0
  }
}

/** The community in which a draft stands already, for its form; empty when in none. */
export const draftPlace = async (context: Context, post: string): Promise<string> =>
  (await groupsOfPost(context.store.read, post))[0]?.id ?? ''
