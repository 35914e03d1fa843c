/**
 * What is not for everyone appears to nobody else: every address that the server answers is asked, as a visitor, a
 * colleague, a moderator and another server, for words that stand in private things only.
 */
import { createPrivateKey } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { activitiesAbout as about } from '../../federation/outbox.store.ts'
import { actorByUri } from '../../server/actors/actors.store.ts'
import { createCommunity, joinCommunity } from '../../server/communities/communities.ts'
import { queueDepth } from '../../server/jobs/jobs.store.ts'
import { personByActor } from '../../server/members/members.store.ts'
import { startSession } from '../../server/members/sessions.ts'
import { makeViewer, type Viewer } from '../../server/members/viewer.ts'
import { sessionCookie } from '../../server/plugins/session.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import { shortCode } from '../../server/short-links/short-links.ts'
import { writeStory } from '../../server/stories/stories.ts'
import type { Doc, Peer, PeerActor } from '../help/peer.ts'
import { startPeer } from '../help/peer.ts'
import { type Answer, freePorts, type Person, type TestServer, testServer, until } from '../help/server.ts'
import { addressesOf, withRoutes } from './every-route.ts'
import { cavage } from './gate/signing.ts'

/** A word that a search finds in everything that is private; what must not be seen stands beside it. */
const word = 'zyzzyva'
const publicUri = 'https://www.w3.org/ns/activitystreams#Public'

let server: TestServer
let friends: Peer
let strangers: Peer
let gwil: PeerActor
let maddy: PeerActor
let friendsServer: PeerActor
let eve: PeerActor
let strangersServer: PeerActor
let nia: Person
let tom: Person
let fay: Person
let dan: Person
let mo: Person
let ada: Person
let cookies: Map<Person, string>
let routes: string[]
let openapi: Answer

/** Something private: where it is, a word that stands in nothing else, and who may read it. */
interface Secret {
  name: string
  mark: string
  id: string
  uri: string
  /** Our people who may open it. */
  people: Person[]
  /** Actors elsewhere who may fetch it. */
  actors: PeerActor[]
  /** It is a Group that sends it on. */
  relayed?: true
}
const secrets: Secret[] = []
let marks = 0
const newMark = () => `hush${++marks}x`

type As = { person?: Person; signed?: PeerActor; accept: string }
const html = 'text/html,application/xhtml+xml'
const activity = 'application/activity+json'

let asked = 0
/** Asks as somebody, each time from another address, so that no limit stands in the way. */
async function get(url: string, { person, signed, accept }: As) {
  asked++
  const headers: Record<string, string> = { host: server.host, accept }
  if (person) headers.cookie = `${sessionCookie(server.origin)}=${cookies.get(person)}`
  if (signed) {
    const keys = { privateKey: createPrivateKey(signed.privateKey) } as never
    const pairs = cavage({ url: `${server.origin}${url}`, method: 'GET', keyId: signed.keyId, keys })
    Object.assign(headers, Object.fromEntries(pairs))
  }
  const remoteAddress = `10.${(asked >> 14) & 255}.${(asked >> 7) & 127}.${asked & 127}`
  return server.app.inject({ url, headers, remoteAddress })
}

const storyOf = (mark: string, more: object) => ({
  title: `${word} ${mark}`,
  summary: `${word} ${mark} in two sentences.`,
  body: `We did ${word} ${mark}. #${word}`,
  wentWell: `It was ${word} ${mark}`,
  wentBadly: `It was no ${word} ${mark}`,
  topics: [word],
  place: `${word} ${mark}`,
  ...more
})

/** Writes something by the API and keeps it as a secret. */
async function hide(name: string, path: string, body: (mark: string) => object, who: Partial<Secret> = {}) {
  const mark = newMark()
  const made = await nia.call('POST', path, body(mark))
  secrets.push({ name, mark, id: made.id, uri: made.uri, people: [nia], actors: [], ...who })
  return made
}

/** Somebody elsewhere says something that is not for everyone. */
async function receive(name: string, by: PeerActor, note: Doc, who: Partial<Secret>) {
  const mark = newMark()
  const content = `<p>${word} ${mark}</p>`
  const tag = [{ type: 'Hashtag', name: `#${word}`, href: `${friends.origin}/tags/${word}` }, ...(note.tag ?? [])]
  const created = friends.create(by, { ...note, content, tag })
  // Only its readers are sent it; at its own address it is for nobody.
  friends.documents.delete(created.object.id)
  await by.post(`${server.origin}/inbox`, created)
  const found = await until(() => anyPost(server.context.store.read, { uri: created.object.id }))
  secrets.push({ name, mark, id: found.post.id, uri: found.post.uri, people: [], actors: [], ...who })
  return found.post
}

