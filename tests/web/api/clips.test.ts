/** Clips, captions and pictures of a story by the API; the file itself is the body. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { apiRoot } from '../../../web/api/routes.ts'
import { clipBytes } from '../../help/clips.ts'
import { type ApiServer, apiServer, type Person, type Told } from './server.ts'

let server: ApiServer
let nia: Person
let tom: Person
let clip: Buffer
let picture: Buffer

beforeAll(async () => {
  server = await apiServer()
  nia = await server.person('nia')
  tom = await server.person('tom')
  clip = await clipBytes({ seconds: 2 })
  const size = { width: 40, height: 30, channels: 3, background: '#5b1f47' } as const
  picture = await sharp({ create: size }).png().toBuffer()
})
afterAll(() => server.stop())

const draft = async (): Promise<string> =>
  `stories/${(await nia.post('stories', { title: 'A table', audience: 'draft' })).id}`
async function file(who: Person, method: 'POST' | 'PUT', path: string, payload: Buffer, type: string) {
  const headers = { authorization: `Bearer ${who.token}`, 'content-type': type }
  const told = await server.app.inject({ method, url: `${apiRoot}/${path}`, headers, payload })
  return { status: told.statusCode, body: told.json() as Told }
}
const status = async (who: Person, method: string, path: string, body?: object) =>
  (await who.call(method, path, body)).status

it('a clip gets captions, a still picture and a description, and is shown once it has captions', async () => {
  const at = await draft()
  await nia.call('PATCH', at, { audience: 'local', summary: 'x', body: 'x', wentWell: 'x', wentBadly: 'x' })
  expect(await status(nia, 'GET', `${at}/clip`)).toBe(404)
  expect((await file(tom, 'POST', `${at}/clip`, clip, 'video/mp4')).status).toBe(403)
  expect((await file(nia, 'POST', `${at}/clip`, clip, 'text/html')).status).toBe(415)
  expect((await file(nia, 'POST', `${at}/clip`, Buffer.from('<html>'), 'video/mp4')).status).toBe(422)
  expect((await file(nia, 'PUT', `${at}/clip/poster`, picture, 'image/png')).status).toBe(404)
  expect(await status(nia, 'PATCH', `${at}/clip`, { alt: 'A table' })).toBe(404)
  const sent = await file(nia, 'POST', `${at}/clip?alt=Nia`, clip, 'video/mp4')
  expect(sent).toMatchObject({ status: 201, body: { seconds: 2, alt: 'Nia', poster: null, shown: false } })
  expect(await status(tom, 'GET', `${at}/clip`)).toBe(404)

  const late = { language: 'en', file: 'WEBVTT\n\n00:05.000 --> 00:04.000\nBack\n' }
  expect(await status(nia, 'PUT', `${at}/clip/captions`, late)).toBe(422)
  const captions = { language: 'en', file: 'WEBVTT\n\n00:00.500 --> 00:01.500\n<b>This</b> is the table.\n' }
  expect(await status(tom, 'PUT', `${at}/clip/captions`, captions)).toBe(403)
  expect(await status(nia, 'PUT', `${at}/clip/captions`, captions)).toBe(200)
  expect(await tom.get(`${at}/clip`)).toMatchObject({
    ...{ shown: true, captions: [{ language: 'en', transcript: 'This is the table.' }] }
  })
  expect(await status(nia, 'DELETE', `${at}/clip/captions`, { language: 'en' })).toBe(409)
  expect(await status(nia, 'DELETE', `${at}/clip/captions`, { language: 'cy' })).toBe(204)
  expect((await nia.call('PATCH', `${at}/clip`, { alt: 'Nia at a table' })).body.alt).toBe('Nia at a table')
  expect(await status(nia, 'PATCH', `${at}/clip`, { alt: ' ' })).toBe(422)
  const still = await file(nia, 'PUT', `${at}/clip/poster`, picture, 'image/png')
  expect(still.body.poster).toMatch(/\/media\/[0-9a-f]{32}$/)
  expect((await file(nia, 'PUT', `${at}/clip/poster`, Buffer.from('GIF89a'), 'image/gif')).status).toBe(422)
  expect(await status(nia, 'DELETE', `${at}/clip`)).toBe(204)
  expect(await status(nia, 'GET', `${at}/clip`)).toBe(404)
})

it('two clips sent to one story at once leave one of them, whole, and no file of the other', async () => {
  const files = () => readdirSync(join(server.context.config.dataDir, 'media')).length
  const at = await draft()
  const before = files()
  const sent = await Promise.all(
    [2, 3].map(async (seconds) => {
      const bytes = seconds === 2 ? clip : await clipBytes({ seconds })
      return file(nia, 'POST', `${at}/clip?alt=${seconds}`, bytes, 'video/mp4')
    })
  )
  expect(sent.map((one) => one.status)).toEqual([201, 201])
  const { seconds, alt } = await nia.get(`${at}/clip`)
  expect(alt).toBe(String(seconds))
  expect(files()).toBe(before + 1)
  expect(readdirSync(join(server.context.config.dataDir, 'uploads'))).toEqual([])
})

it('pictures are added, described, moved and taken away', async () => {
  const at = `${await draft()}/pictures`
  expect((await file(nia, 'POST', at, picture, 'image/png')).body.faults[0].field).toBe('alt')
  for (const alt of ['One', 'Two'])
    expect((await file(nia, 'POST', `${at}?alt=${alt}`, picture, 'image/png')).status).toBe(201)
  expect(await status(tom, 'GET', at)).toBe(404)
  const { pictures } = await nia.get(at)
  expect(pictures).toMatchObject([{ alt: 'One' }, { alt: 'Two' }])
  const [one, two] = pictures
  expect(await status(tom, 'PATCH', at, { picture: one.id, alt: 'Mine' })).toBe(404)
  expect(await status(nia, 'PATCH', at, { picture: one.id, alt: '' })).toBe(422)
  expect(await status(nia, 'PATCH', at, { picture: '0'.repeat(32), alt: 'x' })).toBe(404)
  const moved = await nia.call('PATCH', at, { picture: two.id, alt: 'The second', move: 'up' })
  expect(moved.body.pictures.map(({ alt }: Told) => alt)).toEqual(['The second', 'One'])
  expect(await status(nia, 'DELETE', at, { picture: one.id })).toBe(204)
  expect((await nia.get(at)).pictures).toMatchObject([{ id: two.id }])
})
