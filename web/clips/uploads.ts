/** Clips sent in parts: the tus protocol 1.0 with creation and termination, and one more step that measures what came. */
import type { Readable } from 'node:stream'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Problem } from '../../server/errors.ts'
import {
  beginUpload,
  carryOn,
  type Destination,
  endUpload,
  findUpload,
  finishUpload,
  receivedOf,
  toStory
} from '../../server/media/uploads.ts'
import { mostPatience } from '../../server/plugins/patience.ts'
import { typed } from '../form.ts'
import type { Pages } from '../pages.ts'
import { storyIn } from './own.ts'

const version = '1.0.0'

/** `POST /stories/:id/clip/uploads`; `HEAD`, `PATCH` and `DELETE` of one, and `POST …/finish`. */
export const uploadRoutes = (context: Context, _pages: Pages): FastifyPluginAsync =>
  partRoutes(context, '/stories/:id/clip', async (request) => {
    const story = await storyIn(context, request)
    const page = `/stories/${story.post.id}/clip`
    return { to: toStory(context, story), page, next: `${page}/captions` }
  })

/** Where a clip that comes in parts goes, the page on which it was begun, and the one that is shown once it is kept. */
export interface Place {
  to: Destination
  page: string
  next: string
}

/** The same below another path; `placeIn` throws when who asks may send nothing there. */
export const partRoutes =
  (context: Context, path: string, placeIn: (request: FastifyRequest) => Promise<Place>): FastifyPluginAsync =>
  async (app) => {
    app.addContentTypeParser('application/offset+octet-stream', (_request, payload, done) => done(null, payload))
    app.addHook('onRequest', async (request, reply) => {
      // Who may send something is settled before any of it is read.
      await placeIn(request)
      reply.headers({ 'tus-resumable': version, 'cache-control': 'no-store' })
      const asked = request.headers['tus-resumable']
      if (asked !== undefined && asked !== version) {
        reply.header('tus-version', version)
        throw new Problem(412, `This server speaks tus ${version}.`)
      }
    })
    const uploadIn = async (request: FastifyRequest) => {
      const place = await placeIn(request)
      return { place, upload: await findUpload(context, place.to, (request.params as { upload: string }).upload) }
    }
    const at = `${path}/uploads`

    app.post(at, async (request, reply) => {
      const { to } = await placeIn(request)
      const bytes = wholeNumber(request.headers['upload-length'])
      const upload = await beginUpload(context, to, { bytes, name: nameIn(request.headers['upload-metadata']) })
      return reply
        .code(201)
        .header('location', `${request.url.split('?')[0]}/${upload.id}`)
        .send()
    })

    const state = async (request: FastifyRequest, reply: FastifyReply) => {
      const { upload } = await uploadIn(request)
      const offset = await receivedOf(context, upload)
      return reply.code(200).headers({ 'upload-offset': offset, 'upload-length': upload.bytes }).send()
    }
    app.route({ method: ['HEAD', 'GET'], url: `${at}/:upload`, handler: state })

    app.patch(`${at}/:upload`, { config: { patience: mostPatience } }, async (request, reply) => {
      const { upload } = await uploadIn(request)
      const offset = wholeNumber(request.headers['upload-offset'])
      const here = await carryOn(context, upload, offset, request.body as Readable)
      return reply.code(204).header('upload-offset', here).send()
    })

    app.delete(`${at}/:upload`, async (request, reply) => {
      const { upload } = await uploadIn(request)
      await endUpload(context, upload)
      return reply.code(204).send()
    })

    /** For forms without scripts, which cannot send DELETE. */
    app.post(`${at}/:upload/stop`, async (request, reply) => {
      const { place, upload } = await uploadIn(request)
      await endUpload(context, upload)
      return reply.redirect(place.page, 303)
    })

    app.post(`${at}/:upload/finish`, async (request, reply) => {
      const { to, next } = await placeIn(request)
      const { upload } = request.params as { upload: string }
      await finishUpload(context, to, upload, typed(request.body, ['alt']).alt)
      return reply.send({ next })
    })
  }

/** A count of bytes in a header; a missing or wrong one is no number. */
const wholeNumber = (header: unknown): number =>
  typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : Number.NaN

/** The file's name from tus metadata: pairs of a key and base64. */
function nameIn(header: unknown): string {
  const [, encoded = ''] = /(?:^|,)\s*filename ([A-Za-z0-9+/=]{0,800})/.exec(String(header ?? '')) ?? []
  return Buffer.from(encoded, 'base64').toString('utf8')
}
