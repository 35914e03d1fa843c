/**
 * What is held reaches nobody: for every kind of activity that is taken in, and for every way in, a server that nobody knows
 * sends a secret word and a picture; then every address of the server is asked for it. Both lists are the code's own, so that
 * a new kind or a new way fails here until it is said what comes by it.
 */
import { and, inArray, isNotNull, isNull, lte, or } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { takenIn } from '../../../federation/inbox.ts'
import { jobs } from '../../../schema/index.ts'
import { personByActor } from '../../../server/members/members.store.ts'
import { startSession } from '../../../server/members/sessions.ts'
import { inboundPaths } from '../../../server/moderation/gate.ts'
import { type HeldItem, listHeld } from '../../../server/moderation/held.store.ts'
import { release } from '../../../server/moderation/queue.ts'
import { listReports } from '../../../server/moderation/reports.store.ts'
import { undoChoice } from '../../../server/moderation/undo/undo.ts'
import { sessionCookie } from '../../../server/plugins/session.ts'
import { anyPost } from '../../../server/posts/posts.store.ts'
import { type Doc, type Peer, type PeerActor, startPeer } from '../../help/peer.ts'
import { type Answer, freePorts, type Person, type TestServer, testServer, until } from '../../help/server.ts'
import { addressesOf, withRoutes } from '../every-route.ts'

const publicUri = 'https://www.w3.org/ns/activitystreams#Public'
/** Stands in everything that strangers say, with a number for each sender. */
const word = 'quizzaciously'

let server: TestServer
let strangers: Peer
let friends: Peer
let nia: Person
let mo: Person
let maddy: PeerActor
let story: Answer
let poll: Answer
let question: Answer
let group: string
let routes: string[]
let openapi: Answer
let before: Map<string, string>
const inbox = () => `${server.origin}/inbox`

/** One stranger with a secret. */
interface Stranger {
  actor: PeerActor
  /** Its word. */
  secret: string
  /** The parts of a post that anyone would show: words, and a picture. */
  says: Doc
}

/** What comes of it: that it waits, or that it is left without effect. */
type Outcome = 'held' | 'nothing'
type Send = (stranger: Stranger) => Promise<Outcome>

const post = (by: PeerActor, activity: Doc) => by.post(inbox(), activity)
const sent = async (by: PeerActor, activity: Doc, outcome: Outcome = 'held'): Promise<Outcome> => {
  expect((await post(by, activity)).status).toBe(202)
  return outcome
}
const act = (one: Stranger, type: string, object: unknown, extra: Doc = {}) =>
  strangers.activity(one.actor, type, object, { content: one.secret, summary: one.secret, name: one.secret, ...extra })
const note = (one: Stranger, more: Doc = {}) => strangers.create(one.actor, { ...one.says, ...more })
const toNia = () => ({ to: [publicUri, nia.uri], cc: [] })

/** A post of Maddy's, whom people here follow, that leads to something of the stranger's. */
async function byMaddy(more: Doc) {
  const create = friends.create(maddy, { content: '<p>Look at this</p>', ...more })
  await post(maddy, create)
  await until(() => anyPost(server.context.store.read, { uri: create.object.id }))
  return create
}

