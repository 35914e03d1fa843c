/** What a decision about a server would have done to what really came in from there, before anybody makes it. Changes nothing. */
import type { Trust } from '../../../schema/actors.ts'
import type { Context } from '../../context.ts'
import { hostAndAbove } from '../instances.store.ts'
import { keyAt, loggedFrom } from '../rules/inbox-log.store.ts'
import { flushArrivals } from '../rules/inbox-log.ts'
import { beginPolicySimulation, type TriedPolicy } from '../rules/simulate.ts'
import { laterOf, type Tried } from '../rules/try.ts'
import { decidedHostsBelow } from './cost.store.ts'

/** How severe a trust is, as it is tried. */
export const severityOf = (trust: Trust): TriedPolicy['severity'] =>
  trust === 'blocked' ? 'suspend' : trust === 'limited' ? 'limit' : 'none'

/**
 * What a decision would have done since the inbox log begins: one result, whose total is what came in from there. What was
 * decided for servers below it stands, whatever is decided above.
 */
export async function tryPolicy(context: Context, policy: Omit<TriedPolicy, 'followsPass'>): Promise<Tried> {
  const { config, store } = context
  await flushArrivals(context)
  const until = context.clock()
  const from = new Date(until.getTime() - config.inboxLogDays * 86_400_000)
  const settled = new Set(await decidedHostsBelow(store.read, policy.host))
  const simulation = beginPolicySimulation({ ...policy, followsPass: config.unknownFollows === 'accept' })
  const last = keyAt(new Date(until.getTime() + 1))
  for (let after = keyAt(from); ; ) {
    const page = await loggedFrom(store.read, policy.host, after, last)
    for (const entry of page)
      if (!settled.has(entry.host) && hostAndAbove(entry.host).includes(policy.host)) simulation.add(entry)
    const end = page.at(-1)
    if (!end) break
    after = end.id
    // Others have their turn between two pages.
    await new Promise((done) => setImmediate(done))
  }
  const results = [simulation.result()]
  return { from, until, results, later: await laterOf(context, results) }
}
