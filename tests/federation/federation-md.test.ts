/**
 * FEDERATION.md is true and complete: what we send is what the file shows, what it shows of others is understood, and it
 * names every word. After a change to what we send: `vitest run tests/federation/federation-md.test.ts -u`.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { takenIn } from '../../federation/inbox.ts'
import { attachmentOf } from '../../federation/objects/attachments.ts'
import { type Doc, type PeerActor, startPeer } from '../help/peer.ts'
import { freePorts, testServer, until } from '../help/server.ts'
import { examplesIn, sameEachTime, withExamples } from './documented/markdown.ts'
import { sayEverything } from './documented/said.ts'
import { soon, type Taking, understood } from './documented/understood.ts'

const root = resolve(import.meta.dirname, '../..')
const file = join(root, 'FEDERATION.md')
const markdown = readFileSync(file, 'utf8')
/** Every word that stands in code, in a block or in a line. */
const named = new Set(
  [...markdown.matchAll(/```[\s\S]*?```|`[^`\n]+`/g)].flatMap(([code]) => code.match(/[@_\w][\w:-]*/g) ?? [])
)
const isNamed = (word: string) => named.has(word) || named.has(`schema:${word}`)

/** A council and somebody of another server whom it lets in. */
async function stage() {
  const [a, b] = (await freePorts(2)) as [number, number]
  const server = await testServer(a, 'Aldermere', [`http://127.0.0.1:${b}`])
  const peer = await startPeer(b)
  const nia = await server.person('nia')
  const ruth = await server.person('ruth', 'admin')
  await ruth.call('PUT', `moderation/domains/${encodeURIComponent(peer.host)}`, { state: 'known', reason: 'test' })
  return { server, peer, nia, ruth, maddy: peer.actor('maddy'), stop: () => Promise.all([server.stop(), peer.stop()]) }
}

describe('what we send', () => {
  let scene: Awaited<ReturnType<typeof stage>>
  let made: Map<string, Doc>
  beforeAll(async () => {
    scene = await stage()
    made = await sayEverything(scene)
    made.set('clip', attachmentOf(clip) as Doc)
  }, 180_000)
  afterAll(() => scene?.stop())

  test('is what FEDERATION.md shows', async () => {
    expect([...examplesIn(markdown, 'out').keys()].sort()).toEqual([...made.keys()].sort())
    const same = sameEachTime([
      [scene.server.host, 'talk.aldermere.example'],
      [scene.peer.host, 'social.example']
    ])
    const examples = new Map(
      [...examplesIn(markdown, 'out').keys()].map((name) => [name, same(shown(name, made.get(name)!))])
    )
    await expect(withExamples(markdown, examples)).toMatchFileSnapshot(file)
  })

  test('has no word that FEDERATION.md does not name', () => {
    const words = new Set<string>()
    for (const document of made.values()) gather(document, words)
    expect(words.size).toBeGreaterThan(80)
    expect([...words].filter((word) => !isNamed(word))).toEqual([])
  })
})

const clip = {
  ...{ kind: 'video' as const, mediaType: 'video/mp4', url: 'https://talk.aldermere.example/media/1' },
  ...{ alt: 'Nia at a round table', width: 1280, height: 720, seconds: 134 },
  poster: 'https://talk.aldermere.example/media/2',
  captions: [{ language: 'en', url: 'https://talk.aldermere.example/media/1/en.vtt' }]
}

/** Of these the whole is shown; of the rest neither `@context` nor proof, nor what every post has. */
const whole = new Set(['person', 'story', 'create-reply'])
const ofEveryPost = ['@context', 'proof', 'likes', 'shares', 'interactionPolicy', 'generator', 'contentMap', 'nameMap']
/** Of these activities the object is shown by what tells it from others; the nouns are shown by themselves. */
const kept = ['type', 'id', 'attributedTo', 'inReplyTo', 'audience', 'updated', 'content', 'quote']

function shown(name: string, document: Doc): Doc {
  if (whole.has(name)) return name === 'create-reply' ? brief(document) : document
  const parts = without(document)
  if (name === 'recipe') return oneLineOfEach(parts)
  const post = name === 'announce-create' || name === 'quote-request' || /^(create|update)/.test(name)
  return post ? brief(parts) : parts
}

/** Without what stands at other examples, however deep. */
function without(document: Doc): Doc {
  const parts = Object.entries(document).filter(([key]) => !ofEveryPost.includes(key))
  return Object.fromEntries(
    parts.map(([key, value]) => [
      key,
      value && typeof value === 'object' && !Array.isArray(value) ? without(value) : value
    ])
  )
}

/** A recipe with the first line of each kind. */
const oneLineOfEach = (document: Doc): Doc =>
  Object.fromEntries(
    Object.entries(document).map(([key, value]) => [
      key,
      key.startsWith('schema:') && Array.isArray(value) ? value.slice(0, 1) : value
    ])
  )

function brief(document: Doc): Doc {
  const cut = (value: Doc): Doc =>
    Object.fromEntries(
      Object.entries(value).filter(
        ([key]) => kept.includes(key) || /^schema:(accepted|additionalType)/.test(key) || key === 'publicKey'
      )
    )
  const { object, instrument } = document
  if (object?.type === 'Create') return { ...document, object: brief(object) }
  return {
    ...document,
    ...(typeof object === 'object' && { object: cut(object) }),
    ...(typeof instrument === 'object' && { instrument: cut(instrument) })
  }
}

/** Every key and every type of a document. */
function gather(value: unknown, words: Set<string>): void {
  if (Array.isArray(value)) for (const one of value) gather(one, words)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return
  for (const [key, inner] of Object.entries(value)) {
    words.add(key)
    if (key === 'type') for (const type of [inner].flat()) words.add(String(type))
    // Their keys are languages, and other names of what is gathered anyway.
    if (!/Map$|^@context$/.test(key)) gather(inner, words)
  }
}

describe('what we take in', () => {
  let taking: Taking & { stop(): Promise<unknown> }
  const examples = examplesIn(markdown, 'in')
  let inThisRun: (document: Doc) => Doc
  /** What has to happen here before an example is sent. */
  let before: Record<string, () => Promise<void>> = {}

  beforeAll(async () => {
    const { server, peer, nia, ruth, maddy, stop } = await stage()
    maddy.document.featured = `${maddy.id}/featured`
    const allotments = peer.actor('allotments', { type: 'Group' })
    peer.actor('gardens', { type: 'Group', alsoKnownAs: [allotments.id] })
    const story = await nia.call('POST', 'stories', {
      ...{ title: 'The library table', summary: 'One day a week.', body: 'We sat in the library.' },
      ...{ wentWell: 'People came.', wentBadly: 'Nobody could park.' }
    })
    const poll = await nia.call('POST', 'polls', { question: 'Which day?', options: ['Tuesday', 'Wednesday'] })
    const followed = async (actor: PeerActor): Promise<string> => {
      await nia.call('POST', 'follows', { target: actor.id })
      const { body } = await peer.received((one) => one.type === 'Follow' && one.object === actor.id)
      return body.id
    }
    const group = await followed(allotments)
    await allotments.post(`${nia.uri}/inbox`, peer.activity(allotments, 'Accept', group))
    const follow = await followed(maddy)
    // One of ours answers what the others ask in the examples, once that is here.
    let answer = ''
    const at = (path: string) => peer.origin + path
    inThisRun = (document) => {
      let text = JSON.stringify(document)
      const ours: [string, string][] = [
        ['/actors/1', nia.uri],
        ['/stories/1', story.uri],
        ['/posts/1', poll.uri],
        ['/follows/1', follow],
        ['/replies/1', answer]
      ]
      for (const [path, uri] of ours) text = text.replaceAll(`https://talk.aldermere.example${path}`, uri)
      text = text.replaceAll('talk.aldermere.example', server.host)
      const made = JSON.parse(
        text.replaceAll('https://social.example', peer.origin).replaceAll('social.example', peer.host)
      )
      if (made.object?.publicKey) made.object.publicKey = maddy.document.publicKey
      return made
    }
    before = {
      async 'accepted-answer'() {
        const question = await until(() => nia.call('GET', `object?uri=${encodeURIComponent(at('/notes/3'))}`))
        answer = (await nia.call('POST', 'replies', { inReplyTo: question.uri, body: 'None at all.' })).uri
      }
    }
    taking = { server, peer, nia, ruth, maddy, allotments, story, poll, at, stop }
  }, 120_000)
  afterAll(() => taking?.stop())

  test('is shown by an example each', () => {
    expect([...examples.keys()]).toEqual(Object.keys(understood))
    const types = new Set([...examples.values()].map(({ type }) => type))
    expect(takenIn.filter((type) => !types.has(type))).toEqual([])
    const kinds = /const kinds[^{]*\{([^}]+)\}/.exec(source('federation/objects/received.ts'))![1]!
    const objects = new Set([...examples.values()].map(({ object }) => object?.type))
    expect([...kinds.matchAll(/(\w+): '/g)].map(([, kind]) => kind!).filter((kind) => !objects.has(kind))).toEqual([])
  })

  test.each([...examples.keys()])(
    '%s is understood',
    async (name) => {
      await before[name]?.()
      const activity = inThisRun(examples.get(name)!)
      const { peer, server, maddy, allotments } = taking
      for (const part of [activity.object, activity.object?.object, activity.instrument])
        if (part?.id && part.id !== maddy.id) peer.documents.set(part.id, part as Doc)
      const by = activity.actor === allotments.id ? allotments : maddy
      const answered = await by.post(`${server.origin}/inbox`, {
        '@context': 'https://www.w3.org/ns/activitystreams',
        ...activity
      })
      expect(answered.status).toBe(202)
      await soon(() => understood[name]!(taking), name)
    },
    60_000
  )
})

const source = (path: string) => readFileSync(join(root, path), 'utf8')
const sources = (folder: string): string =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => source(join(folder, name)))
    .join('\n')

describe('FEDERATION.md names', () => {
  const code = sources('federation')
  const found = (pattern: RegExp, text = code) => [...new Set([...text.matchAll(pattern)].map(([, word]) => word!))]
  const missing = (words: string[]) => {
    expect(words.length).toBeGreaterThan(5)
    return words.filter((word) => !isNamed(word))
  }

  test('every word that we define', () => {
    const defined = /const definitions[\s\S]*?\n\}\n/.exec(source('federation/objects/context.ts'))![0]
    expect(missing(found(/^ {2}(\w+): /gm, defined))).toEqual([])
  })

  test('every word of schema.org that we write or read', () => {
    expect(missing(found(/'(schema:\w+)'/g))).toEqual([])
    expect(missing(found(/extension\(\w+, '(\w+)'\)/g))).toEqual([])
  })

  test('every property that we read', () => {
    const readers = sources('federation/inbox') + sources('federation/objects')
    expect(missing(found(/\bdocument\.(\w+)/g, readers))).toEqual([])
    expect(missing(found(/\bjson\.(\w+)/g, readers).filter((word) => word !== 'ts'))).toEqual([])
  })

  test('every FEP that the code keeps to', () => {
    const kept = found(/\b(FEP-[0-9a-f]{4})\b/g)
    const listed = markdown.split('## Supported FEPs')[1]!.split('\n## ')[0]!
    expect(kept.filter((fep) => !listed.includes(fep))).toEqual([])
  })
})
