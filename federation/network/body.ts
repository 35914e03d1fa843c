/** Reads a response body to its end or its limit, whichever is first, and unpacks it under the same limit. */
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import type { Dispatcher } from 'undici'
import { NetworkRefused } from './refused.ts'

type Unpack = (packed: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>

const UNPACK: Record<string, Unpack> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress)
}

/**
 * The body after decompression. A bomb stops unpacking at `maxBytes` and is `too-large`. One coding at most: nobody
 * honest packs twice.
 */
export async function readBody(response: Dispatcher.ResponseData, maxBytes: number): Promise<Buffer> {
  const packed = await collect(response.body, maxBytes)
  const coding = String(response.headers['content-encoding'] ?? '')
    .trim()
    .toLowerCase()
  if (packed.length === 0 || coding === '' || coding === 'identity') return packed
  const unpack = Object.hasOwn(UNPACK, coding) ? UNPACK[coding] : undefined
  if (!unpack) throw new NetworkRefused('unreachable', `unknown content coding: ${coding.slice(0, 40)}`)
  try {
    return await unpack(packed, { maxOutputLength: maxBytes })
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes)
    throw error
  }
}

/** Writes the body to a new file as it comes, never more than a piece of it in memory. What is packed is not taken. */
export async function pourBody(response: Dispatcher.ResponseData, path: string, maxBytes: number): Promise<void> {
  const coding = String(response.headers['content-encoding'] ?? 'identity').trim()
  if (coding !== '' && coding !== 'identity') throw new NetworkRefused('unreachable', 'a packed file')
  if (Number(response.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)
  let size = 0
  const counted = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      size += chunk.length
      if (size > maxBytes) throw tooLarge(maxBytes)
      yield chunk
    }
  }
  try {
    await pipeline(response.body, counted, createWriteStream(path, { flags: 'wx' }))
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

async function collect(body: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  // Leaving the loop early closes the socket.
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function tooLarge(maxBytes: number): NetworkRefused {
  return new NetworkRefused('too-large', `more than ${maxBytes} bytes`)
}
