/** What belongs to a story beside its words: its clip, the captions of that, and its pictures. */
import type { FastifyPluginAsync } from 'fastify'
import type { Context } from '../../server/context.ts'
import type { Pages } from '../pages.ts'
import { captionRoutes } from './captions.ts'
import { clipRoutes } from './clip.ts'
import { pictureRoutes } from './pictures.ts'
import { uploadRoutes } from './uploads.ts'

/** `/stories/:id/clip`, `/stories/:id/clip/…`, `/stories/:id/pictures`. */
export const storyMediaRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    for (const part of [clipRoutes, captionRoutes, pictureRoutes, uploadRoutes])
      await app.register(part(context, pages))
  }
