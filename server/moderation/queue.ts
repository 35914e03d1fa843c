/** Deciding on what is held: let it in, reject it, and how far its author or server is trusted from now on. */
import type { ActorBefore, ChoiceAct } from '../../schema/choices.ts'
import { actorByUri } from '../actors/actors.store.ts'
import type { Context } from '../context.ts'
import { Conflict, NotFound } from '../errors.ts'
import { followsWith } from '../follows/follows.store.ts'
import { addChoice, changeChoice, dropChoice } from './choices.store.ts'
import { decideHeld, type HeldItem, heldById, waitingOf } from './held.store.ts'
import { instancesOf } from './instances.store.ts'
import { decidedBefore, letIn, letInWaiting } from './let-in.ts'
import { addDecision } from './log/decisions.store.ts'
import { keptUntil, retentionOf } from './retention.ts'
import { blockActor, trustActor, trustServer } from './trust.ts'
import { countWaitingAt } from './waiting.store.ts'
import { needWords } from './words-only.ts'

/** What may be trusted together with a release. */
export type TrustAlong = 'author' | 'server'

/** What a choice came to. */
export interface Chosen {
  /** By which it can be undone. */
  choice: string
  /** How many of those named were decided on, and how many somebody else had decided on before. */
  n: number
  missed: number
}

/** One choice while it is carried out. */
interface Going {
  id: string
  by: string | null
  reason: string
  items: number
  actors: ActorBefore[]
  hosts: { host: string; trust: 'network' | 'known' | 'unknown' | 'limited' | 'blocked' }[]
}

type Do = (context: Context, going: Going, item: HeldItem) => Promise<void>

/** The seven things that can be done with what waits. */
const acts: Record<ChoiceAct, Do> = {
  release: (context, going, item) => letItIn(context, going, item),
  'release-words': (context, going, item) => letItIn(context, going, item, true),
  async 'release-author'(context, going, item) {
    // Trust first: what is then taken in must pass the gate for good and not only this once.
    await noteActor(context, going, item.actor)
    await trustActor(context, going.by, item.actor, 'known', going.reason)
    await letItIn(context, going, item)
    going.items += await letInWaiting(context, going.by, { actor: item.actor }, going.reason, going.id)
  },
  async 'release-server'(context, going, item) {
    await noteHost(context, going, item.host)
    await trustServer(context, going.by, item.host, 'known', going.reason)
    await letItIn(context, going, item)
    going.items += await letInWaiting(context, going.by, { host: item.host }, going.reason, going.id)
  },
  reject: (context, going, item) => rejectIt(context, going, item),
  async 'block-author'(context, going, item) {
    await noteActor(context, going, item.actor)
    await rejectIt(context, going, item)
    for (const one of await waitingOf(context.store.read, { actor: item.actor }, 10_000))
      await rejectIt(context, going, one).catch(unlessDecided)
    await blockActor(context, going.by, item.actor, going.reason)
  },
  async 'block-server'(context, going, item) {
    const waiting = (await countWaitingAt(context.store.read, [item.host])).get(item.host) ?? 0
    await noteHost(context, going, item.host)
    await trustServer(context, going.by, item.host, 'blocked', going.reason, {}, { choice: going.id })
    going.items += waiting
  }
}

/** Which of the others an act decides on together with an item. */
const along = (act: ChoiceAct, item: HeldItem) =>
  act.endsWith('author') ? item.actor : act.endsWith('server') ? item.host : item.id

/**
 * Does one thing with one item or with many, as one choice that can be undone. Of one, throws NotFound or, when somebody was
 * faster, Conflict; of many it says how many these were. Throws Invalid where words alone should come in and there are none.
 */
export async function choose(
  context: Context,
  by: string | null,
  act: ChoiceAct,
  ids: string[],
  reason = ''
): Promise<Chosen> {
  const unique = [...new Set(ids)]
  if (unique.length === 1) await waiting(context, unique[0]!)
  if (act === 'release-words') for (const one of unique) await needWordsOf(context, one)
  const until = keptUntil(context, await retentionOf(context))
  const { id } = await context.store.write((tx) => addChoice(tx, { by, act, until, created: context.clock() }))
  const going: Going = { id, by, reason, items: 0, actors: [], hosts: [] }
  const settled = new Set<string>()
  const result: Chosen = { choice: id, n: 0, missed: 0 }
  try {
    for (const one of unique) {
      const item = await heldById(context.store.read, one)
      if (item && settled.has(along(act, item))) result.n++
      else if (item?.state === 'waiting' && (await attempt(context, act, going, item))) {
        settled.add(along(act, item))
        result.n++
      } else result.missed++
    }
  } finally {
    const { items, actors, hosts } = going
    const nothing = items === 0 && actors.length === 0 && hosts.length === 0
    await context.store.write((tx) => (nothing ? dropChoice(tx, id) : changeChoice(tx, id, { items, actors, hosts })))
  }
  if (unique.length === 1 && result.n === 0) throw decidedBefore()
  return result
}

