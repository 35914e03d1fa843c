/** A practice story as others get it, and as a server like ours reads it back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../federation/json.ts'
import { withContext } from '../../../federation/objects/context.ts'
import { documentOf } from '../../../federation/objects/document.ts'
import { readPost } from '../../../federation/objects/received.ts'
import type { Viewer } from '../../../server/members/viewer.ts'
import { anyPost, type WholePost } from '../../../server/posts/posts.store.ts'
import { editStory, writeStory } from '../../../server/stories/stories.ts'
import { actorElsewhere, storyInput, type TestCouncil, testCouncil } from '../council.ts'

let council: TestCouncil
let nia: Viewer
let story: WholePost
let article: JsonObject
/** What arrives: bytes, read again. */
const sent = async (whole: WholePost): Promise<JsonObject> =>
  JSON.parse(JSON.stringify(withContext(await documentOf(council.context, whole)))) as JsonObject

beforeAll(async () => {
  council = await testCouncil()
  nia = await council.person('nia')
  story = await council.story(nia)
  article = await sent(story)
})
afterAll(() => council.close())

describe('for servers that know nothing of us', () => {
  test('it is an Article at its own address, by its author, on one host', () => {
    expect(article).toMatchObject({
      type: 'Article',
      id: expect.stringMatching(/^https:\/\/aldermere\.example\/stories\/[0-9a-f]{32}$/),
      url: article.id,
      attributedTo: nia.actor.uri
    })
    expect(article.id).not.toContain('#')
  })

  test('its context lists ActivityStreams and only the extensions it uses', () => {
    const context = article['@context'] as [string, JsonObject]
    expect(context[0]).toBe('https://www.w3.org/ns/activitystreams')
    expect(context).toHaveLength(2)
    expect(context[1].schema).toBe('https://schema.org/')
    expect(Object.keys(context[1]).sort()).toEqual(
      [
        ...[
          'Hashtag',
          'PropertyValue',
          'automaticApproval',
          'canLike',
          'canQuote',
          'canReply',
          'gts',
          'interactionPolicy',
          'schema',
          'value'
        ]
      ].sort()
    )
  })

  test('its name is plain text without markup, also when the title has some', async () => {
    expect(article.name).toBe(storyInput.title)
    expect(article.nameMap).toEqual({ en: storyInput.title })
    // Typed as text, kept as text: nothing in it may read as markup in Mastodon, which takes it for HTML.
    const odd = await council.story(nia, { title: 'Costs < £5 & rents > £6 &copy; R&D' })
    expect((await sent(odd)).name).toMatch(/^[^<>]*$/)
    expect((await sent(odd)).name).toContain('R&D')
    expect((await sent(odd)).name).not.toMatch(/&\w+;/)
  })

  test('its summary is HTML without links, one paragraph for each line', () => {
    expect(article.summary).toBe(
      '<p>Four small lorries instead of two large ones.</p><p>The big ones could not turn in our lanes.</p>'
    )
  })

  test('nobody misses the title: the content begins with it, and holds the whole story', () => {
    const content = String(article.content)
    expect(content).toMatch(/^<p><strong>A food waste round with smaller lorries<\/strong><\/p>/)
    expect(content).toContain('<strong>every lane</strong>')
    expect(content).toContain('<p><strong>What went well</strong></p><p>Narrow lanes are served')
    expect(content).toContain('<p><strong>What went badly</strong></p><p>Two lorries were too few')
    expect(content).toContain('<strong>Cost:</strong> £240,000')
    expect(content).toContain('<strong>Service:</strong> Refuse collection')
    expect(article.contentMap).toEqual({ en: article.content })
  })

  test('the content has only the elements that Mastodon keeps', async () => {
    const whole = await council.story(nia, {
      body: '## Plan\n\n---\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n1. one\n2. two'
    })
    const content = String((await sent(whole)).content)
    const tags = new Set([...content.matchAll(/<\/?([a-z0-9]+)/g)].map((match) => match[1]))
    const kept = 'p br span a del s pre blockquote code b strong u i em ul ol li'.split(' ')
    expect([...tags].filter((tag) => !kept.includes(tag!))).toEqual([])
    expect(content).toContain('<p><strong>Plan</strong></p>')
    expect(content).toContain('<p>1 · 2</p>')
  })

  test('those who show short texts only get a Note (FEP-b2b8)', () => {
    expect(article.preview).toMatchObject({ type: 'Note', attributedTo: nia.actor.uri })
    const { content } = article.preview as JsonObject
    expect(content).toContain(storyInput.title)
    expect(content).toContain(`href="${story.post.url}"`)
  })

  test('it is addressed to everyone, and to the author’s followers', () => {
    expect(article.to).toEqual(['https://www.w3.org/ns/activitystreams#Public'])
    expect(article.cc).toEqual([`${nia.actor.uri}/followers`])
  })

  test('topics are hashtags that point here', () => {
    expect(article.tag).toEqual([
      { type: 'Hashtag', href: 'https://aldermere.example/topics/rural', name: '#rural' },
      { type: 'Hashtag', href: 'https://aldermere.example/topics/waste', name: '#waste' }
    ])
  })

  test('no attachment is named when there is none, so that Mastodon shows the card', () => {
    expect(article).not.toHaveProperty('attachment')
  })

  test('its conversation, replies, likes and shares are collections of ours with their true size', async () => {
    expect(article.context).toBe(`${article.id}/context`)
    const whole = await council.story(nia)
    const owl = await council.remote(actorElsewhere('owl'))
    await council.received({ uri: 'https://mastodon.example/owl/1', author: owl.id, inReplyTo: whole.post.uri })
    const document = await sent(whole)
    for (const [name, totalItems] of [
      ['replies', 1],
      ['likes', 0],
      ['shares', 0]
    ] as const) {
      const id = `${document.id}/${name}`
      expect(document[name]).toEqual({ id, type: 'Collection', totalItems, first: `${id}?page=true` })
    }
  })

  test('anyone may quote it, and it says what wrote it (FEP-044f)', () => {
    const anyone = { automaticApproval: ['https://www.w3.org/ns/activitystreams#Public'] }
    expect(article.interactionPolicy).toEqual({ canQuote: anyone, canReply: anyone, canLike: anyone })
    expect(article.generator).toMatchObject({
      type: 'Application',
      id: 'https://aldermere.example/actor',
      name: 'Folkmoot'
    })
  })

  test('it has an `updated` only once it was edited', async () => {
    expect(article).not.toHaveProperty('updated')
    expect(article.published).toBe(story.post.published!.toISOString())
    const whole = await council.story(nia)
    const edited = await editStory(council.context, nia, whole.post.id, { ...storyInput, title: 'Smaller lorries' })
    expect((await sent(edited)).updated).toBe(edited.post.edited!.toISOString())
  })
})

