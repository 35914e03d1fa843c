/** Passing a report on to the server of whom it is about: in this server's name, never in the reporter's. */
import { actorByUri } from '../actors/actors.store.ts'
import type { Context } from '../context.ts'
import { record } from '../events/record.ts'
import { anyPost } from '../posts/posts.store.ts'
import type { Writer } from '../store/store.ts'
import { addForward, type NewForward } from './forwards.store.ts'

/** Whether there is another server to tell: that of the actor at this address. */
export async function canForward(context: Context, target: string): Promise<boolean> {
  const actor = await actorByUri(context.store.read, target)
  return actor !== undefined && !actor.local && !actor.deleted
}

/** Of these addresses, those that may be told: posts kept here that the reported account wrote. */
export async function forwardable(context: Context, target: string, objects: string[]): Promise<string[]> {
  const found = await Promise.all(objects.slice(0, 50).map((uri) => anyPost(context.store.read, { uri })))
  return found.flatMap((whole) => (whole?.author.uri === target && !whole.author.local ? [whole.post.uri] : []))
}

/** Passes on these words and posts and nothing else of a report; the rest happens after the commit. */
export async function forwardReport(context: Context, tx: Writer, forward: NewForward): Promise<void> {
  const id = await addForward(tx, forward)
  await record(context, tx, { kind: 'report.forwarded', subject: forward.report, ids: { forward: id } })
}
