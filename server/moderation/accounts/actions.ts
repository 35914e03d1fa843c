/** Actions on accounts (M7), here and elsewhere: each with a reason, told to its person, in the log, and undone by a word. */
import type { ActionKind } from '../../../schema/account-actions.ts'
import { type Actor, actorById } from '../../actors/actors.store.ts'
import type { Context } from '../../context.ts'
import { Conflict, type Fault, Invalid, NotFound, Refused } from '../../errors.ts'
import { record } from '../../events/record.ts'
import type { Writer } from '../../store/store.ts'
import { addDecision } from '../log/decisions.store.ts'
import { addStep } from '../reports/steps.store.ts'
import { type AccountAction, actionById, activeOn, addAction, dueActions, endAction } from './actions.store.ts'
import { applyEffects, beforeOf } from './effects.store.ts'
import { type Doer, keepAnAdmin, needActor } from './guard.ts'
import { accountKinds, lasting, logActs, mayEnd, shutsOut } from './kinds.ts'
import { showAgain } from './posts.store.ts'
import { relent } from './relent.ts'
import { tellOfAction, tellOfEnd } from './tell.ts'

export interface ActionInput {
  kind: string
  /** For moderators and the log. */
  reason: string
  /** For the person. */
  words?: string | undefined
  ends?: Date | undefined
  /** The report that led to it. */
  report?: string | undefined
}

/** Checks what every action is given. Throws Invalid. */
export function readAction(context: Context, input: ActionInput, kinds: readonly ActionKind[]) {
  const faults: Fault[] = []
  const kind = kinds.find((one) => one === input.kind)
  const [reason, words] = [input.reason.trim(), (input.words ?? '').trim()]
  if (!kind) faults.push({ field: 'kind', text: 'Choose what to do' })
  if (reason === '') faults.push({ field: 'reason', text: 'Give the reason, for the log' })
  if (reason.length > 1_000) faults.push({ field: 'reason', text: 'Give the reason in 1,000 characters or fewer' })
  if (words.length > 5_000) faults.push({ field: 'words', text: 'Use 5,000 characters or fewer' })
  if (kind === 'warn' && words === '') faults.push({ field: 'words', text: 'Write what the person is told' })
  const ends = kind && mayEnd.includes(kind) ? input.ends : undefined
  if (input.ends && kind && !ends) faults.push({ field: 'ends', text: 'This has no end date: leave it empty' })
  if (ends && !(ends > context.clock())) faults.push({ field: 'ends', text: 'Give a day to come, or leave it empty' })
  if (!kind || faults.length > 0) throw new Invalid(faults)
  return { kind, reason, words, ends: ends ?? null, report: input.report ?? null }
}

/** Acts on an account; purging is for {@link purge}. Throws Invalid, Refused, NotFound or Conflict. */
export async function act(context: Context, by: Doer, actorId: string, input: ActionInput): Promise<AccountAction> {
  const read = readAction(context, input, accountKinds)
  return context.store.write(async (tx) => {
    const actor = await needActor(tx, by, actorId)
    await allow(tx, actor, read.kind)
    const created = context.clock()
    const before = lasting.includes(read.kind) ? await beforeOf(tx, actor) : {}
    const action = await addAction(tx, { ...read, actor: actor.id, by: by?.actor.id ?? null, before, created })
    if (lasting.includes(read.kind)) await apply(context, tx, actor.id)
    await tellOfAction(context, tx, action)
    await log(tx, action, actor)
    return action
  })
}

async function allow(tx: Writer, actor: Actor, kind: ActionKind) {
  if (kind === 'purge') throw new Conflict('An account is suspended first, and purged then.')
  if (kind === 'freeze' && !actor.local)
    throw new Invalid([{ field: 'kind', text: 'Only people here can be frozen; limit or suspend this account' }])
  await keepAnAdmin(tx, actor, kind, shutsOut)
  const same = lasting.includes(kind) ? await activeOn(tx, actor.id) : []
  if (same.some((one) => one.kind === kind && !one.post)) throw new Conflict('This is in force already.')
}

/** Brings the account in line; when others see another account, they are told. */
export async function apply(context: Context, tx: Writer, actor: string, gone?: AccountAction): Promise<void> {
  if (await applyEffects(tx, actor, context.clock(), gone))
    await record(context, tx, { kind: 'actor.changed', actor, subject: actor })
}

/** Writes an action into the log, and into the report that led to it. */
export async function log(tx: Writer, action: AccountAction, actor: Actor, target = actor.uri): Promise<void> {
  const { id, kind, by, reason, report, ends, created } = action
  await addDecision(tx, {
    ...{ by, act: logActs[kind], target, reason, created },
    detail: {
      action: id,
      actor: actor.uri,
      ...(report && { report }),
      ...(ends && { ends: ends.toISOString() })
    }
  })
  if (report) await addStep(tx, { report, kind: 'acted', by, words: reason, detail: { act: kind, target }, created })
}

/** Takes an action back. Throws NotFound, Refused, or Conflict when it is not in force or cannot be taken back. */
export async function undoAction(context: Context, by: Doer, id: string, reason: string): Promise<AccountAction> {
  const action = await actionById(context.store.read, id)
  if (!action) throw new NotFound('There is no such action.')
  await needActor(context.store.read, by, action.actor)
  await context.store.write(async (tx) => {
    await takeBack(context, tx, by?.actor.id ?? null, action, reason.trim().slice(0, 1_000))
    await relent(context, tx, by?.actor.id ?? null, action)
  })
  return (await actionById(context.store.read, id))!
}

/** The transaction of undoing; also that of an appeal which is upheld. */
export async function takeBack(
  context: Context,
  tx: Writer,
  by: string | null,
  action: AccountAction,
  reason: string,
  tell = true
): Promise<void> {
  if (action.state === 'final') throw new Conflict('This cannot be taken back: what was deleted is gone.')
  const undone = { state: 'undone' as const, undone: context.clock(), undoneBy: by, undoneBecause: reason }
  if (!(await endAction(tx, action.id, 'active', undone))) throw new Conflict('This is not in force any more.')
  await reverse(context, tx, action)
  const actor = (await actorById(tx, action.actor))!
  await addDecision(tx, {
    ...{ by, act: action.post ? 'post action undone' : 'account action undone', target: actor.uri, reason },
    detail: { action: action.id, kind: action.kind, actor: actor.uri },
    created: context.clock()
  })
  if (tell) await tellOfEnd(context, tx, action, 'undone')
}

async function reverse(context: Context, tx: Writer, action: AccountAction) {
  if (action.post) await showAgain(tx, action)
  else if (lasting.includes(action.kind)) await apply(context, tx, action.actor, action)
}

/** Ends what has come to its end date. */
export async function endDueActions(context: Context): Promise<void> {
  const now = context.clock()
  for (const action of await dueActions(context.store.read, now))
    await context.store.write(async (tx) => {
      const ended = { state: 'ended' as const, undone: now, undoneBy: null, undoneBecause: '' }
      if (!(await endAction(tx, action.id, 'active', ended))) return
      await reverse(context, tx, action)
      const actor = (await actorById(tx, action.actor))!
      await addDecision(tx, {
        ...{ act: action.post ? 'post action ended' : 'account action ended', target: actor.uri, created: now },
        detail: { action: action.id, kind: action.kind, actor: actor.uri }
      })
      await tellOfEnd(context, tx, action, 'ended')
    })
}

/** Throws Refused unless this doer may delete for good. */
export function needAdmin(by: Doer): void {
  if (by && !by.can('administer')) throw new Refused('Only an admin may do this.')
}
