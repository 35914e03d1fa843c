/** Pictures kept here, as we drew them: a fixed type, nothing that runs, and kept by browsers for good. */
import type { FastifyPluginAsync } from 'fastify'
import type { Context } from '../../server/context.ts'
import { findCouncil } from '../../server/council/settings.ts'
import { openPicture } from '../../server/media/pictures.ts'
import { filePolicy } from '../../server/plugins/security.ts'
import { drawIcon } from './icon.ts'

/** `/media/:id`, and `/icon.png`, which browsers show beside the page's title; some ask for `/favicon.ico` unasked. */
export const mediaRoutes =
  (context: Context): FastifyPluginAsync =>
  async (app) => {
    app.get<{ Params: { id: string } }>('/media/:id', async (request, reply) => {
      const { picture, stream } = await openPicture(context, request.params.id)
      const ending = picture.mediaType.slice('image/'.length)
      return reply
        .type(picture.mediaType)
        .headers({
          'content-length': picture.bytes,
          'content-disposition': `inline; filename="${picture.id}.${ending}"`,
          'content-security-policy': filePolicy,
          'cross-origin-resource-policy': 'cross-origin',
          'cache-control': 'public, max-age=31536000, immutable'
        })
        .send(stream)
    })

    app.get('/icon.png', async (_request, reply) => {
      const council = await findCouncil(context)
      reply.header('cache-control', 'public, max-age=3600')
      if (council?.logo) return reply.redirect(`/media/${council.logo}`, 302)
      return reply.type('image/png').send(await drawIcon(council?.colour ?? '#5b1f47'))
    })

    app.get('/favicon.ico', (_request, reply) =>
      reply.header('cache-control', 'public, max-age=86400').redirect('/icon.png', 302)
    )
  }
