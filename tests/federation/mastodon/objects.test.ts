/** Mastodon, sections 1 and 2: what of a post it shows, and what of its posts is shown here. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Doc, PeerActor } from '../../help/peer.ts'
import { type Answer, until } from '../../help/server.ts'
import { type Mastodon, openScene, publicUri, type Scene, schemes } from './scene.ts'

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(() => scene?.close())

/** What Mastodon's sanitiser keeps (`sanitize_config.rb`). */
const kept = 'p br span a del s pre blockquote code b strong u i em ul ol li ruby rt rp'.split(' ')
const elementsOf = (html: string) => [...new Set([...html.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, name]) => name!))]
const hrefsIn = (html: string) => [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href!)

const rich = `## A heading

A [relative link](/about), a [good one](https://moot.example/x), a #housing topic and @maddy@HOST.

| a | b |
|---|---|
| 1 | 2 |

---

1. one
2. two

![A picture](https://moot.example/x.png) <script>alert(1)</script>`

describe.each(schemes)('signing by %s', (scheme) => {
  let mastodon: Mastodon
  let maddy: PeerActor
  let received: Doc
  let article: Doc
  let story: Answer

  beforeAll(async () => {
    mastodon = scene.mastodon(scheme)
    maddy = await mastodon.follower('maddy', scene.nia.uri)
    const body = rich.replace('HOST', mastodon.peer.host)
    story = await scene.story({ title: `Kerbs & <b>ramps</b>, ${scheme}`, body, topics: ['roads'] })
    const delivery = await mastodon.received((one) => one.type === 'Create' && one.object?.id === story.uri)
    received = delivery.body
    article = received.object
  })

  test('Article: bold name, then summary as HTML, then the link: nothing in them is lost or a warning by mistake', () => {
    expect(article).toMatchObject({ type: 'Article', url: story.url, id: story.uri })
    expect(typeof article.name).toBe('string')
    expect(article.name).not.toMatch(/[<>]|&#?\w+;/)
    expect(article.summary).toBe('<p>Two officers and a kettle.</p><p>People came.</p>')
    expect(article.content).toContain('What went well')
    expect(article.content).toContain('No private room.')
    expect(Object.values(article.contentMap)).toEqual([article.content])
    expect(Object.values(article.nameMap)).toEqual([article.name])
    expect(article).not.toHaveProperty('attachment')
    expect(article.preview).toMatchObject({ type: 'Note', attributedTo: scene.nia.uri })
    expect(article.preview.content).toContain(story.url)
  })

  test('url: one string, the page for people, on the host of the id', async () => {
    expect(new URL(article.url).host).toBe(new URL(article.id).host)
    expect(await scene.server.page(article.url)).toContain('Two officers and a kettle.')
  })

  test('Update of a converted type: the same Article with a newer `updated`', async () => {
    await scene.nia.call('PATCH', `stories/${story.id}`, { summary: 'Three officers.' })
    const { body } = await mastodon.received((one) => one.type === 'Update' && one.object?.id === story.uri)
    expect(body.object).toMatchObject({ type: 'Article', summary: '<p>Three officers.</p>', url: story.url })
    expect(Date.parse(body.object.updated)).toBeGreaterThan(Date.parse(article.published))
  })

  test('a question goes as a Note with its title bold in the content, and never as a Question', async () => {
    const asked = await scene.nia.call('POST', 'questions', { title: 'Who pays for kerbs?', body: 'We do not know.' })
    const { body } = await mastodon.received((one) => one.type === 'Create' && one.object?.id === asked.uri)
    expect(body.object.type).toBe('Note')
    expect(body.object.content).toMatch(/^<p><strong>Who pays for kerbs\?<\/strong><\/p>/)
    expect(body.object).not.toHaveProperty('summary')
    expect(body.object).not.toHaveProperty('oneOf')
  })

  test('Note in: `summary` is a warning that hides the text, `name` is ignored', async () => {
    const note = await mastodon.says(maddy, {
      inReplyTo: story.uri,
      cc: [scene.nia.uri],
      summary: 'Long talk of money',
      sensitive: true,
      content: '<p>It cost a lot</p>',
      name: null
    })
    const item = await scene.object(note.id)
    expect(item).toMatchObject({ warning: 'Long talk of money' })
    const page = await scene.server.page(story.url)
    expect(page).toMatch(/<details[\s\S]*Long talk of money[\s\S]*It cost a lot[\s\S]*<\/details>/)
  })

  test('media in: the first 4 with their alternative text, led to and not loaded; those of a Note from its `name`', async () => {
    const attachment = Array.from({ length: 4 }, (_, n) => ({
      type: 'Document',
      mediaType: 'image/png',
      url: `${mastodon.peer.origin}/media/${n}.png`,
      name: n === 0 ? 'A dropped kerb' : null,
      blurhash: 'UBL_:rOpGG-oBUNG,qRj2so|=eE1w^n4S5NH',
      focalPoint: [0, 0.5],
      width: 640,
      height: 480
    }))
    const note = await mastodon.says(maddy, { cc: [scene.nia.uri], content: '<p>Four kerbs</p>', attachment })
    const item = await scene.object(note.id)
    expect(item.attachments).toHaveLength(4)
    expect(item.attachments[0]).toMatchObject({ kind: 'image', alt: 'A dropped kerb' })
    const page = await scene.server.page(`/posts/${item.id}`)
    expect(page).toContain('A dropped kerb')
    expect(page).not.toContain('<img src="http')
  })

  test('HTML out: only elements that Mastodon keeps, links absolute, tables and headings not run together', () => {
    for (const html of [article.content, article.summary, article['schema:positiveNotes'], article.preview.content])
      expect(elementsOf(html).filter((name) => !kept.includes(name))).toEqual([])
    for (const href of hrefsIn(article.content)) expect(href).toMatch(/^https?:\/\//)
    expect(article.content).toContain('<strong>A heading</strong>')
    expect(article.content).toContain('a · b')
    expect(article.content).toMatch(/<ol>\s*<li>one<\/li>/)
    expect(article.content).not.toContain('<script')
  })

  test('hashtag out: `mention hashtag`, rel=tag, the text begins with #, and a Hashtag in `tag`', () => {
    const [link] = /<a[^>]*>#(<span>)?housing(<\/span>)?<\/a>/.exec(article.content) ?? []
    expect(link).toMatch(/class="mention hashtag"/)
    expect(link).toMatch(/rel="[^"]*\btag\b/)
    const tags = article.tag.filter((tag: Doc) => tag.type === 'Hashtag').map((tag: Doc) => tag.name)
    expect(tags.sort()).toEqual(['#housing', '#roads'])
  })

  test('mention out: h-card, u-url, the address of the profile page; a Mention with the id, and addressed', () => {
    const markup = new RegExp(`<span class="h-card"><a [^>]*href="${maddy.document.url}"[^>]*>@`)
    expect(article.content).toMatch(markup)
    expect(article.content).toMatch(/class="u-url mention"/)
    expect(article.tag).toContainEqual({ type: 'Mention', href: maddy.id, name: `@maddy@${mastodon.peer.host}` })
    expect([...article.to, ...article.cc]).toContain(maddy.id)
    expect(received).toMatchObject({ to: [publicUri], actor: scene.nia.uri })
  })

  test('HTML in: Mastodon’s own markup reads well, and what could harm is gone', async () => {
    const { origin } = mastodon.peer
    const note = await mastodon.says(maddy, {
      inReplyTo: story.uri,
      cc: [scene.nia.uri],
      content: `<p><span class="h-card" translate="no"><a href="${story.author.url}" class="u-url mention">@<span>nia</span></a></span> see <a href="https://example.org/a/very/long/path" target="_blank" rel="nofollow noopener" translate="no"><span class="invisible">https://</span><span class="ellipsis">example.org/a/very</span><span class="invisible">/long/path</span></a> <a href="${origin}/tags/kerbs" class="mention hashtag" rel="tag">#<span>kerbs</span></a></p><ul><li>one</li></ul><blockquote>two</blockquote><pre><code>three</code></pre><p onclick="x()" style="position:fixed">four<script>alert(1)</script><img src="${origin}/x.png"><iframe src="${origin}"></iframe></p>`,
      tag: [
        { type: 'Mention', href: scene.nia.uri, name: '@nia' },
        { type: 'Hashtag', href: `${origin}/tags/kerbs`, name: '#kerbs' }
      ]
    })
    const item = await until(() => scene.object(note.id))
    expect(item.topics).toContain('kerbs')
    for (const words of ['<li>one</li>', '<blockquote>two</blockquote>', 'three', 'four', 'example.org/a/very'])
      expect(item.html).toContain(words)
    for (const harm of ['<script', '<img', '<iframe', 'onclick', 'style=', 'alert(1)'])
      expect(item.html).not.toContain(harm)
    expect(await scene.server.page(story.url)).toContain('<li>one</li>')
  })
})
