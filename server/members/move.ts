/** Moving in and out: other accounts of the same person, and leaving followers with one of them. */
import { actorById, changeActor } from '../actors/actors.store.ts'
import type { Context } from '../context.ts'
import { Conflict, Invalid } from '../errors.ts'
import { record } from '../events/record.ts'
import type { Viewer } from './viewer.ts'

/** As many as anybody needs. */
const mostAliases = 5

/** Says which other accounts are the viewer's own, by handle or address; an account can then move in. Throws Invalid. */
export async function setAliases(context: Context, viewer: Viewer, typed: string[]): Promise<void> {
  const uris: string[] = []
  for (const text of typed
    .map((one) => one.trim())
    .filter(Boolean)
    .slice(0, mostAliases)) {
    const id = await context.remote.findActor(text)
    const actor = id ? await actorById(context.store.read, id) : undefined
    if (!actor || actor.id === viewer.actor.id)
      throw new Invalid([{ field: 'aliases', text: `No other account was found at “${text.slice(0, 100)}”` }])
    uris.push(actor.uri)
  }
  await context.store.write(async (tx) => {
    await changeActor(tx, viewer.actor.id, { alsoKnownAs: [...new Set(uris)] })
    await record(context, tx, { kind: 'actor.changed', actor: viewer.actor.id, subject: viewer.actor.id })
  })
}

/**
 * Moves the viewer's followers to another account, which must name this one among its own. What was published stays.
 * Throws Invalid or Conflict.
 */
export async function moveAccount(context: Context, viewer: Viewer, typed: string): Promise<void> {
  const me = await actorById(context.store.read, viewer.actor.id)
  if (!me || me.movedTo) throw new Conflict('This account has moved already.')
  const found = await context.remote.findActor(typed.trim())
  const known = found ? await actorById(context.store.read, found) : undefined
  const fresh = known && !known.local ? await context.remote.refreshActor(known.uri) : found
  const target = fresh ? await actorById(context.store.read, fresh) : undefined
  if (!target || target.id === me.id || target.deleted)
    throw new Invalid([{ field: 'target', text: 'No other account was found at this address' }])
  if (!target.alsoKnownAs.includes(me.uri))
    throw new Invalid([
      { field: 'target', text: `First name ${me.uri} there as another account of yours, so that nobody is led astray` }
    ])
  await context.store.write(async (tx) => {
    await changeActor(tx, me.id, { movedTo: target.uri })
    await record(context, tx, { kind: 'actor.moved', actor: me.id, subject: me.id, ids: { target: target.id } })
  })
}
