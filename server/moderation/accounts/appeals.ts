/** Appeals (M7): one for each action, in time, decided by somebody else than who acted; upheld, the action is undone. */
import { actorById } from '../../actors/actors.store.ts'
import type { Context } from '../../context.ts'
import { Conflict, type Fault, Gone, Invalid, NotFound, Refused } from '../../errors.ts'
import type { Viewer } from '../../members/viewer.ts'
import { isDuplicate } from '../../store/errors.ts'
import { addDecision } from '../log/decisions.store.ts'
import {
  type AccountAction,
  type Appeal,
  actionById,
  addAppeal,
  appealById,
  appealsAgainst,
  settleAppeal
} from './actions.store.ts'
import { takeBack } from './actions.ts'
import { appealable } from './kinds.ts'
import { appealUntil, tellOfAppeal, tellOfDecision } from './tell.ts'

/** Why no appeal can be made against an action; undefined when one can. */
export async function whyNoAppeal(context: Context, action: AccountAction): Promise<string | undefined> {
  if (!appealable.includes(action.kind)) return 'Against this there is no appeal.'
  if ((await appealsAgainst(context.store.read, [action.id])).size > 0) return 'You have appealed against this.'
  if (action.state === 'undone' || action.state === 'ended') return 'This is not in force any more.'
  if (context.clock() > appealUntil(action)) return 'The time in which you could appeal is over.'
  return undefined
}

const longest = 5_000

/** Makes the one appeal against an action, in its person's words. Throws Invalid, Conflict, or Gone when it is too late. */
export async function makeAppeal(context: Context, actionId: string, typed: string): Promise<Appeal> {
  const action = await actionById(context.store.read, actionId)
  if (!action) throw new NotFound()
  const words = typed.trim()
  const faults: Fault[] = []
  if (words === '') faults.push({ field: 'words', text: 'Say why you think the decision is wrong' })
  if (words.length > longest) faults.push({ field: 'words', text: 'Use 5,000 characters or fewer' })
  if (faults.length > 0) throw new Invalid(faults)
  const why = await whyNoAppeal(context, action)
  if (why) throw context.clock() > appealUntil(action) ? new Gone(why) : new Conflict(why)
  try {
    return await context.store.write(async (tx) => {
      const created = context.clock()
      const appeal = await addAppeal(tx, { action: actionId, words, created })
      const actor = (await actorById(tx, action.actor))!
      await addDecision(tx, {
        ...{ by: actor.id, act: 'appeal made', target: actor.uri, created },
        detail: { appeal: appeal.id, action: actionId, kind: action.kind }
      })
      await tellOfAppeal(context, tx, action, appeal)
      return appeal
    })
  } catch (error) {
    throw isDuplicate(error) ? new Conflict('You have appealed against this.') : error
  }
}

/** Whether this moderator may decide on an appeal; if not, why. */
export function whyNotDecide(viewer: Viewer, action: AccountAction): string | undefined {
  if (action.by === viewer.actor.id) return 'You took this decision: somebody else has to look at the appeal.'
  if (action.actor === viewer.actor.id) return 'This is about you: somebody else has to look at it.'
  return undefined
}

/** Decides on an appeal. Throws NotFound, Refused for who acted, Invalid, or Conflict when somebody did before. */
export async function decideAppeal(
  context: Context,
  by: Viewer,
  id: string,
  given: { upheld: boolean; reason: string; answer?: string | undefined }
): Promise<Appeal> {
  if (!by.can('moderate')) throw new Refused('Only moderators of this server may do this.')
  const appeal = await appealById(context.store.read, id)
  const action = appeal && (await actionById(context.store.read, appeal.action))
  if (!appeal || !action) throw new NotFound('There is no such appeal.')
  const why = whyNotDecide(by, action)
  if (why) throw new Refused(why)
  const [reason, answer] = [given.reason.trim(), (given.answer ?? '').trim()]
  const faults: Fault[] = []
  if (reason === '') faults.push({ field: 'reason', text: 'Give the reason, for the log' })
  if (reason.length > 1_000) faults.push({ field: 'reason', text: 'Give the reason in 1,000 characters or fewer' })
  if (answer.length > longest) faults.push({ field: 'answer', text: 'Use 5,000 characters or fewer' })
  if (faults.length > 0) throw new Invalid(faults)
  const decided = context.clock()
  const state = given.upheld ? ('upheld' as const) : ('dismissed' as const)
  await context.store.write(async (tx) => {
    if (!(await settleAppeal(tx, id, { state, decidedBy: by.actor.id, decided, answer })))
      throw new Conflict('Somebody else has decided on this appeal.')
    const now = (await actionById(tx, action.id))!
    if (given.upheld && now.state === 'active') await takeBack(context, tx, by.actor.id, now, reason, false)
    const actor = (await actorById(tx, action.actor))!
    await addDecision(tx, {
      ...{ by: by.actor.id, act: `appeal ${state}`, target: actor.uri, reason, created: decided },
      detail: { appeal: id, action: action.id, kind: action.kind, actor: actor.uri }
    })
    await tellOfDecision(context, tx, action, given.upheld, answer)
  })
  return (await appealById(context.store.read, id))!
}
