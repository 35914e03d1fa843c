/** What a second moderator is told: who decided on this before, what, and when. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { actorById } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { NotFound } from '../../server/errors.ts'
import { countUpTo, mostWaiting } from '../../server/moderation/counts.store.ts'
import { type HeldItem, heldById } from '../../server/moderation/held.store.ts'
import { postsByUris } from '../../server/moderation/waiting.store.ts'
import type { Pages } from '../pages.ts'
import { lookingFor, pathOf } from '../present.ts'
import { needModerator, sendModeration } from './page.ts'
import { sendersOf } from './people.ts'
import { article, readSaid } from './said.ts'
import { capital, upTo } from './words.ts'

const became: Record<HeldItem['state'], string> = {
  waiting: 'It still waits',
  released: 'let it in',
  rejected: 'rejected it',
  expired: 'It ran out'
}

/** Answers 409 with the page of an item that does not wait any more. */
export async function sendDecided(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string
): Promise<FastifyReply> {
  const db = context.store.read
  const item = await heldById(db, id)
  if (!item) throw new NotFound('There is no such item in the queue.')
  const viewer = needModerator(request)
  const [by, total, people, here] = await Promise.all([
    item.decidedBy ? actorById(db, item.decidedBy) : undefined,
    countUpTo(db),
    sendersOf(context, [item]),
    postsByUris(db, item.object ? [item.object] : [], lookingFor(viewer))
  ])
  const shown = here.get(item.object ?? '')
  const data = {
    place: 'queue' as const,
    title: by?.id === viewer.actor.id ? 'You decided on this before' : 'Somebody decided on this before',
    person: people(item).person,
    named: capital(article(readSaid(item, 100).noun)),
    state: item.state,
    became: became[item.state],
    by: by?.name,
    when: item.decided,
    total: total && upTo(total, mostWaiting),
    ...(item.state === 'released' && shown && { path: pathOf(shown) })
  }
  return sendModeration(context, pages, request, reply, 'decided.njk', data, 409)
}
