/** Undoing what was chosen in the queue: what it decided on waits again, and whom it trusted or blocked is trusted as before. */

import type { ActorBefore } from '../../../schema/choices.ts'
import { newKey } from '../../../schema/columns.ts'
import { actorById, actorByUri } from '../../actors/actors.store.ts'
import type { Context } from '../../context.ts'
import { Conflict, NotFound } from '../../errors.ts'
import { record, recordLater } from '../../events/record.ts'
import { followBetween, keepFollow } from '../../follows/follows.store.ts'
import type { Writer } from '../../store/store.ts'
import { type Choice, choiceById, markUndone } from '../choices.store.ts'
import { type HeldItem, heldByChoice, leaveChoice, waitAgain } from '../held.store.ts'
import { instancesOf, setActorTrust } from '../instances.store.ts'
import { addDecision } from '../log/decisions.store.ts'
import { policyOf } from '../policies/policies.store.ts'
import { trustServer, undoPolicy } from '../trust.ts'
import { takeBack } from './take-back.ts'

/** What undoing came to. */
export interface Undone {
  choice: Choice
  /** How many things wait again, and how many cannot, since their words are gone. */
  waiting: number
  gone: number
}

/** What waits again is not dropped before this. */
const waits = 7 * 86_400_000
/** So much later, what was just being taken in is taken back once more. */
const again = 1_000

/** The choice, while it can be undone. Throws NotFound, and Conflict when it was undone before or it is too late. */
export async function undoable(context: Context, id: string): Promise<Choice> {
  const choice = await choiceById(context.store.read, id)
  if (!choice) throw new NotFound('There is nothing here that could be undone.')
  if (choice.undone) throw new Conflict('Somebody has undone this already.')
  if (choice.until <= context.clock()) throw new Conflict('This was too long ago to be undone.')
  return choice
}

/** Undoes a choice. Throws as {@link undoable}. */
export async function undoChoice(context: Context, by: string | null, id: string, reason = ''): Promise<Undone> {
  const choice = await undoable(context, id)
  const now = context.clock()
  await context.store.write(async (tx) => {
    if (!(await markUndone(tx, id, by, now))) throw new Conflict('Somebody has undone this already.')
    for (const actor of choice.actors) await trustActorAsBefore(context, tx, by, choice, actor, reason)
  })
  for (const { host, trust } of choice.hosts) await trustServerAsBefore(context, by, choice, host, trust, reason)
  const undone = { choice, waiting: 0, gone: 0 }
  for (;;) {
    const items = await heldByChoice(context.store.read, id, 100)
    if (items.length === 0) return undone
    for (const item of items) await undoOne(context, by, item, reason, undone)
  }
}

async function undoOne(context: Context, by: string | null, item: HeldItem, reason: string, undone: Undone) {
  await context.store.write(async (tx) => {
    if (!item.activity) {
      undone.gone++
      return leaveChoice(tx, item.id)
    }
    const now = context.clock()
    if (!(await waitAgain(tx, item, new Date(now.getTime() + waits)))) return
    undone.waiting++
    if (item.state === 'released') {
      await takeBack(context, tx, item)
      const event = { kind: 'held.undone', ...(by && { actor: by }), subject: item.id } as const
      await recordLater(context, tx, event, `undone ${item.id}`, new Date(now.getTime() + again))
    }
    const { actor, host, state } = item
    await addDecision(tx, {
      ...{ by, act: 'undone', target: item.uri, reason, created: now },
      detail: { actor, host, was: state, undid: undone.choice.id }
    })
  })
}

/** As before, unless somebody decided otherwise since; the follows that a block ended begin again. */
async function trustActorAsBefore(
  context: Context,
  tx: Writer,
  by: string | null,
  { id, act }: Choice,
  before: ActorBefore,
  reason: string
): Promise<void> {
  const made = act === 'block-author' ? 'blocked' : 'known'
  const actor = await actorByUri(tx, before.uri)
  if (actor?.trust !== made || before.trust === made) return
  await setActorTrust(tx, before.uri, before.trust)
  const detail = { undid: id }
  await addDecision(tx, { by, act: `actor ${before.trust ?? 'as its server'}`, target: before.uri, reason, detail })
  if (made === 'blocked') for (const follow of before.follows) await followAgain(context, tx, follow)
}

async function followAgain(context: Context, tx: Writer, follow: ActorBefore['follows'][number]): Promise<void> {
  const { follower, followed, uri, state } = follow
  const [one, other] = await Promise.all([actorById(tx, follower), actorById(tx, followed)])
  if (!one || !other || one.deleted || other.deleted || (await followBetween(tx, follower, followed))) return
  // Ours was told to have ended, so it is asked for anew; whether theirs goes on is for us to say.
  const asked = one.local ? `${context.config.origin}/follows/${newKey(context.clock().getTime())}` : uri
  const kept = await keepFollow(tx, { follower, followed, uri: asked, state: one.local ? 'requested' : state })
  if (one.local)
    await record(context, tx, { kind: 'follow.requested', actor: follower, subject: kept.id, ids: { followed } })
}

async function trustServerAsBefore(
  context: Context,
  by: string | null,
  { id, act }: Choice,
  host: string,
  before: Choice['hosts'][number]['trust'],
  reason: string
): Promise<void> {
  const made = act === 'block-server' ? 'blocked' : 'known'
  const [own] = await instancesOf(context.store.read, [host])
  if (own?.trust !== made || before === made) return
  const policy = await policyOf(context.store.read, host)
  if (policy?.before === before) await undoPolicy(context, by, host, reason)
  else await trustServer(context, by, host, before, reason, {}, { undid: id })
}