/** What each kind of activity is sent as; several where it is used for several things. */
const kinds: Record<string, Send[]> = {
  Follow: [(one) => sent(one.actor, act(one, 'Follow', nia.uri))],
  Accept: [(one) => sent(one.actor, act(one, 'Accept', `${server.origin}/follows/${'0'.repeat(32)}`), 'nothing')],
  Reject: [(one) => sent(one.actor, act(one, 'Reject', `${server.origin}/follows/${'0'.repeat(32)}`), 'nothing')],
  Block: [(one) => sent(one.actor, act(one, 'Block', nia.uri), 'nothing')],
  Create: [
    (one) => sent(one.actor, note(one, { inReplyTo: story.uri })),
    (one) => sent(one.actor, note(one, { inReplyTo: question.uri, ...toNia() })),
    (one) => sent(one.actor, note(one, { type: 'Article', ...toNia() })),
    (one) => sent(one.actor, note(one, { type: 'Event', startTime: new Date().toISOString(), ...toNia() })),
    (one) => sent(one.actor, note(one, { type: 'Video', ...toNia() })),
    (one) => sent(one.actor, note(one, { type: 'Question', oneOf: [{ type: 'Note', name: one.secret }], ...toNia() })),
    // To a community of ours, which would show it on.
    (one) => sent(one.actor, note(one, { to: [publicUri, group], cc: [], audience: group })),
    // A vote, which would be counted.
    (one) =>
      sent(one.actor, strangers.create(one.actor, { name: 'Kettles', inReplyTo: poll.uri, to: [nia.uri], cc: [] })),
    (one) => sent(one.actor, note(one, { quote: story.uri, quoteUrl: story.uri, ...toNia() })),
    (one) => sent(one.actor, note(one, { to: [nia.uri], cc: [], tag: [mention()] }))
  ],
  Update: [
    (one) => sent(one.actor, act(one, 'Update', { ...note(one).object, ...toNia() }, toNia())),
    async (one) => {
      const image = { type: 'Image', url: `${strangers.origin}/media/${one.secret}-icon.png` }
      const document = { ...one.actor.document, name: one.secret, summary: `<p>${one.secret}</p>`, icon: image }
      return sent(one.actor, act(one, 'Update', document), 'nothing')
    }
  ],
  Delete: [
    (one) =>
      sent(one.actor, act(one, 'Delete', { id: `${one.actor.id}/x`, type: 'Tombstone', name: one.secret }), 'nothing')
  ],
  Undo: [
    (one) => sent(one.actor, act(one, 'Undo', act(one, 'Like', story.uri)), 'nothing'),
    (one) => sent(one.actor, act(one, 'Undo', act(one, 'Follow', nia.uri)), 'nothing')
  ],
  Like: [
    (one) => sent(one.actor, act(one, 'Like', story.uri)),
    (one) => sent(one.actor, act(one, 'Like', story.uri, { content: '🎉' }))
  ],
  EmojiReact: [(one) => sent(one.actor, act(one, 'EmojiReact', story.uri))],
  Dislike: [(one) => sent(one.actor, act(one, 'Dislike', story.uri))],
  Announce: [
    (one) => sent(one.actor, act(one, 'Announce', story.uri)),
    (one) => sent(one.actor, act(one, 'Announce', note(one).object.id, toNia())),
    // A Group passes on: a post, and a like.
    (one) => sent(one.actor, act(one, 'Announce', note(one), toNia())),
    (one) => sent(one.actor, act(one, 'Announce', act(one, 'Like', story.uri), toNia()))
  ],
  QuoteRequest: [
    async (one) => {
      const create = note(one, { quote: story.uri, ...toNia() })
      return sent(one.actor, act(one, 'QuoteRequest', story.uri, { instrument: create.object }))
    }
  ],
  ReplyRequest: [
    async (one) => {
      const create = note(one, { inReplyTo: story.uri, ...toNia() })
      return sent(one.actor, act(one, 'ReplyRequest', story.uri, { instrument: create.object }))
    }
  ],
  LikeRequest: [
    (one) => sent(one.actor, act(one, 'LikeRequest', story.uri, { instrument: act(one, 'Like', story.uri) }))
  ],
  AnnounceRequest: [
    (one) => sent(one.actor, act(one, 'AnnounceRequest', story.uri, { instrument: act(one, 'Announce', story.uri) }))
  ],
  Flag: [(one) => sent(one.actor, act(one, 'Flag', [nia.uri, story.uri]))],
  Move: [
    async (one) => {
      const target = strangers.actor(`${one.secret}-moved`, { alsoKnownAs: [one.actor.id], name: one.secret })
      return sent(one.actor, act(one, 'Move', one.actor.id, { target: target.id }), 'nothing')
    }
  ],
  Add: [(one) => sent(one.actor, act(one, 'Add', note(one).object.id, { target: `${one.actor.id}/featured` }))],
  Remove: [
    (one) => sent(one.actor, act(one, 'Remove', note(one).object.id, { target: `${one.actor.id}/featured` }), 'nothing')
  ]
}

