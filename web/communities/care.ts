/** Looking after a community: posts taken out and put back, people removed and let in again, and who coordinates. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { actorById } from '../../server/actors/actors.store.ts'
import { addCoordinator, isMember, removeCoordinator } from '../../server/communities/communities.ts'
import { readmitMember, removeMember, removePost, restorePost } from '../../server/communities/moderate.ts'
import { placeOf } from '../../server/communities/places.store.ts'
import type { Context } from '../../server/context.ts'
import { NotFound } from '../../server/errors.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import { idIn } from '../find.ts'
import { typed } from '../form.ts'
import { needViewer } from '../guard.ts'
import { sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { presentPeople } from '../present/people.ts'
import { presentPosts } from '../present.ts'
import { type Done, withDone } from './done.ts'
import { findOwn } from './find.ts'
import { removedPage } from './members.ts'

const hidden = { robots: 'noindex' }

/** The pages for coordinators, below `/communities/:handle`. */
export function careRoutes(context: Context, pages: Pages, app: FastifyInstance): void {
  const { read } = context.store
  const own = async (request: FastifyRequest) => {
    const viewer = needViewer(request)
    return { viewer, ...(await findOwn(context, request, viewer)) }
  }
  const confirm = (request: FastifyRequest, reply: FastifyReply, data: { title: string }) =>
    sendPage(pages, request, reply, 'communities/remove.njk', data, hidden)

  app.get('/communities/:handle/removed', async (request, reply) => {
    const data = await removedPage(context, request, reply, await own(request))
    return sendPage(pages, request, reply, 'communities/removed.njk', data, hidden)
  })

  app.get('/communities/:handle/posts/:id/remove', async (request, reply) => {
    const { viewer, actor, path } = await own(request)
    const id = idIn(request)
    const place = await placeOf(read, actor.id, id)
    const post = place && (await anyPost(read, { id }))
    if (place?.state !== 'shown' || !post) throw new NotFound('This post is not in this community.')
    const [item] = await presentPosts(context, viewer, [post])
    return confirm(request, reply, {
      title: `Take this out of ${actor.name}?`,
      ...{ item, action: `${path}/posts/${id}/remove`, cancel: item!.path, button: 'Take it out' }
    })
  })

  app.post('/communities/:handle/posts/:id/remove', async (request, reply) => {
    const { viewer, actor, path } = await own(request)
    const id = idIn(request)
    await removePost(context, viewer, actor.id, id, typed(request.body, ['reason']).reason)
    return reply.redirect(withDone(path, 'post-removed', id), 303)
  })

  app.post('/communities/:handle/posts/:id/restore', async (request, reply) => {
    const { viewer, actor, path } = await own(request)
    await restorePost(context, viewer, actor.id, idIn(request))
    return reply.redirect(withDone(path, 'post-restored'), 303)
  })

  app.get('/communities/:handle/members/:id/remove', async (request, reply) => {
    const { actor, path } = await own(request)
    const id = idIn(request)
    const member = (await isMember(read, actor.id, id)) ? await actorById(read, id) : undefined
    if (!member) throw new NotFound('They are not in this community.')
    const [person] = await presentPeople(context, [member])
    return confirm(request, reply, {
      title: `Remove ${person!.name} from ${actor.name}?`,
      ...{ person, action: `${path}/members/${id}/remove`, cancel: `${path}/members`, button: 'Remove them' }
    })
  })

  app.post('/communities/:handle/members/:id/remove', async (request, reply) => {
    const { viewer, actor, path } = await own(request)
    const id = idIn(request)
    await removeMember(context, viewer, actor.id, id, typed(request.body, ['reason']).reason)
    return reply.redirect(withDone(`${path}/members`, 'member-removed', id), 303)
  })

  const member = (
    end: string,
    done: Done,
    act: (...asked: Parameters<typeof addCoordinator>) => Promise<void>,
    to: '/members' | '/removed' = '/members'
  ) =>
    app.post(`/communities/:handle/members/:id/${end}`, async (request, reply) => {
      const { viewer, actor, path } = await own(request)
      const id = idIn(request)
      await act(context, viewer, actor.id, id)
      return reply.redirect(withDone(path + to, done, id), 303)
    })
  member('readmit', 'member-readmitted', readmitMember, '/removed')
  member('coordinator', 'coordinator-added', addCoordinator)
  member('coordinator/undo', 'coordinator-removed', removeCoordinator)
}
