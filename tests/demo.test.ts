/** `npm run demo` as somebody meets it who tries Folkmoot for the first time: from the outside, over HTTP. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, freePorts } from './help/server.ts'

const script = resolve(import.meta.dirname, '../scripts/demo.ts')
const folder = mkdtempSync(join(tmpdir(), 'folkmoot-demo-'))
let ports: number[] = []
let filled: { status: number | null; said: string }
let again: { child: ChildProcess; said: string }

function demo(...flags: string[]) {
  const env = { ...process.env, DEMO_DIR: folder, DEMO_PORTS: ports.join(',') }
  const child = spawn(process.execPath, [script, ...flags], { env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  const run = { child, said: '' }
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part) => {
      run.said += part
    })
  }
  return run
}

const ended = (child: ChildProcess) =>
  new Promise<number | null>((done) => child.once('close', (status) => done(status)))

async function saying(run: { child: ChildProcess; said: string }, words: string): Promise<void> {
  while (!run.said.includes(words)) {
    if (run.child.exitCode !== null) throw new Error(run.said)
    await new Promise((done) => setTimeout(done, 50))
  }
}

const origins = () => ports.map((port) => `http://localhost:${port}`)
const call = async (origin: string, path: string): Promise<Answer> => {
  const response = await fetch(`${origin}/api/folkmoot/v1/${path}`)
  expect(response.status, `${origin} ${path}`).toBe(200)
  return response.json()
}
const longestText = (html: string) =>
  html.split(/<[^>]*>/).reduce((one, other) => (other.length > one.length ? other : one))
const object = (origin: string, uri: string) => call(origin, `object?uri=${encodeURIComponent(uri)}`)

beforeAll(async () => {
  ports = await freePorts(2)
  const first = demo('--once', '--fresh')
  const status = await ended(first.child)
  filled = { status, said: first.said }
  again = demo()
  await saying(again, 'Ctrl-C stops both')
}, 420_000)

afterAll(async () => {
  if (again && again.child.exitCode === null) {
    again.child.kill('SIGINT')
    await ended(again.child)
  }
  rmSync(folder, { recursive: true, force: true })
}, 60_000)

test('it fills both councils, and ends when everything is at both', () => {
  expect(filled.status, filled.said).toBe(0)
  expect(filled.said).toMatch(/\d+ stories and \d+ questions are visible at both councils/)
})

test('a second start finds what is there', () => {
  expect(again.said).toContain('with what they have')
  for (const origin of origins()) expect(again.said).toContain(`: ${origin}\n`)
})

test('its links sign in an admin and a practitioner of each council', async () => {
  const links = [...again.said.matchAll(/sign in as [^,]+, (\w+): (\S+)/g)]
  expect(links.map(([, role]) => role)).toEqual(['admin', 'practitioner', 'admin', 'practitioner'])
  for (const [, , link] of links) expect((await fetch(link!)).status).toBe(200)
})

describe('at both councils', () => {
  test('there are at least twelve stories, with both halves, from both', async () => {
    for (const origin of origins()) {
      const { items } = await call(origin, 'stories?size=100')
      expect(items.length).toBeGreaterThanOrEqual(12)
      for (const story of items) expect([story.wentWell, story.wentBadly].every(Boolean), story.title).toBe(true)
      for (const home of origins()) {
        const from = items.filter((story: Answer) => story.uri.startsWith(home))
        expect(from.length).toBeGreaterThanOrEqual(5)
      }
    }
  })

  test('there are at least eight questions, some answered and some waiting', async () => {
    for (const origin of origins()) {
      const { items } = await call(origin, 'questions?size=100')
      expect(items.length).toBeGreaterThanOrEqual(8)
      expect(new Set(items.map((question: Answer) => question.answered))).toEqual(new Set([true, false]))
    }
  })

  test('an answer from the one, accepted at the other, is seen at both, on the page and by the API', async () => {
    const [here, there] = origins() as [string, string]
    const { items } = await call(here, 'questions?size=100&local=true')
    const asked = items.find((question: Answer) => question.accepted[0]?.startsWith(there))
    expect(asked).toBeDefined()
    const [answer] = asked.accepted
    for (const origin of [here, there]) {
      const seen = await object(origin, asked.uri)
      expect(seen.answered).toBe(true)
      expect(seen.accepted).toEqual([answer])
      const reply = seen.replies.find((one: Answer) => one.uri === answer)
      const page = await (await fetch(seen.page, { headers: { accept: 'text/html' } })).text()
      expect(seen.page.startsWith(origin)).toBe(true)
      expect(page).toContain(reply.author.name)
      expect(page).toContain(longestText(reply.html))
      expect(page).toMatch(/accepted answer/i)
    }
  })

  test('a story that builds on another says so, and likes are counted where it was told', async () => {
    const [here, there] = origins() as [string, string]
    const { items } = await call(there, 'stories?size=100&local=true')
    const wholes = await Promise.all(items.map((story: Answer) => call(there, `stories/${story.id}`)))
    const based = wholes.find((story: Answer) => story.basedOn)
    expect(based.basedOn.startsWith(here)).toBe(true)
    expect((await object(here, based.basedOn)).counts.likes).toBeGreaterThanOrEqual(4)
  })

  test('the home page shows what is new', async () => {
    for (const origin of origins()) {
      const response = await fetch(origin, { headers: { accept: 'text/html' } })
      expect(response.status).toBe(200)
      expect(await response.text()).toMatch(/library/)
    }
  })
})

test('Ctrl-C stops both', async () => {
  again.child.kill('SIGINT')
  expect(await ended(again.child)).toBe(0)
  for (const origin of origins()) await expect(fetch(origin)).rejects.toThrow()
})
