/** How far peer councils trust servers, as kept in the database. */
import { and, count, eq, inArray, notInArray } from 'drizzle-orm'
import { instances, type Trust, vouches } from '../../schema/index.ts'
import type { Reader, Writer } from '../store/store.ts'

export interface Vouch {
  host: string
  state: Trust
}

/** Keeps what a peer says now in place of what it said. */
export async function keepVouches(tx: Writer, peer: string, said: Vouch[]): Promise<void> {
  await tx.delete(vouches).where(eq(vouches.peer, peer))
  for (let from = 0; from < said.length; from += 500)
    await tx
      .insert(vouches)
      .values(said.slice(from, from + 500).map((one) => ({ peer, ...one })))
      .onConflictDoNothing()
}

/** Forgets what servers said that are no peers any more. */
export async function forgetVouches(tx: Writer, peers: string[]): Promise<void> {
  await tx.delete(vouches).where(peers.length > 0 ? notInArray(vouches.peer, peers) : undefined)
}

/** How many peers that are in our network now hold a server in which state. */
export const countVouches = (db: Reader, host: string): Promise<{ state: Trust; n: number }[]> =>
  db
    .select({ state: vouches.state, n: count() })
    .from(vouches)
    .innerJoin(instances, and(eq(instances.host, vouches.peer), eq(instances.trust, 'network')))
    .where(eq(vouches.host, host))
    .groupBy(vouches.state)

/** What we would share: every server about which something was decided. */
export const ownVouches = (db: Reader, most: number): Promise<Vouch[]> =>
  db
    .select({ host: instances.host, state: instances.trust })
    .from(instances)
    .where(inArray(instances.trust, ['network', 'known', 'limited', 'blocked']))
    .limit(most)
