/** The nominee reads the story by their link and says what they think of its words; its author asks them to (S3). */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Invalid, NotFound } from '../../server/errors.ts'
import { clipOf } from '../../server/media/media.store.ts'
import {
  answerReading,
  askToRead,
  fileToRead,
  longestRemark,
  remarksOf,
  storyToRead
} from '../../server/nominations/asked-to-read.ts'
import { linkPath } from '../../server/nominations/links.ts'
import type { Nomination } from '../../server/nominations/nominations.store.ts'
import { maySee } from '../../server/nominations/nominations.ts'
import { readingOf, wordsNow } from '../../server/nominations/reading.ts'
import { isSent } from '../../server/posts/audience.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import { ownStory } from '../../server/stories/stories.ts'
import { withTranscript } from '../clips/shown.ts'
import { idIn } from '../find.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import { needViewer } from '../guard.ts'
import type { ItemView } from '../item.ts'
import { serveCaptions } from '../media/captions.ts'
import { serveFile } from '../media/serve.ts'
import { sendPage } from '../meta.ts'
import type { Pages } from '../pages.ts'
import type { AttachedView } from '../present/attached.ts'
import { presentPosts } from '../present.ts'
import { readByView } from './read-by.ts'
import { type FindTold, tellPath } from './recordings.ts'

const at = '/nominations/tell/:secret'
type File = { Params: { media: string; file: string } }

/** Draws the story for its nominee; false when there is none to read. */
export type DrawStory = (
  request: FastifyRequest,
  reply: FastifyReply,
  found: Nomination,
  shown?: { words: string; problem: Invalid }
) => Promise<FastifyReply | false>

/** See {@link DrawStory}. */
export const drawStory =
  (context: Context, pages: Pages): DrawStory =>
  async (request, reply, found, shown) => {
    const whole = await storyToRead(context.store.read, found)
    if (!whole) return false
    const { kept = '' } = request.query as { kept?: string }
    const data = {
      ...(await storyData(context, found, whole, tellPath(request))),
      kept: shown || !Object.hasOwn(keptWords, kept) ? undefined : keptWords[kept],
      words: shown?.words ?? '',
      ...shownFaults(shown?.problem)
    }
    const options = { status: shown ? 422 : 200, meta: { robots: 'noindex' } }
    return pages.send(request, reply, 'nominations/read.njk', data, options)
  }

const keptWords: Record<string, string> = {
  right: 'Thank you. Whoever writes it is told that the words are right.',
  changes: 'Thank you. Whoever writes it is told what should change.'
}

async function storyData(context: Context, found: Nomination, whole: WholePost, path: string) {
  const { read } = context.store
  const reading = await readingOf(context, read, whole)
  const [presented] = await presentPosts(context, undefined, [whole])
  const { item } = await withTranscript(context, whole, presented!)
  const sent = isSent(whole.post.audience)
  const hasClip = item.attachments?.some(({ kind }) => kind === 'video') ?? false
  return {
    title: sent ? 'How the story reads' : 'Are these words right?',
    action: path,
    consent: linkPath(context, 'consent', found.id),
    item: moved(item, `${path}/story`),
    stand: reading?.stand,
    first: found.readsFirst,
    told: reading?.stand !== 'own' && (found.readsFirst || found.readWords !== null),
    ...{ asked: found.readAsked, answered: found.readAnswered, sent },
    story: whole.post.audience === 'public' ? { path: `/stories/${whole.post.id}` } : undefined,
    uncaptioned: !hasClip && (await clipOf(read, whole.post.id)) !== undefined,
    remarks: await remarksOf(read, found.id),
    seen: await wordsNow(read, whole),
    most: longestRemark
  }
}

/** What is attached, at addresses that the nominee's link opens. */
const moved = (item: ItemView, to: string): ItemView => {
  const here = (path: string) => path.replace(/^\/media\//, `${to}/`)
  const one = ({ path, poster, small, tracks, ...rest }: AttachedView): AttachedView => ({
    ...rest,
    ...(path && { path: here(path) }),
    ...(poster && { poster: here(poster) }),
    ...(small && { small: { ...small, path: here(small.path) } }),
    ...(tracks && { tracks: tracks.map((track) => ({ ...track, path: here(track.path) })) })
  })
  return item.attachments ? { ...item, attachments: item.attachments.map(one) } : item
}

/** Below `/nominations/tell/:secret`: `answer` and `story/:media`; and `/stories/:id/nominee` for its author. */
export const readingRoutes =
  (context: Context, pages: Pages, findTold: FindTold): FastifyPluginAsync =>
  async (app) => {
    const draw = drawStory(context, pages)

    app.post(`${at}/answer`, async (request, reply) => {
      const found = await findTold(request)
      app.limits.recordings.need(found.id)
      const { answer, words, seen } = typed(request.body, ['answer', 'words', 'seen'])
      if (answer !== 'right' && answer !== 'changes') throw new NotFound()
      const done = await orFaults(() => answerReading(context, found.id, { answer, words, seen }))
      if (!(done instanceof Invalid)) return reply.redirect(`${tellPath(request)}?kept=${answer}`, 303)
      const drawn = await draw(request, reply, found, { words, problem: done })
      if (!drawn) throw new NotFound()
      return drawn
    })

    const method = ['GET', 'HEAD']
    app.route<File>({
      method,
      url: `${at}/story/:media`,
      handler: async (request, reply) => {
        const file = await fileToRead(context, await findTold(request), request.params.media)
        const name = `${file.id}.${file.mediaType.split('/')[1]}`
        const served = { ...file, name, tag: file.id, cache: 'private, no-cache', everywhere: false }
        return serveFile(context.media, request, reply, served)
      }
    })
    app.get<File>(`${at}/story/:media/:file`, async (request, reply) => {
      const file = await fileToRead(context, await findTold(request), request.params.media)
      return serveCaptions(context, reply, file, request.params.file, false)
    })

    app.get('/stories/:id/nominee', async (request, reply) => {
      const viewer = needViewer(request)
      const story = await ownStory(context, viewer, idIn(request))
      const reading = await readingOf(context, context.store.read, story)
      if (!reading || reading.stand === 'own') throw new NotFound()
      const [item] = await presentPosts(context, viewer, [story])
      const { id } = reading.nomination
      const data = {
        title: reading.nomination.readsFirst ? 'Whoever it is about reads it first' : 'Whoever it is about reads along',
        item,
        readBy: await readByView(context, story, reading),
        remarks: await remarksOf(context.store.read, id),
        ...(maySee(viewer) && { nomination: `/nominations/${id}` })
      }
      return sendPage(pages, request, reply, 'nominations/nominee.njk', data, { robots: 'noindex' })
    })

    app.post('/stories/:id/nominee', async (request, reply) => {
      await askToRead(context, needViewer(request), idIn(request))
      return reply.redirect(`/stories/${idIn(request)}/nominee`, 303)
    })
  }
