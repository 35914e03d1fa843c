/** The clip of a story (S2): at most three minutes, measured here, and shown to nobody else before it has captions. */
import { randomBytes } from 'node:crypto'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { newKey } from '../../schema/columns.ts'
import type { Context } from '../context.ts'
import { type Fault, Invalid } from '../errors.ts'
import { addJob } from '../jobs/jobs.store.ts'
import type { WholePost } from '../posts/posts.store.ts'
import type { Writer } from '../store/store.ts'
import { plainLine } from '../text/sanitise.ts'
import { attach } from './attached.ts'
import { NoClip } from './containers.ts'
import { measureClip } from './measure.ts'
import {
  addPicture,
  type ClipRow,
  captionsOf,
  changeClip,
  clipOf,
  describePicture,
  dropClip,
  holdStory,
  type Picture,
  pictureById,
  putClip
} from './media.store.ts'
import { keepPicture } from './pictures.ts'
import { needRoom } from './quota.ts'
import { removeFiles, retire } from './retire.ts'

/** Where clips are while they arrive and are measured. */
export const uploadsFolder = (context: Pick<Context, 'config'>): string => join(context.config.dataDir, 'uploads')

/** The most characters of what is said about a clip or a picture. */
export const longestAlt = 1_500

/** Throws Invalid when a file of so many bytes is too large, or there is no room for it; `owner` is null for a nominee's. */
export async function needClipRoom(context: Context, owner: string | null, bytes: number): Promise<void> {
  const { largestClip } = context.config
  if (bytes > largestClip) throw new Invalid([{ field: 'clip', text: tooLarge(context) }])
  await needRoom(context, owner, bytes, 'clip')
}

/** What is said of a file that is too large. */
export const tooLarge = ({ config }: Pick<Context, 'config'>): string =>
  `Choose a clip of ${Math.floor(config.largestClip / 1_000_000)} MB or less. Phones can save a smaller one`

/** A file that came as a clip, and whose it will be. */
export interface ClipFile {
  path: string
  alt: string
  /** The actor in whose room it is kept; null for a nominee, who has no account. */
  owner: string | null
  /** What it is part of. */
  of: { post: string } | { nomination: string }
}

/** What was measured of a clip. */
export type Measured = Pick<ClipRow, 'milliseconds' | 'videoCodec' | 'audioCodec'>

/**
 * Keeps the clip at a path, which is measured, packed anew, and taken away from there. `put` says in the same transaction
 * where it belongs, and gives the files that nothing shows any more then. Throws Invalid.
 */
export async function keepMeasured(
  context: Context,
  { path, alt, owner, of }: ClipFile,
  put: (tx: Writer, file: Picture, measured: Measured) => Promise<(string | null | undefined)[]>
): Promise<void> {
  const packed = join(uploadsFolder(context), `${randomBytes(16).toString('hex')}.packed`)
  try {
    await needClipRoom(context, owner, (await stat(path)).size)
    const clip = await measureClip(path, packed).catch((error) => {
      if (error instanceof NoClip) throw new Invalid([{ field: 'clip', text: error.message }])
      throw error
    })
    const file = `${randomBytes(16).toString('hex')}.${clip.kind}`
    const mediaType = `video/${clip.kind}`
    const { size: bytes } = await stat(packed)
    await context.media.put(file, { path: packed }, mediaType)
    const { width, height, milliseconds, videoCodec, audioCodec } = clip
    const now = context.clock()
    const row = { id: newKey(now.getTime()), file, mediaType, width, height, bytes, owner, ...of, created: now }
    const gone = await context.store
      .write(async (tx) => {
        const kept = await addPicture(tx, { ...row, alt: plainLine(alt, longestAlt) })
        return put(tx, kept, { milliseconds, videoCodec, audioCodec })
      })
      .catch(async (error) => {
        await removeFiles(context, [file])
        throw error
      })
    await retire(context, gone)
  } finally {
    await rm(packed, { force: true })
    await rm(path, { force: true })
  }
}

/**
 * Gives a story the clip at a path, which is measured, packed anew, and taken away from there. Captions and poster of the
 * clip before go with it. The caller has made sure that the story may be changed. Throws Invalid.
 */
export async function keepClip(
  context: Context,
  story: WholePost,
  { path, alt, upload = null }: { path: string; alt: string; upload?: string | null }
): Promise<void> {
  const { id: post } = story.post
  await keepMeasured(context, { path, alt, owner: story.author.id, of: { post } }, async (tx, file, measured) => {
    await holdStory(tx, post)
    const before = await clipOf(tx, post)
    await putClip(tx, { post, media: file.id, ...measured, upload, created: file.created })
    await encodeLater(context, tx, post)
    await attach(context, tx, story)
    return [before?.media, before?.poster]
  })
}

/** Where there is ffmpeg, it makes the best of a story's clip; see encode.ts. */
export const encodeLater = (context: Context, tx: Writer, post: string) =>
  addJob(context, tx, { queue: 'media', lane: post, body: { post } })

/** Takes the clip from a story. Repeating it does nothing. */
export async function removeClip(context: Context, story: WholePost): Promise<void> {
  const clip = await context.store.write(async (tx) => {
    await holdStory(tx, story.post.id)
    const clip = await clipOf(tx, story.post.id)
    if (!clip) return undefined
    await dropClip(tx, story.post.id)
    await attach(context, tx, story)
    return clip
  })
  await retire(context, [clip?.media, clip?.poster])
}

/** Says what the clip shows, for those who do not see it. Throws Invalid. */
export async function describeClip(context: Context, story: WholePost, alt: string): Promise<void> {
  const clip = await clipOf(context.store.read, story.post.id)
  if (!clip) return
  if (alt.trim() === '') throw new Invalid([{ field: 'alt', text: 'Say in a sentence what the clip shows' }])
  await context.store.write(async (tx) => {
    await describePicture(tx, clip.media, plainLine(alt, longestAlt))
    await attach(context, tx, story)
  })
}

/** Gives the clip a still picture. Throws Invalid. */
export async function setPoster(context: Context, story: WholePost, bytes: Uint8Array): Promise<void> {
  const { id: post, author: owner } = story.post
  const size = { width: 1280, height: 1280, fit: 'inside' } as const
  const picture = await keepPicture(context, bytes, { ...size, owner, post, alt: '', field: 'poster' })
  const before = await context.store.write(async (tx) => {
    await holdStory(tx, post)
    const clip = await clipOf(tx, post)
    // In the meantime the clip was taken away.
    if (!clip) return picture.id
    await changeClip(tx, post, { poster: picture.id })
    await attach(context, tx, story)
    return clip.poster
  })
  await retire(context, [before])
}

/** What keeps a story from being published as far as its clip is concerned: nothing, or one fault. */
export async function mayPublish(context: Context, post: string): Promise<Fault[]> {
  const db = context.store.read
  const clip = await clipOf(db, post)
  if (!clip || (await captionsOf(db, post)).length > 0) return []
  const text = 'Add captions to the clip, or take it away: a clip without captions is not published'
  return [{ field: 'clip', text, href: `/stories/${post}/clip/captions` }]
}

/** A story's clip with its file, its captions, and whether others may see it. */
export async function readClip(context: Context, post: string) {
  const db = context.store.read
  const clip = await clipOf(db, post)
  const file = clip && (await pictureById(db, clip.media))
  if (!clip || !file) return undefined
  const captions = await captionsOf(db, post)
  return { clip, file, captions, shown: captions.length > 0 }
}