/** What comes by each way in, though it was not sent to us by its author. */
const ways: Record<string, Send | Send[]> = {
  inbox: (one) => sent(one.actor, note(one, { inReplyTo: story.uri })),
  async fetched(one) {
    // Somebody here asks for it by its address.
    const create = note(one)
    await nia.ask('GET', `object?uri=${encodeURIComponent(create.object.id)}`)
    return 'held'
  },
  thread: [
    // What a post of Maddy's answers.
    async (one) => {
      await byMaddy({ inReplyTo: note(one).object.id })
      return 'held'
    },
    // What stands below one that somebody here asks for, as her server lists it.
    async (one) => {
      const id = `${maddy.id}/statuses/listing`
      const below = note(one, { inReplyTo: id })
      friends.create(maddy, { id, content: '<p>Look</p>', replies: { type: 'Collection', items: [below.object.id] } })
      await nia.call('GET', `object?uri=${encodeURIComponent(id)}`)
      await until(async () => (await heldOf(one)).length > 0)
      return 'held'
    }
  ],
  async announced(one) {
    const create = note(one)
    await post(maddy, friends.activity(maddy, 'Announce', create.object.id, { to: [publicUri] }))
    return 'held'
  },
  async quoted(one) {
    await byMaddy({ quote: note(one).object.id })
    return 'held'
  },
  async source(one) {
    // A story of ours says what it builds on; its author is asked after that, if anything is.
    const create = note(one, { type: 'Article' })
    const based = {
      title: 'We did it too',
      summary: 'We saw it. We did it.',
      body: 'We did it.',
      basedOn: create.object.id
    }
    await nia.call('POST', 'stories', { ...based, wentWell: 'It worked.', wentBadly: 'It was late.' })
    return 'held'
  },
  async profile(one) {
    // Whoever sends anything is looked up, with their name, their words and their portrait.
    await post(one.actor, act(one, 'Like', story.uri))
    return 'held'
  },
  async released(one) {
    // Let in by a person, and taken back.
    await post(one.actor, note(one, { inReplyTo: story.uri }))
    const item = await heldFrom(one)
    const { choice } = await release(server.context, mo.id, item.id)
    await until(() => anyPost(server.context.store.read, { uri: item.object! }))
    await undoChoice(server.context, mo.id, choice)
    return 'held'
  }
}

const mention = () => ({ type: 'Mention', href: nia.uri, name: '@nia' })
const heldOf = async ({ actor }: Stranger) => (await listHeld(server.context.store.read, { actor: actor.id })).rows
const heldFrom = (one: Stranger): Promise<HeldItem> => until(async () => (await heldOf(one))[0])

let n = 0
/** A stranger whose words, and in one case whose name, are secret. */
function stranger(isNamed = false): Stranger {
  const secret = `${word}${++n}`
  const picture = (name: string) => ({
    type: 'Image',
    mediaType: 'image/png',
    url: `${strangers.origin}/media/${secret}-${name}.png`
  })
  const told = isNamed
    ? {
        name: secret,
        summary: `<p>${secret}</p>`,
        attachment: [{ type: 'PropertyValue', name: secret, value: secret }]
      }
    : {}
  const id = `${strangers.origin}/users/s${n}`
  const actor = strangers.actor(`s${n}`, { ...told, icon: picture('portrait'), featured: `${id}/featured` })
  const tag = [{ type: 'Hashtag', name: `#${word}`, href: `${strangers.origin}/tags/${word}` }]
  const says = {
    content: `<p>${secret} https://${secret}.example/</p>`,
    name: secret,
    summary: secret,
    tag,
    attachment: [picture('photo')]
  }
  return { actor, secret, says }
}

/** Nothing that came in, or that follows from it, is still to be done now. */
const settled = () =>
  until(async () => {
    const db = server.context.store.read
    const now = or(lte(jobs.due, new Date()), isNotNull(jobs.leased))
    const working = and(inArray(jobs.queue, ['events', 'inbox', 'fetch']), isNull(jobs.dead), now)
    return (await db.$count(jobs, working)) === 0
  }, 60)

let asked = 0
/** Asks as somebody, each time from another address, so that no limit stands in the way. */
async function get(url: string, cookie: string | undefined, accept: string) {
  asked++
  const headers = { host: server.host, accept, ...(cookie && { cookie: `${sessionCookie(server.origin)}=${cookie}` }) }
  return server.app.inject({
    url,
    headers,
    remoteAddress: `10.${(asked >> 14) & 255}.${(asked >> 7) & 127}.${asked & 127}`
  })
}

