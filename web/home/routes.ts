/** The two first pages: what a visitor sees at a glance, and what somebody signed in comes home to. */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { actorsByIds } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { councilOf } from '../../server/council/settings.ts'
import { openDraftsOf } from '../../server/drafts/drafts.store.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { countUnread } from '../../server/notifications/notifications.store.ts'
import { openOffers } from '../../server/offers/offers.store.ts'
import { draftsOf, listPosts, readPosts, type WholePost } from '../../server/posts/posts.store.ts'
import { type Entry, readTimeline } from '../../server/timeline/timeline.store.ts'
import { yoursOf } from '../communities/list.ts'
import { needViewer } from '../guard.ts'
import type { ItemView } from '../item.ts'
import { keepPages, listMeta, sendPage } from '../meta.ts'
import { offerViews } from '../offers/offered.ts'
import type { Pages } from '../pages.ts'
import { pageAsked, pageLinks } from '../paging.ts'
import { presentPeople } from '../present/people.ts'
import { lookingFor, pathOf, presentPosts } from '../present.ts'
import { visitorHome } from './visitor.ts'

/** `/` and `/home`. */
export const homeRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    keepPages(app)
    app.get('/', async (request, reply) => {
      if (request.viewer) return reply.redirect('/home', 303)
      const { name } = await councilOf(context)
      const feeds = [{ title: 'Stories', href: '/feeds/stories.atom' }]
      const about = `What ${name} and other councils tried, what went well and what went badly, told by the people who tried it.`
      const data = { title: 'What councils learned', ...(await visitorHome(context)) }
      return sendPage(pages, request, reply, 'home/visitor.njk', data, listMeta(context, '/', about, { feeds }))
    })
    app.get('/home', async (request, reply) => {
      const viewer = needViewer(request)
      const data = await ownHome(context, viewer, request)
      return sendPage(pages, request, reply, 'home/timeline.njk', data, { robots: 'noindex' })
    })
  }

async function ownHome(context: Context, viewer: Viewer, request: FastifyRequest) {
  const db = context.store.read
  const me = viewer.actor.id
  const { after } = pageAsked(request.query)
  const [page, drafts, unfinished, waiting, unread, communities, offers] = await Promise.all([
    readTimeline(db, me, { after }),
    draftsOf(db, me),
    unfinishedOf(context, viewer),
    listPosts(db, lookingFor(viewer), { kinds: ['question'], answered: false, size: 8 }),
    countUnread(db, me),
    yoursOf(context, viewer, 8),
    openOffers(db, me, context.clock())
  ])
  const [first] = offers
  const asked = waiting.rows.filter(({ post, author }) => author.id !== me && post.id !== first?.post.id).slice(0, 4)
  const rows = [...page.rows, ...drafts, ...asked, ...(first ? [first] : [])]
  const items = await presentPosts(context, viewer, rows)
  const before = page.rows.length + drafts.length
  const draftItems = items.slice(page.rows.length, page.rows.length + drafts.length)
  const shown = await withSharers(context, page.rows, items)
  return {
    title: 'Your home',
    greeting: `${greetingAt(context.clock())}, ${viewer.actor.name.split(' ')[0]}`,
    items: shown,
    drafts: drafts.map(({ post }, n) => ({ ...draftItems[n]!, saved: post.edited ?? post.created })),
    unfinished,
    asked: items.slice(before, before + asked.length),
    ...(first && { offer: (await offerViews(context, viewer, [first], items.slice(-1)))[0], offered: offers.length }),
    unread,
    communities,
    following: viewer.actor.following,
    pages: { ...(after && { newer: '/home' }), ...pageLinks('/home', page) }
  }
}

/** What others read already, with changes that were typed and not saved. */
async function unfinishedOf(context: Context, viewer: Viewer) {
  const db = context.store.read
  const open = await openDraftsOf(db, viewer.actor.id)
  const ids = [...new Set(open.flatMap(({ apart, post }) => (apart && post ? [post] : [])))]
  const rows = await readPosts(db, ids, lookingFor(viewer))
  const byId = new Map(rows.filter(({ post }) => post.audience !== 'draft').map((row) => [row.post.id, row]))
  const latest = new Map(open.toReversed().map((one) => [one.post ?? '', one.saved]))
  return ids.flatMap((id) => {
    const found: WholePost | undefined = byId.get(id)
    return found ? [{ title: found.post.title, path: pathOf(found), saved: latest.get(id) }] : []
  })
}

/** Says who showed what came by a share, unless the council only shows what its own people say. */
async function withSharers(context: Context, rows: Entry[], items: ItemView[]): Promise<ItemView[]> {
  const sharers = await actorsByIds(
    context.store.read,
    rows.flatMap((row) => row.sharedBy ?? [])
  )
  const people = await presentPeople(context, sharers)
  const byId = new Map(sharers.map((actor, n) => [actor.id, { actor, person: people[n]! }]))
  return rows.map((row, n) => {
    const by = row.sharedBy ? byId.get(row.sharedBy) : undefined
    const isOwn =
      (by?.actor.type === 'Organization' && by.actor.host === row.author.host) ||
      // In which community it stands is said anyway.
      (by?.actor.type === 'Group' && items[n]!.communities?.some(({ path }) => path === by.person.path))
    return { ...items[n]!, ...(by && !isOwn && { sharedBy: by.person }) }
  })
}

const hourOf = new Intl.DateTimeFormat('en-GB', { hour: 'numeric', hourCycle: 'h23', timeZone: 'Europe/London' })

function greetingAt(now: Date): string {
  const hour = Number(hourOf.format(now))
  if (hour < 12) return 'Good morning'
  return hour < 18 ? 'Good afternoon' : 'Good evening'
}
