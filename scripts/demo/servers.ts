/** The demo's two servers: real processes with a folder, a port and a database each, and the command that administers them. */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import type { DemoCouncil } from './content.ts'

const root = resolve(import.meta.dirname, '../..')

export interface DemoServer {
  council: DemoCouncil
  origin: string
  /** As it stands in handles and in trust decisions. */
  host: string
  folder: string
  /** Where it writes, letters included. */
  log: string
  /** Runs an administration command; gives its JSON answer. Throws with the line that the command said. */
  folkmoot(...args: string[]): Promise<Record<string, string>>
  /** Starts it and waits until it is ready. */
  start(): Promise<void>
  /** Stops it as Ctrl-C would, and waits until it has ended. */
  stop(): Promise<void>
}

/** Makes both, each allowed to speak to the other although they are on this machine. */
export function makeServers(folder: string, councils: DemoCouncil[], ports: number[]): DemoServer[] {
  const origins = ports.map((port) => `http://localhost:${port}`)
  return councils.map((council, at) => {
    const peers = origins.filter((_, other) => other !== at)
    return makeServer(council, join(folder, council.handle), ports[at]!, peers)
  })
}

function makeServer(council: DemoCouncil, folder: string, port: number, peers: string[]): DemoServer {
  const origin = `http://localhost:${port}`
  const log = join(folder, 'server.log')
  // Nothing of the surrounding settings: what is tried here must not touch a council's real data.
  const { PATH, HOME } = process.env
  const environment = {
    ...{ PATH, HOME, ORIGIN: origin, PORT: String(port), DATA_DIR: folder, ALLOW_PRIVATE_ORIGINS: peers.join(',') },
    DATABASE_URL: `file:${join(folder, 'folkmoot.db')}`,
    // Many short commands run the same code: compiled once, kept beside the data.
    NODE_COMPILE_CACHE: join(folder, '../compile-cache')
  }
  let running: ChildProcess | undefined

  const start = async () => {
    mkdirSync(folder, { recursive: true })
    const out = openSync(log, 'a')
    // In a group of its own, so that Ctrl-C reaches it once, from us. In its folder, where there is no .env.
    const child = spawn(process.execPath, [join(root, 'server/start.ts')], {
      cwd: folder,
      env: environment,
      stdio: ['ignore', out, out],
      detached: true
    })
    closeSync(out)
    running = child
    const end = Date.now() + 60_000
    while (!(await answers(`${origin}/readyz`))) {
      if (child.exitCode !== null) throw new Error(`${council.name} did not start:\n${tail(log)}`)
      if (Date.now() > end) throw new Error(`${council.name} was not ready within a minute:\n${tail(log)}`)
      await pause(100)
    }
  }

  const stop = async () => {
    const child = running
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((done) => child.once('exit', done))
    child.kill('SIGTERM')
    await Promise.race([ended, pause(25_000)])
    if (child.exitCode === null) child.kill('SIGKILL')
  }

  const folkmoot = async (...args: string[]) => {
    mkdirSync(folder, { recursive: true })
    const command = [join(root, 'scripts/folkmoot.ts'), ...args, '--json']
    const child = spawn(process.execPath, command, { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    const [answer, fault, status] = await Promise.all([
      textOf(child.stdout),
      textOf(child.stderr),
      new Promise((done) => child.once('close', done))
    ])
    if (status !== 0) throw new Error(`folkmoot ${args.slice(0, 2).join(' ')}: ${fault.trim() || answer.trim()}`)
    return JSON.parse(answer) as Record<string, string>
  }
  return { council, origin, host: new URL(origin).host, folder, log, folkmoot, start, stop }
}

/** The process that holds a council's folder; undefined when none does. */
export function holderOf(folder: string): number | undefined {
  const file = join(folder, 'running.pid')
  if (!existsSync(file)) return undefined
  const pid = Number(readFileSync(file, 'utf8'))
  try {
    process.kill(pid, 0)
    return pid
  } catch {
    return undefined
  }
}

/** As many free ports as there are councils, from 3001 on. */
export async function freePorts(count: number): Promise<number[]> {
  const found: number[] = []
  for (let port = 3001; found.length < count; port++) {
    if (port > 3999) throw new Error('No free port was found between 3001 and 3999: give two in DEMO_PORTS.')
    if (await isFree(port)) found.push(port)
  }
  return found
}

/** Whether nobody listens on a port, by either loopback address. */
export async function isFree(port: number): Promise<boolean> {
  for (const host of ['127.0.0.1', '::1']) {
    const code = await new Promise<string | undefined>((done) => {
      const probe = createServer()
      probe.once('error', (error: { code?: string }) => done(error.code))
      probe.listen(port, host, () => probe.close(() => done(undefined)))
    })
    // A machine without IPv6 has no ::1 to listen on, and that is no obstacle.
    if (code === 'EADDRINUSE' || code === 'EACCES') return false
  }
  return true
}

export const pause = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds))

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const part of stream) text += part
  return text
}

const tail = (file: string) => readFileSync(file, 'utf8').trim().split('\n').slice(-12).join('\n')
