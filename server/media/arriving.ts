/** Writes what arrives to the disk as it comes, up to a limit, so that memory stays flat however large it is. */
import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Context } from '../context.ts'
import { uploadsFolder } from './clips.ts'

/** Where it is, and how many bytes came; more than `most` ends it there, and `whole` is false. */
export interface Arrived {
  path: string
  bytes: number
  whole: boolean
}

/** Writes a stream to a file of its own among the uploads, which the caller takes away. */
export async function writeArriving(context: Context, stream: Readable, most: number): Promise<Arrived> {
  await mkdir(uploadsFolder(context), { recursive: true })
  const path = join(uploadsFolder(context), `${randomBytes(16).toString('hex')}.form`)
  let bytes = 0
  const limited = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      bytes += chunk.length
      if (bytes > most) return
      yield chunk
    }
  }
  try {
    await pipeline(stream, limited, createWriteStream(path, { flags: 'wx' }))
    return { path, bytes, whole: bytes <= most }
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}
