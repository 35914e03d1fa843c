/**
 * The two-person rule (M8), asked where a decision is made and not where it is typed, so that no page, call or command gets
 * past it: what needs a second person becomes a proposal, and is carried out when somebody else confirms it.
 */
import type { ProposalKind } from '../../../schema/proposals.ts'
import type { Context } from '../../context.ts'
import { councilOf } from '../../council/settings.ts'
import { Problem } from '../../errors.ts'
import { addNotification } from '../../notifications/notifications.store.ts'
import { addDecision } from '../log/decisions.store.ts'
import { addProposal, allowedProposal, markUsed, openProposal, type Proposal, peopleWith } from './proposals.store.ts'
import { isForAdmins, twoPersonsOf } from './settings.ts'

/** That a second person agreed, or that one acted in an emergency; made where that is checked, in `decide.ts`. */
export class Agreed {
  readonly proposal: string
  constructor(proposal: string) {
    this.proposal = proposal
  }
}

/** 202: nothing was done yet; it waits for a second person. */
export class Proposed extends Problem {
  readonly proposal: Proposal
  constructor(proposal: Proposal, again: boolean) {
    const before = again ? 'This was proposed before' : 'This needs two persons, and is proposed now'
    super(202, `${before}: somebody else must confirm it, at /moderation/proposals/${proposal.id}.`)
    this.proposal = proposal
  }
}

export interface Ask {
  kind: ProposalKind
  /** The actor who asks; null for the command line. */
  by: string | null
  target: string
  /** What would happen, as a sentence without its full stop. */
  says: string
  reason?: string | undefined
  cost?: string | undefined
  body: Record<string, unknown>
}

const hour = 3_600_000

/** Whether such a decision needs two persons here. What lowers the rule needs two wherever anything does. */
export async function needsTwo(context: Context, kind: ProposalKind): Promise<boolean> {
  const { kinds } = await twoPersonsOf(context)
  return kind === 'two-persons' ? kinds.length > 0 : kinds.includes(kind)
}

/** Returns when the decision may be carried out now. Otherwise keeps it as a proposal and throws {@link Proposed}. */
export async function needSecond(context: Context, ask: Ask, agreed?: Agreed): Promise<void> {
  if (agreed || !(await needsTwo(context, ask.kind))) return
  const { proposal, again } = await propose(context, ask)
  throw new Proposed(proposal, again)
}

/** As {@link needSecond}, for what is handed out and not done: once confirmed, who proposed it may take it once. */
export async function needLeave(context: Context, ask: Ask): Promise<void> {
  if (!(await needsTwo(context, ask.kind))) return
  const { hours } = await twoPersonsOf(context)
  const now = context.clock()
  const since = new Date(now.getTime() - hours * hour)
  const allowed = await allowedProposal(context.store.read, ask.kind, ask.target, ask.by, since)
  if (allowed && (await context.store.write((tx) => markUsed(tx, allowed.id, now)))) return
  await needSecond(context, ask)
}

async function propose(context: Context, ask: Ask): Promise<{ proposal: Proposal; again: boolean }> {
  const { hours } = await twoPersonsOf(context)
  const { serverActor } = await councilOf(context)
  const now = context.clock()
  const { kind, by, target, says, reason = '', cost = '', body } = ask
  return context.store.write(async (tx) => {
    const before = await openProposal(tx, kind, target)
    if (before && before.expires > now) return { proposal: before, again: true }
    const expires = new Date(now.getTime() + hours * hour)
    const proposal = await addProposal(tx, { kind, by, target, says, reason, cost, body, expires, created: now })
    const detail = { proposal: proposal.id, kind }
    await addDecision(tx, { by, act: 'proposed', target, reason, detail, created: now })
    for (const { actor } of await peopleWith(tx, isForAdmins(kind) ? ['admin'] : ['admin', 'moderator']))
      if (actor !== by)
        await addNotification(tx, { to: actor, kind: 'proposal', by: by ?? serverActor, subject: proposal.id })
    return { proposal, again: false }
  })
}
