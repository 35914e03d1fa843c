/** One person's or council's page: who they are, and what they have said. */
import type { FastifyRequest } from 'fastify'
import type { Actor } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { followBetween } from '../../server/follows/follows.store.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { listFromHost } from '../../server/posts/host.store.ts'
import { listPosts } from '../../server/posts/posts.store.ts'
import type { PageAsked } from '../../server/store/page.ts'
import { shorten, textOf } from '../../server/text/sanitise.ts'
import type { PageMeta } from '../meta.ts'
import { pageAsked, pageLinks } from '../paging.ts'
import { presentPeople } from '../present/people.ts'
import { lookingFor, presentPosts } from '../present.ts'
import { SafeHtml } from '../safe-html.ts'

/** The data of people/person.njk, and the page's head. */
export async function personPage(context: Context, request: FastifyRequest, actor: Actor) {
  const { viewer } = request
  const page = await saidBy(context, viewer, actor, pageAsked(request.query))
  const [[person], items, follow] = await Promise.all([
    presentPeople(context, [actor]),
    presentPosts(context, viewer, page.rows),
    viewer && followBetween(context.store.read, viewer.actor.id, actor.id)
  ])
  const { profile } = actor
  return {
    data: {
      title: person!.name,
      person: person!,
      type: actor.type === 'Organization' ? 'council' : 'person',
      ...(actor.summary && { bio: new SafeHtml(actor.summary) }),
      ...(profile.team && { team: profile.team }),
      skills: profile.skills ?? [],
      fields: actor.fields.map(({ name, value }) => ({ name, value: new SafeHtml(value) })),
      items,
      pages: pageLinks(person!.path, page),
      ...(actor.movedTo && /^https?:\/\//.test(actor.movedTo) && { movedTo: actor.movedTo }),
      canFollow: viewer !== undefined && viewer.actor.id !== actor.id,
      ...(follow && { follows: follow.state }),
      ...(!actor.local && /^https?:\/\//.test(actor.url) && { remoteUrl: actor.url }),
      counts: { followers: actor.followers, following: actor.following }
    },
    meta: metaOf(context, actor, person!.name, person!.path)
  }
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
  const handle = `@${actor.username}@${actor.host}`
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
