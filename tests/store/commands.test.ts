/** The administration commands, beside an open database as beside a running server. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { runCommand } from '../../scripts/commands/run.ts'
import { actorById } from '../../server/actors/actors.store.ts'
import { readConfig } from '../../server/config.ts'
import { councilOf } from '../../server/council/settings.ts'
import { personByHandle } from '../../server/members/members.store.ts'
import { readSignInLink } from '../../server/members/sign-in.ts'
import { findToken } from '../../server/members/tokens.ts'
import { makeTestContext, type TestContext } from '../help/context.ts'

const program = resolve(import.meta.dirname, '../../scripts/folkmoot.ts')
const key = 'a key that is used for tests and for nothing else'
let context: TestContext
let folder: string
let environment: Record<string, string>

beforeAll(async () => {
  context = await makeTestContext()
  folder = context.config.dataDir
  environment = { DATA_DIR: folder, DATABASE_URL: context.databaseUrl, SECRET_KEY: key, ORIGIN: 'http://localhost:1' }
  writeFileSync(join(folder, '.env'), `DATABASE_URL=${context.databaseUrl}\n`)
})
afterAll(() => context.close())

/** Runs a command in this process, which saves a second each time. */
async function run(args: string[], more: Record<string, string> = {}) {
  const said = vi.spyOn(console, 'log').mockImplementation(() => {})
  const complained = vi.spyOn(console, 'error').mockImplementation(() => {})
  try {
    const status = await runCommand(readConfig({ ...environment, ...more }, folder), args)
    const linesOf = (spy: typeof said) => spy.mock.calls.map(([line]) => `${line}\n`).join('')
    return { output: linesOf(said), complaint: linesOf(complained), status }
  } finally {
    said.mockRestore()
    complained.mockRestore()
  }
}

/** Runs a command as an operator does: in a process of its own, with the database named in .env only. */
async function runAlone(args: string[], more: Record<string, string> = {}) {
  const { DATABASE_URL: _, ...rest } = environment
  const env = { PATH: process.env.PATH ?? '', ...rest, ...more }
  const child = spawn(process.execPath, [program, ...args], { cwd: folder, env })
  const [output, complaint, status] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number>((done) => child.on('close', (code) => done(code ?? -1)))
  ])
  return { output, complaint, status }
}

/** Runs a command that must succeed, with --json; gives its document. */
async function ask(...args: string[]) {
  const { output, complaint, status } = await run([...args, '--json'])
  expect(complaint).toBe('')
  expect(status).toBe(0)
  return JSON.parse(output)
}

/** Runs a command that must fail; gives its one line. */
async function complain(...args: string[]) {
  const { complaint, status } = await run(args)
  expect(status).not.toBe(0)
  expect(complaint.trim().split('\n'), complaint).toHaveLength(1)
  return complaint
}

const user = ['user', 'create', '--handle', 'nia', '--name', 'Nia Rees', '--email', 'nia@x.example', '--role', 'admin']

describe('before the first start', () => {
  test('says who the council is', async () => {
    const { council } = await ask(
      'setup',
      '--name',
      'Aldermere Borough Council',
      '--handle',
      'aldermere',
      '--gss',
      'E07000008'
    )
    const kept = await councilOf(context)
    expect(kept).toMatchObject({ name: 'Aldermere Borough Council', type: 'district council', setUp: true })
    expect(council).toEqual({ handle: 'aldermere', uri: `http://localhost:1/actors/${kept.actor}` })
  })

  test('changes one thing by itself', async () => {
    await ask('setup', '--region', 'East of England')
    await new Promise((done) => setTimeout(done, 1_100))
    expect(await councilOf(context)).toMatchObject({ handle: 'aldermere', region: 'East of England' })
    expect(await complain('setup', '--colour', '#ffff00')).toContain('nearest that can be read')
  })
})

