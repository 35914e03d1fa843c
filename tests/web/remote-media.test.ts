/** Pictures and clips of other servers: fetched here, once, for what was let in; checked, limited, and never by the reader. */
import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { copyId } from '../../server/media/remote.ts'
import { sweepMedia } from '../../server/media/sweep.ts'
import { clipBytes } from '../help/clips.ts'
import { freePorts, type TestServer, testServer, until } from '../help/server.ts'
import { addMastodon, remoteActor, remotePost } from './pages/elsewhere.ts'

let server: TestServer
let elsewhere: Server
let origin: string
let asked: string[]
const files = new Map<string, { type: string; body: Buffer; delay?: number }>()
let maddy: Awaited<ReturnType<typeof addMastodon>>

beforeAll(async () => {
  asked = []
  const [port, other] = await freePorts(2)
  origin = `http://127.0.0.1:${other}`
  elsewhere = createServer((request, response) => {
    asked.push(request.url!)
    const found = files.get(request.url!)
    if (request.url === '/endless') {
      response.writeHead(200, { 'content-type': 'image/png' })
      response.write('\x89PNG\r\n\x1a\n', 'latin1')
      const more = setInterval(() => response.write(Buffer.alloc(1 << 20)), 1)
      response.on('close', () => clearInterval(more))
      return
    }
    if (request.url === '/inwards') return response.writeHead(302, { location: 'http://127.0.0.1:1/secret' }).end()
    if (!found) return response.writeHead(404).end()
    setTimeout(() => response.writeHead(200, { 'content-type': found.type }).end(found.body), found.delay ?? 0)
  })
  await new Promise<void>((done) => elsewhere.listen(other, '127.0.0.1', done))
  const red = sharp({ create: { width: 2000, height: 1000, channels: 3, background: '#ff0000' } })
  const photo = await red
    .withExif({ IFD3: { GPSLatitude: '51/1 28/1 0/1' }, IFD0: { Artist: 'Maddy at home' } })
    .jpeg()
    .toBuffer()
  files.set('/photo.jpg', { type: 'image/jpeg', body: photo, delay: 200 })
  files.set('/face.png', { type: 'image/png', body: await red.png().toBuffer() })
  files.set('/clip.webm', { type: 'video/webm', body: await clipBytes({ form: 'webm' }) })
  files.set('/clip.vtt', {
    type: 'text/plain',
    body: Buffer.from('WEBVTT\n\nSTYLE\nx\n\n00:01.000 --> 00:02.000\n<script>Hi</script>\n')
  })
  files.set('/song.mp3', { type: 'audio/mpeg', body: Buffer.from('ID3\x04\0\0\0\0\0\0song', 'latin1') })
  const page = Buffer.from('<!doctype html><script>alert(1)</script>')
  for (const name of ['/page.png', '/page.mp4', '/page.mp3']) files.set(name, { type: 'image/png', body: page })
  files.set('/drawing.svg', {
    type: 'image/svg+xml',
    body: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')
  })
  server = await testServer(port!, 'Aldermere', [origin], { MEDIA_CACHE_MB: '1' })
  maddy = await addMastodon(server.context)
}, 60_000)
afterAll(async () => {
  await server?.stop()
  elsewhere.closeAllConnections()
  elsewhere.close()
})

const post = (attachment: object[], more: object = {}, author = maddy) =>
  remotePost(server.context, author, { content: '<p>Look.</p>', attachment: attachment as never, ...more })
const at = (name: string) => `${origin}${name}`
const image = (name: string, alt = 'A red wall') => ({
  type: 'Document',
  mediaType: 'image/jpeg',
  url: at(name),
  name: alt
})
const copies = (html: string) =>
  [...html.matchAll(/(?:src|poster)="(\/media\/remote\/[^"]+)"/g)].map(([, path]) => path!)
const get = (path: string, init: RequestInit = {}) => fetch(server.origin + path, init)
const times = (name: string) => asked.filter((one) => one === name).length

