/** Measures a clip that somebody sent, and packs it anew; a hostile one can use up neither the time nor the memory of the server. */
import { rm } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import { type Container, NoClip, walkContainer } from './containers.ts'

/** The longest clip, in milliseconds. */
export const longestClip = 180_000
/** Sound is often a moment longer than the pictures it goes with. */
const leeway = 100
/** Milliseconds for the largest clip on a slow machine. */
const patience = 180_000

export interface Clip {
  milliseconds: number
  width: number
  height: number
  videoCodec: string
  audioCodec: string | null
  /** What it was packed as. */
  kind: 'mp4' | 'webm'
}

/** What the worker is given. */
export interface Asked {
  from: string
  to: string
  container: Container
  longest: number
}

/** What the worker says: a fault in words, a clip that is too long, or a clip. */
export type Measured = { fault: string } | { fault: ''; milliseconds: number } | ({ fault: '' } & Clip)

/** Measures the file at `from`, and packs what it plays into a new one at `to`. Throws {@link NoClip}; then `to` is not there. */
export async function measureClip(from: string, to: string): Promise<Clip> {
  const container = await walkContainer(from)
  try {
    const measured = await inWorker({ from, to, container, longest: longestClip + leeway })
    if (measured.fault !== '') throw new NoClip(measured.fault)
    if ('kind' in measured) return measured
    throw new NoClip(tooLong('milliseconds' in measured ? measured.milliseconds : 0))
  } catch (error) {
    await rm(to, { force: true })
    throw error
  }
}

function tooLong(milliseconds: number): string {
  const seconds = Math.ceil((milliseconds - leeway) / 1000)
  const over = seconds - longestClip / 1000
  return `It is ${inWords(seconds)} long, and three minutes is the most. Cut ${inWords(over)} or more`
}

/** A time as people say it: `3 minutes 1 second`. */
export function inWords(seconds: number): string {
  const [minutes, rest] = [Math.floor(seconds / 60), Math.round(seconds % 60)]
  const part = (n: number, noun: string) => (n === 0 ? [] : [`${n} ${noun}${n === 1 ? '' : 's'}`])
  return [...part(minutes, 'minute'), ...part(rest, 'second')].join(' ') || '0 seconds'
}

function inWorker(asked: Asked): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./measure-worker.ts', import.meta.url), {
      workerData: asked,
      execArgv: [],
      // A parser may grumble about what it meets; that belongs in nobody's log.
      ...{ stdout: true, stderr: true },
      resourceLimits: { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 32 }
    })
    for (const stream of [worker.stdout, worker.stderr]) stream.resume()
    const given = (end: () => void) => {
      clearTimeout(timer)
      void worker.terminate()
      end()
    }
    const timer = setTimeout(
      () => given(() => reject(new NoClip('The file takes too long to read. Export it again as MP4, and send that'))),
      patience
    )
    worker.once('message', (measured: Measured) => given(() => resolve(measured)))
    worker.once('error', () =>
      given(() => reject(new NoClip('The file cannot be read as a clip. Export it again as MP4, and send that')))
    )
  })
}
