/** Notices when a story is replicated, and when two other councils have done so: then it is practice worth repeating. */
import type { Context } from '../context.ts'
import type { Event } from '../events/events.store.ts'
import { record } from '../events/record.ts'
import { anyPost } from '../posts/posts.store.ts'
import type { Writer } from '../store/store.ts'
import { recountWorth, recountWorthAt } from './replications.store.ts'

/** A story came, here or from elsewhere, or was changed: counts anew for what it builds on, and for itself. */
export async function settleWorth(context: Context, event: Event): Promise<void> {
  const found = await anyPost(context.store.read, { id: event.subject })
  if (found?.post.kind !== 'story' && found?.post.kind !== 'recipe') return
  const { story, post } = found
  await context.store.write(async (tx) => {
    const became = await recountWorth(tx, [story?.basedOn, post.uri], context.clock())
    await tell(context, tx, became)
  })
}

/** Counts anew wherever people of this host replicated something. */
export async function worthAt(context: Context, tx: Writer, host: string): Promise<void> {
  await tell(context, tx, await recountWorthAt(tx, host, context.clock()))
}

async function tell(context: Context, tx: Writer, became: string[]) {
  for (const subject of became) await record(context, tx, { kind: 'story.worth', subject })
}
