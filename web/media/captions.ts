/** Answers with the captions of a clip as WebVTT, to whoever may see the clip. */
import type { FastifyReply } from 'fastify'
import type { Context } from '../../server/context.ts'
import { NotFound } from '../../server/errors.ts'
import { captionsOf, clipByMedia, type Picture } from '../../server/media/media.store.ts'
import { writeWebVtt } from '../../server/media/webvtt.ts'
import { filePolicy } from '../../server/plugins/security.ts'

/** `name` is `en.vtt`; `everywhere` lets other sites' pages show them. Throws NotFound. */
export async function serveCaptions(
  context: Context,
  reply: FastifyReply,
  picture: Picture,
  name: string,
  everywhere: boolean
) {
  const language = /^([a-z]{2,3})\.vtt$/.exec(name)?.[1]
  const clip = await clipByMedia(context.store.read, picture.id)
  const found = clip && (await captionsOf(context.store.read, clip.post)).find((one) => one.language === language)
  if (!found) throw new NotFound('There are no such captions.')
  return reply
    .type('text/vtt; charset=utf-8')
    .headers({
      'content-disposition': `inline; filename="${picture.id}-${language}.vtt"`,
      'content-security-policy': filePolicy,
      'cross-origin-resource-policy': everywhere ? 'cross-origin' : 'same-origin',
      // Captions are mended more often than clips.
      'cache-control': everywhere ? 'public, max-age=60' : 'private, no-cache'
    })
    .send(writeWebVtt(found.cues))
}
