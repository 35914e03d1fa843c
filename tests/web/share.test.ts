/** What is handed on: short links that lead to one thing for good, QR codes that phones read, cards on other sites' pages. */
import jsQR from 'jsqr'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anyPost } from '../../server/posts/posts.store.ts'
import { withdrawPost } from '../../server/posts/withdraw.ts'
import { shortCode } from '../../server/short-links/short-links.ts'
import { addPeer } from './pages/elsewhere.ts'
import { led, makeSite, type SignedIn, type Site, storyFields } from './pages/site.ts'

// Its types say that it has a default export within its default export.
const read = jsQR as unknown as typeof jsQR.default

let site: Site
let nia: SignedIn
let tom: SignedIn
let story = ''
let code = ''
const origin = 'https://aldermere.example'
const title = 'Chairs & "tables" for all'

beforeAll(async () => {
  site = await makeSite()
  nia = await site.person('nia')
  tom = await site.person('tom')
  story = led(await site.post('/stories', storyFields(title), nia))
  code = await codeOf(story)
})
afterAll(() => site.close())

const idOf = (path: string) => path.split('/').at(-1)!
const written = async (name: string, audience: string) =>
  led(await site.post('/stories', storyFields(name, { audience }), nia))
const codeOf = async (path: string) =>
  /value="https:\/\/aldermere\.example\/s\/([a-z0-9]+)"/.exec((await site.get(path, nia)).body)?.[1] ?? ''

/** What a phone's camera reads. */
async function scanned(image: Buffer): Promise<string | undefined> {
  const { data, info } = await sharp(image).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  return read(new Uint8ClampedArray(data), info.width, info.height)?.data
}

describe('a short link', () => {
  test('is short, stays the same, and leads to the page, however it is typed', async () => {
    expect(code).toMatch(/^[2-9a-z]{6}$/)
    expect(await codeOf(story)).toBe(code)
    for (const typed of [code, code.toUpperCase()]) {
      const answer = await site.get(`/s/${typed}`)
      expect([answer.statusCode, led(answer)]).toEqual([301, `${origin}${story}`])
      expect(answer.headers['cache-control']).toContain('public')
    }
  })
  test('is there for questions too', async () => {
    const question = led(
      await site.post('/questions', { title: 'Who pays?', body: 'For chairs', audience: 'world' }, nia)
    )
    expect(led(await site.get(`/s/${await codeOf(question)}`))).toBe(`${origin}${question}`)
  })
  test('says of what was withdrawn that it is gone, and never leads to anything else', async () => {
    const gone = await written('Withdrawn soon', 'world')
    const its = await codeOf(gone)
    await withdrawPost(site.context, nia.viewer, idOf(gone))
    expect((await site.get(`/s/${its}`)).statusCode).toBe(410)
    expect(await shortCode(site.context, idOf(gone))).toBe(its)
  })
  test('opens what is for this council to its people only', async () => {
    const local = await written('Among ourselves', 'local')
    const its = await codeOf(local)
    for (const path of [`/s/${its}`, `/s/${its}/qr.svg`, `/s/${its}/qr.png`]) {
      expect((await site.get(path)).statusCode, path).toBe(404)
      const answer = await site.get(path, tom)
      expect(answer.statusCode, path).toBeLessThan(400)
      expect(answer.headers['cache-control']).toBe('private, no-store')
    }
  })
  test('is not made for drafts, nor for what others wrote', async () => {
    expect(await codeOf(await written('Still a draft', 'draft'))).toBe('')
    const { gwil } = await addPeer(site.context)
    const id = await site.receive(gwil, { type: 'Article', name: 'Theirs', content: '<p>Text</p>' })
    expect((await site.get(`/posts/${id}`, nia)).body).not.toContain('/s/')
  })
  test.each(['222222', 'abc', 'oooooo', '%00%00', '.'.repeat(200)])('to nowhere is not found: %s', async (none) => {
    expect((await site.get(`/s/${none}`)).statusCode).toBe(404)
  })
})

describe('a QR code', () => {
  test('as PNG is read by a scanner, black on white', async () => {
    const { rawPayload, headers } = await site.get(`/s/${code}/qr.png`)
    expect(headers['content-type']).toBe('image/png')
    expect(await scanned(rawPayload)).toBe(`${origin}/s/${code}`)
  })
  test('as SVG is the same, with a title in words, and runs nothing', async () => {
    const { body, headers } = await site.get(`/s/${code}/qr.svg`)
    expect(headers['content-type']).toBe('image/svg+xml')
    expect(headers['content-security-policy']).toContain('sandbox')
    expect(body).toContain('<title id="title">QR code that leads to “Chairs &amp; &quot;tables&quot; for all”</title>')
    expect(await scanned(await sharp(Buffer.from(body)).png().toBuffer())).toBe(`${origin}/s/${code}`)
  })
})

