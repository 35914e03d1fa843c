/**
 * Pictures and clips of other servers: fetched by this server, once, when somebody looks at what was let in; checked,
 * limited and kept for a while, so that no reader's browser ever asks another server for anything.
 */
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Attachment } from '../../schema/posts.ts'
import type { Context } from '../context.ts'
import { Busy, NotFound } from '../errors.ts'
import { uploadsFolder } from './clips.ts'
import { draw, sniff } from './pictures.ts'
import { type Copy, copyById, putCopy, useCopy } from './remote.store.ts'
import { readCaptions, textOfFile, writeWebVtt } from './webvtt.ts'

/** What may be fetched, and how much of it in bytes. */
export const limitOf = {
  portrait: 8_000_000,
  emoji: 512_000,
  image: 16_000_000,
  video: 100_000_000,
  audio: 100_000_000,
  captions: 512_000
}
export type RemoteKind = keyof typeof limitOf

export interface Wanted {
  kind: RemoteKind
  url: string
}

/** The id of a copy. */
export const copyId = ({ kind, url }: Wanted): string =>
  createHash('sha256').update(`${kind} ${url}`).digest('hex').slice(0, 32)

/** Everything that belongs to the attachments of a post from elsewhere. */
export const wantedOf = (attachments: Attachment[]): Wanted[] =>
  attachments.flatMap(({ kind, url, poster, captions = [] }) =>
    kind === 'link'
      ? []
      : [
          { kind, url },
          ...(poster ? [{ kind: 'image' as const, url: poster }] : []),
          ...captions.map((track) => ({ kind: 'captions' as const, url: track.url }))
        ]
  )

/** Fetches under way here, so that many who look at once cause one. */
const underWay = new Map<string, Promise<Copy>>()
/** More at once would only slow one another; those who come then are asked to come again. */
const mostAtOnce = 12

const hour = 3_600_000

/** The copy, fetched if need be. Throws NotFound when it cannot be had, and Busy. */
export async function ensureCopy(context: Context, wanted: Wanted): Promise<Copy> {
  const id = copyId(wanted)
  const now = context.clock()
  const known = await copyById(context.store.read, id)
  if (known?.state === 'kept') {
    if (now.getTime() - known.used.getTime() > hour) await context.store.write((tx) => useCopy(tx, id, now))
    return known
  }
  if (known?.retry && known.retry > now) throw gone()
  const running = underWay.get(id)
  if (running) return running
  if (underWay.size >= mostAtOnce) throw new Busy('Many pictures are being fetched just now.', 5)
  const fetching = fetchCopy(context, id, wanted).finally(() => underWay.delete(id))
  underWay.set(id, fetching)
  return fetching
}

const gone = () => new NotFound('This cannot be had from its own server.')

/** Forgets that there is a copy whose file is gone, so that it is fetched again. */
export async function fetchAgain(context: Context, wanted: Wanted): Promise<Copy> {
  const now = context.clock()
  const row = { id: copyId(wanted), url: wanted.url, state: 'failed' as const, used: now, retry: now }
  await context.store.write((tx) => putCopy(tx, { ...row, file: null, bytes: 0 }))
  return ensureCopy(context, wanted)
}

async function fetchCopy(context: Context, id: string, wanted: Wanted): Promise<Copy> {
  const folder = uploadsFolder(context)
  await mkdir(folder, { recursive: true })
  const path = join(folder, `${randomBytes(16).toString('hex')}.remote`)
  const now = context.clock()
  try {
    // Our own address is no other server; asking ourselves would only go round in circles.
    if (wanted.url.startsWith(`${context.config.origin}/`)) throw new Error('an address of ours')
    await context.remote.fetchFile(wanted.url, path, limitOf[wanted.kind])
    const kept = await keep(context, wanted, path)
    const row = { id, url: wanted.url, state: 'kept' as const, ...kept, retry: null, used: now, created: now }
    await context.store.write((tx) => putCopy(tx, row))
    return { width: null, height: null, ...row }
  } catch (error) {
    const { status, message } = error as { status?: number; message: string }
    context.log.debug({ url: wanted.url, why: message }, 'a file from elsewhere could not be had')
    // What is gone stays so for a day; what does not answer is asked again in a quarter of an hour.
    const lasting = status === 404 || status === 410 || error instanceof WrongType
    const retry = new Date(now.getTime() + (lasting ? 24 * hour : hour / 4))
    const none = { file: null, mediaType: null, bytes: 0, width: null, height: null }
    await context.store.write((tx) => putCopy(tx, { id, url: wanted.url, state: 'failed', ...none, retry, used: now }))
    throw gone()
  } finally {
    await rm(path, { force: true })
  }
}

