/** What ffmpeg does for a clip after it was kept, where there is ffmpeg: a still picture, and a form that every browser plays. */
import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { newKey } from '../../schema/columns.ts'
import type { Context } from '../context.ts'
import type { Handler } from '../jobs/worker.ts'
import { anyPost } from '../posts/posts.store.ts'
import { attach } from './attached.ts'
import { setPoster, uploadsFolder } from './clips.ts'
import { encode, ffmpegVersion, takeStill } from './ffmpeg.ts'
import { measureClip } from './measure.ts'
import { addPicture, changeClip, clipOf, type Picture, pictureById } from './media.store.ts'
import { retire } from './retire.ts'

/** What not every browser plays. */
const awkward = new Set(['hevc', 'av1', 'flac'])

/** The handler of `media` jobs. Without ffmpeg there is nothing to do. */
export const encodeClip: Handler = async (context, job) => {
  const story = await anyPost(context.store.read, { id: String(job.body.post) })
  const clip = story && (await clipOf(context.store.read, story.post.id))
  const file = clip && (await pictureById(context.store.read, clip.media))
  if (!story || !clip || !file || !(await ffmpegVersion(context))) return
  await onDisk(context, file, async (from, to) => {
    if (!clip.poster) {
      await takeStill(context, from, Math.min(1, clip.milliseconds / 2000), to)
      await setPoster(context, story, await readFile(to))
    }
    if (!awkward.has(clip.videoCodec) && !awkward.has(clip.audioCodec ?? '')) return
    await encode(context, from, `${to}.mp4`)
    const packed = `${to}.packed`
    const measured = await measureClip(`${to}.mp4`, packed)
    const name = `${randomBytes(16).toString('hex')}.mp4`
    const { size: bytes } = await stat(packed)
    await context.media.put(name, { path: packed }, 'video/mp4')
    const { width, height, milliseconds, videoCodec, audioCodec } = measured
    const now = context.clock()
    const { alt, owner, post } = file
    const row = {
      id: newKey(now.getTime()),
      file: name,
      mediaType: 'video/mp4',
      width,
      height,
      bytes,
      alt,
      owner,
      post
    }
    const old = await context.store.write(async (tx) => {
      await addPicture(tx, row)
      // In the meantime it may have been taken away, or another put in its place.
      const present = await clipOf(tx, story.post.id)
      if (present?.media !== file.id) return row.id
      await changeClip(tx, story.post.id, { media: row.id, milliseconds, videoCodec, audioCodec })
      await attach(context, tx, (await anyPost(tx, { id: story.post.id }))!)
      return file.id
    })
    await retire(context, [old])
  })
}

/** Runs `work` with a copy of the clip on this machine's disk, and a place beside it for what comes of it. */
async function onDisk(context: Context, file: Picture, work: (from: string, to: string) => Promise<void>) {
  const folder = uploadsFolder(context)
  await mkdir(folder, { recursive: true })
  const base = join(folder, randomBytes(16).toString('hex'))
  try {
    const stream = await context.media.open(file.file)
    if (!stream) return
    await pipeline(stream, createWriteStream(`${base}.from`, { flags: 'wx' }))
    await work(`${base}.from`, `${base}.to`)
  } finally {
    for (const ending of ['from', 'to', 'to.mp4', 'to.packed']) await rm(`${base}.${ending}`, { force: true })
  }
}
