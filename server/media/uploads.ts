/** Clips sent in parts, so that a broken connection costs one part and not all (tus 1.0): begun, carried on, asked about, ended. */
import { createWriteStream } from 'node:fs'
import { mkdir, rm, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Context } from '../context.ts'
import { Conflict, Invalid, NotFound, Problem } from '../errors.ts'
import type { WholePost } from '../posts/posts.store.ts'
import { isDuplicate } from '../store/errors.ts'
import { plainLine } from '../text/sanitise.ts'
import { keepClip, needClipRoom, uploadsFolder } from './clips.ts'
import { clipOf } from './media.store.ts'
import { addUpload, dropUpload, ownUpload, touchUpload, type Upload, uploadTo } from './uploads.store.ts'

/** Where a clip is sent to. */
export interface Destination {
  /** The id of the story, or of the nomination. */
  id: string
  /** The actor in whose room it is kept; null for a nominee, who has no account. */
  owner: string | null
  /** Whether the clip that is there came of this upload. */
  holds(upload: string): Promise<boolean>
  /** Measures and keeps what has come. */
  keep(arrived: { path: string; alt: string; upload: string }): Promise<void>
}

/** A story as where a clip is sent to. */
export const toStory = (context: Context, story: WholePost): Destination => ({
  id: story.post.id,
  owner: story.post.author,
  holds: async (upload) => (await clipOf(context.store.read, story.post.id))?.upload === upload,
  keep: (arrived) => keepClip(context, story, arrived)
})

/** An upload of which nothing came for so long may be replaced by another, in milliseconds. */
const idle = 60_000

/** Parts that are arriving now, in this process: two at once would only spoil one another. */
const arriving = new Set<string>()

const pathOf = (context: Context, id: string) => join(uploadsFolder(context), `${id}.part`)

/** The upload under way to a story or nomination, by the id of that, and how much of it is here; undefined when there is none. */
export async function uploadUnderWay(context: Context, to: string) {
  const upload = await uploadTo(context.store.read, to)
  return upload && { ...upload, received: await sizeOf(context, upload.id) }
}

async function sizeOf(context: Context, id: string): Promise<number> {
  return (await stat(pathOf(context, id)).catch(() => undefined))?.size ?? 0
}

/** Begins one of `bytes` bytes. Throws Invalid, and Conflict while another to the same place is arriving. */
export async function beginUpload(
  context: Context,
  to: Destination,
  { bytes, name }: { bytes: number; name: string }
): Promise<Upload> {
  if (!Number.isSafeInteger(bytes) || bytes <= 0) throw new Invalid([{ field: 'clip', text: 'Choose a clip' }])
  await needClipRoom(context, to.owner, bytes)
  const before = await uploadTo(context.store.read, to.id)
  const now = context.clock()
  if (before && (arriving.has(before.id) || now.getTime() - before.touched.getTime() < idle)) throw running()
  if (before) await endUpload(context, before)
  await mkdir(uploadsFolder(context), { recursive: true })
  const row = { ...rowOf(to), bytes, name: plainLine(name, 200), touched: now, created: now }
  try {
    return await context.store.write((tx) => addUpload(tx, row))
  } catch (error) {
    throw isDuplicate(error) ? running() : error
  }
}

/** What nobody has an account for belongs to its place. */
const rowOf = ({ id, owner }: Destination) => ({ owner: owner ?? id, post: id })

const running = () =>
  new Conflict(
    'A clip is on its way to this story already. Wait until it is here, or stop it on the page where you began it.'
  )

/** One's own upload. Throws NotFound. */
export async function findUpload(context: Context, to: Destination, id: string): Promise<Upload> {
  const upload = await ownUpload(context.store.read, { id, ...rowOf(to) })
  if (!upload) throw new NotFound('This upload was stopped, or has run out. Begin again.')
  return upload
}

/** How many bytes of it are here. */
export const receivedOf = (context: Context, upload: Upload): Promise<number> => sizeOf(context, upload.id)

/**
 * Takes the next part, written to the disk as it comes; gives how much is here then. What came before a connection broke
 * is kept. Throws Conflict when it does not begin where the last one ended, and 413 when it is more than was said.
 */
export async function carryOn(context: Context, upload: Upload, offset: number, part: Readable): Promise<number> {
  if (arriving.has(upload.id)) throw new Problem(423, 'Another part of this clip is arriving just now.', 2)
  arriving.add(upload.id)
  const path = pathOf(context, upload.id)
  try {
    const here = await sizeOf(context, upload.id)
    if (offset !== here) throw new Conflict(`${here} bytes are here already. Go on from there.`)
    const most = upload.bytes - here
    let size = 0
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, next) {
        size += chunk.length
        next(size > most ? new TooMuch() : null, chunk)
      }
    })
    try {
      await pipeline(part, counted, createWriteStream(path, { flags: 'a' }))
    } catch (error) {
      if (error instanceof TooMuch) {
        await truncate(path, here).catch(() => {})
        throw new Problem(413, 'This is more than was said. Begin again.')
      }
      // The connection broke: what is here can be gone on from.
      if ((error as { code?: string }).code !== 'ERR_STREAM_PREMATURE_CLOSE' && !part.errored) throw error
    }
    await context.store.write((tx) => touchUpload(tx, upload.id, context.clock()))
    return await sizeOf(context, upload.id)
  } finally {
    arriving.delete(upload.id)
  }
}

class TooMuch extends Error {}

/** Measures and keeps what has come whole. Throws Conflict when parts are missing, and Invalid. Repeating it does nothing. */
export async function finishUpload(context: Context, to: Destination, id: string, alt: string): Promise<void> {
  if (await to.holds(id)) return
  const upload = await findUpload(context, to, id)
  const here = await receivedOf(context, upload)
  if (here !== upload.bytes) throw new Conflict(`${here} of ${upload.bytes} bytes are here. Send the rest first.`)
  if (arriving.has(id)) throw new Problem(423, 'This clip is being measured just now.', 5)
  arriving.add(id)
  try {
    await to.keep({ path: pathOf(context, id), alt, upload: id })
  } finally {
    arriving.delete(id)
    await context.store.write((tx) => dropUpload(tx, id))
  }
}

/** Ends an upload and takes away what came of it. */
export async function endUpload(context: Context, upload: Pick<Upload, 'id'>): Promise<void> {
  await context.store.write((tx) => dropUpload(tx, upload.id))
  await rm(pathOf(context, upload.id), { force: true })
}
