/** The headers that tell browsers what our pages may do: nothing from elsewhere, no script but our own files. */
import fastifyPlugin from 'fastify-plugin'
import type { Config } from '../config.ts'

/** The policy of our pages. `formAction` adds where a form may lead: a redirect counts, in some browsers. */
export const contentPolicy = (formAction = '') =>
  [
    "default-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    `form-action 'self'${formAction && ` ${formAction}`}`,
    "frame-ancestors 'none'",
    "base-uri 'none'"
  ].join('; ')

/** The policy of a file that nobody is to run, whatever is in it. */
export const filePolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"

const everywhere = {
  'content-security-policy': contentPolicy(),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(self), payment=(), usb=(), interest-cohort=()',
  'cross-origin-opener-policy': 'same-origin'
}

/** Two years. Without subdomains and preload: those are the council's to decide, at its proxy. */
const onlyHttps = { 'strict-transport-security': 'max-age=63072000' }

/** Sets them on every answer before its route, which may set others. */
export const security = (config: Pick<Config, 'origin'>) =>
  fastifyPlugin(
    async (app) => {
      const headers = { ...everywhere, ...(config.origin.startsWith('https:') && onlyHttps) }
      app.addHook('onRequest', async (_request, reply) => void reply.headers(headers))
    },
    { name: 'security' }
  )
