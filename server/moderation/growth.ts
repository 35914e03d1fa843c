/** Trust that grows by itself, within bounds: never past known, never for whom somebody limited or blocked, and each step logged. */
import { actorByUri } from '../actors/actors.store.ts'
import type { Context } from '../context.ts'
import { keepSetting, readSetting } from '../council/settings.store.ts'
import { type Fault, Invalid } from '../errors.ts'
import type { Event } from '../events/events.store.ts'
import { countKnownAt, recordOf, wasRejectedAt } from './growth.store.ts'
import { heldById } from './held.store.ts'
import { letInWaiting } from './let-in.ts'
import { addDecision } from './log/decisions.store.ts'
import { hostTrust } from './policies/compiled.ts'
import { trustActor, trustServer } from './trust.ts'

/** After how many; 0 is never. */
export interface Growth {
  /** Posts of an author that were let in, none rejected, before the author is known. */
  authors: number
  /** Known authors of a server, nothing rejected from there in 30 days, before the server is known. */
  servers: number
}

/** A server stands for many people whom nobody has read, so it takes more than an author does. */
export const usualGrowth: Growth = { authors: 3, servers: 5 }
const setting = 'moderation-growth'
const quiet = 30 * 86_400_000
export const mostGrowth = 100

/** How trust grows here. */
export async function growthOf({ store }: Pick<Context, 'store'>): Promise<Growth> {
  return { ...usualGrowth, ...(await readSetting<Partial<Growth>>(store.read, setting)) }
}

/** Reads what a form says. Throws Invalid. */
export function readGrowth(given: { authors: string; servers: string }): Growth {
  const faults: Fault[] = []
  const read = (field: 'authors' | 'servers') => {
    const n = Number(given[field].trim() || 'none')
    if (!Number.isInteger(n) || n < 0 || n > mostGrowth)
      faults.push({ field, text: `Give a whole number from 0, which is never, to ${mostGrowth}` })
    return n
  }
  const growth = { authors: read('authors'), servers: read('servers') }
  if (faults.length > 0) throw new Invalid(faults)
  return growth
}

/** Decides how trust grows from now on. */
export async function setGrowth(context: Context, by: string | null, growth: Growth): Promise<void> {
  await context.store.write(async (tx) => {
    await keepSetting(tx, setting, growth, context.clock())
    await addDecision(tx, { by, act: 'settings growth', target: 'trust', reason: '', detail: { ...growth } })
  })
}

/** Something was let in: its author, and then the server, may have earned to be known. Bears repetition. */
export async function growTrust(context: Context, event: Event): Promise<void> {
  const item = await heldById(context.store.read, event.subject)
  if (item?.state !== 'released') return
  const growth = await growthOf(context)
  if ((await hostTrust(context, item.host)) !== 'unknown') return
  await growAuthor(context, item.actor, growth.authors)
  await growServer(context, item.host, growth.servers)
}

async function growAuthor(context: Context, uri: string, needed: number): Promise<void> {
  const actor = await actorByUri(context.store.read, uri)
  if (needed === 0 || !actor || actor.local || actor.trust !== null) return
  const { released, rejected } = await recordOf(context.store.read, uri)
  if (released < needed || rejected > 0) return
  const reason = `${released} of their posts were let in and none was rejected`
  await trustActor(context, null, uri, 'known', reason)
  await letInWaiting(context, null, { actor: uri }, 'the author is known')
}

async function growServer(context: Context, host: string, needed: number): Promise<void> {
  if (needed === 0) return
  const { read } = context.store
  const known = await countKnownAt(read, host)
  if (known < needed || (await wasRejectedAt(read, host, new Date(context.clock().getTime() - quiet)))) return
  const reason = `${known} of its people are known, and nothing from there was rejected in 30 days`
  await trustServer(context, null, host, 'known', reason)
}
