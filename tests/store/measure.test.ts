/** Clips are measured by what they play, and what is no clip through and through is refused in words. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { inWords, measureClip } from '../../server/media/measure.ts'
import { clipBytes } from '../help/clips.ts'

const folder = mkdtempSync(join(tmpdir(), 'folkmoot-measure-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let n = 0
/** Measures bytes; gives what came of it and the packed file. */
async function measure(bytes: Uint8Array) {
  const [from, to] = [join(folder, `${++n}.from`), join(folder, `${n}.to`)]
  writeFileSync(from, bytes)
  return { clip: await measureClip(from, to), packed: () => readFileSync(to), to }
}
const refusal = async (bytes: Uint8Array) => {
  const told = await measure(bytes).then(
    ({ clip }) => `taken: ${clip.milliseconds}`,
    (error: Error) => error.message
  )
  await expect(stat(join(folder, `${n}.to`))).rejects.toThrow()
  return told
}

describe('a clip', () => {
  test.each(['mp4', 'mov', 'webm', 'fragmented'] as const)('in %s is measured and packed anew', async (form) => {
    const { clip, packed } = await measure(await clipBytes({ form, seconds: 12, sound: true }))
    expect(clip).toMatchObject({
      milliseconds: 12_000,
      width: 320,
      height: 240,
      kind: form === 'webm' ? 'webm' : 'mp4'
    })
    expect(clip.videoCodec).toBe(form === 'webm' ? 'vp8' : 'avc')
    expect(clip.audioCodec).toBe('opus')
    // What was packed is a clip of the same length, with its description before its pictures.
    const again = await measure(packed())
    expect(again.clip).toEqual(clip)
    if (form !== 'webm') expect(packed().indexOf('moov')).toBeLessThan(packed().indexOf('mdat'))
  })

  test('of three minutes is taken, and of a second more is refused with how much to cut', async () => {
    expect((await measure(await clipBytes({ seconds: 180 }))).clip.milliseconds).toBe(180_000)
    const told = 'It is 3 minutes 1 second long, and three minutes is the most. Cut 1 second or more'
    for (const form of ['mp4', 'mov', 'webm', 'fragmented'] as const)
      expect(await refusal(await clipBytes({ form, seconds: 181 })), form).toBe(told)
  })

  test('whose header lies about its length is found out', async () => {
    const bytes = await clipBytes({ seconds: 200 })
    // mvhd, tkhd and mdhd: every place where a length is merely stated.
    const lie = (box: string, at: number) => {
      for (let from = bytes.indexOf(box); from >= 0; from = bytes.indexOf(box, from + 4)) {
        expect(bytes[from + 4]).toBeLessThanOrEqual(1)
        const long = bytes[from + 4] === 1
        if (long) bytes.writeBigUInt64BE(1000n, from + 4 + at + 12)
        else bytes.writeUInt32BE(1000, from + 4 + at)
      }
    }
    lie('mvhd', 16)
    lie('mdhd', 16)
    lie('tkhd', 20)
    expect(await refusal(bytes)).toBe(
      'It is 3 minutes 20 seconds long, and three minutes is the most. Cut 20 seconds or more'
    )
    const webm = await clipBytes({ form: 'webm', seconds: 200 })
    // Duration in the segment's information: 0x4489, eight bytes long.
    const at = webm.indexOf(Buffer.from([0x44, 0x89, 0x88]))
    expect(at).toBeGreaterThan(0)
    webm.writeDoubleBE(5_000, at + 3)
    expect(await refusal(webm)).toContain('Cut 20 seconds or more')
  })

  test('keeps nothing of what was noted in it', async () => {
    const bytes = await clipBytes({ form: 'mov', tags: { comment: 'at 51.28,-0.75 by Nia' } })
    expect(bytes.toString('latin1')).toContain('by Nia')
    const { packed } = await measure(bytes)
    expect(packed().toString('latin1')).not.toContain('by Nia')
  })
})

