/** Answers with a file: its true type, nothing that runs, and any part of it that is asked for (RFC 9110 §14). */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { NotFound } from '../../server/errors.ts'
import type { ByteRange, MediaFiles } from '../../server/media/files.ts'
import { filePolicy } from '../../server/plugins/security.ts'

export interface Served {
  /** The name in the media store. */
  file: string
  mediaType: string
  bytes: number
  /** A name for whoever saves it: letters, digits, dots and dashes. */
  name: string
  /** Changes whenever the bytes do. */
  tag: string
  cache: string
  /** Whether other sites' pages may show it. */
  everywhere: boolean
}

/** Answers GET and HEAD, with 200, 206, 304 or 416. Throws NotFound when the file is gone. */
export async function serveFile(files: MediaFiles, request: FastifyRequest, reply: FastifyReply, served: Served) {
  const etag = `"${served.tag}"`
  reply.headers({
    etag,
    'accept-ranges': 'bytes',
    'cache-control': served.cache,
    'content-disposition': `inline; filename="${served.name}"`,
    'content-security-policy': filePolicy,
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': served.everywhere ? 'cross-origin' : 'same-origin',
    ...(!served.everywhere && { vary: 'Cookie' })
  })
  const { range: asked, 'if-range': condition, 'if-none-match': known } = request.headers
  if (known !== undefined && tagsIn(known).some((tag) => tag === '*' || tag === etag)) return reply.code(304).send()
  const range = condition === undefined || condition === etag ? rangeOf(asked, served.bytes) : undefined
  if (range === 'none') return reply.code(416).header('content-range', `bytes */${served.bytes}`).send()
  reply.type(served.mediaType)
  const { start, end } = range ?? { start: 0, end: served.bytes - 1 }
  reply.header('content-length', end - start + 1)
  if (range) reply.code(206).header('content-range', `bytes ${start}-${end}/${served.bytes}`)
  if (request.method === 'HEAD') return reply.send()
  const stream = await files.open(served.file, range)
  if (!stream) {
    for (const name of ['content-length', 'content-range', 'etag', 'content-disposition']) reply.removeHeader(name)
    throw new NotFound('There is no such picture or clip.')
  }
  // The reader may go before the end: then the file is closed too.
  request.raw.once('close', () => stream.destroy())
  return reply.send(stream)
}

const tagsIn = (header: string) => header.split(',').map((tag) => tag.trim().replace(/^W\//, ''))

/**
 * The part asked for: undefined for all of it, `none` when there is no such part. Several parts at once, and what cannot
 * be read, count as if nothing were asked, as the standard allows.
 */
export function rangeOf(header: string | undefined, size: number): ByteRange | 'none' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? []
  if (first === '' && last === '') return undefined
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? 'none' : { start: size - length, end: size - 1 }
  }
  const start = Number(first)
  if (last !== '' && Number(last) < start) return undefined
  if (start >= size) return 'none'
  return { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) }
}
