/** Captions of a clip: chosen as a file, or typed in rows beside the player. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Invalid, NotFound } from '../../server/errors.ts'
import { type CueTyped, keepCaptionsFile, keepCaptionsTyped, removeCaptions } from '../../server/media/captions.ts'
import { readClip } from '../../server/media/clips.ts'
import { captionLanguages, languageName } from '../../server/media/languages.ts'
import { mostCues, timeWord } from '../../server/media/webvtt.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import { fileIn, takePictures } from '../media/upload.ts'
import type { Pages } from '../pages.ts'
import { queryText } from '../paging.ts'
import { clipView, sendOwn, storyIn } from './own.ts'

/** Empty rows to write in, beyond what is there. */
const spare = 5

/** `/stories/:id/clip/captions`, and below it `file` and `remove`. */
export const captionRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    const show = async (
      request: FastifyRequest,
      reply: FastifyReply,
      story: WholePost,
      asked: { language: string; rows?: CueTyped[]; problem?: Invalid; saved?: boolean }
    ) => {
      const { id, title, audience } = story.post
      const [clip, found] = [await clipView(context, id), await readClip(context, id)]
      if (!clip || !found) throw new NotFound('This story has no clip.')
      const kept = found.captions.find((one) => one.language === asked.language)?.cues ?? []
      const rows = asked.rows ?? kept.map(({ from, to, text }) => ({ from: timeWord(from), to: timeWord(to), text }))
      const blank = Array.from({ length: spare }, () => ({ from: '', to: '', text: '' }))
      const data = {
        title: 'Captions',
        story: { title, path: `/stories/${id}`, draft: audience === 'draft' },
        clip,
        rows: [...rows, ...blank].slice(0, mostCues),
        language: asked.language,
        languageName: languageName(asked.language),
        languages: captionLanguages.map(({ code, name }) => ({ value: code, text: name })),
        has: kept.length > 0,
        saved: asked.saved,
        ...shownFaults(asked.problem)
      }
      return sendOwn(pages, request, reply, 'clips/captions.njk', data, asked.problem)
    }
    const languageOf = (request: FastifyRequest) => typed(request.body, ['language']).language || 'en'

    app.get('/stories/:id/clip/captions', async (request, reply) =>
      show(request, reply, await storyIn(context, request), {
        language: queryText(request.query, 'language') || 'en',
        saved: queryText(request.query, 'saved') === '1'
      })
    )

    // Many rows make many fields, which is why this form may be larger than others.
    app.post('/stories/:id/clip/captions', { bodyLimit: 1 << 21 }, async (request, reply) => {
      const story = await storyIn(context, request)
      const language = languageOf(request)
      const rows = rowsTyped(request.body)
      if (typed(request.body, ['do']).do === 'more') return show(request, reply, story, { language, rows })
      const done = await orFaults(() => keepCaptionsTyped(context, story, language, rows))
      if (done instanceof Invalid) return show(request, reply, story, { language, rows, problem: done })
      return reply.redirect(`/stories/${story.post.id}/clip/captions?language=${language}&saved=1`, 303)
    })

    app.post('/stories/:id/clip/captions/remove', async (request, reply) => {
      const story = await storyIn(context, request)
      await removeCaptions(context, story, languageOf(request))
      return reply.redirect(`/stories/${story.post.id}/clip/captions`, 303)
    })

    await app.register(async (scope) => {
      scope.addHook('onRequest', async (request) => void (await storyIn(context, request)))
      await takePictures(scope)
      scope.post('/stories/:id/clip/captions/file', async (request, reply) => {
        const story = await storyIn(context, request)
        const language = languageOf(request)
        const bytes = fileIn(request.body, 'file') ?? new Uint8Array()
        const done = await orFaults(() => keepCaptionsFile(context, story, language, bytes))
        if (done instanceof Invalid) return show(request, reply, story, { language, problem: done })
        return reply.redirect(`/stories/${story.post.id}/clip/captions?language=${language}&saved=1`, 303)
      })
    })
  }

/** The rows of the table, as many as the longest of its three columns. */
function rowsTyped(body: unknown): CueTyped[] {
  const column = (name: string) => {
    const value = ((body ?? {}) as Record<string, unknown>)[name]
    return [value].flat().map((one) => (typeof one === 'string' ? one.replaceAll('\r\n', '\n') : ''))
  }
  const [from, to, text] = [column('from'), column('to'), column('text')]
  const length = Math.min(Math.max(from.length, to.length, text.length), mostCues + 1)
  const rows = Array.from({ length }, (_, n) => ({ from: from[n] ?? '', to: to[n] ?? '', text: text[n] ?? '' }))
  return rows.filter((row) => row.from.trim() !== '' || row.to.trim() !== '' || row.text.trim() !== '')
}
