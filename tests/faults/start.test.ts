/** Starting: what is printed, what stops it, and how it ends. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { command, dataFolder, run, type Started, startProcess } from '../help/process.ts'
import { freePorts } from '../help/server.ts'

const cleaning: (() => void)[] = []
const running: Started[] = []
afterEach(async () => {
  for (const one of running.splice(0)) {
    one.process.kill('SIGKILL')
    await one.ended
  }
  for (const clean of cleaning.splice(0)) clean()
})
function folder() {
  const made = dataFolder()
  cleaning.push(made.remove)
  return made.folder
}
async function start(port: number, at: string, settings: Record<string, string> = {}) {
  const started = await startProcess(port, at, settings)
  running.push(started)
  return started
}

describe('a wrong setting stops the start with one line that names it', () => {
  test.each([
    ['PORT', 'many'],
    ['ORIGIN', 'talk.example'],
    ['ORIGIN', 'https://talk.example/path'],
    ['DATABASE_URL', 'mysql://x'],
    ['ROLE', 'boss'],
    ['SECRET_KEY', 'short'],
    ['SMTP_URL', 'mail.example'],
    ['UNKNOWN_SERVERS', 'maybe'],
    ['FEDERATION_MODE', 'shut'],
    ['ALLOW_PRIVATE_ORIGINS', 'peer'],
    ['TRUST_PROXY', 'sometimes']
  ])('%s=%s', async (name, value) => {
    const started = run('server/start.ts', [], { DATA_DIR: folder(), PORT: '0', [name]: value })
    expect(await started.ended).toBe(1)
    const lines = started.output().trim().split('\n')
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(name)
  })

  test('a .env file is read, and wrong there is wrong as well', async () => {
    const at = folder()
    writeFileSync(join(at, '.env'), 'ROLE=boss\n')
    const started = run('server/start.ts', [], { DATA_DIR: at })
    expect(await started.ended).toBe(1)
    expect(started.output()).toContain('ROLE')
  })
})

test('a first start makes the council, prints one link, and the link signs in once', async () => {
  const [port] = (await freePorts(1)) as [number]
  const at = folder()
  const server = await start(port, at)
  const link = /(http\S+sign-in\S+)/.exec(server.output())?.[1]
  expect(link).toBeTruthy()
  expect(server.output().match(/sign-in/g)).toHaveLength(1)
  const page = await fetch(link!)
  expect(page.status).toBe(200)
  const finger = await (
    await fetch(`${server.origin}/.well-known/webfinger?resource=acct:council@127.0.0.1:${port}`)
  ).json()
  expect(finger.subject).toBe(`acct:council@127.0.0.1:${port}`)
  const made = await command(at, port, [
    'user',
    'create',
    '--handle',
    'nia',
    '--name',
    'Nia',
    '--email',
    'nia@aldermere.example',
    '--role',
    'practitioner'
  ])
  expect(made).toMatchObject({ handle: 'nia' })
  const { token } = await command(at, port, ['token', 'create', 'nia'])
  const answer = await fetch(`${server.origin}/api/folkmoot/v1/timeline`, {
    headers: { authorization: `Bearer ${token}` }
  })
  expect(answer.status).toBe(200)
}, 60_000)

test('a second start on the same data says so, and the first goes on', async () => {
  const [one, two] = (await freePorts(2)) as [number, number]
  const at = folder()
  const first = await start(one, at)
  const second = run('server/start.ts', [], {
    DATA_DIR: at,
    PORT: String(two),
    ORIGIN: `http://127.0.0.1:${two}`,
    LOG_LEVEL: 'silent'
  })
  expect(await second.ended).toBe(1)
  expect(second.output()).toContain('DATA_DIR')
  expect(second.output().trim().split('\n')).toHaveLength(1)
  expect((await fetch(`${first.origin}/healthz`)).status).toBe(200)
})

test('a taken port is named', async () => {
  const [port] = (await freePorts(1)) as [number]
  await start(port, folder())
  const second = run('server/start.ts', [], {
    DATA_DIR: folder(),
    PORT: String(port),
    ORIGIN: `http://127.0.0.1:${port}`,
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent'
  })
  expect(await second.ended).toBe(1)
  expect(second.output()).toContain('PORT')
})

test('SIGTERM ends it with status 0, and it can start again', async () => {
  const [port] = (await freePorts(1)) as [number]
  const at = folder()
  const server = await start(port, at)
  server.process.kill('SIGTERM')
  expect(await server.ended).toBe(0)
  const again = await start(port, at)
  expect((await fetch(`${again.origin}/readyz`)).status).toBe(200)
})
