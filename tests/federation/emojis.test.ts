/** Others' emoji: pictures in names, words, polls and reactions, as copies kept here, and nothing else of what a tag says. */
import { createServer, type Server } from 'node:http'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { copyId } from '../../server/media/remote.ts'
import { type Doc, type Peer, type PeerActor, startPeer } from '../help/peer.ts'
import { type Answer, freePorts, type Person, type TestServer, testServer, until } from '../help/server.ts'

let server: TestServer
let peer: Peer
let stranger: Peer
let pictures: Server
let origin: string
let asked: string[]
let nia: Person
let admin: Person
let maddy: PeerActor
const files = new Map<string, { type: string; body: Buffer }>()

beforeAll(async () => {
  asked = []
  const [a, b, c, d] = (await freePorts(4)) as [number, number, number, number]
  origin = `http://127.0.0.1:${c}`
  pictures = createServer((request, response) => {
    asked.push(request.url!)
    const found = files.get(request.url!)
    if (!found) return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': found.type }).end(found.body)
  })
  await new Promise<void>((done) => pictures.listen(c, '127.0.0.1', done))
  const red = sharp({ create: { width: 300, height: 150, channels: 4, background: '#ff0000' } })
  files.set('/cat.png', { type: 'image/png', body: await red.clone().png().toBuffer() })
  files.set('/owl.gif', { type: 'image/gif', body: await red.clone().gif().toBuffer() })
  files.set('/fox.webp', { type: 'image/webp', body: await red.clone().webp().toBuffer() })
  files.set('/photo.jpg', { type: 'image/png', body: await red.clone().removeAlpha().jpeg().toBuffer() })
  files.set('/large.png', { type: 'image/png', body: Buffer.alloc(600_000, '\x89PNG\r\n\x1a\n', 'latin1') })
  files.set('/drawing.svg', { type: 'image/png', body: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') })
  const origins = [b, c, d].map((port) => `http://127.0.0.1:${port}`)
  server = await testServer(a, 'Aldermere', origins)
  peer = await startPeer(b)
  stranger = await startPeer(d)
  nia = await server.person('nia')
  admin = await server.person('ruth', 'admin')
  await trust('known')
  maddy = peer.actor('maddy', {
    name: 'Maddy :cat:',
    summary: '<p>I keep :owl:</p>',
    tag: [emoji('cat'), emoji('owl')]
  })
}, 60_000)
afterAll(async () => {
  await Promise.all([server?.stop(), peer?.stop(), stranger?.stop()])
  pictures.closeAllConnections()
  pictures.close()
})

const trust = (state: string) =>
  admin.call('PUT', `moderation/domains/${encodeURIComponent(peer.host)}`, { state, reason: 'test' })
const takeMedia = (takes: boolean) =>
  admin.call('PUT', `moderation/policies/${encodeURIComponent(peer.host)}`, { severity: 'none', rejectMedia: !takes })
const at = (name: string) => `${origin}${name}`
const names: Record<string, string> = { cat: '/cat.png', owl: '/owl.gif', fox: '/fox.webp' }
const emoji = (name: string, url = at(names[name] ?? '/cat.png')): Doc => ({
  id: null,
  type: 'Emoji',
  name: `:${name}:`,
  updated: '2024-01-01T00:00:00Z',
  icon: { type: 'Image', mediaType: 'image/png', url }
})
const object = (uri: string): Promise<Answer> => nia.call('GET', `object?uri=${encodeURIComponent(uri)}`)
/** Sends a note to nia; gives it as it stands here. */
async function say(note: Doc, by = maddy, from = peer): Promise<Doc & { page: string; path: string }> {
  const create = from.create(by, { cc: [nia.uri], ...note })
  expect((await by.post(`${nia.uri}/inbox`, create)).status).toBe(202)
  const { page } = await until(() => object(create.object.id))
  return { ...create.object, page: String(page), path: new URL(page).pathname }
}
const html = (path: string) => server.page(path)
/** The addresses of the pictures called `:name:` on a page. */
const shown = (page: string, name: string) =>
  [...page.matchAll(new RegExp(`<img class="fm-emoji" src="([^"]+)" alt=":${name}:"`, 'g'))].map(([, src]) => src!)
const get = (path: string) => fetch(server.origin + path)

test('a picture stands in the words and in the name, from here, small, still, and never by its own address', async () => {
  const { path } = await say({
    content: '<p>Look, :cat:! <code>:cat:</code> and :unknown: at 10:30:45</p>',
    summary: 'About a :fox:',
    tag: [emoji('cat'), emoji('fox'), emoji('30')]
  })
  const page = await html(path)
  const [src] = shown(page.slice(page.indexOf('fm-said')), 'cat')
  expect(page).toContain(`Look, <img class="fm-emoji" src="${src}" alt=":cat:" title=":cat:" loading="lazy">!`)
  expect(page).toContain('<code>:cat:</code> and :unknown: at 10:30:45')
  expect(page).toMatch(/behind the warning “About a <img class="fm-emoji"/)
  expect(page).not.toContain(origin)
  expect(asked).toEqual([])
  const answer = await get(src!)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/webp'])
  const drawn = await sharp(Buffer.from(await answer.arrayBuffer())).metadata()
  expect([drawn.width, drawn.height]).toEqual([128, 64])
  const [ofName] = shown(page, 'cat')
  expect(ofName).toMatch(/^\/media\/remote\/portrait\//)
  expect((await get(ofName!)).status).toBe(200)
})

test('and on their own page, in what they say of themselves', async () => {
  const page = await html(`/@maddy@${peer.host}`)
  expect(page).toMatch(/<h1[^>]*><bdi>Maddy <img class="fm-emoji"/)
  const [owl] = shown(page, 'owl')
  expect((await get(owl!)).status).toBe(200)
  // Where only letters will do, the name goes without them.
  expect(page).toContain('aria-hidden="true">M</span>')
  expect(page).not.toContain(origin)
})

test('in the options of a poll, and in an extract as words', async () => {
  const oneOf = ['Yes :fox:', 'No'].map((name) => ({
    type: 'Note',
    name,
    replies: { type: 'Collection', totalItems: 2 }
  }))
  const { path } = await say({ type: 'Question', content: '<p>Foxes?</p>', oneOf, tag: [emoji('fox')] })
  expect(await html(path)).toMatch(/<li>Yes <img class="fm-emoji" [^>]+> <span/)
})

test('in what a reply says that it answers, in what is quoted, and for programs with their address here', async () => {
  const first = await say({ content: '<p>An :owl: at the desk</p>', tag: [emoji('owl')] })
  await say({ content: '<p>Two rhinoceroses</p>', inReplyTo: first.id })
  expect(await html('/search?q=rhinoceroses')).toMatch(
    /In reply to <a [^>]+><bdi>Maddy <img class="fm-emoji" [^>]+>: An <img class="fm-emoji" [^>]+ alt=":owl:"/
  )
  const quote = await nia.call('POST', 'quotes', { object: first.id, body: 'See there' })
  const page = await html(new URL(quote.page).pathname)
  expect(page.slice(page.indexOf('<blockquote'))).toMatch(
    /What Maddy <img class="fm-emoji" [^>]+> said<[\s\S]*An <img class="fm-emoji" [^>]+ alt=":owl:"/
  )
  const told = await object(first.id)
  expect(told.emojis).toEqual([{ name: 'owl', url: expect.stringContaining(`${server.origin}/media/remote/`) }])
  expect(told.author.emojis.map(({ name }: { name: string }) => name)).toEqual(['cat', 'owl'])
  for (const { url } of [...told.emojis, ...told.author.emojis]) expect((await fetch(url)).status).toBe(200)
  expect(told.replies[0].author.emojis).toEqual(told.author.emojis)
  expect(told.reactions).toEqual([])
  expect(JSON.stringify(told)).not.toContain(origin)
})

test('an edit brings others, or none; what is withdrawn shows none', async () => {
  const note = await say({ content: '<p>First :cat:</p>', tag: [emoji('cat')] })
  const [before] = shown(await html(note.path), 'cat').slice(-1)
  const update = (content: string, tag: Doc[], minutes: number) => {
    const updated = new Date(Date.now() + minutes * 60_000).toISOString()
    const { page: _, path: __, ...plain } = note
    return maddy.post(`${nia.uri}/inbox`, peer.activity(maddy, 'Update', { ...plain, content, tag, updated }))
  }
  await update('<p>Second :fox:</p>', [emoji('fox')], 1)
  await until(async () => shown(await html(note.path), 'fox').length === 1)
  expect((await get(before!)).status).toBe(404)
  await update('<p>Third :fox:</p>', [], 2)
  await until(async () => (await html(note.path)).includes('Third :fox:'))
})

describe('reactions', () => {
  let story: Answer

  test('show their picture and how many they are', async () => {
    story = await nia.call('POST', 'stories', {
      ...{ title: 'Table', summary: 'A summary.', body: 'Body', wentWell: 'Well', wentBadly: 'Badly' }
    })
    const owen = peer.actor('owen')
    for (const by of [maddy, owen])
      await by.post(
        `${nia.uri}/inbox`,
        peer.activity(by, 'EmojiReact', story.uri, { content: ':cat:', tag: [emoji('cat')] })
      )
    const misskey = { content: ':fox@.:', _misskey_reaction: ':fox@.:', tag: [emoji('fox@.', at('/fox.webp'))] }
    await owen.post(`${nia.uri}/inbox`, peer.activity(owen, 'Like', story.uri, misskey))
    await maddy.post(`${nia.uri}/inbox`, peer.activity(maddy, 'EmojiReact', story.uri, { content: '🔥' }))
    await maddy.post(`${nia.uri}/inbox`, peer.activity(maddy, 'EmojiReact', story.uri, { content: 'Buy this at once' }))
    await until(async () => (await object(story.uri)).counts.likes === 5)
    const page = await html(new URL(story.page).pathname)
    const [list] = /<ul class="fm-meta fm-reactions"[\s\S]*?<\/ul>/.exec(page)!
    expect(list.replace(/<[^i][^>]*>|\s+/g, ' ')).toMatch(/alt=":cat:"[^>]*> +2 .*alt=":fox@\.:"[^>]*> +1 .*🔥 +1 /)
    expect(page).not.toContain('Buy this')
    for (const name of ['cat', 'fox@\\.']) expect((await get(shown(list, name)[0]!)).status, name).toBe(200)
    const copy = expect.stringContaining(`${server.origin}/media/remote/`)
    const { reactions } = await object(story.uri)
    expect(reactions).toEqual([
      { emoji: ':cat:', count: 2, url: copy },
      { emoji: ':fox@.:', count: 1, url: copy },
      { emoji: '🔥', count: 1 }
    ])
    for (const { url } of reactions.slice(0, 2)) expect((await fetch(url)).status).toBe(200)
    const { items } = await nia.call('GET', 'stories')
    expect(items.map((item: Answer) => item.reactions)).toEqual([reactions])
    const lists = await html('/stories')
    expect(shown(lists, 'cat')).toHaveLength(1)
  })

  test('of one actor are few, however many are sent', async () => {
    const loud = peer.actor('loud')
    for (let n = 0; n < 9; n++)
      await loud.post(`${nia.uri}/inbox`, peer.activity(loud, 'EmojiReact', story.uri, { content: `:e${n}:` }))
    await until(async () => (await object(story.uri)).counts.likes === 10)
    await new Promise((done) => setTimeout(done, 300))
    expect((await object(story.uri)).counts.likes).toBe(10)
  })

  test('taken back, they go', async () => {
    const { id } = peer.activity(maddy, 'x', story.uri)
    const react = { id, type: 'EmojiReact', actor: maddy.id, object: story.uri, content: ':cat:' }
    await maddy.post(`${nia.uri}/inbox`, peer.activity(maddy, 'Undo', react))
    await until(async () => (await object(story.uri)).counts.likes === 9)
    const page = await html(new URL(story.page).pathname)
    expect(page).toMatch(/alt=":cat:"[^>]*> <span class="fm-tab">1</)
  })
})

describe('what a tag may not do', () => {
  test('anything that is no small picture stays words, and is not asked for again', async () => {
    const wrong = ['/photo.jpg', '/large.png', '/drawing.svg', '/gone.png']
    const tag = wrong.map((name, n) => emoji(`bad${n}`, at(name)))
    const { path } = await say({ content: '<p>:bad0: :bad1: :bad2: :bad3:</p>', tag })
    const page = await html(path)
    for (const [n, name] of wrong.entries()) {
      const [src] = shown(page, `bad${n}`)
      expect((await get(src!)).status, name).toBe(404)
    }
    expect(await html(path)).toContain('<p>:bad0: :bad1: :bad2: :bad3:</p>')
    const before = asked.length
    for (const n of wrong.keys()) await get(shown(page, `bad${n}`)[0]!)
    expect(asked.length).toBe(before)
  })

  test('bring in markup, another type, a second picture for a name, or more than there is room for', async () => {
    const hostile: unknown[] = [
      emoji('cat'),
      emoji('cat', at('/second.png')),
      { ...emoji('x'), name: ':"><script>alert(1)</script>:' },
      { ...emoji('y'), name: '"onload=' },
      { ...emoji('svg'), icon: { type: 'Image', mediaType: 'image/svg+xml', url: at('/drawing.svg') } },
      { ...emoji('js'), icon: { type: 'Image', url: 'javascript:alert(1)' } },
      { ...emoji('data'), icon: 'data:image/png;base64,AAAA' },
      { ...emoji('number'), icon: 7 },
      { type: 'Emoji', name: [7], icon: [[]] },
      { type: ['Emoji', 7], name: null, icon: null },
      'Emoji',
      ...Array.from({ length: 500 }, (_, n) => emoji(`many${n}`))
    ]
    const words = ':cat: :svg: :js: :data: :number: :many1: :many499: :"onload=:'
    const { path } = await say({
      content: `<p>${words} <img src="${at('/cat.png')}" class="fm-emoji"> ${':cat:'.repeat(5_000)}</p>`,
      tag: hostile
    })
    const page = await html(path)
    expect(page).not.toContain(at(''))
    expect(page).not.toContain('<script>alert')
    const said = page.slice(page.indexOf('<div class="fm-said"'))
    expect(said).toMatch(
      /^<div class="fm-said"><p><img [^>]+> :svg: :js: :data: :number: <img [^>]+alt=":many1:"[^>]*> :many499: :"onload=:/
    )
    expect(shown(said, 'cat').length).toBeLessThanOrEqual(200)
    const [src] = shown(said, 'cat')
    expect(src).toContain(copyId({ kind: 'emoji', url: at('/cat.png') }))
  })

  test('make this server ask itself, or an address that is not public', async () => {
    const inwards = [
      'http://127.0.0.1:1/a.png',
      'http://[::1]/a.png',
      'http://169.254.169.254/a.png',
      `${server.origin}/icon.png`
    ]
    const { path } = await say({
      content: `<p>${inwards.map((_, n) => `:in${n}:`).join(' ')}</p>`,
      tag: inwards.map((url, n) => emoji(`in${n}`, url))
    })
    const page = await html(path)
    for (const n of inwards.keys()) expect((await get(shown(page, `in${n}`)[0]!)).status, inwards[n]).toBe(404)
  })

  test('be fetched for what waits, for what is not to be read, or by whom media are not taken', async () => {
    const finn = stranger.actor('finn', { name: 'Finn :cat:', tag: [emoji('cat')] })
    const create = stranger.create(finn, { content: '<p>Psst :owl:</p>', cc: [nia.uri], tag: [emoji('owl')] })
    await finn.post(`${nia.uri}/inbox`, create)
    const queue = await until(async () => {
      const { items } = await admin.call('GET', 'moderation/queue')
      return items.find((one: Answer) => one.object === create.object.id)
    })
    expect(queue.summary).toContain('Psst :owl:')
    const note = await say({ content: '<p>Now :cat:</p>', tag: [emoji('cat')] })
    const [src] = shown(await html(note.path), 'cat').slice(-1)
    const other = copyId({ kind: 'emoji', url: at('/fox.webp') })
    expect((await get(src!.replace(/[^/]+$/, other))).status).toBe(404)
    await takeMedia(false)
    expect(await html(note.path)).toContain('<p>Now :cat:</p>')
    const bare = await object(note.id)
    expect([bare.emojis, bare.author.emojis]).toEqual([undefined, undefined])
    expect((await get(src!)).status).toBe(404)
    const late = await say({ content: '<p>Later :cat:</p>', tag: [emoji('cat')] })
    expect(shown(await html(late.path), 'cat')).toEqual([])
    await takeMedia(true)
    expect((await get(src!)).status).toBe(200)
    // What came meanwhile came without.
    expect(await html(late.path)).toContain('<p>Later :cat:</p>')
  })
})
