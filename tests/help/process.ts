/** A server as its operator runs it: a process of its own, started with settings, spoken to from outside. */
import { type ChildProcess, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { scratchFolder } from '../../scripts/scratch.ts'
import { until } from './server.ts'

const root = resolve(import.meta.dirname, '../..')

export interface Started {
  process: ChildProcess
  output: () => string
  /** Resolves with the exit status, or the signal. */
  ended: Promise<number | string>
}

/** A folder for data; goes with `remove`. */
export function dataFolder() {
  const folder = scratchFolder('folkmoot-process-')
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Runs a script of the project with these settings and nothing of ours. */
export function run(script: string, args: string[], settings: Record<string, string>): Started {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [join(root, script), ...args], {
    cwd: settings.DATA_DIR ?? root,
    env: { PATH, HOME, ...settings }
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      text += chunk
    })
  }
  const ended = new Promise<number | string>((done) =>
    child.on('close', (status, signal) => done(status ?? signal ?? 'unknown'))
  )
  return { process: child, output: () => text, ended }
}

/** Starts a server and waits until it is ready; gives what it printed too. */
export async function startProcess(
  port: number,
  folder: string,
  settings: Record<string, string> = {}
): Promise<Started & { origin: string }> {
  const origin = `http://127.0.0.1:${port}`
  const started = run('server/start.ts', [], {
    ORIGIN: origin,
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: folder,
    LOG_LEVEL: 'warn',
    ...settings
  })
  let over = false
  void started.ended.then(() => {
    over = true
  })
  await until(() => {
    if (over) throw new Error(started.output())
    return /is ready at/.test(started.output())
  }, 60)
  return { ...started, origin }
}

/** Runs an administration command; gives its JSON answer. Throws what it printed when it fails. */
export async function command(folder: string, port: number, args: string[], settings: Record<string, string> = {}) {
  const started = run('scripts/folkmoot.ts', [...args, '--json'], {
    ORIGIN: `http://127.0.0.1:${port}`,
    DATA_DIR: folder,
    ...settings
  })
  const status = await started.ended
  if (status !== 0) throw new Error(`${args.join(' ')}: ${started.output()}`)
  return JSON.parse(started.output().trim().split('\n').at(-1)!)
}
