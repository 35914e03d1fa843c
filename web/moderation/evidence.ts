/** Legal holds and bundles of evidence: what must be kept, who said so, until when, and taking it along. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { HoldKind } from '../../schema/evidence.ts'
import { actorsByIds } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { Invalid, NotFound } from '../../server/errors.ts'
import { makeBundle } from '../../server/moderation/evidence/bundle.ts'
import { bundleKinds } from '../../server/moderation/evidence/collect.ts'
import {
  countKept,
  holdById,
  keptFor,
  type LegalHold,
  listHolds,
  type Preserved
} from '../../server/moderation/evidence/holds.store.ts'
import { endHold, placeHold, renewHold } from '../../server/moderation/evidence/holds.ts'
import { wordsOf } from '../../server/moderation/evidence/preserve.store.ts'
import { plainCharacters, plainLine, shorten } from '../../server/text/sanitise.ts'
import { idIn } from '../find.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import type { Pages } from '../pages.ts'
import { pageAsked, pageLinks, queryText, withQuery } from '../paging.ts'
import { withBanner } from './banner.ts'
import { needModerator, sendModeration } from './page.ts'
import { many } from './words.ts'

const holdsPath = '/moderation/holds'
const evidencePath = '/moderation/evidence'
const fields = ['kind', 'target', 'reason', 'review'] as const
const day = 86_400_000

/** `/moderation/holds` and `/moderation/evidence`. */
export const evidenceRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get(holdsPath, async (request, reply) => {
      const values = {
        kind: queryText(request.query, 'kind'),
        target: queryText(request.query, 'target'),
        reason: '',
        review: inHalfAYear(context)
      }
      return sendHolds(context, pages, request, reply, values)
    })

    app.post(holdsPath, async (request, reply) => {
      const { actor } = needModerator(request)
      const values = typed(request.body, fields)
      const placed = await orFaults(() => placeHold(context, actor.id, { ...values, review: dayIn(values.review) }))
      if (placed instanceof Invalid) return sendHolds(context, pages, request, reply, values, placed)
      return reply.redirect(withBanner(`${holdsPath}/${placed.id}`, 'hold'), 303)
    })

    app.get(`${holdsPath}/:id`, (request, reply) => sendHold(context, pages, request, reply))

    app.post(`${holdsPath}/:id/lift`, async (request, reply) => {
      const { actor } = needModerator(request)
      const { reason } = typed(request.body, ['reason'])
      const done = await orFaults(() => endHold(context, actor.id, idIn(request), reason))
      if (done instanceof Invalid) return sendHold(context, pages, request, reply, { reason, problem: done })
      return reply.redirect(withBanner(`${holdsPath}/${done.id}`, 'hold-lifted'), 303)
    })

    app.post(`${holdsPath}/:id/review`, async (request, reply) => {
      const { actor } = needModerator(request)
      const { still, review } = typed(request.body, ['still', 'review'])
      const done = await orFaults(() =>
        renewHold(context, actor.id, idIn(request), { reason: still, review: dayIn(review) })
      )
      if (done instanceof Invalid)
        return sendHold(context, pages, request, reply, { reason: '', still, review, problem: done })
      return reply.redirect(withBanner(`${holdsPath}/${done.id}`, 'hold-renewed'), 303)
    })

    app.get(evidencePath, (request, reply) => {
      const values = {
        kind: queryText(request.query, 'kind'),
        target: queryText(request.query, 'target'),
        reason: '',
        private: ''
      }
      return sendEvidence(context, pages, request, reply, values)
    })

    app.post(evidencePath, async (request, reply) => {
      const viewer = needModerator(request)
      const values = typed(request.body, ['kind', 'target', 'reason', 'private'])
      const { id, name, uri } = viewer.actor
      // What was written for some only is for admins to give out.
      const asked = { ...values, private: values.private === 'yes' && viewer.can('administer') }
      const made = await orFaults(() => makeBundle(context, { id, name, uri }, asked).catch(asFault))
      if (made instanceof Invalid) return sendEvidence(context, pages, request, reply, values, made)
      return reply
        .type('application/zip')
        .header('content-disposition', `attachment; filename="${made.name}"`)
        .header('cache-control', 'no-store')
        .send(Buffer.from(made.bytes))
    })
  }

const inHalfAYear = ({ clock }: Context) => new Date(clock().getTime() + 183 * day).toISOString().slice(0, 10)

/** That there is nothing at an address is for whoever typed it to mend. */
function asFault(error: unknown): never {
  if (error instanceof NotFound) throw new Invalid([{ field: 'target', text: error.message }])
  throw error
}

