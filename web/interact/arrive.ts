/** Our own people, sent here by another server to act on something: they are shown what it is, and one button does it. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { actorById } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { NotFound } from '../../server/errors.ts'
import { readPost } from '../../server/posts/posts.store.ts'
import { textOf } from '../../server/text/sanitise.ts'
import { needViewer } from '../guard.ts'
import type { Pages } from '../pages.ts'
import { queryText } from '../paging.ts'
import { personPath, presentPeople } from '../present/people.ts'
import { pathOf } from '../present.ts'

const acts: Record<string, { title: string; button: string; action: string }> = {
  like: { title: 'Say that this is useful?', button: 'Useful', action: '/likes' },
  share: { title: 'Share this with your followers?', button: 'Share', action: '/shares' },
  follow: { title: 'Follow?', button: 'Follow', action: '/follows' }
}

/** `/authorize_interaction`. What would change something is asked first: the link may come from anywhere. */
export async function arrive(context: Context, pages: Pages, request: FastifyRequest, reply: FastifyReply) {
  const viewer = needViewer(request)
  const uri = queryText(request.query, 'uri') || queryText(request.query, 'acct')
  if (uri === '') throw new NotFound('The other server did not say what this is about.')
  const act = queryText(request.query, 'act')
  const { read } = context.store
  const post = await context.remote.findPost(uri).catch(() => undefined)
  const found = post ? await readPost(read, { id: post }, { actor: viewer.actor.id }) : undefined
  const actorId = found ? undefined : await context.remote.findActor(uri)
  const actor = actorId ? await actorById(read, actorId) : undefined
  if (!found && !actor)
    throw new NotFound(
      'Nothing that you can read was found at that address. If its server is not known here yet, it waits for a moderator.'
    )
  const path = found ? pathOf(found) : personPath(actor!)
  const asked = acts[act]
  const fits = found ? act === 'like' || act === 'share' : act === 'follow' && actor!.id !== viewer.actor.id
  if (!asked || !fits) return reply.redirect(found && act === 'reply' ? `${path}?reply=1#reply` : path, 303)
  const [author] = await presentPeople(context, [found?.author ?? actor!])
  const data = {
    ...asked,
    author,
    text: found && (found.post.title ?? textOf(found.post.html, 160)),
    fields: found ? { object: found.post.uri, back: path } : { target: actor!.uri, back: path },
    cancel: path
  }
  return pages.send(request, reply, 'interact/confirm.njk', data)
}
