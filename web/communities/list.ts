/** The communities there are, those that the viewer joined first. */
import type { FastifyRequest } from 'fastify'
import { handleOf } from '../../server/actors/handle.ts'
import {
  type Community,
  communitiesNamed,
  communitiesOf,
  type Joined,
  listCommunities
} from '../../server/communities/communities.ts'
import type { Context } from '../../server/context.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import type { Page } from '../../server/store/page.ts'
import { textOf } from '../../server/text/sanitise.ts'
import { pageAsked, pageLinks, queryText } from '../paging.ts'
import { nameOf, personPath } from '../present/people.ts'
import { lookElsewhere } from '../search/elsewhere.ts'

/** As many as one page names of those that somebody joined, and of those found by name. */
const most = 50

/** A community as lists show it. */
export interface CommunityView {
  name: string
  path: string
  /** What it is for, in a sentence or two. */
  about?: string
  members: number
  closed?: Date
  /** Of another server: its handle. */
  elsewhere?: string
  coordinates?: boolean
  /** Asked to join, and not answered yet. */
  waits?: boolean
}

/** The data of communities/list.njk, or where a handle or an address that was searched for leads. */
export async function communityList(context: Context, request: FastifyRequest) {
  const { viewer, query } = request
  const q = queryText(query, 'q').trim().slice(0, 200)
  const closed = queryText(query, 'closed') === '1'
  const asked = pageAsked(query)
  const elsewhere = await lookElsewhere(context, request, q)
  if (elsewhere && 'path' in elsewhere && elsewhere.path.startsWith('/communities/')) return { path: elsewhere.path }
  const [page, yours] = await Promise.all([found(context, q, { ...asked, closed }), yoursOf(context, viewer)])
  // Those that are told of above are not told of twice.
  const above = q || closed || asked.after || asked.before ? [] : yours
  return {
    data: {
      title: closed ? 'Communities that closed' : 'Communities',
      ...{ q, closed },
      ...(elsewhere && {
        missing: 'missing' in elsewhere ? elsewhere.missing : 'There is no community at that address.'
      }),
      yours: above,
      communities: page.rows.map(viewOf).filter(({ path }) => !above.some((one) => one.path === path)),
      pages: pageLinks('/communities', page, { closed: closed ? '1' : undefined }),
      mayOpen: viewer?.can('coordinate') ?? false
    }
  }
}

async function found(
  context: Context,
  q: string,
  asked: Parameters<typeof listCommunities>[1]
): Promise<Page<Community>> {
  const db = context.store.read
  return q ? { rows: await communitiesNamed(db, q, most) } : listCommunities(db, asked)
}

/** The communities that somebody joined, here and elsewhere. */
export async function yoursOf(context: Context, viewer: Viewer | undefined, size = most): Promise<CommunityView[]> {
  if (!viewer) return []
  const { rows } = await communitiesOf(context.store.read, viewer.actor.id, { size })
  return rows.map(joinedView)
}

const viewOf = ({ actor, parts }: Pick<Community, 'actor'> & { parts: Community['parts'] | null }): CommunityView => {
  const about = textOf(actor.summary, 200)
  return {
    name: nameOf(actor),
    path: personPath(actor),
    members: actor.followers,
    ...(about && { about }),
    ...(parts?.closed && { closed: parts.closed }),
    ...(!actor.local && { elsewhere: handleOf(actor) })
  }
}

const joinedView = (joined: Joined): CommunityView => ({
  ...viewOf(joined),
  ...(joined.role === 'coordinator' && { coordinates: true }),
  ...(!joined.accepted && { waits: true })
})
