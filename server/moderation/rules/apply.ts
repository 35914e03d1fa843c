/** Asks the rules at work about something that came in: finds out what they need to know, and notes what they matched. */
import type { Facts, Said } from '../../../schema/rules.ts'
import type { Actor } from '../../actors/actors.store.ts'
import type { Context } from '../../context.ts'
import { isFollowedHere } from '../../follows/follows.store.ts'
import type { Outcome } from './compile.ts'
import { type Matched, noteHits } from './hits.ts'
import { letInBefore } from './inbox-log.store.ts'
import { rateOf } from './inbox-log.ts'
import { rulesMachine } from './machine.ts'

export interface ToAsk extends Matched {
  said: Said
  /** What is known of it; what had to be found out is added. */
  facts: Partial<Facts>
}

/** Rates above this are all the same. */
const enough = 10_000

/** What the rules say. */
export async function applyRules(
  context: Context,
  asked: ToAsk,
  by: Actor | undefined,
  machineOf = rulesMachine
): Promise<Outcome> {
  const machine = await machineOf(context)
  const { said, facts, actor, host } = asked
  const now = context.clock()
  const rates = new Map<string, number>()
  const rate = (of: 'actor' | 'host', minutes: number) => rates.get(`${of} ${minutes}`)
  let outcome = machine.judge({ said, facts, actor, host, now, rate })
  // Facts are few; each turn finds out what the turn before asked for.
  for (let turn = 0; outcome.wants.size > 0 && turn < 5; turn++) {
    for (const want of outcome.wants) await findOut(context, want, asked, by, rates)
    outcome = machine.judge({ said, facts, actor, host, now, rate })
  }
  await noteHits(context, outcome.hits, asked)
  return outcome
}

async function findOut(
  context: Context,
  want: string,
  { facts, actor, host }: ToAsk,
  by: Actor | undefined,
  rates: Map<string, number>
) {
  const { read } = context.store
  if (want === 'followed') facts.followed = await isFollowedHere(read, actor)
  else if (want === 'first') facts.first = !by || (await letInBefore(read, [actor], context.clock())).size === 0
  else {
    const [of, minutes] = want.split(' ')
    rates.set(want, await rateOf(context, of === 'actor' ? { actor } : { host }, Number(minutes), enough))
  }
}