const settled = () =>
  until(async () => {
    const depths = await Promise.all(
      (['events', 'inbox'] as const).map((queue) => queueDepth(server.context.store.read, queue))
    )
    return depths.every(({ waiting }) => waiting === 0)
  })

async function sessionOf(person: Person): Promise<string> {
  const { store } = server.context
  const found = await personByActor(store.read, person.id)
  return store.write((tx) => startSession(server.context, tx, found!.member.id))
}

async function viewerOf(person: Person): Promise<Viewer> {
  const found = await personByActor(server.context.store.read, person.id)
  return makeViewer(found!.member, found!.actor)
}

/** A community of Ada's that Nia, Fay and Gwil have joined; gives its address. */
async function openGroup(): Promise<string> {
  const { context } = server
  const about = { handle: 'waste', name: 'Waste and recycling', purpose: 'Collecting what can be used again.' }
  const { actor } = await createCommunity(context, await viewerOf(ada), about)
  for (const person of [nia, fay]) await joinCommunity(context, await viewerOf(person), actor.id)
  await gwil.post(`${server.origin}/inbox`, friends.activity(gwil, 'Follow', actor.uri))
  await until(async () => (await actorByUri(context.store.read, actor.uri))!.followers >= 3)
  return actor.uri
}

let before: Map<string, string>
let counted: string[]

