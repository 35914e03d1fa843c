/** What is attached to a story, brought up to date in one transaction: on its page, in search, and for other servers. */
import type { Attachment } from '../../schema/posts.ts'
import type { Context } from '../context.ts'
import { record } from '../events/record.ts'
import { isSent } from '../posts/audience.ts'
import { changePost, type WholePost } from '../posts/posts.store.ts'
import { indexPost } from '../search/search.store.ts'
import type { Writer } from '../store/store.ts'
import { captionsOf, clipOf, picturesByIds, storyPicturesOf } from './media.store.ts'

/** The address of something kept here. */
export const mediaUrl = (context: Pick<Context, 'config'>, id: string): string => `${context.config.origin}/media/${id}`

/** The address of the captions of a clip. */
export const captionsUrl = (context: Pick<Context, 'config'>, clip: string, language: string): string =>
  `${mediaUrl(context, clip)}/${language}.vtt`

/**
 * Writes down what is attached to a story, and tells those who have the story when it was sent already. A clip without
 * captions is not attached yet.
 */
export async function attach(context: Context, tx: Writer, story: WholePost): Promise<void> {
  const { id, audience, author } = story.post
  const sent = isSent(audience)
  const attachments = [...(await clipAttached(context, tx, id)), ...(await picturesAttached(context, tx, id))]
  const same = JSON.stringify(attachments) === JSON.stringify(story.post.attachments)
  await changePost(tx, id, { attachments, ...(sent && !same && { edited: context.clock() }) })
  await indexPost(tx, id)
  if (sent && !same) await record(context, tx, { kind: 'story.edited', actor: author, subject: id })
}

async function clipAttached(context: Context, tx: Writer, post: string): Promise<Attachment[]> {
  const clip = await clipOf(tx, post)
  const captions = clip ? await captionsOf(tx, post) : []
  if (!clip || captions.length === 0) return []
  const [file] = await picturesByIds(tx, [clip.media])
  if (!file) return []
  return [
    {
      kind: 'video',
      url: mediaUrl(context, file.id),
      mediaType: file.mediaType,
      alt: file.alt,
      width: file.width,
      height: file.height,
      seconds: clip.milliseconds / 1000,
      captions: captions.map(({ language }) => ({ language, url: captionsUrl(context, file.id, language) })),
      ...(clip.poster && { poster: mediaUrl(context, clip.poster) })
    }
  ]
}

async function picturesAttached(context: Context, tx: Writer, post: string): Promise<Attachment[]> {
  const rows = await storyPicturesOf(tx, post)
  const files = await picturesByIds(
    tx,
    rows.flatMap(({ large, small }) => [large, small])
  )
  const byId = new Map(files.map((file) => [file.id, file]))
  return rows.flatMap(({ large, small, alt }) => {
    const [file, less] = [byId.get(large), byId.get(small)]
    if (!file || !less) return []
    return [
      {
        kind: 'image' as const,
        url: mediaUrl(context, file.id),
        mediaType: file.mediaType,
        alt,
        width: file.width,
        height: file.height,
        small: { url: mediaUrl(context, less.id), width: less.width }
      }
    ]
  })
}
