/** What a story's page adds about its clip: the transcript for everyone, and for its author what is still missing. */
import type { Context } from '../../server/context.ts'
import { readClip } from '../../server/media/clips.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import type { ItemView } from '../item.ts'

/** The story with the transcript of its clip; `uncaptioned` tells its author that nobody else sees the clip yet. */
export async function withTranscript(
  context: Context,
  found: WholePost,
  item: ItemView
): Promise<{ item: ItemView; uncaptioned: boolean }> {
  const mayLack = item.mine?.canEdit ?? false
  // What has no captions yet is not attached: only its author is told of it.
  if (!found.post.local || !(mayLack || found.post.attachments.some(({ kind }) => kind === 'video')))
    return { item, uncaptioned: false }
  const clip = await readClip(context, found.post.id)
  if (!clip) return { item, uncaptioned: false }
  if (!clip.shown) return { item, uncaptioned: mayLack }
  const { transcript } = clip.captions.find(({ language }) => language === 'en') ?? clip.captions[0]!
  const attachments = item.attachments?.map((one) => (one.kind === 'video' ? { ...one, transcript } : one)) ?? []
  return { item: { ...item, attachments }, uncaptioned: false }
}