beforeAll(async () => {
  const ports = await freePorts(3)
  friends = await startPeer(ports[1]!)
  strangers = await startPeer(ports[2]!)
  const started = await withRoutes(() => testServer(ports[0]!, 'Aldermere', [friends.origin, strangers.origin]))
  server = started.made
  routes = started.routes
  gwil = friends.actor('gwil')
  maddy = friends.actor('maddy')
  friendsServer = friends.actor('actor', { type: 'Application' })
  eve = strangers.actor('eve')
  strangersServer = strangers.actor('actor', { type: 'Application' })
  nia = await server.person('nia')
  tom = await server.person('tom')
  fay = await server.person('fay')
  dan = await server.person('dan')
  mo = await server.person('mo', 'moderator')
  ada = await server.person('ada', 'admin')
  const all = [nia, tom, fay, dan, mo, ada]
  cookies = new Map(await Promise.all(all.map(async (one) => [one, await sessionOf(one)] as const)))
  for (const { host } of [friends, strangers])
    await ada.call('PUT', `moderation/domains/${host}`, { state: 'known', reason: 'a test' })
  openapi = await (await fetch(`${server.origin}/api/folkmoot/v1/openapi.json`)).json()

  await fay.call('POST', 'follows', { target: nia.uri })
  for (const [actor, followed, peer] of [
    [gwil, nia, friends],
    [eve, tom, strangers]
  ] as const)
    await actor.post(`${server.origin}/inbox`, peer.activity(actor, 'Follow', followed.uri))
  await until(async () => (await actorByUri(server.context.store.read, nia.uri))?.followers === 2)
  const { uri: followUri } = await nia.call('POST', 'follows', { target: maddy.id })
  await until(() => friends.inbox.find(({ body }) => body.type === 'Follow'))
  await maddy.post(`${server.origin}/inbox`, friends.activity(maddy, 'Accept', followUri))
  await until(async () => (await nia.call('POST', 'follows', { target: maddy.id })).state === 'accepted')

  const group = await openGroup()
  const open = await nia.call('POST', 'stories', {
    ...storyOf('open', {}),
    title: 'An open story',
    topics: ['housing']
  })
  await tom.call('POST', 'replies', { inReplyTo: open.uri, body: 'A reply for all to read' })
  const gone = newMark()
  const withdrawn = await nia.call('POST', 'stories', storyOf(gone, {}))
  await settled()
  await nia.call('DELETE', `stories/${withdrawn.id}`)
  secrets.push({ name: 'a withdrawn story', mark: gone, id: withdrawn.id, uri: withdrawn.uri, people: [], actors: [] })
  await settled()

  const filled = { ...fillings([open.id], [open.uri]), together: [{}] }
  // How the process and its disk are is no news of anybody's words.
  counted = addressesOf(routes, openapi, filled).filter((url) => !/^\/(healthz|readyz|metrics)/.test(url))
  before = await seenBy({ accept: html }, counted)

  const local = { people: [nia, fay, dan, tom, mo, ada] }
  const followers = { people: [nia, fay], actors: [gwil, friendsServer] }
  const direct = { people: [nia, dan], actors: [gwil, friendsServer] }
  const handles = `@dan @gwil@${friends.host}`
  await hide('a draft', 'stories', (mark) => storyOf(mark, { audience: 'draft' }))
  await hide('a local story', 'stories', (mark) => storyOf(mark, { audience: 'local' }), local)
  const told = await hide(
    'a followers’ story',
    'stories',
    (mark) => storyOf(mark, { audience: 'followers' }),
    followers
  )
  const said = (mark: string) => storyOf(mark, { audience: 'direct', body: `${word} ${mark} for ${handles}` })
  await hide('a direct story', 'stories', said, direct)
  const note =
    (audience: string, words = '') =>
    (mark: string) => ({
      inReplyTo: open.uri,
      body: `${word} ${mark} ${words} #${word}`,
      audience
    })
  await hide('a local reply', 'replies', note('local'), local)
  await hide('a followers’ reply', 'replies', note('followers'), followers)
  await hide('a direct reply', 'replies', note('direct', handles), direct)
  await hide(
    'a reply under a followers’ story',
    'replies',
    (mark) => ({ inReplyTo: told.uri, body: `${word} ${mark}` }),
    {
      ...followers
    }
  )
  const question = (audience: string) => (mark: string) => ({
    title: `What is ${word} ${mark}?`,
    body: `Asked of ${handles}`,
    topics: [word],
    audience
  })
  await hide('a followers’ question', 'questions', question('followers'), {
    people: [nia, fay, dan],
    actors: followers.actors
  })
  await hide('a direct question', 'questions', question('direct'), direct)
  await hide(
    'a followers’ quote',
    'quotes',
    (mark) => ({ object: open.uri, body: `${word} ${mark}`, audience: 'followers' }),
    {
      ...followers
    }
  )
  const mark = newMark()
  const place = { audience: 'community', community: group }
  const { post } = await writeStory(server.context, await viewerOf(nia), storyOf(mark, place))
  secrets.push({
    ...{ name: 'a story for a community', mark, id: post.id, uri: post.uri, relayed: true },
    ...{ people: [nia, fay, ada], actors: [gwil, friendsServer] }
  })
  const toFollowers = { to: [`${maddy.id}/followers`], cc: [] }
  const above = await receive('a post for followers elsewhere', maddy, toFollowers, { people: [nia] })
  const mention = { type: 'Mention', href: nia.uri, name: '@nia' }
  const toNia = { to: [nia.uri], cc: [], tag: [mention], inReplyTo: open.uri }
  await receive('a direct reply from elsewhere', maddy, toNia, { people: [nia] })
  // Interest in private things, ours and others', by those who may read them.
  await gwil.post(`${server.origin}/inbox`, friends.activity(gwil, 'Like', told.uri))
  await until(async () => (await anyPost(server.context.store.read, { id: told.id }))?.post.likes === 1)
  await nia.call('POST', 'likes', { object: above.uri })
  await settled()
}, 240_000)
afterAll(async () => {
  await server?.stop()
  await friends?.stop()
  await strangers?.stop()
})

