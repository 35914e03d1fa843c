/** The pictures of a story: drawn anew in two sizes, described, put in order, taken away; and what is swept up. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newKey } from '../../schema/columns.ts'
import { addPicture, knownFiles } from '../../server/media/media.store.ts'
import { sweepMedia, sweepStrayFiles } from '../../server/media/sweep.ts'
import { addPost } from '../../server/posts/posts.store.ts'
import { clipBytes } from '../help/clips.ts'
import { pageText } from '../help/html.ts'
import { freePorts, type Person, type TestServer, testServer } from '../help/server.ts'
import { type SignedIn, signIn } from '../help/signed-in.ts'

let server: TestServer
let nia: Person
let author: SignedIn
let photo: Buffer

beforeAll(async () => {
  const [port] = await freePorts(1)
  server = await testServer(port!, 'Aldermere')
  nia = await server.person('nia')
  author = await signIn(server, nia)
  photo = await sharp({ create: { width: 2400, height: 1200, channels: 3, background: '#0a4f4a' } })
    .withExif({ IFD0: { Artist: 'Nia at home' }, IFD3: { GPSLatitude: '51/1 28/1 0/1' } })
    .jpeg()
    .toBuffer()
}, 60_000)
afterAll(() => server?.stop())

const whole = { summary: 'A table.', body: 'A kettle.', wentWell: 'Tea.', wentBadly: 'Cold tea.' }
let n = 0
const story = async (audience: string) => {
  const { id } = await nia.call('POST', 'stories', { ...whole, title: `A table ${++n}`, audience })
  return `/stories/${id}`
}
const add = (at: string, alt: string, bytes: Uint8Array = photo) =>
  author.file(`${at}/pictures`, 'picture', bytes, { alt }, 'DSC_1.JPG')
const idsOf = (html: string) =>
  [...html.matchAll(/action="\/stories\/[0-9a-f]+\/pictures\/([0-9a-f]{32})"/g)].map(([, id]) => id!)
const files = () => readdirSync(join(server.context.config.dataDir, 'media'))

test('a picture is shown in two sizes without what the camera noted, here and on other servers', async () => {
  const at = await story('world')
  expect((await add(at, 'A table with a teapot')).status).toBe(303)
  const page = await server.page(at)
  const [, small, large] = /srcset="(\S+) 640w, (\S+) 1600w"/.exec(page)!
  expect(page).toContain('alt="A table with a teapot"')
  for (const [path, width] of [
    [small, 640],
    [large, 1600]
  ] as const) {
    const bytes = Buffer.from(await (await fetch(server.origin + path)).arrayBuffer())
    const drawn = await sharp(bytes).metadata()
    expect([drawn.format, drawn.width, drawn.exif]).toEqual(['webp', width, undefined])
    expect(bytes.toString('latin1')).not.toContain('Nia at home')
  }
  const [attachment] = (await server.document(server.origin + at)).attachment
  expect(attachment).toMatchObject({
    type: 'Image',
    mediaType: 'image/webp',
    url: server.origin + large,
    summary: 'A table with a teapot',
    width: 1600,
    height: 800
  })
  expect(await server.page('/search?q=teapots')).toContain(`href="${at}"`)
})

test('what it shows must be said, and faults keep what was typed', async () => {
  const at = await story('draft')
  const silent = await add(at, ' ')
  expect(silent.status).toBe(422)
  expect(pageText(await silent.text())).toContain('Say what the picture shows, for people who do not see it')
  const page = await add(at, 'A page', Buffer.from('<!doctype html><script>alert(1)</script>'))
  expect(page.status).toBe(422)
  const html = await page.text()
  expect(pageText(html)).toContain('Choose a picture in PNG, JPEG, WebP, GIF or AVIF')
  expect(html).toContain('>A page</textarea>')
  const bomb = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAnEAAAJxACAAAAAAAAAAA', 'base64')
  expect((await add(at, 'A bomb', bomb)).status).toBe(422)
  expect((await author.file(`${at}/pictures`, 'picture', photo, { alt: 'x', _csrf: 'made up' })).status).toBe(403)
  const ruth = await signIn(server, await server.person('ruth'))
  expect((await ruth.file(`${at}/pictures`, 'picture', photo, { alt: 'x' })).status).toBe(404)
})

test('four at most, in the order that their author chose', async () => {
  const at = await story('world')
  for (const alt of ['one', 'two', 'three', 'four']) expect((await add(at, alt)).status).toBe(303)
  expect((await add(at, 'five')).status).toBe(422)
  const order = async () =>
    (await server.document(server.origin + at)).attachment.map((one: { name: string }) => one.name)
  const ids = idsOf(await author.page(`${at}/pictures`))
  const act = (id: string, fields: Record<string, string>) => author.form(`${at}/pictures/${id}`, fields)
  await act(ids[3]!, { do: 'up' })
  expect(await order()).toEqual(['one', 'two', 'four', 'three'])
  await act(ids[0]!, { do: 'down' })
  await act(ids[0]!, { do: 'describe', alt: 'the first' })
  expect(await order()).toEqual(['two', 'the first', 'four', 'three'])
  const before = files().length
  await act(ids[1]!, { do: 'remove' })
  expect(await order()).toEqual(['the first', 'four', 'three'])
  expect(files().length).toBe(before - 2)
  expect((await act(ids[1]!, { do: 'remove' })).status).toBe(404)
  const silent = await act(ids[2]!, { do: 'describe', alt: '' })
  expect(silent.status).toBe(422)
  expect(await silent.text()).toContain(`href="#alt-${ids[2]}"`)
})

test('by the API, where the file is the body', async () => {
  const at = (await story('draft')).slice(1)
  const send = (path: string, bytes: Uint8Array, type: string, token = nia.token) =>
    fetch(`${server.origin}/api/folkmoot/v1/${at}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': type },
      body: new Blob([bytes.slice()])
    })
  const added = await send('/pictures?alt=A%20teapot', photo, 'image/jpeg')
  expect([added.status, (await added.json()).pictures[0].alt]).toEqual([201, 'A teapot'])
  expect((await send('/pictures?alt=x', photo, 'text/html')).status).toBe(415)
  const clip = await send('/clip?alt=A%20table', await clipBytes({ form: 'webm', seconds: 3 }), 'video/webm')
  const told = await clip.json()
  expect([clip.status, told.seconds, told.captions, told.shown, told.mediaType]).toEqual([
    201,
    3,
    [],
    false,
    'video/webm'
  ])
  const captions = await nia.call('PUT', `${at}/clip/captions`, {
    language: 'cy',
    file: 'WEBVTT\n\n00:01.000 --> 00:02.000\nHelo\n'
  })
  expect(captions).toMatchObject({ shown: true, captions: [{ language: 'cy', url: `${told.url}/cy.vtt` }] })
  const wrong = await nia.ask('PUT', `${at}/clip/captions`, { language: 'cy', file: 'WEBVTT\n\nHelo\n' })
  expect([wrong.status, (await wrong.json()).detail]).toEqual([422, expect.stringContaining('Line 3')])
  const ruth = await server.person('ruby')
  expect((await send('/clip', photo, 'video/mp4', ruth.token)).status).toBe(404)
  const long = await send('/clip', await clipBytes({ seconds: 181 }), 'video/mp4')
  expect([long.status, (await long.json()).detail]).toEqual([422, expect.stringContaining('Cut 1 second or more')])
  expect((await nia.ask('DELETE', `${at}/clip`)).status).toBe(204)
})

describe('sweeping', () => {
  const later = () => ({ ...server.context, clock: () => new Date(Date.now() + 2 * 86_400_000) })

  test('takes away what belonged to a withdrawn story, unless it must be kept', async () => {
    await sweepMedia(later())
    const at = await story('world')
    await add(at, 'A table')
    await author.form(`${at}/withdraw`, {})
    const before = files().length
    await sweepMedia(server.context, async () => false)
    expect(files().length).toBe(before)
    await sweepMedia(server.context)
    expect(files().length).toBe(before - 2)
  })

  test('comes past everything that must be kept, however much that is', async () => {
    const { context } = server
    const posts: string[] = []
    await context.store.write(async (tx) => {
      for (let one = 0; one < 203; one++) {
        const id = newKey()
        const uri = `${server.origin}/stories/${id}`
        const gone = { audience: 'withdrawn' as const, visibility: 'public' as const, html: '', thread: id }
        await addPost(tx, { ...gone, id, uri, url: uri, kind: 'story', local: true, author: nia.id })
        const size = { width: 1, height: 1, bytes: 1 }
        await addPicture(tx, { ...size, file: `${id}.webp`, mediaType: 'image/webp', post: id })
        posts.push(id)
      }
    })
    const left = async () => {
      const found = await Promise.all(posts.map((id) => knownFiles(context.store.read, [`${id}.webp`])))
      return found.filter((names) => names.size > 0).length
    }
    await sweepMedia(context, async (_, picture) => picture.post === posts.at(-1))
    expect(await left()).toBe(202)
    await sweepMedia(context)
    expect(await left()).toBe(0)
  })

  test('takes away what nobody used and what nobody knows, and leaves the rest', async () => {
    const at = await story('world')
    await add(at, 'A table')
    await author.file('/account', 'avatarFile', photo, { name: 'Nia' })
    const page = await server.page(at)
    const { context } = server
    await sweepMedia(later())
    await sweepStrayFiles(later())
    const paths = [...page.matchAll(/src="(\/media\/[0-9a-f]{32})"/g)].map(([, path]) => path!)
    expect(paths.length).toBeGreaterThan(0)
    for (const path of paths) expect((await fetch(server.origin + path)).status, path).toBe(200)
    const stray = `${'f'.repeat(32)}.webp`
    await context.media.put(stray, Buffer.from('x'), 'image/webp')
    expect(await sweepStrayFiles(context)).toBe(0)
    expect(await sweepStrayFiles(later())).toBe(1)
    expect(files()).not.toContain(stray)
  })
})