class WrongType extends Error {}

/** What others' emoji are made in (Mastodon). They stand still here: nothing moves that nobody asked to move. */
const emojiTypes = new Set(['png', 'gif', 'webp'])

const sizes = {
  image: { width: 1600, height: 1600, fit: 'inside' },
  portrait: { width: 400, height: 400, fit: 'cover' },
  emoji: { width: 256, height: 64, fit: 'inside' }
} as const

async function keep(context: Context, { kind }: Wanted, path: string) {
  const name = randomBytes(16).toString('hex')
  if (kind === 'image' || kind === 'portrait' || kind === 'emoji') {
    const bytes = await readFile(path)
    const type = sniff(bytes)
    if (!type || (kind === 'emoji' && !emojiTypes.has(type))) throw new WrongType('no picture')
    const { data, info } = await draw(bytes, sizes[kind], 'webp')
    await context.media.put(`${name}.webp`, data, 'image/webp')
    return { file: `${name}.webp`, mediaType: 'image/webp', width: info.width, height: info.height, bytes: data.length }
  }
  if (kind === 'captions') {
    const { cues, faults } = readCaptions(textOfFile(await readFile(path)) ?? '', Number.MAX_SAFE_INTEGER)
    if (cues.length === 0) throw new WrongType(faults[0]?.text ?? 'no captions')
    const data = Buffer.from(writeWebVtt(cues))
    await context.media.put(`${name}.vtt`, data, 'text/vtt; charset=utf-8')
    return { file: `${name}.vtt`, mediaType: 'text/vtt; charset=utf-8', bytes: data.length }
  }
  const found = playable(await headOf(path))
  if (found?.kind !== kind) throw new WrongType(`no ${kind}`)
  const { size: bytes } = await stat(path)
  const file = `${name}.${found.ending}`
  await context.media.put(file, { path }, found.mediaType)
  return { file, mediaType: found.mediaType, bytes }
}

async function headOf(path: string): Promise<string> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0)
    return buffer.toString('latin1', 0, bytesRead)
  } finally {
    await file.close()
  }
}

const forms: { head: RegExp; kind: 'video' | 'audio'; mediaType: string; ending: string }[] = [
  { head: /^[\s\S]{4}ftypM4[AB]/, kind: 'audio', mediaType: 'audio/mp4', ending: 'm4a' },
  { head: /^[\s\S]{4}ftyp(?!hei|mif|msf|avi)/, kind: 'video', mediaType: 'video/mp4', ending: 'mp4' },
  { head: /^[^\w\s]E\xdf\xa3/, kind: 'video', mediaType: 'video/webm', ending: 'webm' },
  { head: /^OggS/, kind: 'audio', mediaType: 'audio/ogg', ending: 'ogg' },
  { head: /^(ID3|\xff[\xfb\xf3\xf2\xfa])/, kind: 'audio', mediaType: 'audio/mpeg', ending: 'mp3' },
  { head: /^fLaC/, kind: 'audio', mediaType: 'audio/flac', ending: 'flac' },
  { head: /^RIFF[\s\S]{4}WAVE/, kind: 'audio', mediaType: 'audio/wav', ending: 'wav' }
]

/** What a file is by its first bytes; its name and what its server says of it count for nothing. */
const playable = (head: string) => forms.find((form) => form.head.test(head))
