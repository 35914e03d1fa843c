/** How much may be kept: by one person, and by all together. */
import type { Context } from '../context.ts'
import { Invalid } from '../errors.ts'
import { bytesKept } from './media.store.ts'

/** Bytes as people say them. */
export const inMegabytes = (bytes: number): string => `${Math.ceil(bytes / 1_000_000).toLocaleString('en-GB')} MB`

/** Throws Invalid, for the form field named, when there is no room for so many more bytes; nobody's count with all others alone. */
export async function needRoom(context: Context, owner: string | null, bytes: number, field: string): Promise<void> {
  const { quotaPerson, quotaCouncil } = context.config
  const { own, all } = await bytesKept(context.store.read, owner)
  if (owner && own + bytes > quotaPerson) {
    const text = `You keep ${inMegabytes(own)} of pictures and clips, and ${inMegabytes(quotaPerson)} is the most. Take one away first`
    throw new Invalid([{ field, text }])
  }
  if (all + bytes > quotaCouncil) {
    context.log.warn({ all, quotaCouncil }, 'the media quota is used up')
    throw new Invalid([{ field, text: 'There is no room left for pictures and clips here. Ask an admin to make some' }])
  }
}