/** What addresses are filled with: everything private, and those who wrote it. */
function fillings(ids: string[], uris: string[]) {
  const authors = [nia.id, tom.id]
  const said = (at: string) => {
    if (at.startsWith('/activities/')) return activities
    if (at.startsWith('/actors/') || at.startsWith('/account/')) return authors
    // Elsewhere the id is of something that is no post: a few will do to see that none is taken for it.
    return /^(\/api\/folkmoot\/v1)?\/(stories|questions|replies|posts|polls|quotes|recipes|embed)\//.test(at)
      ? ids
      : ids.filter((_, n) => n % 6 === 0)
  }
  return {
    parameters: {
      id: said,
      handle: () => ['nia', 'waste', 'aldermere', `maddy@${friends.host}`, `nia@${server.host}`],
      topic: () => [word],
      host: () => [friends.host],
      secret: () => ['0'.repeat(43)],
      code: () => codes,
      n: () => ['0'],
      token: () => ['0'.repeat(43)],
      noun: () => ['stories', 'questions'],
      media: said,
      file: (at: string) => {
        if (at.includes('/story/')) return ['en.vtt']
        const names = at.includes('people')
          ? ['nia']
          : at.includes('topics')
            ? [word]
            : ['stories', 'went-badly', 'questions', 'unanswered', 'council']
        return names.flatMap((name) => ['atom', 'rss', 'json'].map((ending) => `${name}.${ending}`))
      }
    } as Record<string, (at: string) => string[]>,
    queries: {
      q: [word],
      topic: [word],
      author: [nia.uri],
      about: uris,
      uri: uris,
      after: ['f'.repeat(32)],
      size: ['100'],
      host: [friends.host],
      actor: [maddy.id]
    } as Record<string, string[]>,
    anything: [word, ...ids.slice(0, 1)],
    together: [
      { q: word, topic: word, badly: '1' },
      ...uris.map((uri) => ({
        ...{ uri, url: uri, object: uri, of: uri, about: uri, basedOn: uri, resource: uri, inReplyTo: uri },
        ...{ act: 'reply', reply: uri.split('/').at(-1)! }
      }))
    ] as Record<string, string>[]
  }
}

let activities: string[] = []
/** Short links; those of what is private besides, as somebody might guess them. */
let codes = ['222222']

/** The bodies of these addresses, without what differs each time. */
async function seenBy(as: As, urls: string[]): Promise<Map<string, string>> {
  const seen = new Map<string, string>()
  for (const url of urls) {
    const { body, statusCode } = await get(url, as)
    seen.set(url, `${statusCode} ${body}`)
  }
  return seen
}

/** Which secrets show in the answers to somebody for whom they are not. */
async function leaksTo(as: As, hidden: Secret[], urls: string[]): Promise<string[]> {
  const found: string[] = []
  for (const url of urls) {
    const { body, headers, statusCode } = await get(url, as)
    if (statusCode >= 500 || statusCode === 429) found.push(`${statusCode} at ${url}`)
    if (url === '/home' && as.person && statusCode !== 200) found.push(`${as.person.handle} is not signed in`)
    const text = `${JSON.stringify(headers)}\n${body}`
    for (const { name, mark, id } of hidden) {
      if (text.includes(mark)) found.push(`the words of ${name} at ${url}`)
      // That it is there is not told either, but to who says its address themselves.
      else if (!url.includes(id) && text.includes(id)) found.push(`the address of ${name} at ${url}`)
    }
  }
  return found
}

const hiddenFrom = (person: Person) => secrets.filter(({ people }) => !people.includes(person))
/** These read no query that could lead to a post: they need not be asked once for each. */
const unasking =
  /^\/(moderation|account|actor|setup|sign-in|about|inbox|nodeinfo|\.well-known\/(?!webfinger)|\w+\.\w+|healthz|readyz)[^?]*\?/
const everything = () =>
  addressesOf(
    routes,
    openapi,
    fillings(
      secrets.map(({ id }) => id),
      // In queries one of each audience is enough: what they lead to has addresses of its own.
      secrets.filter(({ name }) => /story|draft|elsewhere/.test(name)).map(({ uri }) => uri)
    )
  ).filter((url) => !unasking.test(url))

describe('what is not for everyone', () => {
  let all: string[]
  beforeAll(async () => {
    activities = (await activitiesAbout(secrets.map(({ uri }) => uri))).map((uri) => uri.split('/').at(-1)!)
    expect(activities.length).toBeGreaterThan(5)
    codes = await Promise.all(secrets.map(({ id }) => shortCode(server.context, id)))
    all = everything()
    expect(all.length).toBeGreaterThan(500)
  })

  test('is nowhere for a visitor', async () => {
    expect(await leaksTo({ accept: html }, secrets, all)).toEqual([])
  }, 240_000)

  test('is in no document for whoever does not sign', async () => {
    expect(await leaksTo({ accept: activity }, secrets, machine(all))).toEqual([])
  }, 240_000)

  test('is nowhere for a colleague whom it is not for', async () => {
    expect(await leaksTo({ person: tom, accept: html }, hiddenFrom(tom), all)).toEqual([])
  }, 240_000)

  test('is nowhere for moderators and admins', async () => {
    for (const person of [mo, ada])
      expect(await leaksTo({ person, accept: html }, hiddenFrom(person), entrusted(all)), person.handle).toEqual([])
  }, 240_000)

  test('is nowhere for people and servers elsewhere whom it is not for, though they sign', async () => {
    for (const signed of [eve, strangersServer])
      expect(await leaksTo({ signed, accept: activity }, secrets, documents(all)), signed.id).toEqual([])
  }, 240_000)

  test('changes no list and no count that a visitor sees', async () => {
    const after = await seenBy({ accept: html }, counted)
    for (const [url, body] of after) expect(still(body), url).toBe(still(before.get(url)!))
  }, 240_000)
})

