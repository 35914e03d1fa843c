/** Finds the one post that a call is about, and says why when it is not there. */
import type { PostKind } from '../../schema/posts.ts'
import type { Context } from '../../server/context.ts'
import { Gone, NotFound } from '../../server/errors.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { anyPost, readPost, type WholePost } from '../../server/posts/posts.store.ts'
import { lookingFor } from '../present.ts'

/** A post that the viewer may read; throws Gone when it was for everyone and is withdrawn, else NotFound. */
export async function readableById(context: Context, viewer: Viewer | undefined, id: string): Promise<WholePost> {
  const found = await readPost(context.store.read, { id }, lookingFor(viewer))
  if (!found) throw await missing(context, { id })
  return found
}

/** The error for a post that the viewer may not read; only of what everyone could read is it told that it was here. */
export async function missing(context: Context, key: { id: string } | { uri: string }): Promise<Gone | NotFound> {
  const before = await anyPost(context.store.read, key)
  const wasOpen = before?.post.visibility === 'public' || before?.post.visibility === 'unlisted'
  return before?.post.audience === 'withdrawn' && wasOpen && !before.author.blocked ? new Gone() : new NotFound()
}

/** The post, if it is of one of these kinds; throws NotFound. */
export function onePost(found: WholePost, kinds: PostKind[]): WholePost {
  if (!kinds.includes(found.post.kind)) throw new NotFound()
  return found
}

/** Throws NotFound unless there is a post of ours with this id and of one of these kinds; whose it is the noun asks. */
export async function ownPost(context: Context, viewer: Viewer, id: string, kinds: PostKind[]): Promise<void> {
  const found = await anyPost(context.store.read, { id })
  const readable =
    found && (found.author.id === viewer.actor.id || (await readPost(context.store.read, { id }, lookingFor(viewer))))
  // To somebody who may not read it, that it is there is not told either.
  if (!readable || !found.post.local || !kinds.includes(found.post.kind)) throw new NotFound()
}
