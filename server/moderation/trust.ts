/** How far servers and actors are trusted, decided by people and written in the log. */
import type { Trust } from '../../schema/actors.ts'
import { actorByUri } from '../actors/actors.store.ts'
import type { Context } from '../context.ts'
import { Invalid } from '../errors.ts'
import { record } from '../events/record.ts'
import { dropFollowsWith } from '../follows/follows.store.ts'
import { widenPosts } from '../posts/reach.store.ts'
import { addDecision, decideHeld, waitingOf } from './held.store.ts'
import { setActorTrust, setInstanceTrust } from './instances.store.ts'

export const trustStates: Trust[] = ['network', 'known', 'unknown', 'limited', 'blocked']

/** A host as typed or in a URL, lower case, with its port where that is not the default; throws Invalid. */
export function readHost(context: Context, text: string): string {
  const bare = text
    .trim()
    .toLowerCase()
    .replace(/^@?[^@/]*@/, '')
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/, '')
    .replace(/^\*\./, '')
  const url = URL.canParse(`https://${bare}`) ? new URL(`https://${bare}`) : undefined
  if (!url || bare === '' || !/^[^\s/?#]+$/.test(bare))
    throw new Invalid([{ field: 'host', text: 'Give a server name such as moot.example' }])
  if (url.host === new URL(context.config.origin).host || bare === context.config.handleHost) {
    throw new Invalid([{ field: 'host', text: 'That is this server itself' }])
  }
  return url.host
}

/** Sets how far a server is trusted. Blocking it rejects what waits from it and ends its follows. */
export async function trustServer(
  context: Context,
  by: string | null,
  host: string,
  trust: Trust,
  reason: string
): Promise<void> {
  await context.store.write(async (tx) => {
    await setInstanceTrust(tx, host, trust, reason)
    if (trust === 'network' || trust === 'known') await widenPosts(tx, { host })
    await addDecision(tx, { by, act: `server ${trust}`, target: host, reason })
    await record(context, tx, { kind: 'instance.trusted', ...(by && { actor: by }), subject: host })
  })
  if (trust === 'blocked') await rejectAll(context, by, { host })
}

/** Sets how far one actor is trusted, whatever its server. */
export async function trustActor(
  context: Context,
  by: string | null,
  uri: string,
  trust: Trust | null,
  reason: string
): Promise<void> {
  await context.store.write(async (tx) => {
    await setActorTrust(tx, uri, trust)
    const actor = await actorByUri(tx, uri)
    if (actor && (trust === 'network' || trust === 'known')) await widenPosts(tx, { author: actor.id })
    await addDecision(tx, { by, act: `actor ${trust ?? 'as its server'}`, target: uri, reason })
  })
}

/** Blocks an actor: nothing of theirs is shown, and what waits from them is rejected. */
export async function blockActor(context: Context, by: string | null, uri: string, reason: string): Promise<void> {
  await trustActor(context, by, uri, 'blocked', reason)
  const actor = await actorByUri(context.store.read, uri)
  if (actor) await context.store.write((tx) => dropFollowsWith(tx, actor.id))
  await rejectAll(context, by, { actor: uri })
}

async function rejectAll(context: Context, by: string | null, who: { actor: string } | { host: string }) {
  const items = await waitingOf(context.store.read, who, 10_000)
  await context.store.write(async (tx) => {
    for (const item of items) await decideHeld(tx, item.id, 'rejected', by, context.clock())
  })
}