async function attempt(context: Context, act: ChoiceAct, going: Going, item: HeldItem): Promise<boolean> {
  try {
    await acts[act](context, going, item)
    return true
  } catch (error) {
    unlessDecided(error)
    return false
  }
}

function unlessDecided(error: unknown): void {
  if (!(error instanceof Conflict)) throw error
}

async function letItIn(context: Context, going: Going, item: HeldItem, wordsOnly = false): Promise<void> {
  await letIn(context, going.by, item, going.reason, going.id, wordsOnly)
  going.items++
}

async function rejectIt(context: Context, going: Going, item: HeldItem): Promise<void> {
  const { by, reason, id } = going
  const kept = keptUntil(context, await retentionOf(context))
  await context.store.write(async (tx) => {
    if (!(await decideHeld(tx, item.id, 'rejected', by, context.clock(), { choice: id, kept }))) throw decidedBefore()
    const { actor, host, uri } = item
    await addDecision(tx, { by, act: 'rejected', target: uri, reason, detail: { actor, host, choice: id } })
  })
  going.items++
}

/** Notes how far an actor was trusted, and whom they followed and were followed by, before that changes. */
async function noteActor({ store }: Context, going: Going, uri: string): Promise<void> {
  const actor = await actorByUri(store.read, uri)
  if (!actor || going.actors.some((one) => one.uri === uri)) return
  const follows = (await followsWith(store.read, actor.id)).map(({ follow }) => {
    const { follower, followed, uri, state } = follow
    return { follower, followed, uri, state }
  })
  going.actors.push({ uri, trust: actor.trust, follows })
}

async function noteHost({ store }: Context, going: Going, host: string): Promise<void> {
  const [own] = await instancesOf(store.read, [host])
  if (!going.hosts.some((one) => one.host === host)) going.hosts.push({ host, trust: own?.trust ?? 'unknown' })
}

/**
 * Lets a held item in, and with `trust` also everything else that waits from its author or its server. Throws NotFound,
 * or Conflict when somebody decided before.
 */
export const release = (context: Context, by: string | null, id: string, trust?: TrustAlong, reason = '') =>
  one(context, by, trust ? `release-${trust}` : 'release', id, reason)

/** Lets the words of a held item in, without pictures, clips and links to such. Throws as {@link choose}. */
export const releaseWords = (context: Context, by: string | null, id: string, reason = '') =>
  one(context, by, 'release-words', id, reason)

/** Rejects a held item: it shows nowhere, its words go when that can be undone no longer, the decision stays. */
export const reject = (context: Context, by: string | null, id: string, reason = '') =>
  one(context, by, 'reject', id, reason)

/** Blocks the author of a held item, and rejects all that waits from them. */
export const rejectAndBlock = (context: Context, by: string | null, id: string, reason = '') =>
  one(context, by, 'block-author', id, reason)

async function one(context: Context, by: string | null, act: ChoiceAct, id: string, reason: string) {
  const item = await waiting(context, id)
  const { choice } = await choose(context, by, act, [id], reason)
  return { ...item, choice }
}

async function needWordsOf(context: Context, id: string): Promise<void> {
  const item = await heldById(context.store.read, id)
  if (item?.state === 'waiting') needWords(item)
}

async function waiting(context: Context, id: string): Promise<HeldItem> {
  const item = await heldById(context.store.read, id)
  if (!item) throw new NotFound('There is no such item in the queue.')
  if (item.state !== 'waiting') throw decidedBefore()
  return item
}

/** Everything that waits of one author or one server, to be decided on together; the 500 that have waited longest. */
export const idsWaiting = async ({ store }: Context, who: { actor: string } | { host: string }): Promise<string[]> =>
  (await waitingOf(store.read, who, 500)).map(({ id }) => id)
