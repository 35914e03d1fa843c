/** Decisions that two persons must agree on: what waits for the second, and confirming, declining or acting in an emergency. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { actorsByIds } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { Invalid, NotFound } from '../../server/errors.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import {
  actInEmergency,
  confirmProposal,
  type Decider,
  declineProposal,
  reviewEmergency
} from '../../server/moderation/proposals/decide.ts'
import { kinds } from '../../server/moderation/proposals/kinds.ts'
import {
  emergencies,
  listProposals,
  type Proposal,
  proposalById
} from '../../server/moderation/proposals/proposals.store.ts'
import { isForAdmins } from '../../server/moderation/proposals/settings.ts'
import { idIn } from '../find.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import type { Pages } from '../pages.ts'
import { pageAsked, pageLinks } from '../paging.ts'
import { type Done, withBanner } from './banner.ts'
import { needModerator, sendModeration } from './page.ts'

const path = '/moderation/proposals'

/** Who decides here. */
export const deciderOf = (viewer: Viewer): Decider => ({
  actor: viewer.actor.id,
  can: (what) => viewer.can(what)
})

const acts: Record<string, Done> = {
  confirm: 'proposal-done',
  decline: 'proposal-declined',
  emergency: 'proposal-emergency',
  stands: 'proposal-reviewed',
  undo: 'proposal-reviewed'
}

/** `/moderation/proposals` and each of them. */
export const proposalRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get(path, async (request, reply) => {
      const db = context.store.read
      const [open, urgent, page] = await Promise.all([
        listProposals(db, { open: true, size: 100 }),
        emergencies(db),
        listProposals(db, { open: false, ...pageAsked(request.query) })
      ])
      const names = await namesIn(context, [...open.rows, ...urgent, ...page.rows])
      const view = (one: Proposal) => viewOf(one, names)
      const data = {
        place: 'settings' as const,
        title: 'Proposals',
        ...{ open: open.rows.map(view), urgent: urgent.map(view), closed: page.rows.map(view) },
        pages: pageLinks(path, page)
      }
      return sendModeration(context, pages, request, reply, 'proposals.njk', data)
    })

    app.get(`${path}/:id`, (request, reply) => sendOne(request, reply))

    app.post(`${path}/:id`, async (request, reply) => {
      const by = deciderOf(needModerator(request))
      const { act, reason } = typed(request.body, ['act', 'reason'])
      const done = await orFaults(() => decide(context, by, idIn(request), act, reason.trim().slice(0, 1_000)))
      if (done instanceof Invalid) return sendOne(request, reply, { reason, problem: done })
      return reply.redirect(withBanner(`${path}/${done.id}`, acts[act] ?? 'none'), 303)
    })

    async function sendOne(request: FastifyRequest, reply: FastifyReply, given?: { reason: string; problem: Invalid }) {
      const proposal = await proposalById(context.store.read, idIn(request))
      if (!proposal) throw new NotFound('There is no such proposal.')
      const viewer = needModerator(request)
      const names = await namesIn(context, [proposal])
      const { kind, state, by, decidedBy, reviewed } = proposal
      const may = viewer.can(isForAdmins(kind) ? 'administer' : 'moderate')
      const isOpen = state === 'open' && proposal.expires > context.clock()
      const data = {
        place: 'settings' as const,
        title: proposal.says,
        proposal: viewOf(proposal, names),
        isMine: by === viewer.actor.id,
        mayConfirm: isOpen && may && by !== viewer.actor.id,
        mayDecline: isOpen && may,
        mayReview: state === 'emergency' && !reviewed && may && decidedBy !== viewer.actor.id,
        mayUndo: kinds[kind].undo !== undefined,
        admins: isForAdmins(kind),
        reason: given?.reason ?? '',
        ...shownFaults(given?.problem)
      }
      return sendModeration(context, pages, request, reply, 'proposal.njk', data, given ? 422 : 200)
    }
  }

/** Does what was chosen. Throws Invalid when nothing was. */
function decide(context: Context, by: Decider, id: string, act: string, reason: string): Promise<Proposal> {
  if (act === 'confirm') return confirmProposal(context, by, id, reason)
  if (act === 'decline') return declineProposal(context, by, id, reason)
  if (act === 'emergency') return actInEmergency(context, by, id, reason)
  if (act === 'stands' || act === 'undo') return reviewEmergency(context, by, id, act, reason)
  throw new Invalid([{ field: 'act', text: 'Choose what should happen' }])
}

async function namesIn(context: Context, rows: Proposal[]): Promise<(id: string | null) => string> {
  const ids = rows.flatMap((row) => [row.by, row.decidedBy, row.reviewedBy]).filter((id) => id !== null)
  const names = new Map((await actorsByIds(context.store.read, ids)).map((one) => [one.id, one.name || one.username]))
  return (id) => (id === null ? 'The command line' : (names.get(id) ?? 'Somebody who is gone'))
}

const stateWords: Record<Proposal['state'], string> = {
  open: 'Waits for a second person',
  done: 'Confirmed',
  emergency: 'Carried out by one, in an emergency',
  declined: 'Declined',
  expired: 'Ran out'
}

function viewOf(row: Proposal, name: (id: string | null) => string) {
  const { id, says, reason, cost, created, expires, state, decided, decidedBecause, review, reviewed } = row
  return {
    ...{ id, says, reason, cost, created, expires, decided, review, reviewed, state },
    path: `${path}/${id}`,
    by: name(row.by),
    stateText: stateWords[state],
    because: decidedBecause ?? '',
    ...(decided && state !== 'expired' && { decidedBy: name(row.decidedBy) }),
    ...(reviewed && { reviewedBy: name(row.reviewedBy) })
  }
}
