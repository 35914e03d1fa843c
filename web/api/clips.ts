/** The clip, captions and pictures of a story by the API; the file itself is the body. */
import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import { Invalid } from '../../server/errors.ts'
import { writeArriving } from '../../server/media/arriving.ts'
import { captionsUrl, mediaUrl } from '../../server/media/attached.ts'
import { keepCaptionsFile } from '../../server/media/captions.ts'
import { keepClip, needClipRoom, readClip, removeClip, tooLarge } from '../../server/media/clips.ts'
import { largestPicture } from '../../server/media/pictures.ts'
import { addToStory, readPictures } from '../../server/media/story-pictures.ts'
import { ownStory } from '../../server/stories/stories.ts'
import { type ApiRoute, route } from './route.ts'
import { text } from './words.ts'

const Clip = Type.Object(
  {
    url: text('Where it is'),
    mediaType: text('Its type'),
    seconds: Type.Number({ description: 'As measured here' }),
    width: Type.Integer(),
    height: Type.Integer(),
    alt: text('What it shows, in words'),
    captions: Type.Array(
      Type.Object({ language: text('BCP 47'), url: text('WebVTT') }, { additionalProperties: false })
    ),
    shown: Type.Boolean({ description: 'Whether others may see it: once it has captions' })
  },
  { additionalProperties: false, description: 'The clip of a story' }
)
const Picture = Type.Object(
  { id: text('Its id'), url: text('Where it is'), alt: text('What it shows, in words') },
  { additionalProperties: false }
)
const Pictures = Type.Object(
  { pictures: Type.Array(Picture) },
  { additionalProperties: false, description: 'The pictures of a story, in order' }
)
const Described = Type.Object({ alt: Type.Optional(text('What it shows, in words', 1_500)) })
const Captions = Type.Object({
  language: text('BCP 47, such as en or cy', 10),
  file: text('WebVTT or SubRip', 200_000)
})

/** The calls. */
export const clipRoutes = (context: Context): ApiRoute[] => {
  const clipIn = async (id: string) => {
    const { clip, file, captions, shown } = (await readClip(context, id))!
    const { mediaType, width, height, alt } = file
    const tracks = captions.map(({ language }) => ({ language, url: captionsUrl(context, file.id, language) }))
    const seconds = clip.milliseconds / 1000
    return { url: mediaUrl(context, file.id), mediaType, seconds, width, height, alt, captions: tracks, shown }
  }
  return [
    route({
      method: 'POST',
      path: '/stories/:id/clip',
      access: 'write',
      does: 'Gives a story of yours a clip of at most three minutes, instead of the one it has.',
      query: Described,
      takes: ['video/mp4', 'video/webm', 'video/quicktime'],
      gives: { status: 201, shape: Clip },
      async handle({ viewer, params, query, request }) {
        const story = await ownStory(context, viewer, params.id!)
        await needClipRoom(context, story.author.id, Number(request.headers['content-length'] ?? 0))
        const { path, bytes, whole } = await writeArriving(context, sent(request.body), context.config.largestClip)
        try {
          if (bytes === 0) throw new Invalid([{ field: 'clip', text: 'Send the clip as the body of the call' }])
          if (!whole) throw new Invalid([{ field: 'clip', text: tooLarge(context) }])
          await keepClip(context, story, { path, alt: query.alt ?? '' })
        } finally {
          await rm(path, { force: true })
        }
        return clipIn(story.post.id)
      }
    }),
    route({
      method: 'DELETE',
      path: '/stories/:id/clip',
      access: 'write',
      does: 'Takes the clip from a story of yours.',
      gives: { status: 204 },
      handle: async ({ viewer, params }) => removeClip(context, await ownStory(context, viewer, params.id!))
    }),
    route({
      method: 'PUT',
      path: '/stories/:id/clip/captions',
      access: 'write',
      does: 'Gives the clip of a story of yours captions in one language; without any it is not published.',
      body: Captions,
      gives: { status: 200, shape: Clip },
      async handle({ viewer, params, body }) {
        const story = await ownStory(context, viewer, params.id!)
        await keepCaptionsFile(context, story, body.language, Buffer.from(body.file))
        return clipIn(story.post.id)
      }
    }),
    route({
      method: 'POST',
      path: '/stories/:id/pictures',
      access: 'write',
      does: 'Adds a picture to a story of yours; say what it shows.',
      query: Described,
      takes: ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif'],
      gives: { status: 201, shape: Pictures },
      async handle({ viewer, params, query, request }) {
        const story = await ownStory(context, viewer, params.id!)
        await addToStory(context, story, await bytesOf(sent(request.body)), query.alt ?? '')
        const rows = await readPictures(context, story.post.id)
        return { pictures: rows.map(({ id, large, alt }) => ({ id, url: mediaUrl(context, large), alt })) }
      }
    })
  ]
}

/** The body of a call that carries a file; without one it is empty. */
const sent = (body: unknown): Readable => (body instanceof Readable ? body : Readable.from([]))

/** No more than the largest picture and a byte, which then is refused. */
async function bytesOf(stream: Readable): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    chunks.push(chunk)
    size += chunk.length
    if (size > largestPicture) break
  }
  return Buffer.concat(chunks)
}
