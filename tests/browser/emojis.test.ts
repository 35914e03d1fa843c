/** Others' pictures among words in a real browser: as large as the words, on their line, and nothing moves when they arrive. */
import { createServer, type Server } from 'node:http'
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMember } from '../../server/members/members.ts'
import { startSession } from '../../server/members/sessions.ts'
import { type Doc, type Peer, startPeer } from '../help/peer.ts'
import { freePorts, type TestServer, testServer, until } from '../help/server.ts'
import { faultsOf, layoutFaults, openBrowser, openPage, widths } from './look.ts'

let browser: Browser
let server: TestServer
let peer: Peer
let pictures: Server
let secret: string
/** The pages with pictures, by what stands on them. */
const pages: Record<string, string> = {}

beforeAll(async () => {
  const [a, b, c] = (await freePorts(3)) as [number, number, number]
  const square = await sharp({ create: { width: 128, height: 128, channels: 4, background: '#7a2048' } })
    .png()
    .toBuffer()
  pictures = createServer((_request, response) => response.writeHead(200, { 'content-type': 'image/png' }).end(square))
  await new Promise<void>((done) => pictures.listen(c, '127.0.0.1', done))
  server = await testServer(a, 'Aldermere', [`http://127.0.0.1:${b}`, `http://127.0.0.1:${c}`])
  ;[browser, peer] = await Promise.all([openBrowser(), startPeer(b)])
  const nia = await server.person('nia')
  const admin = await server.person('ruth', 'admin')
  const { context } = server
  const email = 'gwil@aldermere.example'
  const { member } = await createMember(context, { handle: 'gwil', name: 'Gwil', email, role: 'practitioner' })
  secret = await context.store.write((tx) => startSession(context, tx, member.id))
  await admin.call('PUT', `moderation/domains/${encodeURIComponent(peer.host)}`, { state: 'known', reason: 'test' })
  const tag = [{ type: 'Emoji', name: ':cat:', icon: { type: 'Image', url: `http://127.0.0.1:${c}/cat.png` } }]
  const summary = '<p>I keep :cat: and write about it</p>'
  const maddy = peer.actor('maddy', { name: 'Maddy :cat:', summary, tag })
  const send = async (activity: Doc) =>
    expect((await maddy.post(`${nia.uri}/inbox`, activity, { date: new Date(Date.now() + ++n * 1_000) })).status).toBe(
      202
    )
  let n = 0
  const find = async (uri: string) => {
    const path = `object?uri=${encodeURIComponent(uri)}`
    const found = await until(async () => {
      const answer = await nia.ask('GET', path)
      return answer.status === 200 && answer.json()
    })
    return new URL((found as { page: string }).page).pathname
  }
  const oneOf = ['Yes :cat:', 'No'].map((name) => ({
    type: 'Note',
    name,
    replies: { type: 'Collection', totalItems: 2 }
  }))
  const poll = peer.create(maddy, { type: 'Question', content: '<p>Is :cat: one?</p>', cc: [nia.uri], oneOf, tag })
  await send(poll)
  pages.poll = await find(poll.object.id)
  const content = `<p>${'Words around :cat: one and the next. '.repeat(8)}</p>`
  const reply = peer.create(maddy, { content, cc: [nia.uri], inReplyTo: poll.object.id, tag })
  await send(reply)
  await find(reply.object.id)
  const story = await nia.call('POST', 'stories', {
    ...{ title: 'Table', summary: 'A summary.', body: 'Body', wentWell: 'Well', wentBadly: 'Badly' }
  })
  await send(peer.activity(maddy, 'EmojiReact', story.uri, { content: ':cat:', tag }))
  await send(peer.activity(maddy, 'EmojiReact', story.uri, { content: '🔥' }))
  await until(async () => (await nia.call('GET', `object?uri=${encodeURIComponent(story.uri)}`)).counts.likes === 2)
  Object.assign(pages, { story: new URL(story.page).pathname, person: `/@maddy@${peer.host}` })
  // Copies are fetched by whoever looks first.
  for (const path of Object.values(pages))
    for (const [, src] of (await server.page(path)).matchAll(/class="fm-emoji" src="([^"]+)"/g))
      expect((await fetch(server.origin + src)).status).toBe(200)
}, 120_000)
afterAll(async () => {
  await Promise.all([browser?.close(), server?.stop(), peer?.stop()])
  pictures?.closeAllConnections()
  pictures?.close()
})

/** Where everything with words stands, and where each picture stands in its line. */
const measure = (page: Page) =>
  page.evaluate(() => {
    const round = (value: number) => Math.round(value * 2) / 2
    const places = [...document.querySelectorAll('main *')].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect()
      return `${element.tagName} ${[x, y, width, height].map(round)}`
    })
    const emojis = [...document.querySelectorAll<HTMLImageElement>('main img.fm-emoji')].map((image) => {
      const { top, bottom, width, height } = image.getBoundingClientRect()
      const size = Number.parseFloat(getComputedStyle(image).fontSize)
      // A letter beside it says where the line is.
      const letter = document.createElement('span')
      letter.textContent = 'x'
      image.after(letter)
      const line = letter.getBoundingClientRect()
      letter.remove()
      const off = Math.abs((top + bottom) / 2 - (line.top + line.bottom) / 2)
      return { drawn: image.naturalWidth > 0, width: width / size, height: height / size, off: off / size }
    })
    return { places, emojis }
  })

test.each(widths)(
  'at %i pixels they stand in their lines, and their coming moves nothing',
  async (width) => {
    const { page, told } = await openPage(browser, `${server.origin}/about`, { width, javaScript: false, secret })
    let arrive: () => void = () => {}
    let arriving = Promise.resolve()
    await page.route('**/media/remote/**', async (route) => {
      await arriving
      await route.continue()
    })
    for (const [what, path] of Object.entries(pages)) {
      // First with none of them here, as while they are on their way.
      arriving = new Promise<void>((done) => {
        arrive = done
      })
      await page.goto(`${server.origin}${path}`, { waitUntil: 'domcontentloaded' })
      await page.evaluate(() => {
        for (const image of document.images) image.loading = 'eager'
        return document.fonts.ready.then(() => {})
      })
      const before = await measure(page)
      expect(before.emojis.length, `${what}: ${path}`).toBeGreaterThan(0)
      expect(before.emojis.some(({ drawn }) => drawn)).toBe(false)
      arrive()
      await page.waitForFunction(() => [...document.images].every(({ complete }) => complete))
      const after = await measure(page)
      expect(after.places, `${what} at ${width}`).toEqual(before.places)
      for (const one of after.emojis) {
        expect(one.drawn, what).toBe(true)
        expect(one.height, what).toBeCloseTo(1.25, 1)
        expect(one.width, what).toBeCloseTo(1.25, 1)
        expect(one.off, what).toBeLessThan(0.25)
      }
      expect(await (width === 360 ? faultsOf : layoutFaults)(page), `${what} at ${width}`).toEqual([])
      expect(told, what).toEqual([])
    }
    await page.context().close()
  },
  120_000
)
