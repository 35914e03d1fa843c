/** Pages of people and councils, and following them. */
import type { FastifyPluginAsync } from 'fastify'
import { countByAuthor, publishingPeople } from '../../server/actors/directory.store.ts'
import type { Context } from '../../server/context.ts'
import { councilOf } from '../../server/council/settings.ts'
import { cutPage } from '../../server/store/page.ts'
import { needViewer } from '../guard.ts'
import { keepPages, listMeta, sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { pageAsked, pageLinks, queryText } from '../paging.ts'
import { personPath, presentPeople } from '../present/people.ts'
import { findPerson } from './find.ts'
import { followPage, takeFollow, takeUnfollow } from './follows.ts'
import { personPage } from './person.ts'

const size = 50

/** `/people`, `/@handle`, `/follows`. */
export const peopleRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    keepPages(app)

    app.get('/people', async (request, reply) => {
      const { after } = pageAsked(request.query)
      const member = request.viewer !== undefined
      const rows = await publishingPeople(context.store.read, member, after ?? '', size + 1)
      const page = cutPage(rows, {}, size, (row) => row.id)
      const { shortName } = await councilOf(context)
      const data = {
        title: `People at ${shortName}`,
        people: await withWork(context, page.rows),
        pages: pageLinks('/people', page)
      }
      const about = `The people at ${shortName} who tell what they tried.`
      return sendPage(pages, request, reply, 'people/list.njk', data, listMeta(context, '/people', about))
    })

    app.get('/people/follow', async (request, reply) => {
      needViewer(request)
      return followPage(context, pages, request, reply, { target: queryText(request.query, 'target') })
    })
    app.post('/follows', async (request, reply) => takeFollow(context, pages, request, reply))
    app.post('/follows/undo', async (request, reply) => takeUnfollow(context, request, reply))

    app.get('/@:handle', async (request, reply) => {
      const { handle } = request.params as { handle: string }
      const actor = await findPerson(context, request.viewer, handle)
      if (actor.type === 'Group') return reply.redirect(personPath(actor), 301)
      const { data, meta } = await personPage(context, request, actor)
      return sendPage(pages, request, reply, 'people/person.njk', data, meta)
    })
  }

async function withWork(context: Context, actors: Awaited<ReturnType<typeof publishingPeople>>) {
  const ids = actors.map((actor) => actor.id)
  const [people, counts] = await Promise.all([
    presentPeople(context, actors),
    ids.length === 0 ? [] : countByAuthor(context.store.read, ids, ['story'])
  ])
  const stories = new Map(counts.map((row) => [row.author, row.n]))
  return people.map((person, n) => ({
    ...person,
    skills: actors[n]!.profile.skills ?? [],
    stories: stories.get(actors[n]!.id) ?? 0
  }))
}
