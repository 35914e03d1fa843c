/** The one gate for everything that comes in (M1, M2): keep it, keep it for those who follow its author, hold it, or refuse it. */
import type { Trust } from '../../schema/actors.ts'
import { actorByUri } from '../actors/actors.store.ts'
import type { Context } from '../context.ts'
import { isFollowedHere } from '../follows/follows.store.ts'
import { addHeld } from './held.store.ts'
import { trustOfHost } from './instances.store.ts'

/** What the gate is told of something that came in. */
export interface Inbound {
  /** The activity's type. */
  type: string
  /** The actor who did it, whose signature or origin proved it. */
  actor: string
  /** The server it came from. */
  host: string
  /** Which way it came: inbox, fetched, thread, released. */
  path: string
}

export type Verdict =
  | { act: 'keep'; trust: Trust }
  /** Shown to those here who follow its author, and to nobody else. */
  | { act: 'personal'; trust: Trust }
  | { act: 'hold'; reason: string; rule: string; matched: string }
  | { act: 'refuse'; reason: string }

/** What says nothing new to anyone, but answers or takes back: it needs no person's leave. */
const silent = new Set(['Accept', 'Reject', 'Undo', 'Delete', 'Block', 'Remove', 'Move'])

/** The built-in rule that holds strangers, by name and version, as the queue and the log show it. */
export const unknownRule = 'Unknown servers wait for a person (built in, version 1)'

/** How far an actor is trusted: as decided for it, else as its server; a blocked server blocks all its actors. */
export async function trustOf(context: Context, actorUri: string, host: string): Promise<Trust> {
  const instance = await trustOfHost(context.store.read, host)
  const ofServer = instance?.trust ?? 'unknown'
  if (ofServer === 'blocked') return 'blocked'
  const actor = await actorByUri(context.store.read, actorUri)
  return actor?.trust ?? ofServer
}

/** Decides. Every inbound path asks here and nowhere else. */
export async function judge(context: Context, inbound: Inbound): Promise<Verdict> {
  const trust = await trustOf(context, inbound.actor, inbound.host)
  if (trust === 'blocked') return { act: 'refuse', reason: 'blocked' }
  const trusted = trust === 'network' || trust === 'known'
  if (context.config.federationMode === 'allow-list' && !trusted)
    return { act: 'refuse', reason: 'not on the allow-list' }
  if (trusted || inbound.path === 'released' || silent.has(inbound.type)) return { act: 'keep', trust }
  if (inbound.type === 'Follow' && context.config.unknownFollows === 'accept') return { act: 'keep', trust }
  if (trust === 'unknown' && context.config.unknownServers === 'show') return { act: 'keep', trust }
  if (await isFollowedHere(context.store.read, inbound.actor)) return { act: 'personal', trust }
  const name = trust === 'limited' ? 'limited' : 'not yet known here'
  return { act: 'hold', reason: `${inbound.host} is ${name}`, rule: unknownRule, matched: `server ${inbound.host}` }
}

/** Days that something is held before it is dropped. */
export const holdDays = 30

export interface ToHold extends Inbound {
  uri: string
  activity: Record<string, unknown>
  object?: string | undefined
  /** Plain text for the queue's list. */
  summary: string
  /** What it replies to or is about. */
  about?: string | undefined
}

/** Puts something in the queue, once. */
export async function hold(context: Context, item: ToHold, verdict: Extract<Verdict, { act: 'hold' }>): Promise<void> {
  const { path, type, actor, host, uri, activity, summary } = item
  const expires = new Date(context.clock().getTime() + holdDays * 86_400_000)
  await context.store.write((tx) =>
    addHeld(tx, {
      ...{ path, type, actor, host, uri, activity, summary, expires },
      object: item.object ?? null,
      about: item.about ?? null,
      reason: verdict.reason,
      rule: verdict.rule,
      matched: verdict.matched,
      state: 'waiting'
    })
  )
}
