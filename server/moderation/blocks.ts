/** The blocked hosts, at hand without asking the database each time; read again every second at most. */
import type { Context } from '../context.ts'
import { blockedHosts, hostAndAbove } from './instances.store.ts'

export interface Blocks {
  /** Whether a host, or a domain above it, is blocked. */
  has(host: string): boolean
  /** Reads the list again when it is older than a second. */
  refresh(): Promise<void>
}

/** Starts with the list as it stands. */
export async function loadBlocks(context: Context): Promise<Blocks> {
  let hosts = new Set(await blockedHosts(context.store.read))
  let read = context.clock().getTime()
  let stale = false
  context.store.onWrite(() => {
    stale = true
  })
  return {
    has: (host) => hosts.size > 0 && hostAndAbove(host).some((name) => hosts.has(name)),
    async refresh() {
      const now = context.clock().getTime()
      if (!stale && now - read < 1_000) return
      stale = false
      read = now
      hosts = new Set(await blockedHosts(context.store.read))
    }
  }
}
