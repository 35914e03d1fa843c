/** What a simulation says, as the API answers it: the same for rules and for decisions about servers. */
import type { Caught } from '../../server/moderation/rules/simulate.ts'
import { compare, missed, sample, tally } from '../../server/moderation/rules/tally.ts'
import type { Tried } from '../../server/moderation/rules/try.ts'

/** The first result, and how the second differs from it. */
export function simulationOf({ from, until, results, later }: Tried) {
  const [first, second] = results
  const differs = second && compare(first!, second)
  return {
    ...{ from: from.toISOString(), until: until.toISOString(), ...tally(first!, later) },
    missed: missed(first!, later).map(caughtOf),
    sample: sample(first!).map(caughtOf),
    ...(second && { against: tally(second, later) }),
    ...(differs && {
      difference: { onlyThis: differs.onlyFirst.length, onlyOther: differs.onlySecond.length, both: differs.both }
    })
  }
}

const caughtOf = ({ entry, decide, field, matched }: Caught) => ({
  ...{ actor: entry.actor, object: entry.object ?? entry.uri, type: entry.type, field, matched },
  ...{ received: entry.created.toISOString(), followed: entry.facts.followed, decide: decide ?? null }
})
