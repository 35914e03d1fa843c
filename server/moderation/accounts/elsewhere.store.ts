/** Accounts that their own server suspended, or lets back: hidden here as long as that is so, whatever we think of them. */
import { eq } from 'drizzle-orm'
import { actors } from '../../../schema/index.ts'
import type { Actor } from '../../actors/actors.store.ts'
import type { Writer } from '../../store/store.ts'
import { trustOfHost } from '../instances.store.ts'
import { recountOf } from './effects.store.ts'

/** Brings an actor of another server in line with what that says now; who is blocked here stays so. */
export async function settleSuspension(tx: Writer, { id, suspended, trust, host, blocked }: Actor): Promise<void> {
  const ours = trust === 'blocked' || (await trustOfHost(tx, host))?.trust === 'blocked'
  const now = suspended || ours
  if (now === blocked) return
  await tx.update(actors).set({ blocked: now }).where(eq(actors.id, id))
  await recountOf(tx, id)
}
