/** What peer councils think of a server: shared by choice, shown as advice, never applied by itself. */
import type { Trust } from '../../schema/actors.ts'
import type { Context } from '../context.ts'
import { keepSetting, readSetting } from '../council/settings.store.ts'
import { addJobs } from '../jobs/jobs.store.ts'
import { listInstances } from './instances.store.ts'
import { addDecision } from './log/decisions.store.ts'
import { readListedHost } from './policies/csv.ts'
import { countVouches, forgetVouches, keepVouches, ownVouches, type Vouch } from './vouching.store.ts'

/** The most servers that one council may tell of, and that we tell. */
export const mostVouches = 20_000
const sharing = 'moderation-vouching'
const round = 'moderation-vouching-round'
const day = 86_400_000

/** Whether our peers may know how far we trust servers: not unless somebody chose so. */
export async function sharesVouches({ store }: Pick<Context, 'store'>): Promise<boolean> {
  return (await readSetting<{ share: boolean }>(store.read, sharing))?.share ?? false
}

/** Decides whether peers may know. */
export async function setSharing(context: Context, by: string | null, share: boolean): Promise<void> {
  await context.store.write(async (tx) => {
    await keepSetting(tx, sharing, { share }, context.clock())
    await addDecision(tx, { by, act: 'settings vouching', target: 'peer councils', reason: '', detail: { share } })
  })
}

/** What we tell peers; the reasons stay here. */
export const vouchesToShare = ({ store }: Pick<Context, 'store'>) => ownVouches(store.read, mostVouches)

const states = new Set<unknown>(['network', 'known', 'limited', 'blocked'] satisfies Trust[])

/** Keeps what a peer tells, as far as it can be read; gives how many servers it names. */
export async function receiveVouches(context: Context, peer: string, told: unknown): Promise<number> {
  const list = Array.isArray(told) ? told.slice(0, mostVouches) : []
  const said = new Map<string, Vouch>()
  for (const one of list as { host?: unknown; state?: unknown }[]) {
    const host = typeof one?.host === 'string' && one.host.length < 300 ? readListedHost(one.host) : undefined
    if (typeof host === 'string' && states.has(one.state)) said.set(host, { host, state: one.state as Trust })
  }
  await context.store.write((tx) => keepVouches(tx, peer, [...said.values()]))
  return said.size
}

/** Once a day: asks every peer council, and forgets who is none any more. Bears repetition. */
export async function askPeers(context: Context): Promise<void> {
  const now = context.clock()
  const last = await readSetting<{ at: number }>(context.store.read, round)
  if (last && now.getTime() - last.at < day) return
  const peers = (await listInstances(context.store.read, 'network', '', 1_000)).map((row) => row.host)
  await context.store.write(async (tx) => {
    // Another process may have been faster.
    if ((await readSetting<{ at: number }>(tx, round))?.at !== last?.at) return
    await keepSetting(tx, round, { at: now.getTime() }, now)
    await forgetVouches(tx, peers)
    await addJobs(
      context,
      tx,
      peers.map((peer) => ({ queue: 'lists' as const, lane: peer, body: { vouches: peer } }))
    )
  })
}

const words: [Trust, string, string][] = [
  ['network', 'works with', 'work with'],
  ['known', 'knows', 'know'],
  ['limited', 'limits', 'limit'],
  ['blocked', 'blocks', 'block']
]

/** What peers think of a server in one sentence: "3 councils in your network know this server; 1 limits it." */
export async function adviceOn({ store }: Pick<Context, 'store'>, host: string): Promise<string> {
  const counts = new Map((await countVouches(store.read, host)).map((row) => [row.state, row.n]))
  const said = words.flatMap(([state, one, many]) => {
    const n = counts.get(state) ?? 0
    return n === 0 ? [] : [{ n, verb: n === 1 ? one : many }]
  })
  const [first, ...others] = said
  if (!first) return ''
  const rest = others.map(({ n, verb }) => `; ${n} ${verb} it`).join('')
  return `${first.n} ${first.n === 1 ? 'council' : 'councils'} in your network ${first.verb} this server${rest}.`
}
