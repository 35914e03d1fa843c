/** Forms that carry a picture: fields and file come together in the body, the file as bytes, whatever it calls itself. */
import multipart from '@fastify/multipart'
import type { FastifyInstance } from 'fastify'
import { largestPicture } from '../../server/media/pictures.ts'

/** Lets the routes registered beside it take such forms. Larger files arrive cut off, to be told in the form. */
export async function takePictures(app: FastifyInstance): Promise<void> {
  await app.register(multipart, {
    attachFieldsToBody: 'keyValues',
    throwFileSizeLimit: false,
    limits: { fileSize: largestPicture + 1, files: 1, fields: 60, parts: 64, fieldSize: 100_000, headerPairs: 100 }
  })
}

/** The bytes of a file field; undefined when nobody chose a file. */
export function fileIn(body: unknown, field: string): Uint8Array | undefined {
  const value = (body as Record<string, unknown> | undefined)?.[field]
  return value instanceof Uint8Array && value.length > 0 ? value : undefined
}

/** Lets the routes registered beside it take a list as a file of up to 10 MB. */
export async function takeLists(app: FastifyInstance): Promise<void> {
  await app.register(multipart, {
    attachFieldsToBody: 'keyValues',
    throwFileSizeLimit: false,
    limits: { fileSize: (10 << 20) + 1, files: 1, fields: 20, parts: 24, fieldSize: 1 << 20, headerPairs: 100 }
  })
}
