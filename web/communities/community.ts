/** One community's page: what it is for, who looks after it, how it is doing, and what is said in it. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { PostKind } from '../../schema/posts.ts'
import { handleOf } from '../../server/actors/handle.ts'
import { withRole } from '../../server/communities/communities.ts'
import { healthOf, inOrder } from '../../server/communities/health.ts'
import { listCommunityPosts } from '../../server/communities/places.store.ts'
import type { Context } from '../../server/context.ts'
import { shorten, textOf } from '../../server/text/sanitise.ts'
import type { PageMeta } from '../meta.ts'
import { pageAsked, pageLinks, queryText } from '../paging.ts'
import { presentPeople } from '../present/people.ts'
import { lookingFor, presentPosts } from '../present.ts'
import { SafeHtml } from '../safe-html.ts'
import { doneIn } from './done.ts'
import { type FoundCommunity, type Standing, standingIn } from './find.ts'
import { healthView } from './health.ts'

/** What of a community may be listed alone. */
const shown: Record<string, { text: string; kinds: PostKind[] }> = {
  stories: { text: 'Stories', kinds: ['story'] },
  questions: { text: 'Questions', kinds: ['question'] }
}

/** The data of communities/community.njk, and the page's head. */
export async function communityPage(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  found: FoundCommunity
) {
  const { viewer } = request
  const { actor, path, parts } = found
  const asked = pageAsked(request.query)
  const show = queryText(request.query, 'show')
  const first = !asked.after && !asked.before && !show
  const [stands, said, coordinators, health] = await Promise.all([
    standingIn(context, viewer, found),
    saidIn(context, request, found, show),
    parts ? withRole(context.store.read, actor.id, 'coordinator', 20) : [],
    parts && first && !parts.closed ? healthView(context, viewer, { actor, parts }) : undefined
  ])
  const [person, ...carers] = await presentPeople(context, [actor, ...coordinators])
  const done = doneIn(context, request, reply, path)
  return {
    data: {
      title: person!.name,
      community: person!,
      ...{ path, ...stands, show, id: actor.id },
      ...(actor.summary && { purpose: new SafeHtml(actor.summary) }),
      ...(parts ? { opened: parts.created, membersOnly: parts.posting === 'members' } : {}),
      ...(parts?.closed && { closed: parts.closed }),
      mayPost: mayPost(stands.standing, found),
      members: actor.followers,
      coordinators: carers,
      ...(health && { health }),
      kinds: Object.entries(shown).map(([value, { text }]) => ({
        text,
        path: `${path}?show=${value}`,
        now: show === value
      })),
      ...said,
      ...(!parts && /^https?:\/\//.test(actor.url) && { remoteUrl: actor.url }),
      ...(parts && { feed: feedOf(actor.username) }),
      ...(done && { done })
    },
    meta: metaOf(context, found, person!.name, said.items.length === 0)
  }
}

/** Of another server's community that server decides who may post. */
function mayPost(standing: Standing, { parts }: FoundCommunity): boolean {
  if (standing === 'visitor' || standing === 'removed' || parts?.closed) return false
  return parts?.posting !== 'members' || standing === 'member' || standing === 'coordinator'
}

async function saidIn(context: Context, request: FastifyRequest, { actor, path, parts }: FoundCommunity, show: string) {
  const { viewer } = request
  const looking = lookingFor(viewer)
  if (show === 'waiting' && parts) {
    const { waiting } = await healthOf(context, looking, { actor, parts })
    const ids = waiting.slice(0, 50).map(({ id }) => id)
    const rows = await inOrder(context, looking, ids)
    return { items: await presentPosts(context, viewer, rows), pages: {} }
  }
  const kinds = Object.hasOwn(shown, show) ? shown[show]!.kinds : undefined
  const asked = { ...pageAsked(request.query), ...(kinds && { kinds }) }
  const page = await listCommunityPosts(context.store.read, looking, actor.id, asked)
  const items = await presentPosts(context, viewer, page.rows)
  return { items, pages: pageLinks(path, page, { show: kinds && show }) }
}

/** Where a community's feed is. */
export const feedOf = (username: string): string => `/feeds/communities/${encodeURIComponent(username)}.atom`

function metaOf(context: Context, { actor, path, parts }: FoundCommunity, name: string, empty: boolean): PageMeta {
  const about = shorten(textOf(actor.summary), 300) || `What is said in ${name}.`
  if (!parts) return { url: actor.url, description: about, robots: 'noindex' }
  const handle = handleOf(actor)
  return {
    title: `${name} (${handle})`,
    url: `${context.config.origin}${path}`,
    description: about,
    type: 'profile',
    activity: actor.uri,
    creator: handle,
    feeds: [{ title: name, href: feedOf(actor.username) }],
    ...(empty && { robots: 'noindex' })
  }
}
