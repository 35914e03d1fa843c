/** What may need two persons, and how each is carried out once they agree. */
import type { ProposalKind } from '../../../schema/proposals.ts'
import type { Context } from '../../context.ts'
import { keepSetting } from '../../council/settings.store.ts'
import { type Fault, Invalid } from '../../errors.ts'
import { deleteMember } from '../../members/delete.ts'
import { changeRole } from '../../members/members.ts'
import { purge } from '../accounts/purge.ts'
import { addDecision } from '../log/decisions.store.ts'
import { applyEntries } from '../policies/apply.ts'
import { needList } from '../policies/lists.ts'
import { type Retention, setRetention } from '../retention.ts'
import { type PolicyTerms, trustServer, undoPolicy } from '../trust.ts'
import { type Agreed, needSecond } from './ask.ts'
import { type Proposal, peopleWith } from './proposals.store.ts'
import { isForAdmins, kindWords, type TwoPersons, twoPersonsOf, twoPersonsSetting } from './settings.ts'

interface Kind {
  carryOut(context: Context, proposal: Proposal, agreed: Agreed): Promise<unknown>
  /** Takes it back, where that can be. */
  undo?(context: Context, by: string | null, proposal: Proposal, reason: string): Promise<unknown>
}

/** The terms of a policy as JSON keeps them. */
function termsIn(body: Record<string, unknown>): PolicyTerms {
  const { review, ...terms } = (body.terms ?? {}) as Omit<PolicyTerms, 'review'> & { review?: string | null }
  return { ...terms, ...(review !== undefined && { review: review ? new Date(review) : null }) }
}

/** Every kind; `record` of who agreed is written where proposals are decided on. */
export const kinds: Record<ProposalKind, Kind> = {
  suspend: {
    async carryOut(context, { by, body, reason, id }, agreed) {
      if (typeof body.list === 'string') {
        const hosts = Array.isArray(body.hosts) ? body.hosts.map(String) : 'all'
        return applyEntries(context, by, await needList(context, body.list), hosts, reason, agreed)
      }
      return trustServer(context, by, String(body.host), 'blocked', reason, termsIn(body), { proposal: id }, agreed)
    },
    async undo(context, by, { body }, reason) {
      if (typeof body.host === 'string') await undoPolicy(context, by, body.host, reason)
    }
  },
  purge: {
    carryOut: (context, { by, body, reason }, agreed) =>
      typeof body.actor === 'string'
        ? purge(context, null, body.actor, reason, { agreed, by })
        : deleteMember(context, String(body.member), undefined, agreed)
  },
  retention: {
    carryOut: (context, { by, body, reason }, agreed) =>
      setRetention(context, by, body as unknown as Retention, reason, agreed)
  },
  // Whoever proposed it takes it out themselves, once.
  export: { carryOut: async () => undefined },
  role: {
    carryOut: (context, { body }, agreed) => changeRole(context, String(body.member), 'admin', undefined, agreed),
    undo: (context, _by, { body }) => changeRole(context, String(body.member), String(body.before))
  },
  'two-persons': {
    carryOut: (context, { by, body }, agreed) => setTwoPersons(context, by, body as unknown as TwoPersons, agreed)
  }
}

/** Reads what a form or a call says. Throws Invalid. */
export function readTwoPersons(given: { kinds: string[]; hours: string }): TwoPersons {
  const faults: Fault[] = []
  const known = Object.keys(kindWords) as ProposalKind[]
  if (given.kinds.some((kind) => !known.includes(kind as ProposalKind)))
    faults.push({ field: 'kinds', text: `Choose among ${known.join(', ')}` })
  const hours = Number(given.hours.trim() || 'none')
  if (!Number.isInteger(hours) || hours < 1 || hours > 720)
    faults.push({ field: 'hours', text: 'Give a whole number of hours from 1 to 720' })
  if (faults.length > 0) throw new Invalid(faults)
  return { kinds: known.filter((kind) => given.kinds.includes(kind)), hours }
}

/**
 * Decides what needs two persons. Throws Invalid when there are not two who could agree, and Proposed when it would need
 * fewer than before, since that is how the rule would be got around.
 */
export async function setTwoPersons(
  context: Context,
  by: string | null,
  asked: TwoPersons,
  agreed?: Agreed
): Promise<void> {
  const before = await twoPersonsOf(context)
  for (const kind of asked.kinds) {
    const people = await peopleWith(context.store.read, isForAdmins(kind) ? ['admin'] : ['admin', 'moderator'])
    const who = isForAdmins(kind) ? 'admins' : 'moderators'
    const name = kind === 'two-persons' ? kind : kindWords[kind].name
    if (people.length < 2)
      throw new Invalid([{ field: 'kinds', text: `${name}: there must be two ${who} who can sign in` }])
  }
  const dropped = before.kinds.filter((kind) => !asked.kinds.includes(kind))
  if (dropped.length > 0 || (before.kinds.length > 0 && asked.hours !== before.hours)) {
    const says = `Need two persons for ${asked.kinds.length === 0 ? 'nothing' : asked.kinds.join(', ')}, within ${asked.hours} hours`
    const body = { ...asked }
    await needSecond(context, { kind: 'two-persons', by, target: 'two persons', says, body }, agreed)
  }
  await context.store.write(async (tx) => {
    await keepSetting(tx, twoPersonsSetting, asked, context.clock())
    await addDecision(tx, { by, act: 'settings two persons', target: 'two persons', detail: { ...asked } })
  })
}
