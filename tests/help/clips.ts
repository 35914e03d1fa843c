/** Makes real clips for tests: containers as a muxer writes them, around pictures that nobody decodes. */
import { randomBytes } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  FilePathTarget,
  MovOutputFormat,
  Mp4OutputFormat,
  Output,
  type OutputFormat,
  WebMOutputFormat
} from 'mediabunny'

export interface ClipAsked {
  form?: 'mp4' | 'mov' | 'webm' | 'fragmented'
  seconds?: number
  /** Bytes of one picture; there are five a second. */
  picture?: number
  sound?: boolean
  tags?: Record<string, string>
}

const formats: Record<NonNullable<ClipAsked['form']>, () => OutputFormat> = {
  mp4: () => new Mp4OutputFormat({ fastStart: false }),
  mov: () => new MovOutputFormat({ fastStart: false }),
  webm: () => new WebMOutputFormat(),
  fragmented: () => new Mp4OutputFormat({ fastStart: 'fragmented' })
}

/** What an MP4 tells of H.264 pictures of 320 by 240 in the baseline profile. */
const avc = Buffer.concat([
  Buffer.from([1, 0x42, 0xc0, 0x0d, 0xff, 0xe1, 0x00, 0x0c]),
  Buffer.from('6742c00ddb05078464000000', 'hex'),
  Buffer.from([1, 0x00, 0x04, 0x68, 0xce, 0x3c, 0x80])
])

/** Writes one at a path. */
export async function writeClip(path: string, asked: ClipAsked = {}): Promise<void> {
  const { form = 'mp4', seconds = 2, picture = 400, sound = false, tags } = asked
  const webm = form === 'webm'
  const output = new Output({ format: formats[form](), target: new FilePathTarget(path) })
  const video = new EncodedVideoPacketSource(webm ? 'vp8' : 'avc')
  output.addVideoTrack(video)
  const audio = new EncodedAudioPacketSource('opus')
  if (sound) output.addAudioTrack(audio)
  if (tags) output.setMetadataTags(tags)
  await output.start()
  const decoderConfig = webm
    ? { codec: 'vp8', codedWidth: 320, codedHeight: 240 }
    : { codec: 'avc1.42c00d', codedWidth: 320, codedHeight: 240, description: avc }
  for (let n = 0; n < Math.round(seconds * 5); n++) {
    const data = new Uint8Array(picture).fill(n & 255)
    await video.add(new EncodedPacket(data, n % 25 === 0 ? 'key' : 'delta', n / 5, 0.2, n), { decoderConfig })
    if (sound)
      await audio.add(new EncodedPacket(new Uint8Array(40), 'key', n / 5, 0.2, n), {
        decoderConfig: { codec: 'opus', numberOfChannels: 1, sampleRate: 48_000 }
      })
  }
  await output.finalize()
}

/** The bytes of one. */
export async function clipBytes(asked: ClipAsked = {}): Promise<Buffer> {
  const path = join(tmpdir(), `clip-${randomBytes(8).toString('hex')}`)
  try {
    await writeClip(path, asked)
    return await readFile(path)
  } finally {
    await rm(path, { force: true })
  }
}