/** Noon of a day as it is typed; undefined when it is none. */
const dayIn = (text: string) => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T12:00:00Z`) : undefined)

const kindWords: Record<HoldKind, string> = {
  item: 'One post',
  author: 'Everything by one person',
  thread: 'A whole conversation',
  search: 'Whatever holds some words'
}

async function sendHolds(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  values: Record<(typeof fields)[number], string>,
  problem?: Invalid
) {
  const lifted = queryText(request.query, 'lifted') === 'yes'
  const page = await listHolds(context.store.read, { ...pageAsked(request.query), lifted })
  const data = {
    place: 'holds' as const,
    title: lifted ? 'Legal holds that were lifted' : 'Legal holds',
    holds: await viewsOf(context, page.rows),
    lifted,
    kinds: Object.entries(kindWords).map(([value, text]) => ({ value, text })),
    values,
    pages: pageLinks(holdsPath, page, lifted ? { lifted: 'yes' } : {}),
    ...shownFaults(problem)
  }
  return sendModeration(context, pages, request, reply, 'holds.njk', data, problem ? 422 : 200)
}

async function viewsOf(context: Context, holds: LegalHold[]) {
  const db = context.store.read
  const ids = holds.flatMap(({ by, liftedBy }) => [by, liftedBy].filter((id) => id !== null))
  const [people, kept] = await Promise.all([
    actorsByIds(db, ids),
    countKept(
      db,
      holds.map(({ id }) => id)
    )
  ])
  const names = new Map(people.map(({ id, name }) => [id, name]))
  const nameOf = (id: string | null) => (id === null ? 'The admin command' : (names.get(id) ?? 'Somebody who has left'))
  return holds.map((hold) => ({
    id: hold.id,
    path: `${holdsPath}/${hold.id}`,
    kind: kindWords[hold.kind],
    target: plainLine(hold.target, 300),
    ...(hold.kind !== 'search' &&
      hold.target.startsWith(`${context.config.origin}/`) && { href: hold.target.slice(context.config.origin.length) }),
    reason: hold.reason,
    by: nameOf(hold.by),
    since: hold.created,
    review: hold.review,
    overdue: !hold.lifted && hold.review < context.clock(),
    kept: many(kept.get(hold.id) ?? 0, 'copy', 'copies'),
    ...(hold.lifted && { lifted: hold.lifted, liftedBy: nameOf(hold.liftedBy), because: hold.liftedBecause })
  }))
}

async function sendHold(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  given: { reason: string; still?: string; review?: string; problem?: Invalid } = { reason: '' }
) {
  const id = idIn(request)
  const hold = await holdById(context.store.read, id)
  if (!hold) throw new NotFound('There is no such hold.')
  const { after } = pageAsked(request.query)
  const [[view], page] = await Promise.all([viewsOf(context, [hold]), keptFor(context.store.read, id, { after })])
  const path = `${holdsPath}/${id}`
  const data = {
    place: 'holds' as const,
    title: 'A legal hold',
    hold: view,
    copies: page.rows.map(copyView),
    values: { reason: given.reason, still: given.still ?? '', review: given.review ?? inHalfAYear(context) },
    evidence: withQuery(evidencePath, { kind: 'hold', target: id }),
    ...(after && { first: path }),
    ...(page.next && { next: withQuery(path, { after: page.next }) }),
    ...shownFaults(given.problem)
  }
  return sendModeration(context, pages, request, reply, 'hold.njk', data, given.problem ? 422 : 200)
}

const whys: Record<string, string> = {
  withdrawn: 'before its author withdrew it',
  deleted: 'before it was deleted',
  changed: 'before it was changed',
  rejected: 'before it was rejected',
  expired: 'before it ran out in the queue',
  dropped: 'before the document that it came in was dropped'
}

/** A copy as text; of what was written for some only, no word. */
function copyView({ id, uri, author, kind, why, content, created, private: hidden, hash }: Preserved) {
  const words = kind === 'actor' ? ((content.actor as { name?: string }).name ?? '') : wordsOf(content)
  return {
    id,
    uri: plainLine(uri, 300),
    author: plainLine(author, 300),
    when: created,
    why: whys[why] ?? why,
    hidden,
    short: hash.slice(0, 12),
    hash,
    lines: hidden ? [] : shorten(plainCharacters(words), 1_000).split('\n').filter(Boolean)
  }
}

async function sendEvidence(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  values: { kind: string; target: string; reason: string; private: string },
  problem?: Invalid
) {
  const words = { ...kindWords, report: 'A report', hold: 'A legal hold' }
  const data = {
    place: 'holds' as const,
    title: 'Make a bundle of evidence',
    kinds: bundleKinds.map((value) => ({ value, text: words[value] })),
    values,
    admin: needModerator(request).can('administer'),
    ...shownFaults(problem)
  }
  return sendModeration(context, pages, request, reply, 'evidence.njk', data, problem ? 422 : 200)
}
