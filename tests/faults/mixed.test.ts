/** One council on PostgreSQL, one on SQLite, each a process of its own, set up by commands only. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres } from '../../scripts/with-postgres.ts'
import { command, dataFolder, type Started, startProcess } from '../help/process.ts'
import { type Answer, freePorts, until } from '../help/server.ts'

type Council = Started & {
  origin: string
  host: string
  token: string
  command: (...args: string[]) => Promise<Answer>
  call: (method: string, path: string, body?: object) => Promise<Answer>
}

const folders = [dataFolder(), dataFolder()]
let postgres: Awaited<ReturnType<typeof startPostgres>>
let aldermere: Council
let thornbeck: Council

async function council(
  port: number,
  other: number,
  folder: string,
  name: string,
  settings: Record<string, string>
): Promise<Council> {
  const all = { ALLOW_PRIVATE_ORIGINS: `http://127.0.0.1:${other}`, ...settings }
  await command(folder, port, ['setup', '--name', `${name} Council`, '--handle', name.toLowerCase()], all)
  const started = await startProcess(port, folder, all)
  const run = (...args: string[]) => command(folder, port, args, all)
  await run(
    'user',
    'create',
    '--handle',
    'nia',
    '--name',
    'Nia',
    '--email',
    'nia@council.example',
    '--role',
    'practitioner'
  )
  const { token } = await run('token', 'create', 'nia')
  const call = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${started.origin}/api/folkmoot/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) })
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return response.status === 204 ? undefined : response.json()
  }
  await run('domain', 'trust', `127.0.0.1:${other}`, '--reason', 'a peer')
  return { ...started, host: `127.0.0.1:${port}`, token, command: run, call }
}

beforeAll(async () => {
  const [one, two] = (await freePorts(2)) as [number, number]
  postgres = await startPostgres()
  aldermere = await council(one, two, folders[0]!.folder, 'Aldermere', { DATABASE_URL: postgres.url })
  thornbeck = await council(two, one, folders[1]!.folder, 'Thornbeck', {})
}, 120_000)
afterAll(async () => {
  for (const one of [aldermere, thornbeck]) {
    one?.process.kill('SIGTERM')
    await one?.ended
  }
  await postgres?.stop()
  for (const { remove } of folders) remove()
}, 60_000)

test('a story told on SQLite is read on PostgreSQL, asked about there, answered here, and accepted there', async () => {
  const followed = await aldermere.command('follow', `@thornbeck@${thornbeck.host}`, '--as', 'nia')
  expect(['requested', 'accepted']).toContain(followed.state)
  await until(async () => {
    const council = await (await fetch(followed.uri, { headers: { accept: 'application/activity+json' } })).json()
    return (
      (await (await fetch(council.followers, { headers: { accept: 'application/activity+json' } })).json())
        .totalItems === 1
    )
  }, 30)
  const story = await thornbeck.call('POST', 'stories', {
    title: 'Smaller lorries',
    summary: 'Four instead of two.',
    body: 'We did.',
    wentWell: 'Lanes are served.',
    wentBadly: 'Too few in December.'
  })
  const seen = await until(
    async () => (await aldermere.call('GET', 'timeline')).items.find((item: Answer) => item.uri === story.uri),
    30
  )
  expect([seen.wentWell, seen.wentBadly].join()).toMatch(/Lanes are served.*Too few in December/s)
  const question = await aldermere.call('POST', 'questions', { title: 'Which licence?', body: '', about: story.uri })
  const object = (who: Council, uri: string) => who.call('GET', `object?uri=${encodeURIComponent(uri)}`)
  await until(async () => (await object(thornbeck, question.uri)).title === 'Which licence?', 30)
  const answer = await thornbeck.call('POST', 'replies', { inReplyTo: question.uri, body: 'None at all.' })
  const there = await until(
    async () => (await object(aldermere, question.uri)).replies.find((item: Answer) => item.uri === answer.uri),
    30
  )
  await aldermere.call('POST', `replies/${there.id}/accept`)
  await until(async () => (await object(thornbeck, question.uri)).answered === true, 30)
}, 120_000)
