/** Pictures that people send: nothing of the file they sent is kept, only what it shows, drawn anew by us. */
import { randomBytes } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { FitEnum } from 'sharp'
import type { Context } from '../context.ts'
import { Invalid, NotFound } from '../errors.ts'
import { plainLine } from '../text/sanitise.ts'
import { addPicture, type Picture, pictureById } from './media.store.ts'
import { needRoom } from './quota.ts'
import { retire } from './retire.ts'

export type { Picture } from './media.store.ts'

/** The largest file taken, in bytes. */
export const largestPicture = 8 * 1024 * 1024
/** The most pixels drawn, so that a small file cannot unfold to fill the memory. */
const mostPixels = 33_000_000

export interface PictureInput {
  /** What it shows, for those who do not see it. */
  alt: string
  /** The actor it belongs to; null for a nominee's. */
  owner: string | null
  /** The most it may measure, in pixels; it is never made larger. */
  width: number
  height: number
  fit: keyof FitEnum
  /** PNG for what must stay sharp, such as a logo; WebP otherwise. */
  form?: 'png' | 'webp'
  /** The form field that faults are told for. */
  field?: string
  /** The post, or the nomination, that it is part of. */
  post?: string
  nomination?: string
}

/** Keeps a picture. Throws Invalid, in words for the person who chose the file. */
export async function keepPicture(context: Context, bytes: Uint8Array, input: PictureInput): Promise<Picture> {
  const { alt, owner, field = 'picture', form = 'webp', post = null, nomination = null } = input
  const fault = (text: string) => new Invalid([{ field, text }])
  if (bytes.length === 0) throw fault('Choose a picture')
  if (bytes.length > largestPicture) throw fault('Choose a picture of 8 MB or less')
  // By what it begins with, never by its name: the decoders of other types are not even asked.
  if (!sniff(bytes)) throw fault('Choose a picture in PNG, JPEG, WebP, GIF or AVIF')
  await needRoom(context, owner, 0, field)
  const drawn = await draw(bytes, input, form).catch((error: Error) => {
    if (/exceeds pixel limit/i.test(error.message))
      throw fault('Choose a smaller picture: this one has more than 33 million pixels')
    context.log.info({ err: error }, 'a picture could not be read')
    throw fault('This file cannot be read as a picture. Save it again, or choose another')
  })
  const file = `${randomBytes(16).toString('hex')}.${form}`
  await context.media.put(file, drawn.data, `image/${form}`)
  const { width, height, size } = drawn.info
  const part = { owner, post, nomination }
  const row = { file, mediaType: `image/${form}`, width, height, bytes: size, alt: plainLine(alt, 1_500), ...part }
  try {
    return await context.store.write((tx) => addPicture(tx, { ...row, created: context.clock() }))
  } catch (error) {
    await context.media.remove(file)
    throw error
  }
}

/** What a picture shows, drawn anew; sharp leaves out all metadata, place and serial number among them. */
export async function draw(
  bytes: Uint8Array,
  { width, height, fit }: Pick<PictureInput, 'width' | 'height' | 'fit'>,
  form: 'png' | 'webp'
) {
  // Only now: most servers start and run for days without needing it.
  const { default: sharp } = await import('sharp')
  const picture = sharp(bytes, { limitInputPixels: mostPixels, failOn: 'error', pages: 1 })
    .timeout({ seconds: 20 })
    // As the camera was held.
    .autoOrient()
    .resize({ width, height, fit, withoutEnlargement: true })
  const encoded = form === 'png' ? picture.png({ compressionLevel: 9 }) : picture.webp({ quality: 84 })
  return encoded.toBuffer({ resolveWithObject: true })
}

/** The type of a picture by its first bytes; undefined for everything else, SVG among it. */
export function sniff(bytes: Uint8Array): 'png' | 'jpeg' | 'gif' | 'webp' | 'avif' | undefined {
  const head = Buffer.from(bytes.subarray(0, 32)).toString('latin1')
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg'
  if (/^GIF8[79]a/.test(head)) return 'gif'
  if (/^RIFF[\s\S]{4}WEBP/.test(head)) return 'webp'
  return /^[\s\S]{4}ftyp[\s\S]{0,20}avif/.test(head) ? 'avif' : undefined
}

/** A picture with its bytes, for serving. Throws NotFound. */
export async function openPicture(context: Context, id: string): Promise<{ picture: Picture; stream: Readable }> {
  const picture = /^[0-9a-f]{32}$/.test(id) ? await pictureById(context.store.read, id) : undefined
  const stream = picture && (await context.media.open(picture.file))
  if (!picture || !stream) throw new NotFound('There is no such picture.')
  return { picture, stream }
}

/** Takes a picture away. Repeating it does nothing. */
export async function removePicture(context: Context, id: string): Promise<void> {
  await retire(context, [id])
}
