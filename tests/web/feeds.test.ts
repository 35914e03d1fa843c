/** Feeds hold the public lists and nothing else, in three forms that readers understand. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../server/posts/posts.store.ts'
import { type ApiServer, apiServer, type Person, story, type Told } from './api/server.ts'

const origin = 'https://aldermere.example'
/** Everything that has a meaning of its own in XML, HTML or JSON, and what XML cannot hold. */
const nasty = 'Tom & <b>Nia</b> "say" ]]> \'hi\' &amp; \u{1f600}'

let server: ApiServer
let nia: Person
let far: Actor
let made: Told

beforeAll(async () => {
  server = await apiServer()
  nia = await server.person('nia')
  far = await server.actor('far.example', 'rhys', 'known')
  made = await nia.post('stories', { ...story, title: nasty, summary: `${nasty}.`, body: `**Bold** ${nasty}` })
  await nia.post('questions', { title: 'Who knows?', body: 'Please tell.', topics: ['libraries'] })
  const halves = { wentWellHtml: '<p>It worked</p>', wentBadlyHtml: '<p>It rained</p>' }
  const uri = 'https://far.example/stories/1'
  await server.received(far.id, {
    uri,
    url: `${uri}.html`,
    kind: 'story',
    title: 'Far away\u0008\ufffe',
    topics: ['rain'],
    story: halves
  })
  await server.received(far.id, { html: '<p>only a note</p>' })
})
afterAll(() => server.stop())

const fetchFeed = (path: string, headers: Record<string, string> = {}) =>
  server.app.inject({ url: `/feeds/${path}`, headers })
const jsonFeed = async (name: string): Promise<Told> => (await fetchFeed(`${name}.json`)).json()
const titles = async (name: string) => (await jsonFeed(name)).items.map((item: Told) => item.title)

