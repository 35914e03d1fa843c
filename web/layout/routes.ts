/** What every page loads: styles, fonts, the council's theme. */
import { fileURLToPath } from 'node:url'
import files from '@fastify/static'
import type { FastifyPluginAsync } from 'fastify'
import type { Context } from '../../server/context.ts'
import { findCouncil } from '../../server/council/settings.ts'
import { themeCss } from '../theme.ts'

const assets = fileURLToPath(new URL('../assets', import.meta.url))
const defaultColour = '#5b1f47'

/** `/assets/…`, which browsers may keep for good since addresses carry a hash, and `/theme.css`. */
export const layoutRoutes =
  (context: Context): FastifyPluginAsync =>
  async (app) => {
    await app.register(files, {
      root: assets,
      prefix: '/assets/',
      immutable: true,
      maxAge: '365d',
      index: false,
      allowedPath: (path) => !path.endsWith('.scss')
    })
    app.get('/theme.css', async (_request, reply) => {
      const council = await findCouncil(context)
      return reply
        .type('text/css; charset=utf-8')
        .header('cache-control', 'public, max-age=300')
        .send(themeCss(council?.colour ?? defaultColour))
    })
  }
