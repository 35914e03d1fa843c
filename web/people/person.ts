/** One person's or council's page: who they are, and what they have said. */
import type { FastifyRequest } from 'fastify'
import type { Actor } from '../../server/actors/actors.store.ts'
import { handleOf } from '../../server/actors/handle.ts'
import type { Context } from '../../server/context.ts'
import { pinnedBy } from '../../server/featured/featured.store.ts'
import { featuredTopics } from '../../server/featured/featured.ts'
import { followBetween } from '../../server/follows/follows.store.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { listFromHost } from '../../server/posts/host.store.ts'
import { listPosts } from '../../server/posts/posts.store.ts'
import type { PageAsked } from '../../server/store/page.ts'
import { shorten, textOf } from '../../server/text/sanitise.ts'
import { keptOf, spans } from '../controls/kept.ts'
import { withPictures } from '../emojis.ts'
import type { PageMeta } from '../meta.ts'
import { pageAsked, pageLinks } from '../paging.ts'
import { presentPeople } from '../present/people.ts'
import { lookingFor, presentPosts, topicPath } from '../present.ts'
import { SafeHtml } from '../safe-html.ts'

/** The data of people/person.njk, and the page's head. */
export async function personPage(context: Context, request: FastifyRequest, actor: Actor) {
  const { viewer } = request
  const asked = pageAsked(request.query)
  const [page, pins] = await Promise.all([
    saidBy(context, viewer, actor, asked),
    pinnedBy(context.store.read, actor.id, lookingFor(viewer))
  ])
  const onTop = asked.after || asked.before ? [] : pins
  const below = page.rows.filter(({ post }) => !pins.some((pin) => pin.post.id === post.id))
  const [[person], items, follow, kept] = await Promise.all([
    presentPeople(context, [actor]),
    presentPosts(context, viewer, [...onTop, ...below]),
    viewer && followBetween(context.store.read, viewer.actor.id, actor.id),
    keptOf(context, viewer, actor)
  ])
  const { profile } = actor
  return {
    data: {
      title: person!.name,
      person: person!,
      type: actor.type === 'Organization' ? 'council' : 'person',
      ...(actor.summary && { bio: new SafeHtml(withPictures(actor.summary, person!.emojis)) }),
      ...(profile.team && { team: profile.team }),
      skills: profile.skills ?? [],
      fields: actor.fields.map(({ name, value }) => ({
        name,
        value: new SafeHtml(withPictures(value, person!.emojis))
      })),
      ...(actor.suspended && { suspended: true }),
      ...(actor.memorial && { memorial: true }),
      items: items.map((item, n) => (n < onTop.length ? { ...item, pinned: true } : item)),
      topics: await topicsOf(context, actor),
      pages: pageLinks(person!.path, page),
      ...(viewer?.can('moderate') && actor.type !== 'Organization' && { moderation: moderationOf(actor) }),
      ...(actor.movedTo && /^https?:\/\//.test(actor.movedTo) && { movedTo: actor.movedTo }),
      canFollow: viewer !== undefined && viewer.actor.id !== actor.id && (!actor.suspended || follow !== undefined),
      ...(follow && { follows: follow.state }),
      ...(kept && { kept, spans }),
      ...(!actor.local && /^https?:\/\//.test(actor.url) && { remoteUrl: actor.url }),
      counts: { followers: actor.followers, following: actor.following }
    },
    meta: metaOf(context, actor, person!.name, person!.path)
  }
}

/** What moderators read on the page: what is in force on the account, and where they act on it. */
const moderationOf = ({ id, local, blocked, limited, sensitive, trust }: Actor) => ({
  path: `/moderation/accounts/${id}`,
  states: [
    ...(blocked && (local || trust === 'blocked') ? ['suspended'] : limited || trust === 'limited' ? ['limited'] : []),
    ...(sensitive ? ['marked as sensitive'] : [])
  ]
})

/** The topics that one of ours stands for; their server tells those of the others. */
async function topicsOf(context: Context, actor: Actor): Promise<{ name: string; path: string }[]> {
  const topics = actor.local ? await featuredTopics(context, actor) : (actor.profile.topics ?? [])
  return topics.map((name) => ({ name, path: topicPath(name) }))
}

/** A council speaks through all its people; a person for themselves. */
function saidBy(context: Context, viewer: Viewer | undefined, actor: Actor, asked: PageAsked) {
  const db = context.store.read
  const looking = lookingFor(viewer)
  if (actor.type !== 'Organization') return listPosts(db, looking, { ...asked, author: actor.id })
  return actor.local ? listPosts(db, looking, { ...asked, local: true }) : listFromHost(db, looking, actor.host, asked)
}

function metaOf(context: Context, actor: Actor, name: string, path: string): PageMeta {
  const about = shorten(textOf(actor.summary), 300) || `What ${name} has tried, asked and answered.`
  const handle = handleOf(actor)
  if (!actor.local) return { url: actor.url, description: about, type: 'profile', robots: 'noindex' }
  return {
    title: `${name} (${handle})`,
    url: `${context.config.origin}${path}`,
    description: about,
    type: 'profile',
    activity: actor.uri,
    creator: handle,
    feeds: [{ title: name, href: `/feeds/people/${encodeURIComponent(actor.username)}.atom` }],
    ...(!actor.discoverable && { robots: 'noindex' })
  }
}
