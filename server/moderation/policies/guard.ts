/** Policies that nobody means: against ourselves, against a whole country's names, against every council we work with. */
import { getPublicSuffix } from 'tldts'
import type { Trust } from '../../../schema/actors.ts'
import type { Context } from '../../context.ts'
import { hostAndAbove, instancesOf, listInstances } from '../instances.store.ts'

/** Whether a host lies at a domain or below it. */
export const isWithin = (host: string, domain: string) => hostAndAbove(host).includes(domain)

/** What restricts a server, and so all below it. */
export const restricts = (trust: Trust, flags: { rejectMedia?: boolean; rejectReports?: boolean } = {}) =>
  trust === 'limited' || trust === 'blocked' || flags.rejectMedia === true || flags.rejectReports === true

/** Why a policy that restricts a server, and so those below it, is refused; undefined when it is not. */
export async function refusalOf(context: Context, host: string, trust: Trust): Promise<string | undefined> {
  const { origin, handleHost } = context.config
  for (const own of [new URL(origin).host, handleHost])
    if (isWithin(own, host)) return `${host} includes this server itself, ${own}`
  if (await isSuffix(context, host))
    return `${host} is no server but an ending that many unrelated servers share. Name the servers one by one`
  if (trust !== 'limited' && trust !== 'blocked') return undefined
  const peers = (await listInstances(context.store.read, 'network', '', 1_000)).map((row) => row.host)
  const cut = peers.filter((peer) => isWithin(peer, host))
  // One peer council is a decision like any other; every one of them by one name is a slip of the hand.
  if (cut.length === 0 || cut.length < peers.length || (cut.length === 1 && cut[0] === host)) return undefined
  const verb = trust === 'blocked' ? 'cut off' : 'limit'
  return `It would ${verb} every council that you work with: ${cut.slice(0, 5).join(', ')}`
}

/** Whether a name is an ending such as `gov.uk`; a name without dots may be a server of one's own network that was met. */
async function isSuffix(context: Context, host: string): Promise<boolean> {
  if (host.includes(':') || getPublicSuffix(host) !== host) return false
  return host.includes('.') || (await instancesOf(context.store.read, [host])).length === 0
}
