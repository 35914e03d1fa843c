/** Pictures: what is kept is what they show, and nothing else of the file. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Invalid, NotFound } from '../../server/errors.ts'
import { keepPicture, openPicture, removePicture } from '../../server/media/pictures.ts'
import { makeTestContext, type TestContext } from '../help/context.ts'

let context: TestContext
beforeAll(async () => {
  context = await makeTestContext()
})
afterAll(() => context.close())

const input = { alt: 'Nia', owner: 'nia', width: 400, height: 400, fit: 'cover' } as const
const red = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#ff0000' }, limitInputPixels: false })
const read = async (id: string) => buffer((await openPicture(context, id)).stream)
const files = () => readdirSync(join(context.config.dataDir, 'media'))

test('is drawn anew, to size, without what the camera wrote', async () => {
  const photo = await red(1200, 800)
    .withExif({ IFD0: { Artist: 'Nia at home' }, IFD3: { GPSLatitude: '51/1 28/1 0/1' } })
    .jpeg()
    .toBuffer()
  expect(photo.toString('latin1')).toContain('Nia at home')
  const picture = await keepPicture(context, photo, input)
  expect(picture).toMatchObject({ mediaType: 'image/webp', width: 400, height: 400, alt: 'Nia', owner: 'nia' })
  expect(picture.file).toMatch(/^[0-9a-f]{32}\.webp$/)
  const kept = await read(picture.id)
  expect(kept.length).toBe(picture.bytes)
  expect(await sharp(kept).metadata()).not.toHaveProperty('exif')
  expect(kept.toString('latin1')).not.toContain('Nia at home')
})

test('is turned as the camera was held, and never made larger', async () => {
  const photo = await red(60, 30).withMetadata({ orientation: 6 }).jpeg().toBuffer()
  expect(await keepPicture(context, photo, { ...input, fit: 'inside' })).toMatchObject({ width: 30, height: 60 })
})

test('takes each of the five types, and a logo becomes PNG', async () => {
  for (const form of ['png', 'jpeg', 'webp', 'gif', 'avif'] as const) {
    const bytes = await red(20, 20).toFormat(form).toBuffer()
    expect((await keepPicture(context, bytes, { ...input, form: 'png' })).mediaType, form).toBe('image/png')
  }
})

test('what hides behind a picture is gone', async () => {
  const gif = Buffer.concat([await red(8, 8).gif().toBuffer(), Buffer.from('<script>alert(1)</script>')])
  const picture = await keepPicture(context, gif, input)
  expect((await read(picture.id)).toString('latin1')).not.toContain('script')
})

const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
const wrong: Record<string, string | Uint8Array> = {
  nothing: '',
  'a page named .png': '<!doctype html><script>alert(1)</script>',
  'an SVG': svg,
  'an SVG after a byte order mark': `\ufeff<?xml version="1.0"?>${svg}`,
  ActivityPub: '{"@context":"https://www.w3.org/ns/activitystreams","type":"Person"}',
  'a PNG in name only': `\x89PNG\r\n\x1a\n${'x'.repeat(500)}`,
  'a PDF': '%PDF-1.7\n',
  'a large file': new Uint8Array(8 * 1024 * 1024 + 1)
}
for (const [name, content] of Object.entries(wrong)) {
  test(`${name} is refused`, async () => {
    const before = files().length
    const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content
    await expect(keepPicture(context, bytes, { ...input, field: 'avatar' })).rejects.toMatchObject({
      faults: [{ field: 'avatar' }]
    })
    expect(files()).toHaveLength(before)
  })
}

test('half a picture is refused', async () => {
  const whole = await sharp(Buffer.from(Array.from({ length: 300 * 300 * 3 }, (_, n) => (n * 7919) % 251)), {
    raw: { width: 300, height: 300, channels: 3 }
  })
    .png()
    .toBuffer()
  await expect(keepPicture(context, whole.subarray(0, whole.length / 2), input)).rejects.toThrow(Invalid)
})

test('a small file that unfolds to a hundred million pixels is refused before it is unfolded', async () => {
  const bomb = await red(10_000, 10_000).png({ compressionLevel: 9 }).toBuffer()
  expect(bomb.length).toBeLessThan(1_000_000)
  await expect(keepPicture(context, bomb, input)).rejects.toThrow('33 million')
})

test('is gone when taken away; nothing else is ever served', async () => {
  const { id, file } = await keepPicture(context, await red(9, 9).png().toBuffer(), input)
  await removePicture(context, id)
  await removePicture(context, id)
  expect(files()).not.toContain(file)
  for (const wrong of [id, '', '..', '../folkmoot.db', '%2e%2e', 'x'.repeat(32)])
    await expect(openPicture(context, wrong)).rejects.toThrow(NotFound)
})
