/** Tries rules on the inbox log: reads it page by page, and finds out what became of what they would have caught. */
import type { Context } from '../../context.ts'
import type { RuleAtWork } from './compile.ts'
import { keyAt, laterAccepted, laterDecided, loggedBetween } from './inbox-log.store.ts'
import { flushArrivals } from './inbox-log.ts'
import { beginSimulation, type Simulated } from './simulate.ts'
import type { Later } from './tally.ts'

export interface Tried {
  from: Date
  until: Date
  /** In the order of the sets of rules given. */
  results: Simulated[]
  later: Later
}

/** What each of these sets of rules would have done since the inbox log begins; it is read once for all of them. */
export async function tryRules(context: Context, sets: RuleAtWork[][]): Promise<Tried> {
  await flushArrivals(context)
  const until = context.clock()
  const from = new Date(until.getTime() - context.config.inboxLogDays * 86_400_000)
  const simulations = sets.map(beginSimulation)
  const last = keyAt(new Date(until.getTime() + 1))
  for (let after = keyAt(from); ; ) {
    const page = await loggedBetween(context.store.read, after, last)
    for (const entry of page) for (const simulation of simulations) simulation.add(entry)
    const end = page.at(-1)
    if (!end) break
    after = end.id
    // Others have their turn between two pages.
    await new Promise((done) => setImmediate(done))
  }
  const results = simulations.map((simulation) => simulation.result())
  return { from, until, results, later: await laterOf(context, results) }
}

/** What became later of what was caught. */
export async function laterOf({ store }: Context, results: Simulated[]): Promise<Later> {
  const caught = results.flatMap((result) => result.caught.map(({ entry }) => entry))
  const uris = [...new Set(caught.map((entry) => entry.uri))]
  const objects = [...new Set(caught.flatMap((entry) => entry.object ?? []))]
  const [decided, accepted] = await Promise.all([laterDecided(store.read, uris), laterAccepted(store.read, objects)])
  return { decided, accepted }
}