/** What may have an answer of its own for who signs: no page does. */
const documents = (urls: string[]) => machine(urls).filter((url) => !/\?|\/(edit|withdraw|new)$/.test(url))

/** What those see who are entrusted with more than a colleague: lists of their own, and the posts themselves. */
const entrusted = (urls: string[]) =>
  urls.filter((url) => /^\/(account|moderation|home|search|notifications|api)\b|^\/\w+\/[0-9a-f]{32}$/.test(url))

/** What machines ask for by its address. */
const machine = (urls: string[]) => urls.filter((url) => !/^\/(api|feeds|moderation|account)\//.test(url))

/** A page without what is made anew each time: nonces, secrets of forms, times. */
const still = (body: string) =>
  body
    .replace(/nonce-[^' ;]+|nonce="[^"]+"|name="(_csrf|made)" value="[^"]*"/g, '')
    .replace(/\d+ (second|minute)s? ago|just now/gi, '')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '')

async function activitiesAbout(uris: string[]): Promise<string[]> {
  const { read } = server.context.store
  const rows = await Promise.all(uris.flatMap((uri) => ['Create', 'Like'].map((type) => about(read, uri, type))))
  return rows.flat().map(({ uri }) => uri)
}

describe('those for whom it is', () => {
  test('read it here', async () => {
    for (const { name, mark, uri, people } of secrets)
      for (const person of people) {
        const answer = await person.ask('GET', `object?uri=${encodeURIComponent(uri)}`)
        expect(answer.status, `${name} for ${person.handle}`).toBe(200)
        expect(await answer.text(), `${name} for ${person.handle}`).toContain(mark)
      }
  })

  test('fetch it from elsewhere, signed, and nobody keeps a copy on the way', async () => {
    let fetched = 0
    for (const { name, mark, uri, actors } of secrets)
      for (const signed of actors) {
        const answer = await get(uri.replace(server.origin, ''), { signed, accept: activity })
        expect(answer.statusCode, `${name} for ${signed.id}`).toBe(200)
        expect(answer.body).toContain(mark)
        expect(answer.headers['cache-control']).toBe('private, no-store')
        fetched++
      }
    expect(fetched).toBeGreaterThan(10)
  })

  test('are sent it, its follower’s server once, and no other server is', async () => {
    for (const { name, mark, actors } of secrets.filter(({ actors, relayed }) => actors.length > 0 && !relayed)) {
      const got = await until(() => {
        const found = friends.inbox.filter(({ body, bytes }) => body.type === 'Create' && bytes.includes(mark))
        return found.length > 0 && found
      })
      expect(got, name).toHaveLength(1)
      expect(actors).toContain(gwil)
    }
    expect(strangers.inbox.filter(({ bytes }) => /hush\d+x/.test(bytes))).toEqual([])
    const gone = secrets.filter(({ actors, name }) => actors.length === 0 && name !== 'a withdrawn story')
    for (const { name, mark } of gone)
      expect(
        friends.inbox.filter(({ bytes }) => bytes.includes(mark)),
        name
      ).toEqual([])
  })
})

test('nothing of it is for everyone on the wire', () => {
  const sent = friends.inbox.filter(({ bytes }) => secrets.some(({ mark }) => bytes.includes(mark)))
  for (const { body } of sent.filter(({ bytes }) => !bytes.includes(secrets[0]!.mark))) {
    const to = [body.to, body.cc, body.object?.to, body.object?.cc].flat().filter(Boolean)
    expect(to.length).toBeGreaterThan(0)
    expect(to, JSON.stringify(body)).not.toContain(publicUri)
    // Whoever passed it on could prove who said it.
    expect(body).not.toHaveProperty('proof')
  }
})
