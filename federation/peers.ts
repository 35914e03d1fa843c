/** Actors of other servers: found, fetched, kept, and brought up to date when they are stale. */
import type { PublicKey } from '../schema/actors.ts'
import type { Marks } from '../schema/rules.ts'
import { type Actor, actorByUri, keepRemoteActor } from '../server/actors/actors.store.ts'
import { addJob } from '../server/jobs/jobs.store.ts'
import { settleSuspension } from '../server/moderation/accounts/elsewhere.store.ts'
import { meetInstance } from '../server/moderation/instances.store.ts'
import type { Federation } from './context.ts'
import { FetchFailed, fetchDocument } from './fetch.ts'
import type { ActorKeys, HeldActor } from './gate/gate.ts'
import { askHandle } from './handles.ts'
import type { JsonObject } from './json.ts'
import { readActor } from './objects/received-actor.ts'
import { judgedActor } from './profiles.ts'

/** An actor older than this is fetched again before something new of theirs is shown. */
const staleAfter = 24 * 3_600_000

/** The actor at an address, kept here; fetched when new or, with `fresh`, in any case. Throws FetchFailed. */
export async function ensureActor(federation: Federation, uri: string, fresh = false): Promise<Actor> {
  const { store } = federation.context
  const known = await actorByUri(store.read, uri)
  if (known?.local || (known && !fresh && !known.deleted)) return known
  const { document } = await fetchDocument(federation, uri, { kind: 'actor' })
  return keepActor(federation, document)
}

/** Whether what is kept of an actor is more than a day old. */
export const isStale = (context: Federation['context'], { fetched }: Actor): boolean =>
  context.clock().getTime() - (fetched?.getTime() ?? 0) >= staleAfter

/** The actor, fetched again if it is stale; an old copy is better than none when its server is away. */
export async function freshActor(federation: Federation, uri: string): Promise<Actor> {
  const known = await ensureActor(federation, uri)
  if (known.local || !isStale(federation.context, known)) return known
  return ensureActor(federation, uri, true).catch(() => known)
}

/**
 * Keeps an actor's document that came from its own origin, as moderators' rules leave it; with `judged` the gate let it in
 * before, with these marks. Throws FetchFailed when it is none, or claims to be ours.
 */
export async function keepActor(federation: Federation, document: JsonObject, judged?: Marks): Promise<Actor> {
  const { context } = federation
  const read = readActor(document)
  if (!read) throw new FetchFailed('not-activitypub', 'The document is not an actor.')
  const profile = judged
    ? { ...read, ...(judged.stripMedia && { iconUrl: null, emojis: null }) }
    : await judgedActor(federation, document, read)
  const kept = await context.store.write(async (tx) => {
    if (await meetInstance(tx, read.host)) {
      const { origin } = new URL(read.uri)
      await addJob(context, tx, { queue: 'fetch', lane: read.host, body: { describe: origin, host: read.host } })
    }
    const before = await actorByUri(tx, read.uri)
    const topics = before?.profile.topics
    const whole = { ...profile, ...(topics && { profile: { ...profile.profile, topics } }) }
    const kept = await keepRemoteActor(tx, { ...whole, fetched: context.clock() })
    if (kept) await askHandle(federation, tx, { actor: kept, before, document })
    if (kept && kept.suspended !== (before?.suspended ?? false)) await settleSuspension(tx, kept)
    return kept
  })
  if (!kept) throw new FetchFailed('refused', 'The document claims to be an actor of ours.')
  return kept
}

/** What the gate asks about senders: the keys of actors kept here, else fetched. */
export function peerKeys(federation: Federation): ActorKeys {
  const { context } = federation
  return {
    get: async (uri) => held(await ensureActor(federation, uri)),
    refetch: async (uri) => held(await ensureActor(federation, uri, true)),
    known: async (uri) => {
      const actor = await actorByUri(context.store.read, uri)
      return actor !== undefined && !actor.local && !actor.deleted
    }
  }
}

/** The part of an actor's document that says which keys are its own. */
function held(actor: Actor): HeldActor {
  const rsa = actor.publicKeys.filter((key) => key.pem)
  const multikeys = actor.publicKeys.filter((key) => key.multibase)
  const document: JsonObject = {
    id: actor.uri,
    type: actor.type,
    publicKey: rsa.map((key) => ({ id: key.id, owner: key.owner, publicKeyPem: key.pem! })),
    assertionMethod: multikeys.map(multikey)
  }
  return { document, fetchedAt: actor.fetched ?? actor.created }
}

const multikey = (key: PublicKey) => ({
  id: key.id,
  type: 'Multikey',
  controller: key.owner,
  publicKeyMultibase: key.multibase!
})
