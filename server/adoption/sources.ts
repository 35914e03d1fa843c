/** What a story builds on, by whatever address its author gave. */
import type { Context } from '../context.ts'
import { isForAnyone } from '../posts/audience.ts'
import { anyPost } from '../posts/posts.store.ts'

/**
 * The address that the fediverse knows a source by: for a page here, such as `/stories/…`, that of the story shown there,
 * whoever wrote it; else what was given. Undefined when nothing was.
 */
export async function sourceUri(context: Context, given: string | undefined): Promise<string | undefined> {
  const text = given?.trim()
  if (!text || !URL.canParse(text, context.config.origin)) return text || undefined
  const url = new URL(text, context.config.origin)
  const [, id] = /^\/(?:stories|recipes|posts)\/([0-9a-f]{32})(?:\/|$)/.exec(url.pathname) ?? []
  if (url.origin !== context.config.origin || !id) return text
  const found = await anyPost(context.store.read, { id })
  return found && isForAnyone(found.post.audience) ? found.post.uri : text
}

/** Whether a text is an address of the web. */
export const isWebAddress = (text: string): boolean => /^https?:\/\//i.test(text) && URL.canParse(text)
