/** A form with a clip in it, as browsers send it without scripts: written to the disk as it comes, so that memory stays flat. */
import { rm } from 'node:fs/promises'
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { type Arrived, writeArriving } from '../../server/media/arriving.ts'

const arrivals = new WeakMap<FastifyRequest, string[]>()

/** Lets the routes registered beside it take a clip in a form. Who may send one is to be settled before, in `onRequest`. */
export async function takeClips(app: FastifyInstance, context: Context): Promise<void> {
  await app.register(multipart, {
    attachFieldsToBody: 'keyValues',
    throwFileSizeLimit: false,
    limits: { fileSize: context.config.largestClip + 1, files: 1, fields: 20, parts: 24, fieldSize: 20_000 },
    async onFile(this: FastifyRequest, part) {
      const arrived = await writeArriving(context, part.file, context.config.largestClip + 1)
      arrivals.set(this, [...(arrivals.get(this) ?? []), arrived.path])
      Object.assign(part, { value: { ...arrived, whole: arrived.whole && !part.file.truncated } })
    }
  })
  // Whatever became of the form, nothing of it stays here.
  const clear = async (request: FastifyRequest) => {
    for (const path of arrivals.get(request) ?? []) await rm(path, { force: true })
  }
  app.addHook('onResponse', clear)
  app.addHook('onRequestAbort', clear)
}

/** The file in a field; undefined when nobody chose one. */
export function arrivedIn(body: unknown, field: string): Arrived | undefined {
  const value = (body as Record<string, unknown> | undefined)?.[field]
  const isFile = typeof value === 'object' && value !== null && 'path' in value && 'bytes' in value
  return isFile && (value as Arrived).bytes > 0 ? (value as Arrived) : undefined
}