/** A tree of XML; throws when it is not well formed. */
function parse(xml: string): Element {
  const root: Element = { name: '', attributes: {}, inner: [], text: '' }
  const open = [root]
  const text = xml.replace(/^<\?xml version="1\.0" encoding="utf-8"\?>/, '')
  expect(text).not.toBe(xml)
  for (const [token] of text.matchAll(/<[^>]*>|[^<]+/g)) {
    const top = open.at(-1)!
    if (!token.startsWith('<')) {
      expect(token).not.toMatch(/&(?!(amp|lt|gt|quot|#\d+);)/)
      top.text += unescaped(token)
    } else if (token.startsWith('</')) {
      expect(token).toBe(`</${open.pop()!.name}>`)
    } else {
      const [, name, rest, single] =
        /^<([\w:]+)((?: [\w:]+="[^"<]*")*)(\/?)>$/.exec(token) ?? expect.fail(`odd: ${token}`)
      const attributes = Object.fromEntries(
        [...rest!.matchAll(/ ([\w:]+)="([^"]*)"/g)].map(([, key, value]) => [key, unescaped(value!)])
      )
      const element = { name: name!, attributes, inner: [], text: '' }
      top.inner.push(element)
      if (single === '') open.push(element)
    }
  }
  expect(open).toEqual([root])
  expect(root.inner).toHaveLength(1)
  return root.inner[0]!
}
interface Element {
  name: string
  attributes: Record<string, string>
  inner: Element[]
  text: string
}
const unescaped = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
const all = ({ inner }: Element, name: string) => inner.filter((one) => one.name === name)
const textOf = (element: Element, name: string) => all(element, name)[0]?.text

describe('the three forms', () => {
  it('Atom', async () => {
    const answer = await fetchFeed('stories.atom')
    expect(answer.headers['content-type']).toBe('application/atom+xml; charset=utf-8')
    const feed = parse(answer.body)
    expect(feed).toMatchObject({ name: 'feed', attributes: { xmlns: 'http://www.w3.org/2005/Atom' } })
    expect(all(feed, 'link').map((link) => link.attributes)).toEqual([
      { rel: 'self', type: 'application/atom+xml', href: `${origin}/feeds/stories.atom` },
      { rel: 'alternate', type: 'text/html', href: `${origin}/stories` }
    ])
    expect(textOf(feed, 'id')).toBe(`${origin}/feeds/stories`)
    const [remote, local] = all(feed, 'entry') as [Element, Element]
    expect(textOf(local, 'id')).toBe(made.uri)
    expect(textOf(local, 'title')).toBe(made.title)
    expect(textOf(local, 'published')).toBe(made.published)
    expect(textOf(local, 'updated')).toBe(made.published)
    expect(all(local, 'category').map((one) => one.attributes.term)).toEqual(['libraries'])
    const content = all(local, 'content')[0]!
    expect(content.attributes.type).toBe('html')
    expect(content.text).toContain('<strong>Bold</strong>')
    expect(content.text).toContain('<h4>What went badly</h4><p>Insurance took <em>five</em> months.</p>')
    expect(textOf(all(remote, 'author')[0]!, 'name')).toBe('rhys of far.example')
    expect(all(remote, 'link')[0]!.attributes.href).toBe('https://far.example/stories/1.html')
    expect(textOf(remote, 'title')).toMatch(/^Far away/)
    expect(textOf(remote, 'content')).toContain('<p>It rained</p>')
  })

  it('RSS', async () => {
    const answer = await fetchFeed('stories.rss')
    expect(answer.headers['content-type']).toBe('application/rss+xml; charset=utf-8')
    const rss = parse(answer.body)
    const channel = rss.inner[0]!
    expect(textOf(channel, 'title')).toBe('Stories at Aldermere Borough Council')
    expect(all(channel, 'atom:link')[0]!.attributes.href).toBe(`${origin}/feeds/stories.rss`)
    const [remote, local] = all(channel, 'item') as [Element, Element]
    expect(textOf(local, 'title')).toBe(made.title)
    expect(textOf(local, 'guid')).toBe(made.uri)
    expect(all(local, 'guid')[0]!.attributes.isPermaLink).toBe('false')
    expect(textOf(local, 'content:encoded')).toContain('<h4>What went well</h4>')
    expect(textOf(remote, 'dc:creator')).toBe('rhys of far.example')
    expect(Date.parse(textOf(local, 'pubDate')!)).toBe(Math.floor(Date.parse(made.published) / 1000) * 1000)
  })

  it('JSON', async () => {
    const answer = await fetchFeed('stories.json')
    expect(answer.headers['content-type']).toBe('application/feed+json; charset=utf-8')
    const feed = answer.json()
    expect(feed).toMatchObject({
      version: 'https://jsonfeed.org/version/1.1',
      feed_url: `${origin}/feeds/stories.json`
    })
    expect(feed.items[1]).toMatchObject({ id: made.uri, url: made.url, title: made.title, tags: ['libraries'] })
    expect(feed.items[0].authors).toEqual([{ name: 'rhys of far.example', url: far.url }])
  })

  it('never carry markup from a title, nor characters that XML cannot hold', async () => {
    for (const ending of ['atom', 'rss']) {
      const { body } = await fetchFeed(`stories.${ending}`)
      expect(body).not.toContain('<b>')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters in question.
      expect(body).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/)
    }
  })
})

describe('the lists', () => {
  it('are what their names say', async () => {
    expect(await titles('stories')).toEqual([expect.stringMatching(/^Far away/), made.title])
    expect(await titles('went-badly')).toHaveLength(2)
    expect(await titles('questions')).toEqual(['Who knows?'])
    expect(await titles('council')).toEqual(['Who knows?', made.title])
    expect(await titles('people/aldermere')).toEqual(['Who knows?', made.title])
    expect(await titles('people/nia')).toEqual(['Who knows?', made.title])
    expect(await titles('people/@nia')).toHaveLength(2)
    expect(await titles('topics/libraries')).toHaveLength(2)
    expect(await titles('topics/Rain')).toHaveLength(1)
    expect(await titles('topics/nothing')).toEqual([])
    expect(await jsonFeed('people/nia')).toMatchObject({
      title: 'nia of Aldermere',
      home_page_url: nia.viewer.actor.url
    })
  })

  it('are not there for what there is not', async () => {
    const wrong = [
      'stories',
      'stories.xml',
      'stories.',
      '.atom',
      'toString.atom',
      '__proto__.json',
      'people/nobody.atom'
    ]
    wrong.push(
      'people/rhys.atom',
      'people/aldermere.example.atom',
      'topics/!.atom',
      'people/%00.atom',
      'topics/%00.json'
    )
    for (const path of wrong) expect((await fetchFeed(path)).statusCode, path).toBe(404)
  })
})

describe('asking again', () => {
  it('is answered 304 until something changes', async () => {
    const first = await fetchFeed('questions.atom')
    expect(first.headers['cache-control']).toBe('public, max-age=300')
    const { etag, 'last-modified': changed } = first.headers as Record<string, string>
    const sames = [{ 'if-none-match': etag! }, { 'if-none-match': `W/${etag}, "x"` }, { 'if-modified-since': changed! }]
    for (const headers of sames) {
      const again = await fetchFeed('questions.atom', headers)
      expect(again.statusCode).toBe(304)
      expect(again.body).toBe('')
      expect(again.headers.etag).toBe(etag)
    }
    expect(
      (await fetchFeed('questions.atom', { 'if-none-match': '"x"', 'if-modified-since': changed! })).statusCode
    ).toBe(200)
    server.context.pass(2_000)
    const { id } = await nia.post('questions', { title: 'And you?' })
    for (const headers of sames) expect((await fetchFeed('questions.atom', headers)).statusCode).toBe(200)
    await nia.call('DELETE', `questions/${id}`)
    expect((await fetchFeed('questions.atom', { 'if-none-match': etag! })).statusCode).toBe(304)
  })
})
