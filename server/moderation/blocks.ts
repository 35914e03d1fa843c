/** The blocked hosts, at hand without waiting for the database each time. */
import type { Context } from '../context.ts'
import { policiesNow } from './policies/compiled.ts'

export interface Blocks {
  /** Whether a host, or a domain above it, is blocked. */
  has(host: string): boolean
  /** Brings the list up to date, as any process has changed it until a second ago. */
  refresh(): Promise<void>
}

/** Starts with the list as it stands. */
export async function loadBlocks(context: Context): Promise<Blocks> {
  let policies = await policiesNow(context)
  return {
    has: (host) => policies.trustOf(host.toLowerCase()) === 'blocked',
    async refresh() {
      policies = await policiesNow(context)
    }
  }
}
