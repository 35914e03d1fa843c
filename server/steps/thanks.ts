/** Whoever shares a story with the world for the first time is thanked, by the council and by colleagues. */
import type { Context } from '../context.ts'
import { councilOf } from '../council/settings.ts'
import { Conflict, type Fault, NotFound } from '../errors.ts'
import type { Event } from '../events/events.store.ts'
import type { Viewer } from '../members/viewer.ts'
import { addNotification } from '../notifications/notifications.store.ts'
import { needText, stopAt } from '../posts/draft.ts'
import { anyPost, readPost } from '../posts/posts.store.ts'
import { addFirst, hasSharedBefore, isFirst, keepThanks } from './steps.store.ts'

/** A story went out: if it is its author's first for everyone, they are thanked. Bears repetition. */
export async function thankFirst(context: Context, event: Event): Promise<void> {
  const found = await anyPost(context.store.read, { id: event.subject })
  if (!found?.post.local || found.post.audience !== 'public') return
  const { id } = found.post
  if (await hasSharedBefore(context.store.read, found.author.id, id)) return
  const { actor } = await councilOf(context)
  await context.store.write(async (tx) => {
    if (await addFirst(tx, found.author.id, id))
      await addNotification(tx, { to: found.author.id, kind: 'first', by: actor, post: id })
  })
}

/** A colleague adds their thanks. Throws NotFound, Conflict when it is no first story, or Invalid. */
export async function thank(context: Context, viewer: Viewer, id: string, words: string): Promise<void> {
  const found = await readPost(context.store.read, { id }, { actor: viewer.actor.id })
  if (!found?.post.local) throw new NotFound()
  const isTheirs = await isFirst(context.store.read, found.author.id, id)
  if (!isTheirs || found.author.id === viewer.actor.id) throw new Conflict('This is for a colleague’s first story.')
  const faults: Fault[] = []
  const said = needText(faults, 'words', words, 'Write a word of thanks', 500, 'your thanks')
  stopAt(faults)
  await context.store.write(async (tx) => {
    await keepThanks(tx, { post: id, by: viewer.actor.id, words: said, created: context.clock() })
    await addNotification(tx, { to: found.author.id, kind: 'thanks', by: viewer.actor.id, post: id })
  })
}