describe('for those who read schema.org', () => {
  test('every part is there under its prefixed name', () => {
    expect(article).toMatchObject({
      'schema:additionalType': 'https://schema.org/Report',
      'schema:positiveNotes': '<p>Narrow lanes are served for the first time.</p>',
      'schema:negativeNotes': '<p>Two lorries were too few in December.</p>',
      'schema:estimatedCost': '£240,000',
      'schema:creativeWorkStatus': 'embedded',
      'schema:about': 'http://id.esd.org.uk/service/524',
      'schema:isBasedOn': storyInput.basedOn,
      'schema:lastReviewed': expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      'schema:license': 'https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/',
      location: { type: 'Place', name: 'Hill villages' }
    })
  })

  test('parts that the author left out are left out', async () => {
    const { title, summary, body, wentWell, wentBadly } = storyInput
    const bare = await sent(await writeStory(council.context, nia, { title, summary, body, wentWell, wentBadly }))
    for (const key of ['estimatedCost', 'creativeWorkStatus', 'about', 'isBasedOn', 'additionalProperty'])
      expect(bare).not.toHaveProperty(`schema:${key}`)
    expect(bare).not.toHaveProperty('location')
  })
})

describe('read back by a server like ours', () => {
  test('every part is what it was', async () => {
    const read = (await readPost(council.context, article, { authorId: nia.actor.id }))!
    const { post, story: parts } = (await anyPost(council.context.store.read, { id: story.post.id }))!
    expect(read).toMatchObject({
      uri: post.uri,
      url: post.url,
      kind: 'story',
      author: nia.actor.id,
      title: post.title,
      summary: post.summary,
      html: post.html,
      language: 'en',
      sensitive: false,
      context: post.context,
      visibility: 'public',
      topics: post.topics,
      attachments: [],
      published: post.published
    })
    expect(read.story).toEqual({
      wentWellHtml: parts!.wentWellHtml,
      wentBadlyHtml: parts!.wentBadlyHtml,
      state: 'embedded',
      cost: '£240,000',
      saving: '£31,000 a year',
      service: '524',
      serviceName: 'Refuse collection',
      place: 'Hill villages',
      basedOn: storyInput.basedOn,
      reviewed: new Date(`${parts!.reviewed!.toISOString().slice(0, 10)}T00:00:00Z`)
    })
    expect(read).not.toHaveProperty('edited')
    expect(read).not.toHaveProperty('warning')
  })

  test.each(['', 'https://schema.org/', 'http://schema.org#'])(
    'the parts are known under the prefix “%s” too',
    async (prefix) => {
      const renamed = Object.fromEntries(
        Object.entries(article).map(([key, value]) => [key.replace(/^schema:/, prefix), value])
      )
      const read = await readPost(council.context, renamed, { authorId: nia.actor.id })
      expect(read).toMatchObject({ kind: 'story', story: { state: 'embedded', cost: '£240,000' } })
      expect(read!.story!.wentBadlyHtml).toContain('too few in December')
    }
  )

  test('what it says of its halves is made harmless', async () => {
    const hostile = {
      ...article,
      'schema:negativeNotes': '<p onclick="x()">Bad<script>alert(1)</script></p>',
      'schema:estimatedCost': '<b>£5</b>',
      'schema:isBasedOn': 'javascript:alert(1)',
      location: { type: 'Place', name: '<img src=x onerror=alert(1)>Hill' }
    }
    const read = await readPost(council.context, hostile, { authorId: nia.actor.id })
    expect(read!.story).toMatchObject({ wentBadlyHtml: '<p>Bad</p>', cost: '£5', place: 'Hill' })
    expect(read!.story).not.toHaveProperty('basedOn')
  })
})
