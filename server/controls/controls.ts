/** People keep from themselves whom they do not want to hear: muted quietly, or blocked, which ends follows both ways. */
import { newKey } from '../../schema/columns.ts'
import type { ControlKind } from '../../schema/controls.ts'
import { actorById, actorByUri } from '../actors/actors.store.ts'
import type { Context } from '../context.ts'
import { Conflict, Invalid, NotFound, Refused } from '../errors.ts'
import { record } from '../events/record.ts'
import { endFollow } from '../follows/end.ts'
import { followBetween } from '../follows/follows.store.ts'
import type { Viewer } from '../members/viewer.ts'
import { readHost } from '../moderation/trust.ts'
import type { Actor } from '../posts/whole.store.ts'
import { revokeBetween } from '../quotes/approvals.ts'
import type { Writer } from '../store/store.ts'
import { countControls, dropControl, followsWithHost, keepControl } from './controls.store.ts'

/** More of one kind nobody keeps by hand. */
export const mostControls = 5_000

/** What can be said of one actor. */
export type ActorControl = Exclude<ControlKind, 'server'>

/**
 * Mutes or blocks somebody, or hides their shares, for the viewer alone. `ends` is when it ends by itself; a block has no
 * end. Said again, only the end changes. Throws NotFound, Refused, Conflict, Invalid with the field `until`.
 */
export async function keepFrom(
  context: Context,
  viewer: Viewer,
  kind: ActorControl,
  target: string,
  ends: Date | null = null
): Promise<Actor> {
  const actor = await actorMeant(context, target)
  const me = viewer.actor.id
  if (actor.id === me) throw new Conflict('This is you.')
  if (kind === 'block' && actor.local && actor.type !== 'Person')
    throw new Refused(`${actor.name} is part of this council’s own server. Mute it instead.`)
  needAhead(context, ends)
  await context.store.write(async (tx) => {
    await needRoom(tx, me, kind)
    const uri = kind === 'block' ? `${context.config.origin}/activities/${newKey(context.clock().getTime())}` : null
    const isNew = await keepControl(tx, { owner: me, kind, actor: actor.id, uri, ends: kind === 'block' ? null : ends })
    if (!isNew || kind !== 'block') return
    await endFollowsBetween(context, tx, me, actor.id)
    await revokeBetween(context, tx, me, actor.id)
    await record(context, tx, { kind: 'block.added', actor: me, subject: actor.id, ids: { uri: uri! } })
  })
  return actor
}

/** Takes that back. Follows that a block ended do not come back. Repeating it changes nothing. */
export async function keepNoLonger(
  context: Context,
  viewer: Viewer,
  kind: ActorControl,
  target: string
): Promise<Actor> {
  const actor = await actorMeant(context, target)
  const me = viewer.actor.id
  await context.store.write(async (tx) => {
    const gone = await dropControl(tx, me, kind, { actor: actor.id })
    if (gone?.kind === 'block' && gone.uri)
      await record(context, tx, { kind: 'block.removed', actor: me, subject: actor.id, ids: { uri: gone.uri } })
  })
  return actor
}

/** Blocks everybody of a server for the viewer alone; their follows there end both ways. Gives the host; throws Invalid. */
export async function blockHost(context: Context, viewer: Viewer, text: string): Promise<string> {
  const host = readHost(context, text)
  const me = viewer.actor.id
  await context.store.write(async (tx) => {
    await needRoom(tx, me, 'server')
    if (!(await keepControl(tx, { owner: me, kind: 'server', host }))) return
    for (const { follow, byUs } of await followsWithHost(tx, me, host)) await endFollow(context, tx, follow, byUs)
  })
  return host
}

/** Takes that back. */
export async function unblockHost(context: Context, viewer: Viewer, text: string): Promise<string> {
  const host = readHost(context, text)
  await context.store.write((tx) => dropControl(tx, viewer.actor.id, 'server', { host }))
  return host
}

/** Throws Invalid unless a time is still to come. */
export function needAhead(context: Context, ends: Date | null): void {
  if (ends && (Number.isNaN(ends.getTime()) || ends <= context.clock()))
    throw new Invalid([{ field: 'until', text: 'Give a time that is still to come' }])
}

async function actorMeant(context: Context, target: string): Promise<Actor> {
  const { read } = context.store
  // Whoever is known here need not be asked of a server that may be gone.
  const known = await actorByUri(read, target)
  const id = known?.id ?? (await context.remote.findActor(target))
  const actor = known ?? (id ? await actorById(read, id) : undefined)
  if (!actor) throw new NotFound(`Nobody was found at “${target.slice(0, 100)}”.`)
  return actor
}

async function needRoom(tx: Writer, owner: string, kind: ControlKind): Promise<void> {
  if ((await countControls(tx, owner, kind)) >= mostControls)
    throw new Conflict(`You have ${mostControls} of these already. Take some back first.`)
}

/** The one whom somebody of another server follows rejects the follow; their own is undone. */
async function endFollowsBetween(context: Context, tx: Writer, me: string, other: string): Promise<void> {
  const [mine, theirs] = [await followBetween(tx, me, other), await followBetween(tx, other, me)]
  if (mine) await endFollow(context, tx, mine, true)
  if (theirs) await endFollow(context, tx, theirs, false)
}