/** A page without what is made anew each time. */
const still = (body: string) =>
  body
    .replace(/nonce-[^' ;]+|nonce="[^"]+"|name="_csrf" value="[^"]*"/g, '')
    .replace(/\d+ (second|minute)s? ago|just now/gi, '')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '')

/** What shows counts: of posts, of people, of notifications; none of it may change. */
const counted = () => [
  ...[story, poll, question].map(({ url }) => new URL(url).pathname),
  ...[
    '/',
    '/stories',
    '/questions',
    '/people',
    '/councils',
    '/topics',
    '/@nia',
    '/notifications',
    '/communities/waste'
  ],
  ...[story, poll, question, nia].map(({ uri }) => `/api/folkmoot/v1/object?uri=${encodeURIComponent(uri)}`),
  ...['/api/folkmoot/v1/notifications', '/api/folkmoot/v1/timeline', '/nodeinfo/2.1', '/feeds/council.atom']
]

let niasCookie: string
const html = 'text/html,application/xhtml+xml'
const activity = 'application/activity+json'

async function counts(): Promise<Map<string, string>> {
  const seen = new Map<string, string>()
  for (const url of counted()) seen.set(url, still((await get(url, niasCookie, html)).body))
  for (const uri of [nia.uri, story.uri, poll.uri, group])
    for (const part of ['', '/followers', '/replies', '/likes', '/shares', '/outbox']) {
      const { pathname } = new URL(uri)
      seen.set(`${pathname}${part} as a document`, still((await get(`${pathname}${part}`, undefined, activity)).body))
    }
  return seen
}

const everyone: { name: string; stranger: Stranger; outcome: Outcome }[] = []
/** A way by which our own people said something; that changes what is listed. */
const oursToo = new Set(['source', 'thread', 'announced', 'quoted'])

beforeAll(async () => {
  const [port, first, second] = (await freePorts(3)) as [number, number, number]
  strangers = await startPeer(first)
  friends = await startPeer(second)
  const origins = [strangers.origin, friends.origin]
  const started = await withRoutes(() => testServer(port, 'Aldermere', origins, { UNKNOWN_FOLLOWS: 'hold' }))
  server = started.made
  routes = started.routes
  nia = await server.person('nia', 'coordinator')
  mo = await server.person('mo', 'moderator')
  maddy = friends.actor('maddy')
  await mo.call('PUT', `moderation/domains/${friends.host}`, { state: 'known', reason: 'a test' })
  const { member } = (await personByActor(server.context.store.read, nia.id))!
  niasCookie = await server.context.store.write((tx) => startSession(server.context, tx, member.id))
  openapi = await (await fetch(`${server.origin}/api/folkmoot/v1/openapi.json`)).json()
  const told = { title: 'A table in the library', summary: 'We moved it. It worked.', body: 'We moved it.' }
  story = await nia.call('POST', 'stories', { ...told, wentWell: 'People came.', wentBadly: 'No room.' })
  question = await nia.call('POST', 'questions', { title: 'What is left of it?', body: 'We wonder.' })
  group = (await nia.call('POST', 'communities', { handle: 'waste', name: 'Waste', purpose: 'Using things again.' }))
    .uri
  poll = await nia.call('POST', 'polls', { question: 'Which first?', options: ['Kettles', 'Chairs'] })
  await nia.call('POST', 'follows', { target: maddy.id })
  const { body } = await friends.received(({ type }) => type === 'Follow')
  await post(maddy, friends.activity(maddy, 'Accept', body))
  await settled()
  // What our own people and those whom they follow say changes lists: it comes first, so that counts can be compared.
  for (const [name, sends] of Object.entries(ways))
    if (oursToo.has(name)) for (const send of [sends].flat()) await run(`by ${name}`, send)
  await settled()
  before = await counts()
  for (const [name, sends] of Object.entries(kinds)) for (const send of sends) await run(name, send)
  for (const [name, sends] of Object.entries(ways))
    if (!oursToo.has(name)) for (const send of [sends].flat()) await run(`by ${name}`, send, name === 'profile')
  await settled()
}, 120_000)
afterAll(async () => {
  await server?.stop()
  await strangers?.stop()
  await friends?.stop()
})

async function run(name: string, send: Send, isNamed = false) {
  const one = stranger(isNamed)
  everyone.push({ name, stranger: one, outcome: await send(one) })
}

describe('the lists', () => {
  test('every kind of activity that is taken in has a sender here', () => {
    expect(Object.keys(kinds).toSorted()).toEqual(takenIn.toSorted())
  })

  test('every way in has a sender here', () => {
    expect(Object.keys(ways).toSorted()).toEqual([...inboundPaths].toSorted())
  })
})

describe('what a server sends that nobody knows', () => {
  test('waits in the queue, or is left without effect', async () => {
    const wrong: string[] = []
    for (const { name, stranger, outcome } of everyone) {
      const waits = (await heldOf(stranger)).length > 0
      if (waits !== (outcome === 'held')) wrong.push(`${name} (${stranger.secret}): ${waits ? 'held' : 'nothing'}`)
    }
    expect(wrong).toEqual([])
    expect((await listReports(server.context.store.read, {})).rows).toEqual([])
  })

  test('shows at no address, to nobody but moderators', async () => {
    const all = everything()
    expect(all.length).toBeGreaterThan(200)
    const leaks: string[] = []
    const look = async (url: string, cookie: string | undefined, accept: string, who: string) => {
      const { body, headers, statusCode } = await get(url, cookie, accept)
      if (statusCode >= 500 || statusCode === 429) leaks.push(`${statusCode} at ${url}`)
      const found = new Set(`${JSON.stringify(headers)}\n${body}`.match(new RegExp(`${word}\\d+`, 'g')))
      for (const secret of found) {
        const { name } = everyone.find((one) => one.stranger.secret === secret)!
        leaks.push(`${name} to ${who} at ${url}`)
      }
    }
    for (const url of all) {
      await look(url, undefined, html, 'a visitor')
      await look(url, niasCookie, html, 'Nia')
      if (!/^\/(api|feeds|moderation|account)\b/.test(url)) await look(url, undefined, activity, 'a server')
    }
    expect(leaks).toEqual([])
  }, 120_000)

  test('changes no count, no list, no notification and no collection', async () => {
    const after = await counts()
    for (const [url, body] of after) expect(body, url).toBe(before.get(url))
  })

  test('has none of its pictures fetched, and is sent nothing but answers', () => {
    expect(strangers.asked.map(({ path }) => path).filter((path) => path.startsWith('/media/'))).toEqual([])
    expect(strangers.inbox.map(({ body }) => body.type).filter((type) => !['Accept', 'Reject'].includes(type))).toEqual(
      []
    )
  })

  test('and all of it is there for moderators', async () => {
    const { rows } = await listHeld(server.context.store.read, { size: 100 })
    const held = everyone.filter(({ outcome }) => outcome === 'held')
    expect(rows.length).toBeGreaterThanOrEqual(held.length)
    const words = JSON.stringify(rows.map((row) => row.activity))
    for (const { name, stranger } of held)
      expect(words.includes(stranger.secret) || words.includes(stranger.actor.id), name).toBe(true)
  })
})

/** Every address of the server, filled with what strangers sent, and with what of ours they sent it about. */
function everything(): string[] {
  const ids = [story.id, poll.id, question.id]
  const named = everyone.find(({ name }) => name === 'by profile')!.stranger
  const uris = [everyone[0]!, everyone.at(-1)!].map(({ stranger }) => `${stranger.actor.id}/statuses/1`)
  const known: Record<string, string[]> = {
    id: ids,
    handle: ['nia', 'aldermere', `${named.actor.document.preferredUsername}@${strangers.host}`],
    topic: [word],
    host: [strangers.host],
    noun: ['stories', 'questions'],
    file: ['stories', 'questions', 'council', 'nia', word].flatMap((name) => [`${name}.atom`, `${name}.json`])
  }
  // What a stranger's word cannot be reached by is filled with anything; that none is forgotten is held by private.test.ts.
  const parameters = new Proxy({}, { get: (_all, name) => () => known[String(name)] ?? [word] })
  return addressesOf(routes, openapi, {
    parameters,
    queries: {
      ...{ q: [word], topic: [word], author: [named.actor.id], about: [story.uri], uri: uris, after: ['f'.repeat(32)] },
      ...{ size: ['100'], host: [strangers.host], actor: [named.actor.id] }
    } as Record<string, string[]>,
    anything: [word],
    together: [{ q: word, topic: word, of: story.uri, about: story.uri }]
  })
}
