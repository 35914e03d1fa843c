/** What a simulation says in numbers: what would be stopped, what of it was good, how two differ, a sample, CSV. */
import type { HeldState } from '../../../schema/moderation.ts'
import type { Caught, Simulated } from './simulate.ts'

/** What became of things later: decided by hand, by activity; and which objects are accepted answers now. */
export interface Later {
  decided: Map<string, HeldState>
  accepted: Set<string>
}

export interface Tally {
  total: number
  caught: number
  held: number
  limited: number
  rejected: number
  labelled: number
  stripped: number
  sensitive: number
  /** Of those held, limited or rejected. */
  stopped: { accepted: number; followed: number; rejectedByHand: number; letIn: number; shown: number }
}

/** Whether it would not have been shown to everyone. */
export const isStopped = ({ decide }: Caught) => decide !== undefined

const isAccepted = ({ entry }: Caught, { accepted }: Later) => entry.object !== null && accepted.has(entry.object)

/** The numbers. */
export function tally({ total, caught }: Simulated, later: Later): Tally {
  const many = (fits: (one: Caught) => boolean) => caught.reduce((n, one) => (fits(one) ? n + 1 : n), 0)
  const stopped = (fits: (one: Caught) => boolean) => many((one) => isStopped(one) && fits(one))
  return {
    total,
    caught: caught.length,
    held: many((one) => one.decide === 'hold'),
    limited: many((one) => one.decide === 'limit'),
    rejected: many((one) => one.decide === 'reject'),
    labelled: many((one) => one.labels.length > 0),
    stripped: many((one) => one.stripMedia),
    sensitive: many((one) => one.sensitive),
    stopped: {
      accepted: stopped((one) => isAccepted(one, later)),
      followed: stopped((one) => one.entry.facts.followed),
      rejectedByHand: stopped((one) => later.decided.get(one.entry.uri) === 'rejected'),
      letIn: stopped((one) => later.decided.get(one.entry.uri) === 'released'),
      shown: stopped((one) => one.entry.verdict === 'keep')
    }
  }
}

/** How two differ: how many only one, only the other, and both would have stopped or marked. */
export function compare(one: Simulated, other: Simulated): { onlyFirst: Caught[]; onlySecond: Caught[]; both: number } {
  const ids = (simulated: Simulated) => new Set(simulated.caught.map(({ entry }) => entry.id))
  const [first, second] = [ids(one), ids(other)]
  const onlyFirst = one.caught.filter(({ entry }) => !second.has(entry.id))
  const onlySecond = other.caught.filter(({ entry }) => !first.has(entry.id))
  return { onlyFirst, onlySecond, both: one.caught.length - onlyFirst.length }
}

/** The good things among what would have been stopped: accepted answers first, then what is by people followed here. */
export function missed({ caught }: Simulated, later: Later, most = 20): Caught[] {
  const stopped = caught.filter(isStopped)
  const accepted = stopped.filter((one) => isAccepted(one, later))
  const followed = stopped.filter((one) => !isAccepted(one, later) && one.entry.facts.followed)
  return [...accepted, ...followed.toReversed()].slice(0, most)
}

/** Up to 20, spread evenly over time. */
export function sample({ caught }: Simulated, most = 20): Caught[] {
  if (caught.length <= most) return caught
  return Array.from({ length: most }, (_, n) => caught[Math.floor((n * caught.length) / most)]!)
}

const head =
  'when,activity,author,server,address,would,label,rule,matched in,matched,then,decided by hand,accepted answer,followed here'

/** Everything caught, one line each; the address is the object's where there is one. */
export function toCsv({ caught }: Simulated, later: Later): string {
  const lines = caught.map((one) => {
    const { entry } = one
    const would =
      one.decide ??
      [one.stripMedia && 'no media', one.sensitive && 'sensitive', one.labels.length > 0 && 'label']
        .filter(Boolean)
        .join(' ')
    return [
      ...[entry.created.toISOString(), entry.type, entry.actor, entry.host, entry.object ?? entry.uri, would],
      ...[one.labels.join(' '), one.rule, one.field, one.matched, entry.verdict],
      ...[
        later.decided.get(entry.uri) ?? '',
        isAccepted(one, later) ? 'yes' : 'no',
        entry.facts.followed ? 'yes' : 'no'
      ]
    ]
      .map(cell)
      .join(',')
  })
  return `${[head, ...lines].join('\r\n')}\r\n`
}

/** A cell as RFC 4180 has it; what a spreadsheet would take for a formula is quoted with an apostrophe. */
function cell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
