/** Posts in the shapes that other servers write, as they are read here. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../federation/json.ts'
import { readPost } from '../../../federation/objects/received.ts'
import type { Actor } from '../../../server/actors/actors.store.ts'
import type { Viewer } from '../../../server/members/viewer.ts'
import { actorElsewhere, type TestCouncil, testCouncil } from '../council.ts'

const everyone = 'https://www.w3.org/ns/activitystreams#Public'
let council: TestCouncil
let nia: Viewer
let owl: Actor

const note = (extra: object = {}): JsonObject =>
  ({
    id: 'https://mastodon.example/users/owl/statuses/1',
    type: 'Note',
    attributedTo: 'https://mastodon.example/users/owl',
    content: '<p>Hoo</p>',
    to: [everyone],
    cc: ['https://mastodon.example/users/owl/followers'],
    published: '2026-05-01T12:00:00.123456Z',
    ...extra
  }) as JsonObject
const read = (extra: object = {}) => readPost(council.context, note(extra), { authorId: owl.id, authorUri: owl.uri })

beforeAll(async () => {
  council = await testCouncil()
  nia = await council.person('nia')
  owl = await council.remote(actorElsewhere('owl'))
})
afterAll(() => council.close())

describe('text', () => {
  test('a Note is a post, its summary a warning that hides it (Mastodon)', async () => {
    expect(await read({ summary: 'Owls', sensitive: true })).toMatchObject({
      kind: 'post',
      html: '<p>Hoo</p>',
      warning: 'Owls',
      sensitive: true,
      published: new Date('2026-05-01T12:00:00.123Z')
    })
    expect(await read()).not.toHaveProperty('warning')
    // Misskey, where somebody hides a text and says nothing.
    expect(await read({ summary: '\u200b' })).toMatchObject({ warning: 'without words', sensitive: true })
  })

  test('a Note with a name has no title: it is not shown anywhere else either', async () => {
    expect(await read({ name: 'Hidden' })).not.toHaveProperty('title')
  })

  test('an Article keeps its title and summary, which hides nothing (WordPress, NodeBB)', async () => {
    expect(await read({ type: 'Article', name: 'On <i>owls</i>', summary: '<p>All of them.</p>' })).toMatchObject({
      kind: 'post',
      title: 'On owls',
      summary: 'All of them.',
      sensitive: false
    })
  })

  test('a Page has a link and a picture (Lemmy)', async () => {
    const found = await read({
      type: 'Page',
      name: 'Owls found',
      attachment: [{ type: 'Link', href: 'https://news.example/owls' }],
      image: { type: 'Image', url: 'https://mastodon.example/thumb.webp' }
    })
    expect(found).toMatchObject({
      title: 'Owls found',
      attachments: [
        { kind: 'image', url: 'https://mastodon.example/thumb.webp', alt: '' },
        { kind: 'link', url: 'https://news.example/owls', alt: '' }
      ]
    })
  })

  test('HTML is made harmless', async () => {
    const hostile =
      '<p onclick="x()">Hoo <img src=x onerror=alert(1)><a href="javascript:alert(1)">x</a></p><script>1</script>'
    expect((await read({ content: hostile }))!.html).not.toMatch(/script|onclick|onerror|img/)
  })

  test('Markdown and plain text become HTML (PeerTube)', async () => {
    expect((await read({ content: '**Hoo**', mediaType: 'text/markdown' }))!.html).toBe('<p><strong>Hoo</strong></p>')
    expect((await read({ content: 'a < b\nc', mediaType: 'text/plain' }))!.html).toBe('<p>a &lt; b<br />c</p>')
  })

  test('the language is that of the content', async () => {
    expect(await read({ contentMap: { en: '<p>Hoo</p>' } })).toMatchObject({ language: 'en' })
    expect(await read({ contentMap: { cy: '<p>Hw</p>', 'en-GB': '<p>Hoo</p>' } })).toMatchObject({ language: 'en-GB' })
    expect(await read({ contentMap: { und: '<p>Hoo</p>' } })).not.toHaveProperty('language')
    expect(await read({ content: undefined, contentMap: { cy: '<p>Hw</p>' } })).toMatchObject({ html: '<p>Hw</p>' })
    expect(await read({ content: undefined, contentMap: { cy: '<p>Hw</p>', en: '<p>Hoo</p>' } })).toMatchObject({
      ...{ html: '<p>Hoo</p>', language: 'en' }
    })
  })

  test('what says nothing, what is a vote, and what we do not know is none', async () => {
    expect(await read({ content: '' })).toBeUndefined()
    expect(await read({ id: 'tag:owl' })).toBeUndefined()
    expect(await read({ type: 'ChatMessage' })).toBeUndefined()
    const vote = { name: 'Barn', inReplyTo: 'https://aldermere.example/questions/1' }
    expect(await read({ ...vote, content: undefined })).toBeUndefined()
    expect(await read({ ...vote, content: '<br>' })).toBeUndefined()
    expect(await read({ ...vote, content: '<p>Barn owls, I say</p>' })).toMatchObject({ kind: 'reply' })
  })
})

describe('where it belongs', () => {
  test('a reply says what it answers and in which conversation', async () => {
    const above = 'https://mastodon.example/users/owl/statuses/0'
    expect(await read({ inReplyTo: above, context: 'https://mastodon.example/contexts/1' })).toMatchObject({
      kind: 'reply',
      inReplyTo: above,
      context: 'https://mastodon.example/contexts/1'
    })
    expect(await read({ inReplyTo: [above], context: 'tag:mastodon.example,2026:1' })).not.toHaveProperty('context')
  })

  test('the page is a web page on its own host, HTML first (PeerTube, Friendica)', async () => {
    const url = [
      { type: 'Link', mediaType: 'application/x-mpegURL', href: 'https://mastodon.example/stream.m3u8' },
      { type: 'Link', mediaType: 'text/html', href: 'https://mastodon.example/@owl/1' }
    ]
    expect(await read({ url })).toMatchObject({ url: 'https://mastodon.example/@owl/1' })
    expect(await read({ url: 'https://bank.example/login' })).toMatchObject({ url: note().id })
    expect(await read({ url: 'javascript:alert(1)' })).toMatchObject({ url: note().id })
  })

  test.each([
    ['public', [everyone], []],
    ['public', ['as:Public'], []],
    ['public', ['Public'], []],
    ['unlisted', ['https://mastodon.example/users/owl/followers'], [everyone]],
    ['followers', ['https://mastodon.example/users/owl/followers'], []],
    ['direct', ['https://aldermere.example/actors/1'], []],
    ['direct', ['https://elsewhere.example/users/mouse/followers'], []],
    ['direct', [], []]
  ])('it is %s when sent to %j and copied to %j', async (visibility, to, cc) => {
    expect(await read({ to, cc })).toMatchObject({ visibility })
  })

  test('one recipient may stand alone, without a list (GoToSocial)', async () => {
    expect(await read({ to: everyone, cc: undefined })).toMatchObject({ visibility: 'public' })
  })

  test('of those it names only ours are told', async () => {
    const named = await read({
      to: [everyone, nia.actor.uri, 'https://aldermere.example/actors/nobody'],
      tag: [
        { type: 'Mention', href: nia.actor.uri },
        { type: 'Mention', href: owl.uri }
      ]
    })
    expect(named!.named).toEqual([nia.actor.id])
    expect((await read({ tag: { type: 'Mention', href: nia.actor.uri } }))!.named).toEqual([nia.actor.id])
  })

  test('topics lose their sign and their capitals', async () => {
    const tag = [
      { type: 'Hashtag', name: '#Owls' },
      { type: 'Hashtag', name: 'owls' },
      { type: 'Hashtag', name: '#1' },
      { type: 'Emoji', name: ':owl:', id: null }
    ]
    expect(await read({ tag })).toMatchObject({ topics: ['owls'] })
    const many = Array.from({ length: 60 }, (_, n) => ({ type: 'Hashtag', name: `#t${n}` }))
    expect((await read({ tag: many }))!.topics).toHaveLength(30)
  })

  test('it was edited only if that was later than it was published', async () => {
    expect(await read({ updated: '2026-05-01T12:00:00.123456Z' })).not.toHaveProperty('edited')
    expect(await read({ updated: '2026-05-02T12:00:00+02:00' })).toMatchObject({
      edited: new Date('2026-05-02T10:00:00Z')
    })
  })
})

describe('pictures and clips', () => {
  test('have their words from summary, else from name', async () => {
    const attachment = [
      { type: 'Document', mediaType: 'image/png', url: 'https://m.example/1.png', name: 'An owl' },
      { type: 'Image', url: 'https://m.example/2', summary: 'Two <b>owls</b>', name: '2.png' },
      { type: 'Document', mediaType: 'video/mp4', url: 'https://m.example/3.mp4' },
      { type: 'Document', mediaType: 'audio/ogg', url: [{ type: 'Link', href: 'https://m.example/4.ogg' }] },
      { type: 'Document', mediaType: 'image/png', url: 'data:image/png;base64,AAAA' },
      { type: 'PropertyValue', name: 'x', value: 'y' }
    ]
    expect((await read({ attachment }))!.attachments).toEqual([
      { kind: 'image', url: 'https://m.example/1.png', mediaType: 'image/png', alt: 'An owl' },
      { kind: 'image', url: 'https://m.example/2', alt: 'Two owls' },
      { kind: 'video', url: 'https://m.example/3.mp4', mediaType: 'video/mp4', alt: '' },
      { kind: 'audio', url: 'https://m.example/4.ogg', mediaType: 'audio/ogg', alt: '' }
    ])
  })

  test('are no more than sixteen', async () => {
    const attachment = Array.from({ length: 40 }, (_, n) => ({ type: 'Image', url: `https://m.example/${n}.png` }))
    expect((await read({ attachment }))!.attachments).toHaveLength(16)
  })

  test('a Video brings its file, of a size that loads quickly (PeerTube)', async () => {
    const file = (height: number) => ({
      type: 'Link',
      mediaType: 'video/mp4',
      href: `https://mastodon.example/v-${height}.mp4`,
      height
    })
    const video = await read({
      type: 'Video',
      name: 'How owls turn their heads',
      mediaType: 'text/markdown',
      content: 'See *for yourself*.',
      attributedTo: [
        { type: 'Person', id: owl.uri },
        { type: 'Group', id: 'https://mastodon.example/c/owls' }
      ],
      url: [
        { type: 'Link', mediaType: 'text/html', href: 'https://mastodon.example/w/1' },
        {
          type: 'Link',
          mediaType: 'application/x-mpegURL',
          href: 'https://mastodon.example/1.m3u8',
          tag: [file(1080), file(480), file(720)]
        }
      ]
    })
    expect(video).toMatchObject({
      kind: 'video',
      title: 'How owls turn their heads',
      url: 'https://mastodon.example/w/1',
      attachments: [{ kind: 'video', url: 'https://mastodon.example/v-720.mp4', mediaType: 'video/mp4' }]
    })
  })
})

describe('polls and events', () => {
  test('a Question with choices is a poll (Mastodon)', async () => {
    const choice = (name: string, totalItems: number) => ({
      type: 'Note',
      name,
      replies: { type: 'Collection', totalItems }
    })
    expect(
      await read({
        type: 'Question',
        oneOf: [choice('Barn', 3), choice('Tawny', 1)],
        endTime: '2026-06-01T00:00:00Z',
        votersCount: 4
      })
    ).toMatchObject({
      kind: 'poll',
      poll: {
        options: [
          { text: 'Barn', votes: 3 },
          { text: 'Tawny', votes: 1 }
        ],
        multiple: false,
        closes: '2026-06-01T00:00:00.000Z',
        voters: 4
      }
    })
    expect((await read({ type: 'Question', anyOf: [choice('Barn', 1)] }))!.poll!.multiple).toBe(true)
  })

  test('a Question without choices is a post, and one with thousands is cut', async () => {
    expect(await read({ type: 'Question', oneOf: [] })).toMatchObject({ kind: 'post' })
    const anyOf = Array.from({ length: 8_000 }, (_, n) => ({ type: 'Note', name: `${n}` }))
    expect((await read({ type: 'Question', anyOf }))!.poll!.options).toHaveLength(500)
  })

  test('an Event has its dates and its place (Mobilizon)', async () => {
    expect(
      await read({
        type: 'Event',
        name: 'Owl walk',
        startTime: '2026-06-01T20:00:00+01:00',
        endTime: '2026-06-01T22:00:00+01:00',
        location: {
          type: 'Place',
          name: 'The wood',
          address: {
            type: 'PostalAddress',
            streetAddress: '1 Lane',
            addressLocality: 'Aldermere',
            addressCountry: 'GB'
          }
        }
      })
    ).toMatchObject({
      kind: 'event',
      title: 'Owl walk',
      happening: {
        starts: '2026-06-01T19:00:00.000Z',
        ends: '2026-06-01T21:00:00.000Z',
        place: 'The wood, 1 Lane, Aldermere, GB'
      }
    })
  })
})

describe('whatever stands in it', () => {
  const values = [
    null,
    7,
    true,
    '',
    'x',
    [],
    {},
    [null, 7, {}],
    { id: 5 },
    [['x']],
    'https://x.example/',
    { '@value': 3 }
  ]
  const keys = [
    ...['type', 'content', 'contentMap', 'summary', 'name', 'nameMap', 'url', 'to', 'cc', 'tag', 'attachment', 'image'],
    ...[
      'inReplyTo',
      'context',
      'published',
      'updated',
      'sensitive',
      'mediaType',
      'oneOf',
      'anyOf',
      'closed',
      'location'
    ],
    ...[
      'schema:additionalType',
      'schema:positiveNotes',
      'schema:about',
      'schema:estimatedCost',
      'schema:acceptedAnswer'
    ],
    ...['schema:additionalProperty', 'schema:lastReviewed', 'schema:creativeWorkStatus', 'startTime', 'votersCount']
  ]

  test('reading never fails', async () => {
    for (const type of ['Note', 'Article', 'Question', 'Video', 'Event', 'Page'])
      for (const key of keys)
        for (const value of values) {
          const found = await read({ type, 'schema:additionalType': 'https://schema.org/Question', [key]: value })
          if (found) expect(typeof found.html).toBe('string')
        }
  })
})
