/** Clips sent in parts over real HTTP: carried on after a broken connection, stopped, one at a time, with flat memory. */
import { readdirSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clipBytes } from '../help/clips.ts'
import { command, dataFolder, startProcess } from '../help/process.ts'
import { freePorts, type Person, type TestServer, testServer, until } from '../help/server.ts'
import { type SignedIn, signIn } from '../help/signed-in.ts'

let server: TestServer
let nia: Person
let author: SignedIn
let clip: Buffer
const tus = { 'tus-resumable': '1.0.0', accept: 'application/json' }

beforeAll(async () => {
  const [port] = await freePorts(1)
  server = await testServer(port!, 'Aldermere', [], { MEDIA_QUOTA_PERSON_MB: '1' })
  nia = await server.person('nia')
  author = await signIn(server, nia)
  clip = await clipBytes({ seconds: 10, picture: 2_000 })
}, 60_000)
afterAll(() => server?.stop())

let n = 0
const draft = async () => {
  const { id } = await nia.call('POST', 'stories', { title: `A table ${++n}`, audience: 'draft' })
  return `/stories/${id}/clip`
}
const begin = (at: string, length: number, by = author) =>
  by.ask(`${at}/uploads`, {
    method: 'POST',
    headers: {
      ...tus,
      'x-csrf-token': by.csrf,
      'upload-length': String(length),
      'upload-metadata': `filename ${Buffer.from('Küche.mp4').toString('base64')}`
    }
  })
const part = (at: string, offset: number, bytes: Uint8Array, more: Record<string, string> = {}) =>
  author.ask(at, {
    method: 'PATCH',
    headers: {
      ...tus,
      'x-csrf-token': author.csrf,
      'content-type': 'application/offset+octet-stream',
      'upload-offset': String(offset),
      ...more
    },
    body: bytes.slice()
  })
const here = async (at: string) => (await author.ask(at, { method: 'HEAD', headers: tus })).headers.get('upload-offset')
const act = (at: string, method: string, body?: URLSearchParams) =>
  author.ask(at, { method, headers: { ...tus, 'x-csrf-token': author.csrf }, ...(body && { body }) })
const uploads = () => readdirSync(join(server.context.config.dataDir, 'uploads'))

test('a clip comes in parts, is asked about, and is measured when all of it is there', async () => {
  const at = await draft()
  const begun = await begin(at, clip.length)
  expect(begun.status).toBe(201)
  const upload = begun.headers.get('location')!
  expect(upload).toMatch(new RegExp(`^${at}/uploads/[0-9a-f]{32}$`))
  const first = await part(upload, 0, clip.subarray(0, 5_000))
  expect([first.status, first.headers.get('upload-offset')]).toEqual([204, '5000'])
  expect(await here(upload)).toBe('5000')
  // A part from the wrong place changes nothing; so does the end before all is there.
  expect((await part(upload, 0, clip.subarray(0, 10))).status).toBe(409)
  expect((await act(`${upload}/finish`, 'POST')).status).toBe(409)
  expect(await author.page(at)).toContain('Küche.mp4')
  expect((await part(upload, 5_000, clip.subarray(5_000))).status).toBe(204)
  const done = await act(`${upload}/finish`, 'POST', new URLSearchParams({ alt: 'A kitchen' }))
  expect(await done.json()).toEqual({ next: `${at}/captions` })
  // Asked again, because the answer was lost on the way: the same answer.
  expect((await act(`${upload}/finish`, 'POST')).status).toBe(200)
  const page = await author.page(at)
  expect(page).toContain('10 seconds')
  expect(page).toContain('A kitchen')
  expect(uploads()).toEqual([])
})

test('what came before a connection broke is kept, and gone on from', async () => {
  const at = await draft()
  const upload = (await begin(at, clip.length)).headers.get('location')!
  const { hostname, port } = new URL(server.origin)
  const socket = connect(Number(port), hostname)
  const head = {
    host: new URL(server.origin).host,
    cookie: author.cookie,
    ...tus,
    'x-csrf-token': author.csrf,
    'content-type': 'application/offset+octet-stream',
    'content-length': String(clip.length),
    'upload-offset': '0'
  }
  socket.write(
    `PATCH ${upload} HTTP/1.1\r\n${Object.entries(head)
      .map((line) => line.join(': '))
      .join('\r\n')}\r\n\r\n`
  )
  socket.write(clip.subarray(0, 40_000))
  await until(async () => (await here(upload)) === '40000')
  // While it arrives, no second part and no second upload.
  expect((await part(upload, 40_000, clip.subarray(40_000))).status).toBe(423)
  const second = await begin(at, 100)
  expect(second.status).toBe(409)
  expect((await second.json()).detail).toContain('A clip is on its way to this story already')
  socket.destroy()
  await until(async () => (await part(upload, 40_000, clip.subarray(40_000))).status === 204)
  expect((await act(`${upload}/finish`, 'POST')).status).toBe(200)
  expect(await author.page(at)).toContain('10 seconds')
})

