/** The story that a page of its author's is about, and what such pages share. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import type { Invalid } from '../../server/errors.ts'
import { readClip } from '../../server/media/clips.ts'
import { languageName } from '../../server/media/languages.ts'
import { inWords } from '../../server/media/measure.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import { ownStory } from '../../server/stories/stories.ts'
import { idIn } from '../find.ts'
import { needViewer } from '../guard.ts'
import type { Pages } from '../pages.ts'

/** One's own story. Throws SignInNeeded, NotFound or Refused. */
export const storyIn = (context: Context, request: FastifyRequest): Promise<WholePost> =>
  ownStory(context, needViewer(request), idIn(request))

/** Answers with a page that only a story's author sees. */
export function sendOwn(
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  template: string,
  data: object,
  problem?: Invalid
) {
  return pages.send(request, reply, template, data, { status: problem ? 422 : 200, meta: { robots: 'noindex' } })
}

/** A clip as its author's pages show it. */
export interface ClipView {
  path: string
  mediaType: string
  width: number
  height: number
  seconds: number
  /** `2 minutes 14 seconds`. */
  length: string
  alt: string
  poster: string
  ownPoster: boolean
  tracks: { language: string; name: string; path: string }[]
  /** Whether others may see it. */
  shown: boolean
  /** Whether some browsers cannot play it. */
  awkward: boolean
}

/** The clip of a story, if it has one. */
export async function clipView(context: Context, post: string): Promise<ClipView | undefined> {
  const found = await readClip(context, post)
  if (!found) return undefined
  const { clip, file, captions, shown } = found
  const seconds = Math.round(clip.milliseconds / 1000)
  return {
    path: `/media/${file.id}`,
    mediaType: file.mediaType,
    width: file.width,
    height: file.height,
    seconds,
    length: inWords(seconds),
    alt: file.alt,
    poster: clip.poster ? `/media/${clip.poster}` : '/poster.png',
    ownPoster: clip.poster !== null,
    tracks: captions.map(({ language, edited }) => ({
      language,
      name: languageName(language),
      path: `/media/${file.id}/${language}.vtt?v=${edited.getTime()}`
    })),
    shown,
    awkward: clip.videoCodec === 'hevc' || clip.videoCodec === 'av1'
  }
}
