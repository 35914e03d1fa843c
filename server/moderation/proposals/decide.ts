/** Deciding on proposals: another person confirms or declines them; in an emergency one acts, and another looks at it later. */
import { londonAt, momentIn, nationOf, nextWorkingDay } from '../../calendar/working-days.ts'
import type { Context } from '../../context.ts'
import { councilOf } from '../../council/settings.ts'
import { Conflict, Invalid, NotFound, Refused } from '../../errors.ts'
import { addDecision } from '../log/decisions.store.ts'
import { Agreed } from './ask.ts'
import { kinds } from './kinds.ts'
import { markReviewed, type Proposal, proposalById, reopenProposal, settleProposal } from './proposals.store.ts'
import { isForAdmins } from './settings.ts'

/** Who decides: `actor` is null for the command line. */
export interface Decider {
  actor: string | null
  can(what: 'moderate' | 'administer'): boolean
}

/** The proposal, when it may be decided on by this person. Throws NotFound, Refused, Conflict. */
async function decidable(context: Context, by: Decider, id: string): Promise<Proposal> {
  const proposal = await proposalById(context.store.read, id)
  if (!proposal) throw new NotFound('There is no such proposal.')
  if (!by.can(isForAdmins(proposal.kind) ? 'administer' : 'moderate'))
    throw new Refused('Only an admin may decide on this.')
  return proposal
}

const openOnly = (context: Context, { state, expires }: Proposal) => {
  if (state !== 'open') throw new Conflict('Somebody has decided on this already.')
  if (expires <= context.clock()) throw new Conflict('This has run out. Propose it again.')
}

const isFirst = (by: Decider, { by: first }: Proposal) => by.actor === first

/** Confirms a proposal, which is carried out at once. Throws Refused to whoever proposed it. */
export async function confirmProposal(context: Context, by: Decider, id: string, reason = ''): Promise<Proposal> {
  const proposal = await decidable(context, by, id)
  openOnly(context, proposal)
  if (isFirst(by, proposal)) throw new Refused('You proposed this: somebody else must confirm it.')
  return carryOut(context, by, proposal, reason, { state: 'done' }, 'proposal confirmed')
}

/** Carries out what one has proposed, or somebody else, without a second person; another must look at it on the next working day. */
export async function actInEmergency(context: Context, by: Decider, id: string, reason: string): Promise<Proposal> {
  const proposal = await decidable(context, by, id)
  openOnly(context, proposal)
  if (reason.trim() === '')
    throw new Invalid([{ field: 'reason', text: 'Say why it cannot wait, for whoever looks at it' }])
  const nation = nationOf((await councilOf(context)).gss)
  const review = momentIn(nextWorkingDay(londonAt(context.clock()).date, nation), '23:59')
  return carryOut(context, by, proposal, reason, { state: 'emergency', review }, 'proposal emergency')
}

async function carryOut(
  context: Context,
  by: Decider,
  proposal: Proposal,
  reason: string,
  change: Partial<Pick<Proposal, 'state' | 'review'>>,
  act: string
): Promise<Proposal> {
  const now = context.clock()
  const { id, kind, target } = proposal
  const settled = { ...change, decidedBy: by.actor, decidedBecause: reason }
  await context.store.write(async (tx) => {
    if (!(await settleProposal(tx, id, now, settled))) throw new Conflict('Somebody has decided on this already.')
  })
  try {
    await kinds[kind].carryOut(context, proposal, new Agreed(id))
  } catch (error) {
    // It waits again, so that it can be carried out once what stood in the way is gone.
    await context.store.write((tx) => reopenProposal(tx, id))
    throw error
  }
  const detail = { proposal: id, kind, ...(change.review && { review: change.review.toISOString() }) }
  await context.store.write((tx) => addDecision(tx, { by: by.actor, act, target, reason, detail, created: now }))
  return (await proposalById(context.store.read, id))!
}

/** Declines a proposal; who made it may take it back so. */
export async function declineProposal(context: Context, by: Decider, id: string, reason = ''): Promise<Proposal> {
  const proposal = await decidable(context, by, id)
  openOnly(context, proposal)
  const now = context.clock()
  await context.store.write(async (tx) => {
    const change = { state: 'declined' as const, decidedBy: by.actor, decidedBecause: reason }
    if (!(await settleProposal(tx, id, now, change))) throw new Conflict('Somebody has decided on this already.')
    const { kind, target } = proposal
    const detail = { proposal: id, kind }
    await addDecision(tx, { by: by.actor, act: 'proposal declined', target, reason, detail, created: now })
  })
  return (await proposalById(context.store.read, id))!
}

/** Somebody else has looked at an emergency: it stands, or is undone where it can be. */
export async function reviewEmergency(
  context: Context,
  by: Decider,
  id: string,
  found: 'stands' | 'undo',
  reason = ''
): Promise<Proposal> {
  const proposal = await decidable(context, by, id)
  if (proposal.state !== 'emergency') throw new Conflict('This was no emergency.')
  if (by.actor === proposal.decidedBy) throw new Refused('You acted: somebody else must look at it.')
  const { undo } = kinds[proposal.kind]
  if (found === 'undo' && !undo) throw new Conflict('This cannot be undone.')
  await context.store.write(async (tx) => {
    if (!(await markReviewed(tx, id, by.actor, context.clock())))
      throw new Conflict('Somebody has looked at this already.')
    const { kind, target } = proposal
    const detail = { proposal: id, kind, found }
    await addDecision(tx, { by: by.actor, act: 'emergency reviewed', target, reason, detail, created: context.clock() })
  })
  if (found === 'undo') await undo?.(context, by.actor, proposal, reason)
  return (await proposalById(context.store.read, id))!
}
