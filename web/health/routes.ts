/** For machines that watch the server: is it alive, is it ready. */
import { statfs } from 'node:fs/promises'
import type { FastifyPluginAsync } from 'fastify'
import type { Context } from '../../server/context.ts'
import { queueDepth } from '../../server/jobs/jobs.store.ts'

/** Less free disk than this share, and a full one is near. */
const leastFree = 0.02
/** Waiting longer than this, in milliseconds, the queue is stuck. */
const longestWait = 3_600_000

/** `/healthz` answers while the event loop turns; `/readyz` while the database, the queue and the disk do their part. */
export const healthRoutes =
  (context: Context, isStopping: () => boolean): FastifyPluginAsync =>
  async (app) => {
    app.get('/healthz', async (_request, reply) => reply.header('cache-control', 'no-store').send({ ok: true }))
    app.get('/readyz', async (_request, reply) => {
      const checks = await Promise.all([stopping(isStopping), database(context), queue(context), disk(context)])
      const ok = checks.every((check) => check.ok)
      if (!ok) reply.header('retry-after', '10')
      return reply
        .code(ok ? 200 : 503)
        .header('cache-control', 'no-store')
        .send({ ok, checks })
    })
  }

interface Check {
  name: string
  ok: boolean
  detail: string
}

async function stopping(isStopping: () => boolean): Promise<Check> {
  return { name: 'process', ok: !isStopping(), detail: isStopping() ? 'is stopping' : 'runs' }
}

async function database({ store }: Context): Promise<Check> {
  const fault = await store.check().then(
    () => undefined,
    () => 'cannot be written'
  )
  return { name: 'database', ok: !fault, detail: fault ?? 'can be written' }
}

async function queue({ store, clock }: Context): Promise<Check> {
  const depth = await queueDepth(store.read, 'inbox').catch(() => undefined)
  const age = depth?.oldest ? clock().getTime() - depth.oldest.getTime() : 0
  return { name: 'queue', ok: depth !== undefined && age < longestWait, detail: `${depth?.waiting ?? '?'} waiting` }
}

async function disk({ config }: Context): Promise<Check> {
  const { bavail, blocks } = await statfs(config.dataDir)
  const free = blocks > 0 ? bavail / blocks : 1
  return { name: 'disk', ok: free > leastFree, detail: `${Math.round(free * 100)} % free` }
}