describe('what is attached to a post that was let in', () => {
  test('is fetched once, drawn anew, and shown from here', async () => {
    const id = await post([image('/photo.jpg')])
    const html = await server.page(`/posts/${id}`)
    const [path] = copies(html)
    expect(html).not.toContain(`src="${origin}`)
    expect(times('/photo.jpg')).toBe(0)
    const answers = await Promise.all([get(path!), get(path!), get(path!)])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(times('/photo.jpg')).toBe(1)
    const [first] = answers
    expect(Object.fromEntries(first!.headers)).toMatchObject({
      'content-type': 'image/webp',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox'),
      'cross-origin-resource-policy': 'same-origin'
    })
    const bytes = Buffer.from(await first!.arrayBuffer())
    const drawn = await sharp(bytes).metadata()
    expect([drawn.width, drawn.height, drawn.exif]).toEqual([1600, 800, undefined])
    expect(bytes.toString('latin1')).not.toContain('Maddy at home')
  })

  test('clips play in parts with their captions, in our player', async () => {
    const video = {
      type: 'Video',
      mediaType: 'video/webm',
      url: at('/clip.webm'),
      name: 'A wall',
      duration: 'PT1M2S',
      icon: { type: 'Image', url: at('/photo.jpg') },
      'schema:caption': [{ type: 'Document', url: at('/clip.vtt'), 'schema:inLanguage': 'en' }]
    }
    const html = await server.page(`/posts/${await post([video])}`)
    expect(html).toContain('preload="none"')
    expect(html).toContain('1 minute 2 seconds, captions in English')
    const track = /<track kind="captions" srclang="en" label="English" src="([^"]+)"/.exec(html)![1]!
    const words = await get(track)
    expect(words.headers.get('content-type')).toBe('text/vtt; charset=utf-8')
    expect(await words.text()).toBe('WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nHi\n')
    const source = /<source src="([^"]+)"/.exec(html)![1]!
    const part = await get(source, { headers: { range: 'bytes=0-3' } })
    expect([part.status, part.headers.get('content-type')]).toEqual([206, 'video/webm'])
    expect(Buffer.from(await part.arrayBuffer()).toString('hex')).toBe('1a45dfa3')
  })

  test('recordings play too; what only says what it is does not', async () => {
    const song = { type: 'Audio', mediaType: 'audio/mpeg', url: at('/song.mp3'), name: 'A song' }
    const [path] = copies(await server.page(`/posts/${await post([song])}`))
    expect((await get(path!)).headers.get('content-type')).toBe('audio/mpeg')
    const wrong = [
      image('/page.png'),
      image('/drawing.svg'),
      { ...song, url: at('/page.mp3') },
      { type: 'Video', mediaType: 'video/mp4', url: at('/page.mp4') },
      { type: 'Video', mediaType: 'video/mp4', url: at('/photo.jpg') }
    ]
    for (const one of wrong) {
      const id = await post([one])
      const [copy] = copies(await server.page(`/posts/${id}`)).filter((each) => !each.includes('poster'))
      const answer = await get(copy!)
      expect([answer.status, answer.headers.get('content-type')], one.url).toEqual([
        404,
        expect.stringContaining('text/html')
      ])
      // Then its description is shown, and it is not asked for again and again.
      const before = asked.length
      const html = await server.page(`/posts/${id}?again`)
      expect(html).not.toContain(copy)
      expect(html).toContain(`href="${one.url}"`)
      expect((await get(copy!)).status).toBe(404)
      expect(asked.length).toBe(before)
    }
  })

  test('without end, gone, or leading inwards is given up', { timeout: 30_000 }, async () => {
    for (const name of ['/endless', '/gone', '/inwards']) {
      const [path] = copies(await server.page(`/posts/${await post([image(name)])}`))
      expect((await get(path!)).status, name).toBe(404)
    }
    const inside = await post([
      image('/x'),
      { type: 'Image', mediaType: 'image/png', url: `${server.origin}/icon.png` }
    ])
    for (const path of copies(await server.page(`/posts/${inside}`))) expect((await get(path)).status).toBe(404)
  })
})

describe('nothing is fetched', () => {
  test('that is not attached to something here: it is no open proxy', async () => {
    const id = await post([image('/photo.jpg')])
    const other = copyId({ kind: 'image', url: at('/face.png') })
    const before = asked.length
    const odd = [`/media/remote/${id}/${other}`, `/media/remote/${'0'.repeat(32)}/${other}`, `/media/remote/${id}/x`]
    for (const path of [
      ...odd,
      `/media/remote/portrait/${maddy.id}/${other}`,
      `/media/remote/${encodeURIComponent(at('/face.png'))}/x`
    ])
      expect((await get(path)).status, path).toBe(404)
    expect(asked.length).toBe(before)
  })

  test('of posts that this reader may not read', async () => {
    const id = await post([image('/photo.jpg')], { to: `${maddy.uri}/followers` })
    const path = `/media/remote/${id}/${copyId({ kind: 'image', url: at('/photo.jpg') })}`
    expect((await get(path)).status).toBe(404)
  })

  test('of people whose words only wait; of those let in, the portrait is shown', async () => {
    const face = { icon: { type: 'Image', url: at('/face.png') } }
    const stranger = await remoteActor(server.context, {
      id: 'https://unknown.example/users/ann',
      preferredUsername: 'ann',
      name: 'Ann',
      ...face
    })
    const path = (id: string) => `/media/remote/portrait/${id}/${copyId({ kind: 'portrait', url: at('/face.png') })}`
    expect((await get(path(stranger.id))).status).toBe(404)
    expect(times('/face.png')).toBe(0)
    const known = await remoteActor(server.context, {
      id: 'https://tidepool.example/users/bo',
      preferredUsername: 'bo',
      name: 'Bo',
      ...face
    })
    const html = await server.page(`/posts/${await post([], {}, known)}`)
    expect(html).toContain(`src="${path(known.id)}"`)
    const answer = await get(path(known.id))
    expect(answer.status).toBe(200)
    const drawn = await sharp(Buffer.from(await answer.arrayBuffer())).metadata()
    expect([drawn.format, drawn.width, drawn.height]).toEqual(['webp', 400, 400])
  })
})

test('the cache keeps to its size, and what nobody looks at goes after a month', async () => {
  const { context } = server
  const noise = async () =>
    sharp(randomBytes(300 * 300 * 3), {
      raw: { width: 300, height: 300, channels: 3 }
    })
      .png()
      .toBuffer()
  const paths: string[] = []
  // Time passes between them, so that the first is the one used least lately.
  for (let n = 0; n < 3; n++) {
    files.set(`/noise${n}.png`, { type: 'image/png', body: await noise() })
    const [path] = copies(await server.page(`/posts/${await post([image(`/noise${n}.png`)])}`))
    expect((await get(path!)).status).toBe(200)
    paths.push(path!)
  }
  const before = times('/noise0.png')
  const { config } = context
  const small = { ...context, config: { ...config, mediaCache: 60_000 } }
  await sweepMedia(small)
  await get(paths[0]!)
  expect(times('/noise0.png')).toBe(before + 1)
  await sweepMedia({ ...context, clock: () => new Date(Date.now() + 31 * 86_400_000) })
  await get(paths[0]!)
  await until(() => times('/noise0.png') === before + 2)
})
