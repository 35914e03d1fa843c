/** Who works on a recipe beside its author: invited, told, and let go; and asking those whom it quotes for their leave. */
import { actorByHandle } from '../actors/actors.store.ts'
import type { Context } from '../context.ts'
import { Invalid } from '../errors.ts'
import { personByActor } from '../members/members.store.ts'
import type { Viewer } from '../members/viewer.ts'
import { addNotification } from '../notifications/notifications.store.ts'
import { askLeave } from './consent.ts'
import { addEditor, dropEditor, editorsOf } from './recipes.store.ts'
import { ownRecipe } from './recipes.ts'

/** Lets a colleague work on a recipe, and tells them. Throws NotFound, Refused, or Invalid for the field `handle`. */
export async function inviteEditor(context: Context, viewer: Viewer, id: string, handle: string): Promise<void> {
  await ownRecipe(context, viewer, id)
  const found = await colleagueOf(context, handle)
  const person = found && (await personByActor(context.store.read, found.id))
  if (!person || person.member.disabled)
    throw new Invalid([{ field: 'handle', text: 'Give the handle of a colleague here, such as @tom' }])
  const to = person.actor.id
  await context.store.write(async (tx) => {
    const isThere = (await editorsOf(tx, id)).some((editor) => editor.id === to)
    if (isThere || to === viewer.actor.id) return
    await addEditor(tx, id, to)
    const subject = `${id} ${context.clock().getTime()}`
    await addNotification(tx, { to, kind: 'invited', by: viewer.actor.id, post: id, subject })
  })
}

/** Takes an invitation back. Throws NotFound or Refused. */
export async function uninviteEditor(context: Context, viewer: Viewer, id: string, editor: string): Promise<void> {
  await ownRecipe(context, viewer, id)
  await context.store.write((tx) => dropEditor(tx, id, editor))
}

/** Asks those who decide each time, and were not asked yet, whether their words may be quoted. Throws NotFound or Refused. */
export async function askForLeave(context: Context, viewer: Viewer, id: string): Promise<void> {
  await ownRecipe(context, viewer, id)
  await context.store.write((tx) => askLeave(context, tx, id))
}

/** Somebody of ours by their handle, with or without the sign and the host. */
export async function colleagueOf({ store, config }: Context, handle: string) {
  const name = handle.trim().replace(/^@/, '').split('@')[0]!.toLowerCase()
  const found = name ? await actorByHandle(store.read, name, config.handleHost) : undefined
  return found?.local && found.type === 'Person' ? found : undefined
}
