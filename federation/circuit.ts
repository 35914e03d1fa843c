/** What is known of hosts that do not answer: they are asked once a minute, and nothing else waits for them. */
import type { Context } from '../server/context.ts'
import { postponeLane } from '../server/jobs/jobs.store.ts'
import { hastenDeliveries } from './delivery.store.ts'
import { dropMemory, keepMemory, readMemory, recall } from './memory.store.ts'

/** A host that failed: how often since when, and until when it is left alone. */
export interface Circuit {
  failures: number
  since: string
  until: string
}

const minute = 60_000
const day = 24 * 60 * minute
/** Below a minute, so that deliveries go on within a minute of its return. */
const longestPause = 55_000
/** After a week without an answer nobody waits for it by the minute. */
const parkedAfter = 7 * day
/** A peer may ask for patience, but not for ever. */
const longestPatience = day

const keyOf = (host: string) => `away ${host}`

/** How a host failed; undefined when it answered last. */
export const circuitOf = (context: Context, host: string) => recall<Circuit>(context, keyOf(host))

/** Notes that a host failed, and puts off everything for it; gives until when. `patience` is what it asked for, in milliseconds. */
export async function noteAway(context: Context, host: string, patience?: number): Promise<Date> {
  const now = context.clock()
  return context.store.write(async (tx) => {
    const before = await readMemory<Circuit>(tx, keyOf(host), now)
    const failures = (before?.failures ?? 0) + 1
    const since = before ? new Date(before.since) : now
    const parked = now.getTime() - since.getTime() > parkedAfter
    const usual = parked ? 60 * minute : Math.min(5_000 * 2 ** Math.min(failures - 1, 10), longestPause)
    const pause = Math.max(usual, Math.min(patience ?? 0, longestPatience))
    const until = new Date(now.getTime() + pause)
    const circuit: Circuit = { failures, since: since.toISOString(), until: until.toISOString() }
    await keepMemory(tx, keyOf(host), circuit, new Date(until.getTime() + parkedAfter))
    await postponeLane(tx, 'delivery', host, until)
    return until
  })
}

/** A host answers again, or sent us something: what waits for it goes now. */
export async function noteBack(context: Context, host: string): Promise<void> {
  if (!(await circuitOf(context, host))) return
  await context.store.write(async (tx) => {
    await dropMemory(tx, keyOf(host))
    await hastenDeliveries(tx, host, context.clock())
  })
}

/** Puts everything for a host off for a moment, without counting it as a failure. */
export async function waitBriefly(context: Context, host: string): Promise<Date> {
  const until = new Date(context.clock().getTime() + 5_000 + Math.random() * 5_000)
  await context.store.write((tx) => postponeLane(tx, 'delivery', host, until))
  return until
}
