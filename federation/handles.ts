/** Finds out by WebFinger what actors are called whose server is at one host and whose handles are at another. */
import { type Actor, actorByUri, giveHandle } from '../server/actors/actors.store.ts'
import { addJob } from '../server/jobs/jobs.store.ts'
import { policiesNow } from '../server/moderation/policies/compiled.ts'
import type { Writer } from '../server/store/store.ts'
import type { Federation } from './context.ts'
import { FetchFailed } from './fetch.ts'
import { type JsonObject, textOf } from './json.ts'
import { keepMemory, readMemory } from './memory.store.ts'
import { lookupHandle } from './webfinger-client.ts'

/** So long nobody is asked again, whatever came of it. */
const pause = 7 * 86_400_000

/**
 * Has an actor's handle looked up in the background, unless its document says what it is (FEP-2c59). What was given to the
 * username that it had `before` is its own no longer.
 */
export async function askHandle(
  { context }: Federation,
  tx: Writer,
  { actor, before, document }: { actor: Actor; before: Actor | undefined; document: JsonObject }
): Promise<void> {
  const said = (textOf(document.webfinger) ?? '').replace(/^(acct:)?@?/i, '').toLowerCase()
  const isSaid = said === `${actor.username}@${actor.host}`.toLowerCase()
  if (actor.handleHost && (isSaid || before?.username !== actor.username)) await giveHandle(tx, actor, null)
  const key = `handle ${actor.username} ${actor.uri}`
  if (isSaid || actor.local || actor.type === 'Application' || actor.deleted) return
  const now = context.clock()
  if (await readMemory(tx, key, now)) return
  await keepMemory(tx, key, true, new Date(now.getTime() + pause))
  await addJob(context, tx, { queue: 'fetch', lane: actor.host, body: { handle: actor.uri } })
}

/**
 * Asks an actor's own server what it is called. A handle at another host counts only when that host names the same actor;
 * nothing but the handle follows from it: trust goes by where the actor is.
 */
export async function confirmHandle(federation: Federation, uri: string): Promise<void> {
  const { context } = federation
  const actor = await actorByUri(context.store.read, uri)
  if (!actor || actor.local || actor.deleted || !(await mayAsk(federation, actor))) return
  const host = await handleHostOf(federation, actor)
  if (host === undefined || host === actor.handleHost) return
  await context.store.write((tx) => giveHandle(tx, actor, host))
}

/** The other host in the handle; null when there is none, undefined when that cannot be told today. */
async function handleHostOf(federation: Federation, { uri, username }: Actor): Promise<string | null | undefined> {
  const own = new URL(uri).host
  const { config } = federation.context
  try {
    const { actor, handle } = await lookupHandle(federation.network, `@${username}@${own}`)
    const at = handle.lastIndexOf('@')
    const host = handle.slice(at + 1)
    const ours = [config.handleHost, new URL(config.origin).host].includes(host)
    const isIt = actor === uri && handle.slice(0, at).toLowerCase() === username.toLowerCase()
    return isIt && host !== own && !ours && !(await isBlocked(federation, host)) ? host : null
  } catch (error) {
    if (!(error instanceof FetchFailed)) throw error
    return error.code === 'unreachable' ? undefined : null
  }
}

/** With an allow-list only those on it are asked; who is blocked is asked nothing. */
async function mayAsk(federation: Federation, { host, trust, blocked }: Actor): Promise<boolean> {
  const { context } = federation
  if (blocked || (await isBlocked(federation, host))) return false
  const trusted = trust ?? (await policiesNow(context)).trustOf(host)
  return context.config.federationMode === 'open' || trusted === 'network' || trusted === 'known'
}

/** Nobody is called by the name of a host that is blocked. */
const isBlocked = async ({ context }: Federation, host: string): Promise<boolean> =>
  (await policiesNow(context)).trustOf(host) === 'blocked'
