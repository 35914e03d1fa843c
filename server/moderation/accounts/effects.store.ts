/** Brings an account in line with the actions that are in force on it, whichever came or went. */
import { eq } from 'drizzle-orm'
import type { Trust } from '../../../schema/actors.ts'
import { actors } from '../../../schema/index.ts'
import { type Actor, actorById } from '../../actors/actors.store.ts'
import { recountWorthOf } from '../../adoption/replications.store.ts'
import { recountInterestOf } from '../../interest/interest.store.ts'
import { changeMember, personByActor } from '../../members/members.store.ts'
import { dropLinks, dropSessions } from '../../members/sessions.store.ts'
import { recountVotesOf } from '../../polls/polls.store.ts'
import { recountRepliesOf } from '../../posts/posts.store.ts'
import { widenPosts } from '../../posts/reach.store.ts'
import type { Writer } from '../../store/store.ts'
import { trustOfHost } from '../instances.store.ts'
import { type AccountAction, activeOn } from './actions.store.ts'
import { shutsOut } from './kinds.ts'

/** How an account was before the first action that is in force; what a new action notes. */
export async function beforeOf(tx: Writer, actor: Actor): Promise<AccountAction['before']> {
  const active = await activeOn(tx, actor.id)
  const own = active.filter(({ post, kind }) => !post && kind !== 'note' && kind !== 'warn')
  const trust = own.find(({ before }) => before.trust !== undefined)?.before.trust
  const out = own.find(({ kind }) => shutsOut.includes(kind))
  const person = actor.local ? await personByActor(tx, actor.id) : undefined
  return actor.local
    ? { disabled: out?.before.disabled ?? (person?.member.disabled ?? null) !== null }
    : { trust: trust === undefined ? actor.trust : trust }
}

/** Applies what is in force. `gone` is the action that ended just now. Tells whether others see another account. */
export async function applyEffects(tx: Writer, actorId: string, now: Date, gone?: AccountAction): Promise<boolean> {
  const actor = await actorById(tx, actorId)
  if (!actor || actor.deleted) return false
  const active = await activeOn(tx, actorId)
  const has = (kind: AccountAction['kind']) => active.some((one) => !one.post && one.kind === kind)
  const [limited, sensitive, suspended] = [has('limit'), has('sensitive'), has('suspend')]
  const reach = actor.local
    ? { blocked: suspended }
    : await remoteReach(tx, actor, { limited, suspended }, gone?.before.trust as Trust | null | undefined)
  await tx
    .update(actors)
    .set({ limited, sensitive, ...reach })
    .where(eq(actors.id, actorId))
  if (actor.local) await shutOut(tx, actorId, suspended || has('freeze'), now, gone)
  if (reach.blocked !== actor.blocked) await recountOf(tx, actorId)
  return actor.local && reach.blocked !== actor.blocked
}

/** How far somebody from elsewhere is trusted then, and whether they are blocked: by name, or with their server. */
async function remoteReach(
  tx: Writer,
  actor: Actor,
  { limited, suspended }: { limited: boolean; suspended: boolean },
  before: Trust | null | undefined
): Promise<Pick<Actor, 'trust' | 'blocked'>> {
  const ofServer = (await trustOfHost(tx, actor.host))?.trust
  // What somebody decided about them meanwhile, on another page, stays.
  const ours = actor.trust === 'blocked' || actor.trust === 'limited'
  const trust = suspended ? 'blocked' : limited ? 'limited' : ours && before !== undefined ? before : actor.trust
  const effective = trust ?? ofServer
  if (actor.trust === 'limited' && (effective === 'network' || effective === 'known'))
    await widenPosts(tx, { author: actor.id })
  return { trust, blocked: trust === 'blocked' || ofServer === 'blocked' || actor.suspended }
}

/** Keeps a member from signing in, or lets them in again unless somebody else keeps them out. */
async function shutOut(tx: Writer, actor: string, out: boolean, now: Date, gone: AccountAction | undefined) {
  const person = await personByActor(tx, actor)
  if (!person) return
  const { id, disabled } = person.member
  if (out && !disabled) await changeMember(tx, id, { disabled: now })
  if (out) {
    await dropSessions(tx, id)
    await dropLinks(tx, id)
  } else if (disabled && gone && shutsOut.includes(gone.kind) && gone.before.disabled === false)
    await changeMember(tx, id, { disabled: null })
}

/** Counts again what an account added to: it is hidden, or is so no longer. */
export async function recountOf(tx: Writer, actor: string): Promise<void> {
  const one = eq(actors.id, actor)
  await recountInterestOf(tx, one)
  await recountWorthOf(tx, one, new Date())
  await recountRepliesOf(tx, one)
  await recountVotesOf(tx, one)
}
