/** Calls whose body is a file: which pictures are taken, and their bytes as far as they are wanted. */
import { Readable } from 'node:stream'
import { largestPicture } from '../../server/media/pictures.ts'

/** The types of pictures that are taken. */
export const pictureTypes = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif']

/** The body of a call that carries a file; without one it is empty. */
export const sentFile = (body: unknown): Readable => (body instanceof Readable ? body : Readable.from([]))

/** No more than the largest picture and a byte, which then is refused. */
export async function sentBytes(body: unknown): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of sentFile(body)) {
    chunks.push(chunk)
    size += chunk.length
    if (size > largestPicture) break
  }
  return Buffer.concat(chunks)
}
