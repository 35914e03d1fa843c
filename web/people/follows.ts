/** Following from here: by handle, by web address, or by the button on somebody's page. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Invalid, Problem } from '../../server/errors.ts'
import { listFollowing } from '../../server/follows/follows.store.ts'
import { follow, unfollow } from '../../server/follows/follows.ts'
import { shownFaults, typed } from '../form.ts'
import { backTo, needViewer } from '../guard.ts'
import { sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import { pageAsked, pageLinks } from '../paging.ts'
import { presentPeople } from '../present/people.ts'

/** The page with the field, and whom one follows. */
export async function followPage(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  given: { target: string; problem?: Invalid; status?: number }
) {
  const viewer = needViewer(request)
  const { after } = pageAsked(request.query)
  const page = await listFollowing(context.store.read, viewer.actor.id, { after, requested: true })
  const people = await presentPeople(
    context,
    page.rows.map((row) => row.actor)
  )
  const data = {
    title: 'Follow a council or a person',
    values: { target: given.target },
    following: people.map((person, n) => ({ ...person, state: page.rows[n]!.follow.state })),
    pages: pageLinks('/people/follow', page),
    ...shownFaults(given.problem)
  }
  const options = { status: given.status ?? 200 }
  return sendPage(pages, request, reply, 'people/follow.njk', data, { robots: 'noindex' }, options)
}

/** `POST /follows`. What goes wrong is said beside the field. */
export async function takeFollow(context: Context, pages: Pages, request: FastifyRequest, reply: FastifyReply) {
  const viewer = needViewer(request)
  const { target, back } = typed(request.body, ['target', 'back'])
  try {
    if (target.trim() === '') throw new Problem(422, 'Give a handle, such as @nia@moot.example, or a web address')
    await follow(context, viewer, target.trim())
  } catch (error) {
    if (!(error instanceof Problem) || error.status === 503) throw error
    const problem = new Invalid([{ field: 'target', text: error.message }])
    return followPage(context, pages, request, reply, { target, problem, status: error.status === 502 ? 502 : 422 })
  }
  return reply.redirect(backTo(back, '/people/follow'), 303)
}

/** `POST /follows/undo`. */
export async function takeUnfollow(context: Context, request: FastifyRequest, reply: FastifyReply) {
  const viewer = needViewer(request)
  const { target, back } = typed(request.body, ['target', 'back'])
  await unfollow(context, viewer, target.trim())
  return reply.redirect(backTo(back, '/people/follow'), 303)
}
