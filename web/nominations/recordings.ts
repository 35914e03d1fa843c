/** What a nominee sends by their link beside their words, a clip and pictures, and who sees it until a story is begun. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Invalid } from '../../server/errors.ts'
import { needClipRoom, tooLarge } from '../../server/media/clips.ts'
import { inWords } from '../../server/media/measure.ts'
import { inMegabytes } from '../../server/media/quota.ts'
import { mostPictures } from '../../server/media/story-pictures.ts'
import { uploadUnderWay } from '../../server/media/uploads.ts'
import type { Nomination } from '../../server/nominations/nominations.store.ts'
import { seenNomination } from '../../server/nominations/nominations.ts'
import type { Recording } from '../../server/nominations/recordings.store.ts'
import {
  needOpen,
  readRecordings,
  recordClip,
  recordedFile,
  recordPicture,
  removeRecording,
  toNomination
} from '../../server/nominations/recordings.ts'
import { mostPatience } from '../../server/plugins/patience.ts'
import { arrivedIn, takeClips } from '../clips/receive.ts'
import { partRoutes } from '../clips/uploads.ts'
import { idIn } from '../find.ts'
import { orFaults, typed } from '../form.ts'
import { needViewer } from '../guard.ts'
import { serveFile } from '../media/serve.ts'
import { fileIn, takePictures } from '../media/upload.ts'

/** Finds the nomination that a nominee's link names. Throws NotFound. */
export type FindTold = (request: FastifyRequest) => Promise<Nomination>
/** Draws the page that the link opens. */
export type DrawTold = (
  request: FastifyRequest,
  reply: FastifyReply,
  found: Nomination,
  shown: { alt?: string; problem: Invalid }
) => unknown

const at = '/nominations/tell/:secret'

/** The path by which the nominee came: each link to the same nomination is another, and an upload is gone on with by its own. */
export const tellPath = (request: FastifyRequest): string =>
  at.replace(':secret', encodeURIComponent((request.params as { secret: string }).secret))

/** What was sent, as pages show it; `below` is the path under which the files are served. */
export async function recordingsView(context: Context, nomination: string, below: string) {
  const { clip, pictures } = await readRecordings(context, nomination)
  return {
    clip: clip && (await clipShown(context, nomination, clip, `${below}/${clip.media}`)),
    pictures: pictures.map(({ id, small, media, alt }) => ({ id, alt, path: `${below}/${small ?? media}` }))
  }
}

async function clipShown(context: Context, nomination: string, clip: Recording, path: string) {
  const { mediaType, width, height } = await recordedFile(context, nomination, clip.media)
  const length = inWords(Math.round((clip.milliseconds ?? 0) / 1000))
  const address = `${context.config.origin}${path}`
  return {
    id: clip.id,
    path,
    address,
    mediaType,
    width,
    height,
    length,
    alt: clip.alt,
    poster: '/poster.png',
    tracks: []
  }
}

/** What the nominee's page needs beside that; `path` is its own. */
export async function sendingView(context: Context, { id }: Nomination, path: string) {
  const underWay = await uploadUnderWay(context, id)
  return {
    ...(await recordingsView(context, id, `${path}/media`)),
    ...{ most: inMegabytes(context.config.largestClip), mostBytes: context.config.largestClip, mostPictures },
    underWay: underWay && {
      name: underWay.name,
      path: `${path}/clip/uploads/${underWay.id}`,
      share: Math.floor((underWay.received / underWay.bytes) * 100)
    }
  }
}

/** Below `/nominations/tell/:secret`: `clip`, in parts too, `pictures`, `remove`, `media`; and `/nominations/:id/media/…`. */
export const recordingRoutes =
  (context: Context, findTold: FindTold, draw: DrawTold): FastifyPluginAsync =>
  async (app) => {
    /** Before anything of a body is read. */
    const need = (found: Nomination) => {
      needOpen(found)
      app.limits.recordings.need(found.id)
    }
    const act = async (
      request: FastifyRequest,
      reply: FastifyReply,
      kept: string,
      work: (found: Nomination) => Promise<unknown>
    ) => {
      const found = await findTold(request)
      const done = await orFaults(() => work(found))
      const alt = typed(request.body, ['alt']).alt
      if (done instanceof Invalid) return draw(request, reply, found, { alt, problem: done })
      return reply.redirect(`${tellPath(request)}?kept=${kept}`, 303)
    }

    await app.register(async (scope) => {
      scope.addHook('onRequest', async (request) => {
        need(await findTold(request))
        await needClipRoom(context, null, Math.max(0, Number(request.headers['content-length'] ?? 0) - 100_000))
      })
      await takeClips(scope, context)
      scope.post(`${at}/clip`, { config: { patience: mostPatience } }, (request, reply) =>
        act(request, reply, 'clip', async ({ id }) => {
          const arrived = arrivedIn(request.body, 'clip')
          if (!arrived) throw new Invalid([{ field: 'clip', text: 'Choose a clip' }])
          if (!arrived.whole) throw new Invalid([{ field: 'clip', text: tooLarge(context) }])
          await recordClip(context, id, { path: arrived.path, alt: typed(request.body, ['alt']).alt })
        })
      )
    })

    await app.register(async (scope) => {
      scope.addHook('onRequest', async (request) => need(await findTold(request)))
      await takePictures(scope)
      scope.post(`${at}/pictures`, (request, reply) =>
        act(request, reply, 'picture', async ({ id }) => {
          const bytes = fileIn(request.body, 'picture') ?? new Uint8Array()
          const done = await orFaults(() => recordPicture(context, id, bytes, typed(request.body, ['alt']).alt))
          // On this page the clip has words of its own.
          if (done instanceof Invalid)
            throw new Invalid(done.faults.map((one) => (one.field === 'alt' ? { ...one, field: 'picture-alt' } : one)))
        })
      )
    })

    app.post(`${at}/remove`, (request, reply) =>
      act(request, reply, 'removed', ({ id }) => removeRecording(context, id, typed(request.body, ['sent']).sent))
    )

    await app.register(
      partRoutes(context, `${at}/clip`, async (request) => {
        const found = await findTold(request)
        if (request.method === 'POST') need(found)
        const page = tellPath(request)
        return { to: toNomination(context, found.id), page, next: `${page}?kept=clip` }
      })
    )

    const serve = async (request: FastifyRequest, reply: FastifyReply, { id }: Nomination) => {
      const file = await recordedFile(context, id, (request.params as { media: string }).media)
      const name = `${file.id}.${file.mediaType.split('/')[1]}`
      const served = { ...file, name, tag: file.id, cache: 'private, no-cache', everywhere: false }
      return serveFile(context.media, request, reply, served)
    }
    const method = ['GET', 'HEAD']
    app.route({
      method,
      url: `${at}/media/:media`,
      handler: async (request, reply) => serve(request, reply, await findTold(request))
    })
    app.route({
      method,
      url: '/nominations/:id/media/:media',
      handler: async (request, reply) =>
        serve(request, reply, await seenNomination(context, needViewer(request), idIn(request)))
    })
  }
