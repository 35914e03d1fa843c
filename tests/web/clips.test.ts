/** Clips on stories as their authors and readers meet them, over real HTTP. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentOf } from '../../federation/objects/document.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import { clipBytes } from '../help/clips.ts'
import { pageText } from '../help/html.ts'
import { freePorts, type Person, type TestServer, testServer, until } from '../help/server.ts'
import { type SignedIn, signIn } from '../help/signed-in.ts'

let server: TestServer
let nia: Person
let author: SignedIn
let ruth: SignedIn
let short: Buffer

beforeAll(async () => {
  const [port] = await freePorts(1)
  server = await testServer(port!, 'Aldermere', [], { CLIP_MAX_MB: '2' })
  nia = await server.person('nia')
  author = await signIn(server, nia)
  ruth = await signIn(server, await server.person('ruth'))
  short = await clipBytes({ seconds: 10 })
}, 60_000)
afterAll(() => server?.stop())

const whole = {
  summary: 'We put a table in the library.',
  body: 'We bought a kettle.',
  wentWell: 'People came earlier.',
  wentBadly: 'No private room.'
}
let n = 0
const story = async (audience = 'draft') => {
  const { id } = await nia.call('POST', 'stories', { ...whole, title: `A table in the library ${++n}`, audience })
  return { id: id as string, at: `/stories/${id}` }
}
const captioned = async (audience = 'draft') => {
  const one = await story(audience)
  await author.file(`${one.at}/clip`, 'clip', short, { alt: 'Nia at a round table' })
  await author.file(`${one.at}/clip/captions/file`, 'file', Buffer.from(vtt), { language: 'en' })
  return { ...one, media: await mediaOf(one.at) }
}
const mediaOf = async (at: string) => {
  const page = await author.page(at.endsWith('/clip') ? at : `${at}/clip`)
  return /<source src="(\/media\/[0-9a-f]{32})"/.exec(page)![1]!
}
const vtt =
  'WEBVTT\n\n00:01.000 --> 00:03.500\nThis is the table.\n\n00:06.000 --> 00:08.000\nIt came from the staff canteen.\n'
const leftOver = () => readdirSync(join(server.context.config.dataDir, 'uploads'))

describe('sending a clip', () => {
  test('in a form measures it, and leads on to the captions', async () => {
    const { at } = await story()
    const answer = await author.file(`${at}/clip`, 'clip', short, { alt: 'Nia at a round table' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${at}/clip/captions`])
    const page = await author.page(`${at}/clip`)
    expect(pageText(page)).toContain('10 seconds')
    expect(pageText(page)).toContain('It has no captions yet. Until it has, nobody else sees it')
    expect(page).toContain('Nia at a round table')
    await until(() => leftOver().length === 0)
  })

  test('of 181 seconds is refused with how much to cut, and nothing of it stays', async () => {
    const { at } = await story()
    const answer = await author.file(`${at}/clip`, 'clip', await clipBytes({ seconds: 181 }), { alt: 'Long' })
    expect(answer.status).toBe(422)
    const page = await answer.text()
    expect(pageText(page)).toContain(
      'It is 3 minutes 1 second long, and three minutes is the most. Cut 1 second or more'
    )
    expect(page).toContain('href="#clip"')
    expect(page).toContain('>Long</textarea>')
    await until(() => leftOver().length === 0)
  })

  test.each([
    ['an empty file', Buffer.alloc(0), 'Choose a clip'],
    ['a page named .mp4', Buffer.from('<!doctype html><script>alert(1)</script>'), 'This is a web page'],
    ['a file cut off', () => short.subarray(0, 900), 'The file ends too early'],
    ['a clip with an archive behind it', () => Buffer.concat([short, Buffer.from('PK\x03\x04zip')]), 'something else'],
    ['one that is too large', () => Buffer.concat([short, Buffer.alloc(2_000_001)]), 'Choose a clip of 2 MB or less']
  ])('%s is refused in a sentence', async (_, given, told) => {
    const { at } = await story()
    const bytes = typeof given === 'function' ? given() : given
    const answer = await author.file(`${at}/clip`, 'clip', bytes, {}, 'clip.mp4')
    expect(answer.status).toBe(422)
    expect(pageText(await answer.text())).toContain(told)
    await until(() => leftOver().length === 0)
  })

  test('is for the author alone, signed in and from our page', async () => {
    const { at } = await story()
    expect((await ruth.file(`${at}/clip`, 'clip', short)).status).toBe(404)
    const told = await story('local')
    expect((await ruth.file(`${told.at}/clip`, 'clip', short)).status).toBe(403)
    const forged = await author.file(`${at}/clip`, 'clip', short, { _csrf: 'made up' })
    expect(forged.status).toBe(403)
    const body = new FormData()
    body.append('clip', new Blob([short.slice()]))
    const stranger = await fetch(`${server.origin}${at}/clip`, { method: 'POST', body, redirect: 'manual' })
    expect(stranger.status).toBe(401)
    expect(await author.page(`${at}/clip`)).not.toContain('<video')
    await until(() => leftOver().length === 0)
  })
})

describe('captions', () => {
  test('are needed before a story with a clip is published; a draft is kept', async () => {
    const { id, at } = await story()
    await author.file(`${at}/clip`, 'clip', short, { alt: 'A table' })
    const media = await mediaOf(at)
    const fields = { ...whole, title: 'A table', audience: 'world' }
    const refused = await author.form(`${at}/edit`, fields)
    expect(refused.status).toBe(422)
    const page = await refused.text()
    expect(pageText(page)).toContain(
      'Add captions to the clip, or take it away: a clip without captions is not published'
    )
    expect(page).toContain(`href="${at}/clip/captions"`)
    const api = await nia.ask('PATCH', `stories/${id}`, { audience: 'world' })
    expect([api.status, (await api.json()).detail]).toEqual([422, expect.stringContaining('Add captions')])
    expect((await author.form(`${at}/edit`, { ...fields, audience: 'draft' })).status).toBe(303)
    await author.file(`${at}/clip/captions/file`, 'file', Buffer.from(vtt), { language: 'en' })
    expect((await author.form(`${at}/edit`, fields)).status).toBe(303)
    const read = await server.page(at)
    expect(read).toContain(`<source src="${media}" type="video/mp4">`)
    expect(read).toContain(`kind="captions" srclang="en" label="English" src="${media}/en.vtt" default`)
    expect(pageText(read)).toMatch(/This is the table\. ?It came from the staff canteen\./)
  })

  test('are found by the search', async () => {
    const { at } = await captioned('world')
    await author.form(`${at}/clip/captions`, {
      language: 'en',
      from: '0:01',
      to: '0:03',
      text: 'An aardvark on the table'
    })
    expect(await server.page('/search?q=aardvarks')).toContain(`href="${at}"`)
    await author.form(`${at}/clip/captions`, { language: 'en', from: '0:01', to: '0:03', text: 'A zebra on the table' })
    expect(await server.page('/search?q=aardvarks')).not.toContain(`href="${at}"`)
  })

  test('with scripts in them are words only', async () => {
    const { at, media } = await captioned('world')
    const hostile =
      'WEBVTT <script>\n\nSTYLE\n::cue { background: url(https://evil.example/x) }\n\nNOTE <img src=x>\n\n' +
      '<script>\n00:01.000 --> 00:03.000 line:0 position:<b>\n<c.x><script>alert(1)</script></c> &lt;b&gt; <v Nia>Hello</v>\n'
    expect(
      (await author.file(`${at}/clip/captions/file`, 'file', Buffer.from(hostile), { language: 'en' })).status
    ).toBe(303)
    const answer = await fetch(`${server.origin}${media}/en.vtt`)
    expect(answer.headers.get('content-type')).toBe('text/vtt; charset=utf-8')
    expect(await answer.text()).toBe('WEBVTT\n\n00:00:01.000 --> 00:00:03.000\nalert(1) &lt;b&gt; Nia: Hello\n')
    const page = await server.page(at)
    expect(page).toContain('alert(1) &lt;b&gt; Nia: Hello')
    expect(page).not.toContain('<script>alert')
  })

  test('with broken timings are refused by line, and what is typed stays', async () => {
    const { at } = await captioned()
    const broken =
      'WEBVTT\n\n00:01.000 --> 00:03.000\nFine\n\n00:05.000 --> 00:04.000\nBack\n\n00:99 --> x\nWhat\n\n01:00.000 --> 01:02.000\nLate\n'
    const answer = await author.file(`${at}/clip/captions/file`, 'file', Buffer.from(broken), { language: 'en' })
    expect(answer.status).toBe(422)
    const text = pageText(await answer.text())
    expect(text).toContain('Line 6: The caption ends before it begins')
    expect(text).toContain('Line 9: Write when the caption is shown')
    expect(text).toContain('Line 12: The caption begins after the clip has ended, at 0:10')
    const rows = { language: 'en', from: ['0:05', 'soon', ''], to: ['0:04', '0:09', ''], text: ['Back', 'When?', ''] }
    const typed = await author.form(`${at}/clip/captions`, rows)
    expect(typed.status).toBe(422)
    const page = await typed.text()
    expect(pageText(page)).toContain('Row 1: it ends before it begins')
    expect(pageText(page)).toContain('Row 2: write when it begins, such as 0:05.5')
    expect(page).toContain('href="#from-1"')
    expect(page).toContain('value="soon"')
    expect(await (await author.ask(`${await mediaOf(at)}/en.vtt`)).text()).toContain('This is the table.')
  })

  test('in SubRip and in a second language are taken; the last ones of what others see stay', async () => {
    const { at, media } = await captioned('world')
    const srt = '1\r\n00:00:01,000 --> 00:00:03,000\r\n{\\an8}<i>Dyma’r bwrdd.</i>\r\n'
    await author.file(`${at}/clip/captions/file`, 'file', Buffer.from(srt), { language: 'cy' })
    expect(await (await fetch(`${server.origin}${media}/cy.vtt`)).text()).toContain('\nDyma’r bwrdd.\n')
    expect(pageText(await server.page(at))).toContain('captions in Cymraeg (Welsh) and English')
    expect((await author.form(`${at}/clip/captions/remove`, { language: 'cy' })).status).toBe(303)
    expect((await author.form(`${at}/clip/captions/remove`, { language: 'en' })).status).toBe(409)
    const latin = Buffer.from('WEBVTT\n\n00:01.000 --> 00:02.000\nna\xefve\n', 'latin1')
    const answer = await author.file(`${at}/clip/captions/file`, 'file', latin, { language: 'en' })
    expect(pageText(await answer.text())).toContain('The file is not text in UTF-8')
  })

  test('a clip added to a story that is out is shown to nobody else before it has them', async () => {
    const { at } = await story('world')
    await author.file(`${at}/clip`, 'clip', short, { alt: 'A table' })
    const media = await mediaOf(at)
    expect(await server.page(at)).not.toContain('<video')
    expect((await fetch(server.origin + media)).status).toBe(404)
    expect((await author.ask(media)).status).toBe(200)
    expect(pageText(await author.page(at))).toContain('The clip waits for captions')
    await author.form(`${at}/clip/captions`, { language: 'en', from: '0', to: '2', text: 'Hello' })
    expect(await server.page(at)).toContain('<video')
    expect((await fetch(server.origin + media)).status).toBe(200)
  })
})

describe('a clip is served', () => {
  test('in the parts that are asked for', async () => {
    const { media } = await captioned('world')
    const url = server.origin + media
    const all = await fetch(url)
    const bytes = Buffer.from(await all.arrayBuffer())
    expect(all.status).toBe(200)
    expect(Object.fromEntries(all.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': String(bytes.length),
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox'),
      'content-disposition': expect.stringMatching(/^inline; filename="[0-9a-f]{32}\.mp4"$/),
      'cache-control': 'public, max-age=3600'
    })
    const etag = all.headers.get('etag')!
    const part = async (range: string, more: Record<string, string> = {}) => {
      const answer = await fetch(url, { headers: { range, ...more } })
      const body = Buffer.from(await answer.arrayBuffer())
      return { status: answer.status, range: answer.headers.get('content-range'), body }
    }
    const size = bytes.length
    expect(await part('bytes=0-99')).toEqual({ status: 206, range: `bytes 0-99/${size}`, body: bytes.subarray(0, 100) })
    expect(await part('bytes=100-')).toEqual({
      status: 206,
      range: `bytes 100-${size - 1}/${size}`,
      body: bytes.subarray(100)
    })
    expect(await part('bytes=-50')).toEqual({
      status: 206,
      range: `bytes ${size - 50}-${size - 1}/${size}`,
      body: bytes.subarray(-50)
    })
    expect(await part(`bytes=${size - 1}-9999999999`)).toMatchObject({ status: 206, body: bytes.subarray(-1) })
    expect(await part(`bytes=${size}-`)).toMatchObject({ status: 416, range: `bytes */${size}` })
    expect(await part('bytes=-0')).toMatchObject({ status: 416 })
    for (const odd of ['bytes=5-1', 'bytes=a-b', 'chars=0-5', 'bytes=0-1,4-5', 'bytes=-'])
      expect(await part(odd), odd).toEqual({ status: 200, range: null, body: bytes })
    expect(await part('bytes=0-9', { 'if-range': etag })).toMatchObject({ status: 206 })
    expect(await part('bytes=0-9', { 'if-range': '"another"' })).toMatchObject({ status: 200 })
    expect((await fetch(url, { headers: { 'if-none-match': `W/${etag}, "x"` } })).status).toBe(304)
    const head = await fetch(url, { method: 'HEAD', headers: { range: 'bytes=0-9' } })
    expect([head.status, head.headers.get('content-length')]).toEqual([206, '10'])
  })

  test('to those only who may read its story', async () => {
    const draft = await captioned()
    const local = await captioned('local')
    const status = async (who: SignedIn | undefined, path: string) =>
      (await (who ? who.ask(path) : fetch(server.origin + path))).status
    for (const end of ['', '/en.vtt']) {
      expect(await status(author, draft.media + end)).toBe(200)
      expect(await status(ruth, draft.media + end)).toBe(404)
      expect(await status(undefined, draft.media + end)).toBe(404)
      expect(await status(ruth, local.media + end)).toBe(200)
      expect(await status(undefined, local.media + end)).toBe(404)
    }
    expect((await author.ask(draft.media)).headers.get('cache-control')).toBe('private, no-cache')
    const gone = await captioned('world')
    await author.form(`${gone.at}/withdraw`, {})
    expect(await status(undefined, gone.media)).toBe(404)
    expect(await status(author, gone.media)).toBe(404)
    for (const odd of [
      '/media/..%2F..%2Fsecret-key',
      '/media/x',
      `${draft.media}/..%2Fen.vtt`,
      `${local.media}/xx.vtt`
    ])
      expect(await status(author, odd), odd).toBe(404)
  })

  test('and taken away, with its file', async () => {
    const { at, media } = await captioned('world')
    const files = () => readdirSync(join(server.context.config.dataDir, 'media')).length
    const before = files()
    expect((await author.form(`${at}/clip/remove`, {})).status).toBe(303)
    expect(files()).toBe(before - 1)
    expect((await fetch(server.origin + media)).status).toBe(404)
    expect(await server.page(at)).not.toContain('<video')
    expect((await author.page(`${at}/clip`)).includes('<video')).toBe(false)
  })
})

test('the story with its clip reads well on another server', async () => {
  const { id, at, media } = await captioned('world')
  const document = await server.document(server.origin + at)
  expect(document.attachment).toEqual([
    {
      type: 'Video',
      url: server.origin + media,
      mediaType: 'video/mp4',
      name: 'Nia at a round table',
      summary: 'Nia at a round table',
      width: 320,
      height: 240,
      duration: 'PT10S',
      'schema:caption': [
        {
          type: 'Document',
          mediaType: 'text/vtt',
          name: 'English',
          url: `${server.origin}${media}/en.vtt`,
          'schema:inLanguage': 'en'
        }
      ]
    }
  ])
  expect((await nia.call('GET', `stories/${id}`)).id).toBe(id)
})

test('of a story for followers, its address has a key that opens it for their servers, and nothing else does', async () => {
  const { id } = await captioned('followers')
  const whole = (await anyPost(server.context.store.read, { id }))!
  const { attachment } = await documentOf(server.context, whole)
  const [video] = attachment as { url: string; 'schema:caption': { url: string }[] }[]
  expect(video!.url).toMatch(/\/media\/[0-9a-f]{32}\?key=[\w-]{32}$/)
  for (const url of [video!.url, video!['schema:caption'][0]!.url]) {
    expect((await fetch(url)).status).toBe(200)
    expect((await fetch(url)).headers.get('cache-control')).toBe('private, no-cache')
    expect((await fetch(url.replace(/.$/, '~'))).status).toBe(404)
    expect((await fetch(url.split('?')[0]!)).status).toBe(404)
  }
  await author.form(`/stories/${id}/withdraw`, {})
  expect((await fetch(video!.url)).status).toBe(404)
})