test('is stopped, and can be begun anew; one that nobody goes on with gives way after a minute', async () => {
  const at = await draft()
  const upload = (await begin(at, clip.length)).headers.get('location')!
  await part(upload, 0, clip.subarray(0, 100))
  expect((await act(upload, 'DELETE')).status).toBe(204)
  expect((await author.ask(upload, { method: 'HEAD', headers: tus })).status).toBe(404)
  const again = (await begin(at, clip.length)).headers.get('location')!
  expect(again).not.toBe(upload)
  expect((await begin(at, clip.length)).status).toBe(409)
  const { clock } = server.context
  server.context.clock = () => new Date(Date.now() + 61_000)
  const third = await begin(at, clip.length)
  server.context.clock = clock
  expect(third.status).toBe(201)
  // Without scripts it is stopped by a form.
  expect((await author.form(`${third.headers.get('location')}/stop`, {})).status).toBe(303)
  expect(uploads()).toEqual([])
})

test('no more is taken than was said, and only from the author on a page of ours', async () => {
  const at = await draft()
  const upload = (await begin(at, 1_000)).headers.get('location')!
  expect((await part(upload, 0, clip.subarray(0, 1_001))).status).toBe(413)
  expect(await here(upload)).toBe('0')
  expect((await part(upload, 0, clip.subarray(0, 10), { 'x-csrf-token': 'made up' })).status).toBe(403)
  expect((await part(upload, 0, clip.subarray(0, 10), { 'tus-resumable': '0.2.2' })).status).toBe(412)
  const ruth = await signIn(server, await server.person('ruth'))
  expect((await ruth.ask(upload, { method: 'HEAD', headers: tus })).status).toBe(404)
  expect((await begin(at, 10, ruth)).status).toBe(404)
  expect((await fetch(server.origin + upload, { method: 'HEAD' })).status).toBe(401)
  for (const length of ['', '-1', '1e3', '0', 'x']) {
    const headers = { ...tus, 'x-csrf-token': author.csrf, 'upload-length': length }
    expect((await author.ask(`${await draft()}/uploads`, { method: 'POST', headers })).status, length).toBe(422)
  }
  await act(upload, 'DELETE')
})

test('what is no clip is refused at the end, and what is beyond the limits at the beginning', async () => {
  const at = await draft()
  const page = Buffer.from('<!doctype html><script>alert(1)</script>')
  const upload = (await begin(at, page.length)).headers.get('location')!
  await part(upload, 0, page)
  const refused = await act(`${upload}/finish`, 'POST')
  expect([refused.status, (await refused.json()).detail]).toEqual([422, expect.stringContaining('This is a web page')])
  const large = await begin(at, 250_000_001)
  expect([large.status, (await large.json()).detail]).toEqual([422, expect.stringContaining('250 MB or less')])
  const quota = await begin(at, 1_000_000)
  expect([quota.status, (await quota.json()).detail]).toEqual([
    422,
    expect.stringMatching(/You keep \d MB .* Take one away first/)
  ])
  expect(uploads()).toEqual([])
})

test('a form of 100 MB leaves the memory of the server flat, and no file behind', { timeout: 120_000 }, async () => {
  const { folder, remove } = dataFolder()
  const [port] = await freePorts(1)
  // The databases of two tests must not meet: this one has its own file.
  const settings = { DATABASE_URL: `file:${join(folder, 'own.db')}` }
  await command(folder, port!, ['setup', '--name', 'Aldermere Borough Council', '--handle', 'aldermere'], settings)
  const who = ['--handle', 'nia', '--name', 'Nia Okafor', '--email', 'nia@aldermere.example', '--role', 'practitioner']
  await command(folder, port!, ['user', 'create', ...who], settings)
  const { token } = await command(folder, port!, ['token', 'create', 'nia'], settings)
  const started = await startProcess(port!, folder, settings)
  try {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ title: 'A table', audience: 'draft' })
    const api = `${started.origin}/api/folkmoot/v1/stories`
    const { id } = (await (await fetch(api, { method: 'POST', headers, body })).json()) as { id: string }
    const memory = () => Number(/VmRSS:\s+(\d+)/.exec(String(statusOf(started.process.pid!)))![1]) / 1024
    const send = (megabytes: number) =>
      new Promise<number>((done, failed) => {
        const size = megabytes * 1024 * 1024
        const sent = request(`${api}/${id}/clip`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'video/mp4', 'content-length': size }
        })
        sent.on('response', (answer) => done(answer.statusCode!)).on('error', failed)
        const chunk = Buffer.alloc(64 * 1024, 'z')
        let left = size
        Readable.from(
          (function* () {
            for (; left > 0; left -= chunk.length) yield chunk
          })()
        ).pipe(sent)
      })
    // A smaller one first, so that what any upload takes until the next collection is there before it is measured.
    expect(await send(40)).toBe(422)
    const before = memory()
    let most = before
    const watch = setInterval(() => {
      most = Math.max(most, memory())
    }, 50)
    expect(await send(100)).toBe(422)
    clearInterval(watch)
    console.log('GREW', most - before)
    expect(most - before).toBeLessThan(60)
    await until(() => readdirSync(join(folder, 'uploads')).length === 0)
  } finally {
    started.process.kill('SIGTERM')
    await started.ended
    remove()
  }
})

const statusOf = (pid: number) => readFileSync(`/proc/${pid}/status`, 'utf8')
