/**
 * Reads a clip packet by packet, in a thread of its own that may be ended: how long it is, counted from what it plays and
 * never from what its header says, and its pictures and sound packed anew into a file that holds nothing else.
 */
import { parentPort, workerData } from 'node:worker_threads'
import {
  type AudioCodec,
  EncodedAudioPacketSource,
  type EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  FilePathSource,
  FilePathTarget,
  Input,
  type InputAudioTrack,
  type InputTrack,
  type InputVideoTrack,
  MATROSKA,
  MP4,
  Mp4OutputFormat,
  Output,
  QTFF,
  type VideoCodec,
  WEBM,
  WebMOutputFormat
} from 'mediabunny'
import type { Asked, Measured } from './measure.ts'

/** More than three minutes hold at 240 pictures a second, or of the shortest sounds. */
const mostPackets = 120_000
const mostPixels = 4096 * 4096

const videoCodecs = { mp4: ['avc', 'hevc', 'av1', 'vp9'], webm: ['vp8', 'vp9', 'av1'] }
const audioCodecs = { mp4: ['aac', 'mp3', 'opus', 'flac'], webm: ['opus', 'vorbis'] }

const unreadable = 'The file cannot be read as a clip. Export it again as MP4, and send that'
const cut = 'The file ends too early. Save or copy it again, and send that'

try {
  parentPort!.postMessage(await measure(workerData as Asked))
} catch {
  parentPort!.postMessage({ fault: unreadable } satisfies Measured)
}

async function measure({ from, to, container, longest }: Asked): Promise<Measured> {
  const input = new Input({
    source: new FilePathSource(from, { maxCacheSize: 4 << 20 }),
    formats: [MP4, QTFF, WEBM, MATROSKA]
  })
  try {
    const [video, audio] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()]
    if (!video) return { fault: 'This is a recording without pictures. Choose a clip' }
    const kind = container === 'webm' ? 'webm' : 'mp4'
    const [videoCodec, audioCodec] = [await video.getCodec(), audio && (await audio.getCodec())]
    if (!videoCodec || !videoCodecs[kind].includes(videoCodec))
      return { fault: 'Browsers cannot play pictures of this kind. Export the clip as MP4 with H.264' }
    if (audio && (!audioCodec || !audioCodecs[kind].includes(audioCodec)))
      return { fault: 'Browsers cannot play sound of this kind. Export the clip as MP4 with AAC' }
    const [width, height] = [await video.getDisplayWidth(), await video.getDisplayHeight()]
    if (!(width >= 16 && height >= 16 && width * height <= mostPixels)) return { fault: unreadable }
    const shown = await span(video)
    const heard = audio ? await span(audio) : undefined
    if (shown.packets === 0) return { fault: cut }
    const start = Math.min(shown.start, heard?.start ?? shown.start)
    const milliseconds = Math.round((Math.max(shown.end, heard?.end ?? 0) - Math.max(0, start)) * 1000)
    if (!(milliseconds > 0)) return { fault: unreadable }
    if (milliseconds > longest) return { milliseconds, fault: '' }
    const target = new FilePathTarget(to, { chunked: true, chunkSize: 1 << 20 })
    const format = kind === 'webm' ? new WebMOutputFormat() : new Mp4OutputFormat({ fastStart: 'reserve' })
    const output = new Output({ format, target })
    const lanes = [await videoLane(output, video, videoCodec, shown.packets)]
    if (audio && audioCodec) lanes.push(await audioLane(output, audio, audioCodec, heard!.packets))
    await output.start()
    const copied = await copy(lanes, Math.min(0, start))
    await output.finalize()
    if (copied < shown.packets + (heard?.packets ?? 0)) return { fault: cut }
    return { fault: '', milliseconds, width, height, videoCodec, audioCodec: audioCodec ?? null, kind }
  } finally {
    input.dispose()
  }
}

interface Lane {
  packets: AsyncGenerator<EncodedPacket, void, unknown>
  add(packet: EncodedPacket): Promise<void>
}

async function videoLane(output: Output, track: InputVideoTrack, codec: VideoCodec, maximumPacketCount: number) {
  const source = new EncodedVideoPacketSource(codec)
  output.addVideoTrack(source, { maximumPacketCount, rotation: await track.getRotation() })
  const decoderConfig = await track.getDecoderConfig()
  const meta = decoderConfig ? { decoderConfig } : undefined
  return { packets: new EncodedPacketSink(track).packets(), add: (packet: EncodedPacket) => source.add(packet, meta) }
}

async function audioLane(output: Output, track: InputAudioTrack, codec: AudioCodec, maximumPacketCount: number) {
  const source = new EncodedAudioPacketSource(codec)
  output.addAudioTrack(source, { maximumPacketCount })
  const decoderConfig = await track.getDecoderConfig()
  const meta = decoderConfig ? { decoderConfig } : undefined
  return { packets: new EncodedPacketSink(track).packets(), add: (packet: EncodedPacket) => source.add(packet, meta) }
}

/** When a track begins and ends, in seconds; of a last packet that does not tell, its length is that of the one before. */
async function span(track: InputTrack): Promise<{ start: number; end: number; packets: number }> {
  let [packets, start, end, last, gap] = [0, Number.POSITIVE_INFINITY, 0, 0, 0]
  for await (const packet of new EncodedPacketSink(track).packets(undefined, undefined, { metadataOnly: true })) {
    if (++packets > mostPackets) throw new Error('too many packets')
    const { timestamp, duration } = packet
    if (!Number.isFinite(timestamp) || !Number.isFinite(duration)) throw new Error('no times')
    if (timestamp > last) [gap, last] = [timestamp - last, timestamp]
    start = Math.min(start, timestamp)
    end = Math.max(end, timestamp + (duration || gap))
  }
  return { start, end, packets }
}

/** Copies pictures and sound in turn, as they play, moved so that nothing begins before 0; gives how many packets. */
async function copy(lanes: Lane[], begin: number): Promise<number> {
  let copied = 0
  const waiting = await Promise.all(lanes.map(async (lane) => ({ lane, next: await lane.packets.next() })))
  for (;;) {
    const ready = waiting.filter((one) => !one.next.done)
    const [first] = ready.toSorted((a, b) => a.next.value!.timestamp - b.next.value!.timestamp)
    if (!first) return copied
    const packet = first.next.value as EncodedPacket
    if (packet.byteLength > 0 && packet.data.byteLength !== packet.byteLength) return copied
    await first.lane.add(begin < 0 ? packet.clone({ timestamp: packet.timestamp - begin }) : packet)
    copied++
    first.next = await first.lane.packets.next()
  }
}
