/** `proposal …` and `hours …`: decisions that two persons must agree on, and when things wait because of the hour. */
import type { ProposalKind } from '../../schema/proposals.ts'
import type { Context } from '../../server/context.ts'
import { makeViewer } from '../../server/members/viewer.ts'
import { type Hours, hoursNow, hoursOf, readHours, setHours } from '../../server/moderation/hours/hours.ts'
import {
  actInEmergency,
  confirmProposal,
  type Decider,
  declineProposal,
  reviewEmergency
} from '../../server/moderation/proposals/decide.ts'
import { readTwoPersons, setTwoPersons } from '../../server/moderation/proposals/kinds.ts'
import { listProposals, type Proposal } from '../../server/moderation/proposals/proposals.store.ts'
import { kindWords, twoPersonsOf } from '../../server/moderation/proposals/settings.ts'
import { type Command, need, readArgs, tableOf, WrongUse } from './command.ts'
import { needMember } from './user.ts'

const shown = (row: Proposal) => ({
  ...{ id: row.id, kind: row.kind, target: row.target, says: row.says, reason: row.reason, cost: row.cost },
  ...{ state: row.state, by: row.by, created: row.created.toISOString(), expires: row.expires.toISOString() },
  review: row.review?.toISOString() ?? null
})

export const proposalList: Command = {
  name: 'proposal list',
  usage: '[--all]',
  does: 'lists what waits for a second person; --all also what was decided on',
  async run(context, args, out) {
    const { values } = readArgs(args, { all: { type: 'boolean' } })
    const page = await listProposals(context.store.read, { size: 100, ...(!values.all && { open: true }) })
    const rows = page.rows.map((row) => [row.id, row.state, row.says])
    out.answer({ items: page.rows.map(shown) }, rows.length > 0 ? tableOf(rows) : 'Nothing is proposed.')
  }
}

/** Whoever decides must be somebody: the command line itself is nobody's second person. */
async function decider(context: Context, handle: string | undefined): Promise<Decider> {
  const { member, actor } = await needMember(context, need(handle, 'as'))
  if (member.disabled) throw new WrongUse(`${actor.username} cannot sign in any more`)
  const viewer = makeViewer(member, actor)
  return { actor: actor.id, can: (what) => viewer.can(what) }
}

const acts = {
  confirm: { does: 'confirms a proposal as another person than who made it, and carries it out', act: confirmProposal },
  decline: { does: 'declines a proposal', act: declineProposal },
  emergency: {
    does: 'carries a proposal out alone, with a reason; somebody else looks at it on the next working day',
    act: actInEmergency
  }
}

export const proposalActs: Command[] = Object.entries(acts).map(([name, { does, act }]) => ({
  name: `proposal ${name}`,
  usage: 'ID --as HANDLE [--reason WORDS]',
  does,
  async run(context, args, out) {
    const { positionals, values } = readArgs(args, { as: { type: 'string' }, reason: { type: 'string' } }, 1)
    const decided = await act(context, await decider(context, values.as), positionals[0]!, values.reason ?? '')
    out.answer(shown(decided), `${decided.says}: ${decided.state}.`)
  }
}))

export const proposalReview: Command = {
  name: 'proposal review',
  usage: 'ID stands|undo --as HANDLE [--reason WORDS]',
  does: 'says of an emergency, as somebody else than who acted, that it stands, or undoes it',
  async run(context, args, out) {
    const { positionals, values } = readArgs(args, { as: { type: 'string' }, reason: { type: 'string' } }, 2)
    const [id = '', found] = positionals
    if (found !== 'stands' && found !== 'undo') throw new WrongUse('say stands or undo')
    const looked = await reviewEmergency(context, await decider(context, values.as), id, found, values.reason)
    out.answer(shown(looked), `${looked.says}: looked at.`)
  }
}

export const proposalRule: Command = {
  name: 'proposal rule',
  usage: `[${Object.keys(kindWords).join('|')} … | none] [--hours N]`,
  does: 'shows or sets which decisions need two persons; to need fewer is itself a proposal',
  async run(context, args, out) {
    const hours = args.includes('--hours') ? args[args.indexOf('--hours') + 1] : undefined
    const given = args.filter((word) => word !== '--hours' && word !== hours)
    const before = await twoPersonsOf(context)
    if (given.length > 0 || hours !== undefined) {
      const kinds = given.length === 0 ? before.kinds : given.filter((word) => word !== 'none')
      await setTwoPersons(context, null, readTwoPersons({ kinds, hours: hours ?? String(before.hours) }))
    }
    const now = await twoPersonsOf(context)
    const names = now.kinds.map((kind: ProposalKind) => kind).join(', ') || 'nothing'
    out.answer(now, `Two persons for ${names}; a proposal runs out after ${now.hours} hours.`)
  }
}

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

const told = (hours: Hours) => ({
  ...hours,
  days: Object.fromEntries(weekdays.map((name, n) => [name, hours.days[n + 1] ?? null]))
})

export const hoursShow: Command = {
  name: 'hours show',
  usage: '',
  does: 'shows the working hours, and whether things wait because of the hour now',
  async run(context, args, out) {
    readArgs(args, {})
    const { hours, since, next } = await hoursNow(context)
    const waits = hours.hold && !since
    const rows = weekdays.map((name, n) => {
      const span = hours.days[n + 1]
      return [name, span ? `${span.from} to ${span.until}` : 'none']
    })
    const state = hours.hold
      ? waits
        ? `out of hours until ${next?.toISOString() ?? 'further notice'}`
        : 'in hours'
      : 'off'
    const digest = hours.digest === '' ? 'none' : hours.digest
    out.answer(
      { ...told(hours), waits, next: next?.toISOString() ?? null },
      `${tableOf(rows)}\nHolding out of hours: ${state}. Digest: ${digest}.`
    )
  }
}

export const hoursSet: Command = {
  name: 'hours set',
  usage: '[--hold yes|no] [--holidays yes|no] [--digest HH:MM|none] [--monday HH:MM-HH:MM|none …]',
  does: 'sets the working hours; what is not named stays as it is',
  async run(context, args, out) {
    const text = { type: 'string' } as const
    const options = Object.fromEntries([...weekdays, 'hold', 'holidays', 'digest'].map((name) => [name, text]))
    const values = readArgs(args, options).values as Record<string, string | undefined>
    const before = await hoursOf(context)
    const days = Object.fromEntries(
      weekdays.map((name, n) => {
        const given = values[name]
        const [from = '', until = ''] = given === undefined || given === 'none' ? [] : given.split('-')
        const kept = before.days[n + 1] ?? { from: '', until: '' }
        return [String(n + 1), given === undefined ? kept : { from, until }]
      })
    )
    const yes = (name: 'hold' | 'holidays') => (values[name] === undefined ? before[name] : values[name] === 'yes')
    const digest = values.digest === undefined ? before.digest : values.digest === 'none' ? '' : values.digest
    const hours = readHours({ hold: yes('hold'), holidays: yes('holidays'), digest, days })
    await setHours(context, null, hours)
    out.answer(told(hours), 'The hours are set.')
  }
}
