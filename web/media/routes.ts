/** Pictures, clips and captions, ours and copies of others': a fixed type, nothing that runs, and only for whom they are. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { findCouncil } from '../../server/council/settings.ts'
import { findMedia, type Seen } from '../../server/media/seen.ts'
import { queryText } from '../paging.ts'
import { lookingFor } from '../present.ts'
import { serveCaptions } from './captions.ts'
import { drawIcon, drawPoster } from './icon.ts'
import { remoteMediaRoutes } from './remote.ts'
import { serveFile } from './serve.ts'

/** Portraits never change under their address; what is part of a post goes when the post does. */
const keptFor: Record<Seen['by'], string> = {
  everyone: 'public, max-age=31536000, immutable',
  readers: 'public, max-age=3600',
  some: 'private, no-cache'
}

/**
 * `/media/:id` and its captions `/media/:id/:language.vtt`, `/media/remote/…`, and `/icon.png`, which browsers show beside
 * the page's title; some ask for `/favicon.ico` unasked.
 */
export const mediaRoutes =
  (context: Context): FastifyPluginAsync =>
  async (app) => {
    await app.register(remoteMediaRoutes(context))
    const look = (request: FastifyRequest) => {
      const { id = '' } = request.params as { id?: string }
      return findMedia(context, lookingFor(request.viewer), id, queryText(request.query, 'key'))
    }

    const file = async (request: FastifyRequest, reply: FastifyReply) => {
      const { picture, by } = await look(request)
      const ending = picture.mediaType.split('/')[1]
      return serveFile(context.media, request, reply, {
        ...picture,
        name: `${picture.id}.${ending}`,
        tag: picture.id,
        cache: keptFor[by],
        everywhere: by !== 'some'
      })
    }
    app.route({ method: ['GET', 'HEAD'], url: '/media/:id', handler: file })

    app.get<{ Params: { file: string } }>('/media/:id/:file', async (request, reply) => {
      const { picture, by } = await look(request)
      return serveCaptions(context, reply, picture, request.params.file, by !== 'some')
    })

    app.get('/icon.png', async (_request, reply) => {
      const council = await findCouncil(context)
      reply.header('cache-control', 'public, max-age=3600')
      if (council?.logo) return reply.redirect(`/media/${council.logo}`, 302)
      return reply.type('image/png').send(await drawIcon(council?.colour ?? '#5b1f47'))
    })

    app.get('/poster.png', async (_request, reply) => {
      const council = await findCouncil(context)
      reply.header('cache-control', 'public, max-age=3600')
      return reply.type('image/png').send(await drawPoster(council?.colour ?? '#5b1f47'))
    })

    app.get('/favicon.ico', (_request, reply) =>
      reply.header('cache-control', 'public, max-age=86400').redirect('/icon.png', 302)
    )
  }
