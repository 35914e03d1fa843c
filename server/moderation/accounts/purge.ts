/** Purging a suspended account: what it wrote becomes tombstones, and nothing of that can be taken back. */
import { type Actor, changeActor } from '../../actors/actors.store.ts'
import { handleOf } from '../../actors/handle.ts'
import type { Context } from '../../context.ts'
import { Conflict } from '../../errors.ts'
import { endFollows } from '../../follows/end.ts'
import { deleteMember } from '../../members/delete.ts'
import { personByActor } from '../../members/members.store.ts'
import { buryPostsOf } from '../../posts/reach.store.ts'
import { revokeFrom } from '../../quotes/approvals.ts'
import type { Reader } from '../../store/store.ts'
import { type Agreed, needSecond } from '../proposals/ask.ts'
import { type AccountAction, activeOn, addAction, endAction } from './actions.store.ts'
import { log, needAdmin, readAction } from './actions.ts'
import { type Doer, keepAnAdmin, needActor } from './guard.ts'
import { shutsOut } from './kinds.ts'
import { tellOfAction } from './tell.ts'

/**
 * Purges an account that is suspended; by an admin or the admin command. Throws Refused, Invalid or Conflict, and
 * Proposed where it needs two persons; `agreed` says that they agree, and who proposed it.
 */
export async function purge(
  context: Context,
  by: Doer,
  actorId: string,
  reason: string,
  agreed?: { agreed: Agreed; by: string | null }
): Promise<AccountAction> {
  needAdmin(by)
  const read = readAction(context, { kind: 'purge', reason }, ['purge'])
  const doer = agreed ? agreed.by : (by?.actor.id ?? null)
  const suspended = await needSuspended(context.store.read, by, actorId)
  await needSecond(
    context,
    {
      ...{ kind: 'purge', by: doer, target: handleOf(suspended), reason, body: { actor: actorId } },
      says: `Delete the account of ${suspended.name} (${handleOf(suspended)}) and all it published, for good`
    },
    agreed?.agreed
  )
  const now = context.clock()
  const action = await context.store.write(async (tx) => {
    const actor = await needSuspended(tx, by, actorId)
    await keepAnAdmin(tx, actor, 'purge', shutsOut)
    const active = await activeOn(tx, actorId)
    const kept = await addAction(tx, {
      ...read,
      state: 'final',
      actor: actor.id,
      by: doer,
      created: now
    })
    const undone = { state: 'final' as const, undone: now, undoneBy: doer, undoneBecause: 'purged' }
    for (const one of active) await endAction(tx, one.id, 'active', undone)
    await tellOfAction(context, tx, kept)
    await log(tx, kept, actor)
    if (actor.local) return kept
    await buryPostsOf(tx, actor.id, now)
    await endFollows(context, tx, actor.id)
    await revokeFrom(context, tx, { actor: actor.id })
    const nobody = { name: actor.username, summary: '', fields: [], profile: {}, iconUrl: null, avatar: null }
    await changeActor(tx, actor.id, nobody)
    return kept
  })
  const person = await personByActor(context.store.read, actorId)
  if (person) await deleteMember(context, person.member.id, undefined, agreed?.agreed)
  return action
}

/** The account, if it is suspended. Where an earlier try was cut short, nothing is in force, but it is still hidden. */
async function needSuspended(db: Reader, by: Doer, id: string): Promise<Actor> {
  const actor = await needActor(db, by, id)
  const suspended = (await activeOn(db, id)).some(({ kind, post }) => kind === 'suspend' && !post)
  if (!suspended && !(actor.local && actor.blocked))
    throw new Conflict('Suspend the account first: then everybody has time to think again before it is purged.')
  return actor
}
