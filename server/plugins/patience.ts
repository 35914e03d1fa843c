/** How long a request's body may take: half a minute, and longer only where a route says so, such as for a clip on a slow line. */
import fastifyPlugin from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Milliseconds for the whole body. */
    patience?: number
  }
}

/** Milliseconds, unless a route says otherwise. */
export const usualPatience = 30_000
/** The most that any route may ask for; Node itself gives up then. */
export const mostPatience = 3_600_000

/** Ends connections on which a body does not arrive in time, with 408. */
export const patience = (usual = usualPatience) =>
  fastifyPlugin(
    async (app) => {
      app.addHook('onRequest', async (request) => {
        const { raw } = request
        const { 'content-length': length, 'transfer-encoding': chunked } = raw.headers
        if (raw.complete || (chunked === undefined && Number(length ?? 0) === 0)) return
        const timer = setTimeout(() => {
          if (raw.complete) return
          raw.socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n')
          raw.destroy()
        }, request.routeOptions.config?.patience ?? usual)
        timer.unref()
        const settle = () => clearTimeout(timer)
        raw.once('end', settle).once('close', settle)
      })
    },
    { name: 'patience' }
  )
