/** What was answered 2xx survives a kill and is applied once; a locked database is told as busy. */

import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Peer, type PeerActor, startPeer } from '../help/peer.ts'
import { command, dataFolder, type Started, startProcess } from '../help/process.ts'
import { type Answer, freePorts, until } from '../help/server.ts'

let peer: Peer
let maddy: PeerActor
let server: Started & { origin: string }
let token: string
let port: number
const data = dataFolder()

const api = async (method: string, path: string, body?: object): Promise<Response> =>
  fetch(`${server.origin}/api/folkmoot/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) })
  })
const start = () => startProcess(port, data.folder, { ALLOW_PRIVATE_ORIGINS: peer.origin })

beforeAll(async () => {
  const [one, two] = (await freePorts(2)) as [number, number]
  port = one
  peer = await startPeer(two)
  maddy = peer.actor('maddy')
  server = await start()
  await command(data.folder, port, [
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
  token = (await command(data.folder, port, ['token', 'create', 'nia'])).token
  await command(data.folder, port, ['domain', 'trust', peer.host, '--reason', 'test'])
})
afterAll(async () => {
  server?.process.kill('SIGKILL')
  await server?.ended
  await peer?.stop()
  data.remove()
})

const story = { title: 'A story', summary: 'Short.', body: 'Body', wentWell: 'Well', wentBadly: 'Badly' }

test('killed right after its answers, it has lost nothing and doubles nothing', async () => {
  const me: Answer = await (await api('GET', 'me')).json()
  const uri = me.uri ?? me.actor?.uri
  const follow = peer.activity(maddy, 'Follow', uri)
  expect((await maddy.post(`${server.origin}/inbox`, follow)).status).toBe(202)
  // Only who follows by then is sent the story.
  await peer.received((body) => body.type === 'Accept' && body.object?.id === follow.id)
  const kept: Answer = await (await api('POST', 'stories', story)).json()
  const replies = Array.from({ length: 5 }, (_, n) =>
    peer.create(maddy, { inReplyTo: kept.uri, content: `<p>Reply ${n}</p>`, cc: [uri] })
  )
  await Promise.all(
    replies.map(async (reply) => expect((await maddy.post(`${server.origin}/inbox`, reply)).status).toBe(202))
  )
  server.process.kill('SIGKILL')
  await server.ended
  server = await start()
  const whole = await until(async () => {
    const found: Answer = await (await api('GET', `object?uri=${encodeURIComponent(kept.uri)}`)).json()
    return found.replies?.length === 5 && found
  }, 150)
  expect(new Set(whole.replies.map((one: Answer) => one.uri)).size).toBe(5)
  expect(whole.counts.replies).toBe(5)
  const creates = await until(() => {
    const found = peer.inbox.filter(({ body }) => body.type === 'Create' && body.object?.id === kept.uri)
    return found.length > 0 && found
  }, 150)
  // At least once on the wire; the id is the same each time, so that a reader shows it once.
  expect(new Set(creates.map(({ body }) => body.id)).size).toBe(1)
}, 200_000)

test('the same bytes twice are applied once', async () => {
  const kept: Answer = await (await api('POST', 'stories', story)).json()
  const like = peer.activity(maddy, 'Like', kept.uri)
  for (let n = 0; n < 3; n++) expect((await maddy.post(`${server.origin}/inbox`, like)).status).toBe(202)
  await until(
    async () =>
      ((await (await api('GET', `object?uri=${encodeURIComponent(kept.uri)}`)).json()) as Answer).counts.likes === 1
  )
})

test('while another process holds the database, writers are told to come back and readers read', async () => {
  const holder = new Database(join(data.folder, 'folkmoot.db'))
  holder.exec('begin immediate')
  try {
    const write = await api('POST', 'stories', story)
    expect(write.status).toBe(503)
    expect(Number(write.headers.get('retry-after'))).toBeGreaterThan(0)
    const inbox = await maddy.post(`${server.origin}/inbox`, peer.activity(maddy, 'Like', 'https://nowhere.example/1'))
    expect(inbox.status).toBe(503)
    expect(inbox.headers.get('retry-after')).toBeTruthy()
    expect((await fetch(`${server.origin}/stories`)).status).toBe(200)
    expect((await fetch(`${server.origin}/readyz`)).status).toBe(503)
  } finally {
    holder.exec('rollback')
    holder.close()
  }
  expect((await api('POST', 'stories', story)).status).toBe(201)
})
