/** ffmpeg, where the machine has it: never through a shell, never near the network, never for long. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Context } from '../context.ts'

type Settings = Pick<Context, 'config'>

const execute = promisify(execFile)

/** It is told nothing of our environment, which holds secrets, but where programs are. */
const env = { PATH: '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin' }
/** It may read and write files only, and allocate no more than this at once. */
const bounds = [
  '-nostdin',
  '-hide_banner',
  '-loglevel',
  'error',
  '-protocol_whitelist',
  'file',
  '-max_alloc',
  '268435456'
]
const patience = 15 * 60_000

const found = new Map<string, Promise<string | undefined>>()

/** The version of ffmpeg; undefined when there is none. */
export function ffmpegVersion({ config: { ffmpeg } }: Settings): Promise<string | undefined> {
  const known = found.get(ffmpeg)
  if (known) return known
  const asked = execute(ffmpeg, ['-version'], { timeout: 5_000, env }).then(
    ({ stdout }) => /^ffmpeg version (\S+)/.exec(stdout)?.[1] ?? 'unknown',
    () => undefined
  )
  found.set(ffmpeg, asked)
  return asked
}

/** A side in ffmpeg's words: even, and such that neither is longer than 1280 pixels. Older versions know no shorter way. */
const side = (name: 'iw' | 'ih') => `'2*trunc(${name}*min(1,1280/max(iw,ih))/2)'`

/** Encodes a clip anew as MP4 that every browser plays: H.264 and AAC, at most 1280 pixels wide. Throws when it cannot. */
export const encode = (settings: Settings, from: string, to: string): Promise<void> =>
  run(settings, from, [
    ...['-map', '0:v:0', '-map', '0:a:0?', '-map_metadata', '-1', '-t', '181'],
    ...['-vf', `scale=w=${side('iw')}:h=${side('ih')}`],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '24', '-pix_fmt', 'yuv420p'],
    ...['-c:a', 'aac', '-b:a', '128k', '-movflags', '+faststart', '-f', 'mp4', to]
  ])

/** Writes one picture of the clip, from a second into it, as PNG. Throws when it cannot. */
export const takeStill = (settings: Settings, from: string, at: number, to: string): Promise<void> =>
  run(settings, from, ['-ss', String(at), '-frames:v', '1', '-f', 'image2', '-c:v', 'png', to])

async function run({ config }: Settings, from: string, rest: string[]): Promise<void> {
  await execute(config.ffmpeg, ['-y', ...bounds, '-threads', '2', '-i', `file:${from}`, ...rest], {
    timeout: patience,
    killSignal: 'SIGKILL',
    maxBuffer: 1 << 20,
    env
  })
}
