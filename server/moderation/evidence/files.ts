/** The media files that belong to evidence, as far as they are here: ours, and copies of others'. */
import type { Readable } from 'node:stream'
import type { Context } from '../../context.ts'
import { copyById } from '../../media/remote.store.ts'
import { copyId, wantedOf } from '../../media/remote.ts'
import { attachmentsIn, type Found } from './collect.ts'
import { picturesOfPosts } from './found.store.ts'

/** The most bytes of media that one bundle holds. */
const most = 200_000_000

const endings: Record<string, string> = {
  'image/webp': 'webp',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/avif': 'avif',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
  'audio/mp4': 'm4a',
  'text/vtt': 'vtt'
}

export interface EvidenceFiles {
  files: Record<string, Uint8Array>
  /** Names in the bundle by the address or the id that they had. */
  names: Map<string, string>
  /** What was attached and is not here, or was too much. */
  leftOut: string[]
}

/** Reads them. */
export async function filesOf(context: Context, { posts, kept }: Found): Promise<EvidenceFiles> {
  const db = context.store.read
  const files: Record<string, Uint8Array> = {}
  const names = new Map<string, string>()
  const leftOut: string[] = []
  let room = most
  const take = async (known: string, file: string | null, mediaType: string | null) => {
    if (names.has(known)) return
    const stream = file ? await context.media.open(file) : undefined
    const bytes = stream && (await readAll(stream, room))
    if (!bytes) {
      leftOut.push(known)
      return
    }
    room -= bytes.length
    const name = `media/${String(names.size + 1).padStart(4, '0')}.${endings[mediaType ?? ''] ?? 'bin'}`
    names.set(known, name)
    files[name] = bytes
  }
  const ids = [
    ...posts.map(({ id }) => id),
    ...kept.flatMap(({ content }) => (content.post as { id?: string })?.id ?? [])
  ]
  for (const { id, file, mediaType } of await picturesOfPosts(db, ids)) await take(id, file, mediaType)
  const contents = [...posts.map(({ copy }) => copy.content), ...kept.map(({ content }) => content)]
  for (const content of contents) {
    if ((content.post as { local?: boolean } | undefined)?.local) continue
    for (const wanted of wantedOf(attachmentsIn(content))) {
      const copy = await copyById(db, copyId(wanted))
      await take(wanted.url, copy?.file ?? null, copy?.mediaType ?? null)
    }
  }
  return { files, names, leftOut }
}

/** All bytes of a stream; undefined when there are more than `most`, or they cannot be read. */
async function readAll(stream: Readable, most: number): Promise<Uint8Array | undefined> {
  const parts: Buffer[] = []
  let size = 0
  try {
    for await (const part of stream) {
      size += (part as Buffer).length
      if (size > most) {
        stream.destroy()
        return undefined
      }
      parts.push(part as Buffer)
    }
  } catch {
    return undefined
  }
  return new Uint8Array(Buffer.concat(parts))
}
