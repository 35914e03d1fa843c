/** The clip of a story and its captions by the API; the file itself is the body. */
import { rm } from 'node:fs/promises'
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import { Invalid, NotFound } from '../../server/errors.ts'
import { writeArriving } from '../../server/media/arriving.ts'
import { captionsUrl, mediaUrl } from '../../server/media/attached.ts'
import { keepCaptionsFile, removeCaptions } from '../../server/media/captions.ts'
import {
  describeClip,
  keepClip,
  needClipRoom,
  readClip,
  removeClip,
  setPoster,
  tooLarge
} from '../../server/media/clips.ts'
import { ownStory } from '../../server/stories/stories.ts'
import { pictureTypes, sentBytes, sentFile } from './files.ts'
import { onePost, readableById } from './one.ts'
import { type ApiRoute, openRoute, route } from './route.ts'
import { orNull, text as told } from './shape-words.ts'
import { text } from './words.ts'

const closed = { additionalProperties: false }
const Clip = Type.Object(
  {
    url: told('Where it is'),
    mediaType: told('Its type'),
    seconds: Type.Number({ description: 'As measured here' }),
    width: Type.Integer(),
    height: Type.Integer(),
    alt: told('What it shows, in words'),
    poster: orNull('Its still picture'),
    captions: Type.Array(
      Type.Object(
        { language: told('BCP 47'), url: told('WebVTT'), transcript: told('All that is said, as plain text') },
        closed
      )
    ),
    shown: Type.Boolean({ description: 'Whether others may see it: once it has captions' })
  },
  { ...closed, description: 'The clip of a story' }
)
const Described = Type.Object({ alt: Type.Optional(text('What it shows, in words', 1_500)) })
const Captions = Type.Object({
  language: text('BCP 47, such as en or cy', 10),
  file: text('WebVTT or SubRip', 200_000)
})

/** The calls. */
export const clipRoutes = (context: Context): ApiRoute[] => {
  const clipOf = async (id: string) => {
    const found = await readClip(context, id)
    if (!found) return undefined
    const { clip, file, captions, shown } = found
    const { mediaType, width, height, alt } = file
    const tracks = captions.map(({ language, transcript }) => ({
      ...{ language, transcript },
      url: captionsUrl(context, file.id, language)
    }))
    const seconds = clip.milliseconds / 1000
    const poster = clip.poster ? mediaUrl(context, clip.poster) : null
    return { url: mediaUrl(context, file.id), mediaType, seconds, width, height, alt, poster, captions: tracks, shown }
  }
  const needClip = async (id: string) => {
    const clip = await clipOf(id)
    if (!clip) throw new NotFound('This story has no clip.')
    return clip
  }
  return [
    openRoute({
      method: 'GET',
      path: '/stories/:id/clip',
      does: 'Gives the clip of a story with its captions and transcripts.',
      gives: { status: 200, shape: Clip },
      async handle({ viewer, params }) {
        const story = onePost(await readableById(context, viewer, params.id!), ['story'])
        const clip = await needClip(story.post.id)
        // Nobody but its author sees it before it has captions.
        if (!clip.shown && story.author.id !== viewer?.actor.id) throw new NotFound('This story has no clip.')
        return clip
      }
    }),
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
        const { path, bytes, whole } = await writeArriving(context, sentFile(request.body), context.config.largestClip)
        try {
          if (bytes === 0) throw new Invalid([{ field: 'clip', text: 'Send the clip as the body of the call' }])
          if (!whole) throw new Invalid([{ field: 'clip', text: tooLarge(context) }])
          await keepClip(context, story, { path, alt: query.alt ?? '' })
        } finally {
          await rm(path, { force: true })
        }
        return needClip(story.post.id)
      }
    }),
    route({
      method: 'PATCH',
      path: '/stories/:id/clip',
      access: 'write',
      does: 'Says anew what the clip of a story of yours shows, for those who do not see it.',
      body: Type.Object({ alt: text('What it shows, in words', 1_500) }),
      gives: { status: 200, shape: Clip },
      async handle({ viewer, params, body }) {
        const story = await ownStory(context, viewer, params.id!)
        await describeClip(context, story, body.alt)
        return needClip(story.post.id)
      }
    }),
    route({
      method: 'PUT',
      path: '/stories/:id/clip/poster',
      access: 'write',
      does: 'Gives the clip of a story of yours a still picture, which stands there until it is played.',
      takes: pictureTypes,
      gives: { status: 200, shape: Clip },
      async handle({ viewer, params, request }) {
        const story = await ownStory(context, viewer, params.id!)
        await needClip(story.post.id)
        await setPoster(context, story, await sentBytes(request.body))
        return needClip(story.post.id)
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
        return needClip(story.post.id)
      }
    }),
    route({
      method: 'DELETE',
      path: '/stories/:id/clip/captions',
      access: 'write',
      does: 'Takes the captions in one language away; the last ones of a clip that others see stay.',
      body: Type.Object({ language: text('BCP 47, such as en or cy', 10) }),
      gives: { status: 204 },
      handle: async ({ viewer, params, body }) =>
        removeCaptions(context, await ownStory(context, viewer, params.id!), body.language)
    })
  ]
}
