/** How far hosts are trusted, compiled into memory, so that the gate asks no database (M1). */
import type { Trust } from '../../../schema/actors.ts'
import type { Context } from '../../context.ts'
import { decidedInstances, hostAndAbove } from '../instances.store.ts'
import { compiled } from '../revision.ts'
import { flaggedPolicies } from './policies.store.ts'

/** What was decided for a host itself. */
interface Decided {
  trust: Trust
  rejectMedia: boolean
  rejectReports: boolean
}

/** What is in force for a host. */
export interface InForce extends Decided {
  /** The host that it was decided for: itself, or a domain above it. */
  host: string
}

export interface Policies {
  /** What is in force for a host; undefined when nothing was decided for it or, to limit or block, above it. */
  of(host: string): InForce | undefined
  /** How far a host is trusted. */
  trustOf(host: string): Trust
}

/** Everything decided about servers, as of the last change in any process. */
export const policiesNow = compiled('policies', async (context): Promise<Policies> => {
  const { read } = context.store
  const [decided, flagged] = await Promise.all([decidedInstances(read), flaggedPolicies(read)])
  const all = new Map<string, Decided>()
  for (const { host, trust } of decided) all.set(host, { trust, rejectMedia: false, rejectReports: false })
  for (const { host, rejectMedia, rejectReports } of flagged)
    all.set(host, { trust: all.get(host)?.trust ?? 'unknown', rejectMedia, rejectReports })
  return { of: (host) => inForce(all, host), trustOf: (host) => inForce(all, host)?.trust ?? 'unknown' }
})

/** The host's own decision; else the worst of what limits those above it. */
function inForce(all: Map<string, Decided>, host: string): InForce | undefined {
  if (all.size === 0) return undefined
  const [name = '', ...above] = hostAndAbove(host)
  const own = all.get(name)
  if (own && own.trust !== 'unknown') return { host: name, ...own }
  let found: InForce | undefined = own && { host: name, ...own }
  for (const one of above) {
    const decided = all.get(one)
    if (!decided || !restricts(decided)) continue
    const worse = !found || rank(decided.trust) > rank(found.trust)
    found = {
      host: worse || !found ? one : found.host,
      trust: worse || !found ? (restricting.has(decided.trust) ? decided.trust : 'unknown') : found.trust,
      rejectMedia: decided.rejectMedia || (found?.rejectMedia ?? false),
      rejectReports: decided.rejectReports || (found?.rejectReports ?? false)
    }
  }
  return found
}

const restricting = new Set<Trust>(['limited', 'blocked'])
const rank = (trust: Trust) => ['limited', 'blocked'].indexOf(trust)
const restricts = ({ trust, rejectMedia, rejectReports }: Decided) =>
  restricting.has(trust) || rejectMedia || rejectReports

/** How far a host is trusted, by what was decided for it or above it. */
export async function hostTrust(context: Context, host: string): Promise<Trust> {
  return (await policiesNow(context)).trustOf(host)
}

/** Whether what people of a host attach, their pictures of themselves and their emoji are left out. */
export async function rejectsMedia(context: Context, host: string): Promise<boolean> {
  return (await policiesNow(context)).of(host)?.rejectMedia ?? false
}

/** Whether reports from a host are left unread. */
export async function rejectsReports(context: Context, host: string): Promise<boolean> {
  return (await policiesNow(context)).of(host)?.rejectReports ?? false
}
