/** Brings actors of other servers up to date in the background, once their copy here is more than a day old. */
import type { Actor } from '../server/actors/actors.store.ts'
import { addJob } from '../server/jobs/jobs.store.ts'
import type { Federation } from './context.ts'
import { FetchFailed } from './fetch.ts'
import { buryActor } from './inbox/change.ts'
import { recall, remember } from './memory.store.ts'
import { ensureActor, isStale } from './peers.ts'

/** So long nobody is asked again, whatever came of it. */
const pause = 3_600_000

/** Has somebody elsewhere asked anew who they are, if that was long ago; whatever is under way does not wait for it. */
export async function refreshLater({ context }: Federation, actor: Actor): Promise<void> {
  if (actor.local || actor.deleted || !isStale(context, actor)) return
  const key = `refreshed ${actor.uri}`
  if (await recall(context, key)) return
  await remember(context, key, true, pause)
  const job = { queue: 'fetch' as const, lane: actor.host, body: { refresh: actor.uri } }
  await context.store.write((tx) => addJob(context, tx, job))
}

/** Fetches an actor anew. Who is gone for good (410) is gone here too; who cannot be had today is kept as they were. */
export async function refreshActor(federation: Federation, uri: string): Promise<void> {
  try {
    await ensureActor(federation, uri, true)
  } catch (error) {
    if (!(error instanceof FetchFailed)) throw error
    if (error.code === 'gone') await buryActor(federation.context, await ensureActor(federation, uri))
  }
}
