/** Taking a decision back while an appeal against it waits decides the appeal as well. */
import { actorById } from '../../actors/actors.store.ts'
import type { Context } from '../../context.ts'
import type { Writer } from '../../store/store.ts'
import { addDecision } from '../log/decisions.store.ts'
import { type AccountAction, appealsAgainst, settleAppeal } from './actions.store.ts'

/** Upholds the appeal that waits against an action, if there is one. */
export async function relent(context: Context, tx: Writer, by: string | null, action: AccountAction): Promise<void> {
  const appeal = (await appealsAgainst(tx, [action.id])).get(action.id)
  const decided = context.clock()
  if (!appeal || !(await settleAppeal(tx, appeal.id, { state: 'upheld', decidedBy: by, decided, answer: '' }))) return
  const actor = (await actorById(tx, action.actor))!
  await addDecision(tx, {
    ...{ by, act: 'appeal upheld', target: actor.uri, created: decided },
    detail: { appeal: appeal.id, action: action.id, actor: actor.uri, undone: true }
  })
}
