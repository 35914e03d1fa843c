/** Pictures of what is held: fetched only when a moderator says so, shown to moderators only, blurred and grey at first. */
import { createServer, type Server } from 'node:http'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role } from '../../../schema/members.ts'
import { createMember } from '../../../server/members/members.ts'
import { startSession } from '../../../server/members/sessions.ts'
import { heldById } from '../../../server/moderation/held.store.ts'
import { reject } from '../../../server/moderation/queue.ts'
import { trustServer } from '../../../server/moderation/trust.ts'
import { sessionCookie } from '../../../server/plugins/session.ts'
import { pageText } from '../../help/html.ts'
import { freePorts, type TestServer, testServer } from '../../help/server.ts'
import { Browser } from '../../help/site.ts'
import { wait } from './scene.ts'

let server: TestServer
let elsewhere: Server
let origin: string
const asked: string[] = []
let ruth: Browser
let nia: Browser

beforeAll(async () => {
  const [port, other] = (await freePorts(2)) as [number, number]
  origin = `http://127.0.0.1:${other}`
  const red = { create: { width: 400, height: 200, channels: 3 as const, background: '#ff0000' } }
  const dot = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#0000ff' } })
    .png()
    .toBuffer()
  const photo = await sharp(red)
    .composite([{ input: dot }])
    .png()
    .toBuffer()
  elsewhere = createServer((request, response) => {
    asked.push(request.url!)
    if (!/photo/.test(request.url!)) return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'image/png' }).end(photo)
  })
  await new Promise<void>((done) => elsewhere.listen(other, '127.0.0.1', done))
  server = await testServer(port, 'Aldermere', [origin])
  ruth = await browser('ruth', 'moderator')
  nia = await browser('nia', 'practitioner')
}, 60_000)
afterAll(async () => {
  await server?.stop()
  await new Promise((done) => elsewhere?.close(done))
})

async function browser(handle: string, role: Role): Promise<Browser> {
  const { context, app } = server
  const { member } = await createMember(context, { handle, name: handle, email: `${handle}@aldermere.example`, role })
  const one = new Browser(app, server.origin)
  one.cookies.set(sessionCookie(server.origin), await context.store.write((tx) => startSession(context, tx, member.id)))
  return one
}

const picture = (name: string) => ({
  type: 'Document',
  mediaType: 'image/png',
  name: `A ${name}`,
  url: `${origin}/${name}.png`
})
const clip = { type: 'Document', mediaType: 'video/mp4', name: 'A clip', url: 'http://127.0.0.1:1/clip.mp4' }
const ask = (path: string, as?: Browser) =>
  server.app.inject({
    url: path,
    headers: as ? { cookie: [...as.cookies].map(([name, value]) => `${name}=${value}`).join('; ') } : {}
  })

test('nothing is fetched by looking; what is asked for shows blurred and grey, then clearly', async () => {
  const id = await wait(server.context, { object: { attachment: [picture('photo'), clip] } })
  await ruth.open('/moderation')
  await ruth.open(`/moderation/held/${id}`)
  await ruth.open(`/moderation/held/${id}?media=clear`)
  expect(pageText(ruth.html)).toContain('1 photo and 1 video, not fetched')
  expect(ruth.html).not.toContain('<img src="/moderation')
  expect((await ask(`/moderation/held/${id}/media/0`, ruth)).statusCode).toBe(404)
  expect(asked).toEqual([])
  await ruth.press('Fetch and show, blurred and grey')
  expect(asked).toEqual(['/photo.png'])
  expect(pageText(ruth.html)).toContain('Show clearly')
  expect(ruth.html).toContain('alt="A photo"')
  const grey = await ask(`/moderation/held/${id}/media/0`, ruth)
  expect(grey.headers).toMatchObject({ 'content-type': 'image/webp', 'cache-control': 'private, no-store' })
  const { channels } = await sharp(grey.rawPayload).stats()
  const [red, green, blue] = [channels[0]!, channels[1] ?? channels[0]!, channels[2] ?? channels[0]!]
  expect(Math.abs(red.mean - green.mean) + Math.abs(green.mean - blue.mean)).toBeLessThan(2)
  const clear = await sharp((await ask(`/moderation/held/${id}/media/0?clear=yes`, ruth)).rawPayload).stats()
  expect(clear.channels[0]!.mean).toBeGreaterThan(clear.channels[1]!.mean + 100)
})

test('is for moderators only, and only while it waits', async () => {
  const id = await wait(server.context, { by: 'oye', object: { attachment: [picture('photo-two')] } })
  await ruth.open(`/moderation/held/${id}`)
  await ruth.press('Fetch and show, blurred and grey')
  const path = `/moderation/held/${id}/media/0`
  expect((await ask(path, ruth)).statusCode).toBe(200)
  expect((await ask(path, nia)).statusCode).toBe(403)
  expect((await ask(path)).statusCode).toBe(303)
  for (const n of ['1', '9', '-1', 'x'])
    expect((await ask(`/moderation/held/${id}/media/${n}`, ruth)).statusCode).toBe(404)
  await reject(server.context, null, id)
  expect((await ask(path, ruth)).statusCode).toBe(404)
  expect((await heldById(server.context.store.read, id))?.state).toBe('rejected')
})

test('what cannot be had, or is left out by policy, says so', async () => {
  const gone = await wait(server.context, { by: 'ada', object: { attachment: [picture('gone')] } })
  await ruth.open(`/moderation/held/${gone}`)
  await ruth.press('Fetch and show, blurred and grey')
  expect(pageText(ruth.html)).toContain('It could not be fetched.')
  await trustServer(server.context, null, 'busstop.example', 'limited', '', { rejectMedia: true })
  await ruth.open(`/moderation/held/${gone}`)
  expect(ruth.html).not.toContain('Fetch and show')
})