describe('people', () => {
  test('are added, found, and get a link that works', async () => {
    const made = await ask(...user)
    const person = (await personByHandle(context.store.read, 'nia'))!
    expect(made).toEqual({ handle: 'nia', uri: person.actor.uri })
    const { url } = await ask('user', 'sign-in-link', '@nia@localhost:1')
    expect(url).toMatch(/^http:\/\/localhost:1\/sign-in\/link\//)
    expect((await readSignInLink(context, url.split('/').at(-1)))?.actor.username).toBe('nia')
    const { items } = await ask('user', 'list')
    expect(items).toMatchObject([{ handle: 'nia', role: 'admin', email: 'nia@x.example', disabled: false }])
  })

  test('change roles and are kept out, but for the last admin', async () => {
    expect(await complain('user', 'disable', 'nia')).toContain('last admin')
    await ask('user', 'create', '--handle', 'gwil', '--name', 'Gwilym', '--email', 'g@x.example', '--role', 'reporter')
    expect(await ask('user', 'role', 'gwil', 'moderator')).toEqual({ handle: 'gwil', role: 'moderator' })
    expect(await ask('user', 'disable', 'gwil')).toEqual({ handle: 'gwil', disabled: true })
    expect(await complain('user', 'sign-in-link', 'gwil')).toContain('disabled')
    expect(await ask('user', 'disable', 'gwil', '--undo')).toEqual({ handle: 'gwil', disabled: false })
  })

  test('what is wrong is told in one line that says how to mend it', async () => {
    expect(await complain('user', 'create', '--handle', 'x')).toContain('--name is missing')
    expect(await complain(...user)).toMatch(/in use|already/)
    expect(await complain('user', 'role', 'nobody', 'admin')).toContain('user list')
    expect(await complain('user', 'role', 'nia', 'king')).toContain('Choose a role')
    expect(await complain('user', 'list', '--everyone')).toContain('--everyone')
    expect(await complain('usr', 'list')).toContain('folkmoot help')
    expect((await run(['help'])).output).toContain('user sign-in-link HANDLE')
  })
})

test('each runs by itself, with its settings in .env', async () => {
  const { output, complaint, status } = await runAlone(['user', 'list', '--json'])
  expect(complaint).toBe('')
  expect(status).toBe(0)
  expect(JSON.parse(output).items).toHaveLength(2)
})

describe('tokens', () => {
  test('are made with scopes, listed, and taken back', async () => {
    const { token } = await ask('token', 'create', 'nia', '--scope', 'read', '--scope', 'write')
    expect((await findToken(context, token))?.scopes).toEqual(['read', 'write'])
    const { items } = await ask('token', 'list', 'nia')
    expect(items).toMatchObject([{ name: 'Command line', scopes: ['read', 'write'] }])
    await ask('token', 'revoke', 'nia', items[0].id)
    expect(await findToken(context, token)).toBeUndefined()
    expect((await run(['token', 'create', 'nia'])).output).toMatch(/^folk_[\w-]{43}\n$/)
    expect(await complain('token', 'create', 'gwil', '--scope', 'admin')).toContain('cannot give')
  })
})

describe('lists', () => {
  test('are taken in from files, in the letters of spreadsheets too', async () => {
    const file = join(folder, 'councils.csv')
    writeFileSync(file, Buffer.from('gss-code;official-name\nW06000002;Cyngor Gw\xe9nedd\n', 'latin1'))
    expect(await ask('councils', 'import', file)).toEqual({ councils: 1 })
    writeFileSync(file, 'Identifier,Label\n437,Libraries\n')
    expect(await ask('services', 'import', file)).toEqual({ services: 1 })
    writeFileSync(file, 'Identifier,Label\n437,Libraries\nx,Y\n')
    expect(await complain('services', 'import', file)).toContain('Line 3')
    expect(await complain('councils', 'import', join(folder, 'none.csv'))).toContain('is not there')
    expect(await complain('councils', 'import', folder)).toContain('is a folder')
  })
})

describe('the doctor', () => {
  const checkOf = (document: { checks: { name: string; ok: boolean; mend: string }[] }, name: string) =>
    document.checks.find((check) => check.name === name)

  test('finds all well', async () => {
    const found = await ask('doctor')
    expect(found.ok, JSON.stringify(found)).toBe(true)
    for (const check of found.checks)
      expect(check).toEqual({ name: expect.any(String), ok: true, detail: expect.any(String), mend: '' })
    expect((await run(['doctor'])).output).toContain('All is well.')
  })

  const sick = async (more: Record<string, string>, how = run) => {
    const { output, status } = await how(['doctor', '--json'], more)
    expect(status).toBe(1)
    const found = JSON.parse(output)
    expect(found.ok).toBe(false)
    return found
  }

  test('says what is wrong and how to mend it', async () => {
    // In a process of its own: this one has opened the keys before, and remembers them.
    const locked = await sick({ SECRET_KEY: 'another key, which opens none of the keys' }, runAlone)
    expect(checkOf(locked, 'secret key')).toMatchObject({ ok: false, mend: expect.stringContaining('SECRET_KEY') })
    const moved = await sick({ ORIGIN: 'http://elsewhere.example' })
    expect(checkOf(moved, 'origin')?.mend).toContain('https')
    expect(checkOf(moved, 'council')?.mend).toContain('ORIGIN')
    expect(checkOf(await sick({ SMTP_URL: 'smtp://127.0.0.1:1' }), 'mail')?.mend).toContain('SMTP_URL')
  })

  test('asks for the council as other servers do, when the server runs', async () => {
    writeFileSync(join(folder, 'running.pid'), String(process.pid))
    expect(checkOf(await sick({}), 'webfinger')).toMatchObject({ ok: false })
    let answer: object = {}
    const server = createServer((_request, response) => response.end(JSON.stringify(answer)))
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    const { port } = server.address() as { port: number }
    const origin = { ORIGIN: `http://127.0.0.1:${port}` }
    expect(checkOf(await sick(origin), 'webfinger')).toMatchObject({ ok: false })
    answer = { links: [{ rel: 'self', href: `http://localhost:1/actors/${(await councilOf(context)).actor}` }] }
    expect(checkOf(await sick(origin), 'webfinger')).toMatchObject({ ok: true })
    await new Promise((done) => server.close(done))
    rmSync(join(folder, 'running.pid'))
  })

  test('tells of a database that is not there, and of settings that cannot be', async () => {
    const nowhere = mkdtempSync(join(tmpdir(), 'folkmoot-nowhere-'))
    writeFileSync(join(nowhere, 'file'), 'x')
    const database = context.databaseUrl.startsWith('file:')
      ? `file:${join(nowhere, 'file', 'x.db')}`
      : 'postgres://nobody:x@127.0.0.1:1/none'
    expect(checkOf(await sick({ DATABASE_URL: database }), 'database')).toMatchObject({ ok: false })
    const { complaint, status } = await runAlone(['doctor'], { PORT: 'many' })
    expect(status).toBe(1)
    expect(complaint).toMatch(/^PORT must be .*\n$/)
    rmSync(nowhere, { recursive: true })
  })
})

describe('keys rotate', () => {
  test('gives one account, or every one and the server itself, new keys', async () => {
    const { read } = context.store
    const actor = async () => (await personByHandle(read, 'nia'))!.actor
    const before = (await actor()).publicKeys
    const { rotated } = await ask('keys', 'rotate', 'nia')
    expect(rotated).toEqual([
      { handle: expect.stringMatching(/^@nia@/), uri: (await actor()).uri, keys: before.map(({ id }) => id) }
    ])
    expect((await actor()).publicKeys).not.toEqual(before)
    const all = (await ask('keys', 'rotate', '--all')).rotated.map((one: { uri: string }) => one.uri)
    const council = await councilOf(context)
    const server = await actorById(read, council.serverActor)
    expect(all).toEqual(expect.arrayContaining([server!.uri, (await actor()).uri]))
    for (const wrong of [['nobody'], [], ['nia', '--all']]) {
      const { status, complaint } = await run(['keys', 'rotate', ...wrong])
      expect(status, wrong.join(' ')).not.toBe(0)
      expect(complaint.trim()).not.toBe('')
    }
  })
})