describe('is refused', () => {
  const page = '<!doctype html><script>alert(1)</script>'
  const zip = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(200)])

  test('an empty file', async () => expect(await refusal(Buffer.alloc(0))).toBe('The file is empty. Choose a clip'))

  test.each([
    ['a page named .mp4', page, 'a web page'],
    ['a picture', '\x89PNG\r\n\x1a\n', 'a picture'],
    ['an archive', zip.toString('latin1'), 'an archive'],
    ['a song', 'ID3\x04song', 'a recording without pictures'],
    ['noise', 'zzzzzzzzzzzzzzz', 'no clip that can be read']
  ])('%s, by what it is', async (_, text, what) => {
    expect(await refusal(Buffer.from(text, 'latin1'))).toBe(`This is ${what}. Choose a clip in MP4, WebM or MOV`)
  })

  test.each(['mp4', 'mov', 'webm', 'fragmented'] as const)('%s cut off anywhere', async (form) => {
    const whole = await clipBytes({ form, seconds: 4 })
    for (const share of [0.05, 0.3, 0.6, 0.9, 0.999]) {
      const told = await refusal(whole.subarray(0, Math.floor(whole.length * share)))
      expect(told, `${form} ${share}`).toMatch(/ends too early|cannot be read|something else/)
    }
  })

  test('something before or behind a clip, or in its place', async () => {
    const mixed = 'The file holds something else besides a clip. Export it again from the program it was made with'
    for (const form of ['mp4', 'webm'] as const) {
      const clip = await clipBytes({ form })
      expect(await refusal(Buffer.concat([clip, Buffer.from(page)])), form).toBe(mixed)
      expect(await refusal(Buffer.concat([clip, zip])), form).toBe(mixed)
      expect(await refusal(Buffer.concat([Buffer.from(page), clip]))).toContain('a web page')
      expect(await refusal(Buffer.concat([zip, clip]))).toContain('an archive')
    }
  })

  test('a clip that a script could be read from: its packed form holds none', async () => {
    const clip = await clipBytes()
    const free = Buffer.concat([Buffer.alloc(4), Buffer.from('free'), Buffer.from(page)])
    free.writeUInt32BE(free.length, 0)
    const { packed } = await measure(Buffer.concat([clip, free]))
    expect(packed().toString('latin1')).not.toContain('script')
  })

  test('a box that claims to be larger than the world, or a description without end', async () => {
    const clip = await clipBytes()
    const at = clip.indexOf('mdat') - 4
    const huge = Buffer.from(clip)
    huge.writeUInt32BE(0xfffffff0, at)
    expect(await refusal(huge)).toContain('ends too early')
    const moov = Buffer.alloc(17 * 1024 * 1024 + 8)
    moov.writeUInt32BE(moov.length, 0)
    moov.write('moov', 4)
    expect(await refusal(Buffer.concat([clip.subarray(0, clip.readUInt32BE(0)), moov]))).toContain('something else')
  })

  test('what is damaged at random, without a crash', async () => {
    const whole = await clipBytes({ seconds: 3, sound: true })
    const moov = whole.indexOf('moov')
    for (let turn = 0; turn < 6; turn++) {
      const broken = Buffer.from(whole)
      for (let k = 0; k < 6; k++) {
        const at = moov + ((turn * 7919 + k * 104_729) % (whole.length - moov))
        broken[at] = (broken[at]! + 1 + turn * 31 + k) & 255
      }
      const told = await measure(broken).then(
        ({ clip }) => clip.milliseconds,
        (error: Error) => error.message
      )
      // Either it is still a clip, or it is refused in a sentence.
      expect(typeof told === 'number' || /[A-Z].{20,}/.test(told), String(told)).toBe(true)
    }
  })
})

test('lengths are said as people say them', () => {
  expect([1, 60, 61, 134, 3600].map(inWords)).toEqual([
    '1 second',
    '1 minute',
    '1 minute 1 second',
    '2 minutes 14 seconds',
    '60 minutes'
  ])
})
