/** What follows elsewhere when a story builds on another: whose it was is told, and what is not here is asked for. */
import { depthBelow, oursBuiltOn } from '../../server/adoption/replications.store.ts'
import { treeLimits } from '../../server/adoption/tree.ts'
import type { Event } from '../../server/events/events.store.ts'
import { addJob } from '../../server/jobs/jobs.store.ts'
import { isForAnyone } from '../../server/posts/audience.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import type { Federation } from '../context.ts'
import { documentFrom } from '../objects/document.ts'
import { addressOf, audiencePart } from '../objects/post.ts'
import { sendActivity } from '../outbox.ts'
import { inboxesOf } from './recipients.ts'
import { activityUri, toldPost } from './saying.ts'

/** Asks for what a story builds on, when that is not here; a line of replications is followed up only so far. */
export async function fetchSource({ context }: Federation, event: Event): Promise<void> {
  const { read } = context.store
  const whole = await anyPost(read, { id: event.subject })
  const uri = whole?.story?.basedOn
  if (!whole || !uri || !isForAnyone(whole.post.visibility) || !/^https?:\/\//.test(uri) || !URL.canParse(uri)) return
  if (uri.startsWith(`${context.config.origin}/`) || (await anyPost(read, { uri }))) return
  if ((await depthBelow(read, whole.post.uri, treeLimits.down)) >= treeLimits.down) return
  const job = { queue: 'fetch' as const, lane: new URL(uri).host, body: { uri, path: 'source' } }
  await context.store.write((tx) => addJob(context, tx, job))
}

/** Something came on which stories of ours build: its author could not be told when they were published, and is now. */
export async function tellSource({ context }: Federation, event: Event): Promise<void> {
  const { read } = context.store
  const source = await anyPost(read, { id: event.subject })
  if (!source || source.post.local || !isForAnyone(source.post.visibility)) return
  for (const [n, id] of (await oursBuiltOn(read, source.post.uri)).entries()) {
    const told = await toldPost(context, id)
    if (!told || !isForAnyone(told.post.audience)) continue
    const { post, author } = told
    await sendActivity(context, {
      actor: author,
      document: {
        id: activityUri(context, event, n + 1),
        type: 'Create',
        actor: author.uri,
        ...addressOf(told),
        ...audiencePart(told),
        published: (post.published ?? event.created).toISOString(),
        object: documentFrom(told)
      },
      to: inboxesOf([source.author]),
      // It stands in the outbox as it was first said.
      open: false,
      object: post.uri
    })
  }
}
