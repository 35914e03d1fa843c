/** What applying an entry of a list would do, and whether it may be done together with others. */
import { getPublicSuffix } from 'tldts'
import type { Trust } from '../../../schema/actors.ts'
import type { Severity } from '../../../schema/policies.ts'
import type { Context } from '../../context.ts'
import { hostAndAbove, instancesOf, listInstances } from '../instances.store.ts'
import { type Cost, noCost } from './cost.ts'
import { isWithin } from './guard.ts'
import { allLists, entriesAbout, type PolicyEntry, type PolicyList } from './lists.store.ts'
import { policiesOf } from './policies.store.ts'

/**
 * `new` would change something; `lift` would take back what the list no longer says. The others are left alone when many are
 * applied at once: `same` is in force, `stricter` means that we are, `peer` touches a council of our network, `overruled` is
 * told otherwise by a list that counts more, `kept` is still said by another list, `excluded` was left out by us, `refused`
 * would hit ourselves or everyone.
 */
export type Standing = 'new' | 'lift' | 'same' | 'stricter' | 'peer' | 'overruled' | 'kept' | 'excluded' | 'refused'

export interface Proposal {
  entry: PolicyEntry
  standing: Standing
  /** What is in force for it now. */
  now: Trust
  cost: Cost
}

/** The trust that a severity stands for; `none` leaves it as it is. */
export const trustFor = (severity: Severity, now: Trust): Trust =>
  ({ suspend: 'blocked', limit: 'limited', allow: 'known', none: now })[severity] as Trust

const strictness = (trust: Trust) => ['limited', 'blocked'].indexOf(trust) + 1

/** What is known once for all entries of a list. */
interface Surroundings {
  list: PolicyList
  lists: Map<string, PolicyList>
  peers: Set<string>
  ours: Set<string>
  costs: Map<string, Cost>
}

/** Reads what entries of a list are compared with. */
export async function surroundingsOf(
  context: Context,
  list: PolicyList,
  costs: Map<string, Cost>
): Promise<Surroundings> {
  const { read } = context.store
  const { origin, handleHost } = context.config
  const [lists, peers] = await Promise.all([allLists(read), listInstances(read, 'network', '', 1_000)])
  return {
    ...{ list, costs },
    lists: new Map(lists.map((one) => [one.id, one])),
    peers: new Set(peers.flatMap((row) => hostAndAbove(row.host))),
    ours: new Set([new URL(origin).host, handleHost].flatMap(hostAndAbove))
  }
}

/** Weighs entries of one list, at most 500. */
export async function weigh(context: Context, around: Surroundings, entries: PolicyEntry[]): Promise<Proposal[]> {
  const { read } = context.store
  const hosts = entries.map((entry) => entry.host)
  const [instances, policies, others] = await Promise.all([
    instancesOf(read, hosts),
    policiesOf(read, hosts),
    entriesAbout(read, hosts)
  ])
  const trusts = new Map(instances.map((row) => [row.host, row.trust]))
  const known = new Map(policies.map((row) => [row.host, row]))
  const told = Map.groupBy(others, (row) => row.host)
  return entries.map((entry) => {
    const now = trusts.get(entry.host) ?? 'unknown'
    const policy = known.get(entry.host)
    const rivals = (told.get(entry.host) ?? []).filter((row) => row.list !== entry.list && !row.gone)
    const cost = around.costs.get(entry.host) ?? noCost
    return { entry, now, cost, standing: standingOf(around, entry, now, policy, rivals) }
  })
}

function standingOf(
  { list, lists, peers, ours }: Surroundings,
  entry: PolicyEntry,
  now: Trust,
  policy: { list: string | null; rejectMedia: boolean; rejectReports: boolean } | undefined,
  rivals: PolicyEntry[]
): Standing {
  const { host, severity } = entry
  const mine = policy?.list === list.id
  if (entry.gone) {
    if (!mine) return 'same'
    return rivals.some((row) => strictness(trustFor(row.severity, now)) >= strictness(now)) ? 'kept' : 'lift'
  }
  if (list.excludes.some((one) => isWithin(host, one))) return 'excluded'
  const restricts = severity !== 'allow'
  if (restricts && (ours.has(host) || (!host.includes(':') && getPublicSuffix(host) === host))) return 'refused'
  const wanted = trustFor(severity, now)
  const flags =
    (!entry.rejectMedia || policy?.rejectMedia === true) && (!entry.rejectReports || policy?.rejectReports === true)
  if (wanted === now && flags) return 'same'
  if (peers.has(host)) return 'peer'
  const first = (row: PolicyEntry) => lists.get(row.list)?.priority ?? Number.POSITIVE_INFINITY
  if (rivals.some((row) => first(row) < list.priority && row.severity !== severity)) return 'overruled'
  return strictness(wanted) < strictness(now) && !mine ? 'stricter' : 'new'
}
