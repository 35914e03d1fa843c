/** When to ask the server of a post for what was said below it there: after it came, and when somebody opens it. */
import type { Context } from '../context.ts'
import { addJob } from '../jobs/jobs.store.ts'
import type { Post } from './posts.store.ts'

const minute = 60_000

/** What was opened lately in this process, so that a page that many read writes nothing each time. */
const opened = new Map<string, number>()
const mostOpened = 1_000

/** Looks below a post that has just come: at once when it was said before, else when others had time to answer. */
export async function lookBelowLater(
  context: Context,
  { id, uri }: Pick<Post, 'id' | 'uri'>,
  path: string
): Promise<void> {
  const wait = path === 'inbox' ? 10 * minute : 0
  await ask(context, { id, uri }, new Date(context.clock().getTime() + wait))
}

/** Somebody opened a post: if it is of another server and not new, that server is asked again, every 15 minutes at most. */
export async function lookBelow(context: Context, post: Post): Promise<void> {
  const now = context.clock().getTime()
  if (post.local || (post.published?.getTime() ?? 0) > now - 5 * minute) return
  if ((opened.get(post.uri) ?? 0) > now - 15 * minute) return
  opened.delete(post.uri)
  opened.set(post.uri, now)
  if (opened.size > mostOpened) opened.delete(opened.keys().next().value!)
  await ask(context, post, context.clock())
}

async function ask(context: Context, { id, uri }: Pick<Post, 'id' | 'uri'>, due: Date): Promise<void> {
  const body = { crawl: id }
  await context.store.write((tx) => addJob(context, tx, { queue: 'fetch', lane: new URL(uri).host, body, due }))
}