describe('a card for other sites', () => {
  test('may be framed by anyone, and it alone; it runs nothing and sets no cookie', async () => {
    const { body, headers, statusCode } = await site.get(`/embed${story}`)
    expect(statusCode).toBe(200)
    expect(headers['content-security-policy']).toContain('frame-ancestors *')
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['x-frame-options']).toBeUndefined()
    expect(headers['set-cookie']).toBeUndefined()
    expect(body).not.toMatch(/<script|<form|\son\w+=/)
    expect(body).toContain('Chairs &amp; &quot;tables&quot; for all')
    expect(body).toContain(`<a href="${origin}${story}" target="_blank" rel="noopener">`)
    expect(body).toContain('People came earlier')
    expect(body).toContain('There was no room')
    for (const path of [story, '/stories', `/s/${code}`])
      expect((await site.get(path)).headers['content-security-policy'], path).toContain("frame-ancestors 'none'")
  })
  test('is the same for who is signed in', async () => {
    expect((await site.get(`/embed${story}`, nia)).body).toBe((await site.get(`/embed${story}`)).body)
  })
  test('is there only for what is for everyone', async () => {
    for (const audience of ['draft', 'local', 'unlisted', 'followers']) {
      const path = await written(`Not for all: ${audience}`, audience)
      expect((await site.get(`/embed${path}`, nia)).statusCode, audience).toBe(404)
      expect((await site.get(`/oembed?url=${origin}${path}`, nia)).statusCode, audience).toBe(404)
      expect((await site.get(path, nia)).body, audience).not.toMatch(/oembed|iframe/)
    }
    expect((await site.get(`/embed/questions/${idOf(story)}`)).statusCode).toBe(404)
    expect((await site.get('/embed/stories/nothing')).statusCode).toBe(404)
  })
})

describe('oEmbed', () => {
  test('is found from the page and tells what the specification asks for', async () => {
    const { body } = await site.get(story)
    const found = /<link rel="alternate" type="application\/json\+oembed" href="([^"]+)"/.exec(body)![1]!
    const answer = await site.get(found.replaceAll('&amp;', '&').replace(origin, ''))
    expect(answer.headers['content-type']).toContain('application/json')
    expect(answer.headers['access-control-allow-origin']).toBe('*')
    const told = answer.json()
    const author_url = (await anyPost(site.context.store.read, { id: idOf(story) }))!.author.url
    expect(told).toMatchObject({ type: 'rich', version: '1.0', title, author_name: 'Nia Rees', author_url })
    expect(told).toMatchObject({ provider_name: 'Aldermere Borough Council Folkmoot', provider_url: origin })
    expect(told.html).toContain(`<iframe src="${origin}/embed${story}" title="Chairs &amp; &quot;tables&quot; for all"`)
    expect(told.html).toContain(`width="${told.width}" height="${told.height}"`)
  })
  test('keeps to the size that is asked for, and speaks XML', async () => {
    const small = (await site.get(`/oembed?url=${origin}${story}&maxwidth=300&maxheight=200`)).json()
    expect([small.width, small.height]).toEqual([300, 200])
    const { body, headers } = await site.get(`/oembed?url=${origin}/s/${code}&format=xml`)
    expect(headers['content-type']).toContain('text/xml')
    expect(body).toContain('<title>Chairs &amp; &quot;tables&quot; for all</title>')
    expect(body).toContain('<type>rich</type>')
  })
  test.each([
    ['', 400],
    ['?url=', 400],
    ['?url=https://elsewhere.example/stories/1', 404],
    ['?url=javascript:alert(1)', 404],
    [`?url=${origin}/stories/../../etc/passwd`, 404],
    [`?url=${origin}/account`, 404],
    [`?url=${origin}/s/222222`, 404]
  ])('refuses what it cannot tell of: %s', async (query, status) => {
    expect((await site.get(`/oembed${query}`)).statusCode).toBe(status)
  })
  test('refuses other formats', async () => {
    expect((await site.get(`/oembed?url=${origin}${story}&format=yaml`)).statusCode).toBe(501)
  })
})

test('the panel on the page works without scripts', async () => {
  const { body } = await site.get(story)
  expect(body).toContain('Share, print or QR code')
  expect(body).toContain(`value="${origin}/s/${code}"`)
  expect(body).toContain(`href="/s/${code}/qr.svg"`)
  expect(body).toContain(`&lt;iframe src=&quot;${origin}/embed${story}&quot;`)
})
