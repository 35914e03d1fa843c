/** Housekeeping, every few minutes: what has run out goes. */
import { forgetMemories } from '../federation/memory.store.ts'
import { forgetReceived } from '../federation/received.store.ts'
import type { Context } from './context.ts'
import { dropExpiredSessions } from './members/sessions.store.ts'
import { expireHeld } from './moderation/held.store.ts'

const every = 5 * 60_000

/** Sweeps now and again until the returned function is called. */
export function startSweeping(context: Context): () => void {
  const timer = setInterval(
    () => void sweep(context).catch((error) => context.log.error({ err: error }, 'the sweep failed')),
    every
  )
  timer.unref()
  return () => clearInterval(timer)
}

/** Lets run out what has run out. */
export async function sweep(context: Context): Promise<void> {
  const now = context.clock()
  await context.store.write(async (tx) => {
    await expireHeld(tx, now)
    await forgetMemories(tx, now)
    await dropExpiredSessions(tx, now)
    // Signatures are refused after an hour; a week leaves room for slow clocks and long queues.
    await forgetReceived(tx, new Date(now.getTime() - 7 * 86_400_000))
  })
}
