/** What is for this council only, drafts, and what a buddy says of them never leave: looked for on the wire and from another server. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { personByActor } from '../../server/members/members.store.ts'
import { makeViewer, type Viewer } from '../../server/members/viewer.ts'
import { wordsSeen } from '../../server/steps/autonomy.ts'
import { answerComment, askBuddy, commentOn, decideCheck, readChecks } from '../../server/steps/checks.ts'
import { shareStory } from '../../server/steps/share.ts'
import { type Peer, startPeer } from '../help/peer.ts'
import { type Answer, freePorts, type Person, type TestServer, testServer, until } from '../help/server.ts'

let here: TestServer
let there: TestServer
let mastodon: Peer
let nia: Person
let tom: Person
let gwil: Person
let author: Viewer
let buddy: Viewer

/** A word that stands only in what must stay here. */
const word = 'quillwort'
const story = (title: string, audience: string) => ({
  title,
  summary: `${title} in a sentence.`,
  body: `${title} and how.`,
  wentWell: 'It went well.',
  wentBadly: 'It went badly.',
  topics: ['ponds'],
  audience
})

beforeAll(async () => {
  const [a, b, c] = (await freePorts(3)) as [number, number, number]
  const origins = [a, b, c].map((port) => `http://127.0.0.1:${port}`)
  here = await testServer(a, 'Aldermere', origins)
  there = await testServer(b, 'Thornbeck', origins)
  mastodon = await startPeer(c)
  nia = await here.person('nia')
  tom = await here.person('tom')
  gwil = await there.person('gwil')
  const trust = { state: 'network', reason: 'a peer council' }
  const [one, other] = [await here.person('ruth', 'admin'), await there.person('moira', 'admin')]
  await one.call('PUT', `moderation/domains/${encodeURIComponent(there.host)}`, trust)
  await other.call('PUT', `moderation/domains/${encodeURIComponent(here.host)}`, trust)
  const viewerOf = async ({ id }: Person) => {
    const { member, actor } = (await personByActor(here.context.store.read, id))!
    return makeViewer(member, actor)
  }
  author = await viewerOf(nia)
  buddy = await viewerOf(tom)
  for (const target of [`@nia@${here.host}`, `@aldermere@${here.host}`]) await gwil.call('POST', 'follows', { target })
  const maddy = mastodon.actor('maddy')
  await maddy.post(`${here.origin}/inbox`, mastodon.activity(maddy, 'Follow', nia.uri))
  await until(async () => (await here.document(`${nia.uri}/followers`)).totalItems === 2)
}, 120_000)
afterAll(async () => {
  await Promise.all([here?.stop(), there?.stop(), mastodon?.stop()])
})

test('nothing of them leaves, until its author shows it to everyone', async () => {
  const local: Answer = await nia.call('POST', 'stories', story(`The local ${word}`, 'local'))
  const draft: Answer = await nia.call('POST', 'stories', story(`The draft ${word}`, 'draft'))
  await askBuddy(here.context, author, draft.id, { buddy: tom.id, note: `Look at the ${word}` })
  const said = { part: 'wentBadly', passage: 'It went badly', comment: `More ${word}, please` }
  await commentOn(here.context, buddy, draft.id, said)
  const { story: read, checks } = await readChecks(here.context, author, draft.id)
  const answer = { answer: `There is ${word} now`, done: true }
  await answerComment(here.context, author, draft.id, checks[0]!.comments[0]!.id, answer)
  await decideCheck(here.context, buddy, draft.id, true, wordsSeen(read))
  await nia.call('PATCH', `stories/${local.id}`, { wentBadly: `Changed ${word}` })
  const liked = await tom.ask('POST', 'likes', { object: local.uri })
  expect(liked.status).toBeLessThan(300)
  await tom.call('POST', 'replies', { inReplyTo: local.uri, body: `A ${word} reply` })

  // What is said later has arrived: then what was said before would have, too.
  const open: Answer = await nia.call('POST', 'stories', story('An open pond', 'world'))
  const arrived = () => mastodon.inbox.some(({ bytes }) => bytes.includes(open.uri))
  await until(
    async () => arrived() && (await gwil.ask('GET', `object?uri=${encodeURIComponent(open.uri)}`)).status === 200
  )

  expect(mastodon.inbox.filter(({ bytes }) => bytes.includes(word))).toEqual([])
  for (const { uri } of [local, draft]) {
    for (const accept of ['application/activity+json', 'text/html'])
      expect((await fetch(uri, { headers: { accept } })).status, accept).toBe(404)
    expect((await gwil.ask('GET', `object?uri=${encodeURIComponent(uri)}`)).status).toBe(404)
    expect((await fetch(`${here.origin}/oembed?url=${encodeURIComponent(uri)}`)).status).toBe(404)
  }
  const lists = [
    ...['outbox', 'featured', 'followers'].map((name) => `${nia.uri}/${name}`),
    ...[`${nia.uri}/outbox?page=true`, `${here.origin}/feeds/stories.atom`, `${here.origin}/stories`],
    ...[`${here.origin}/search?q=${word}`, `${here.origin}/tried?title=${word}`, `${here.origin}/topics/ponds`]
  ]
  for (const url of lists) {
    const accept = /outbox|featured|followers/.test(url) ? 'application/activity+json' : 'text/html'
    const text = await (await fetch(url, { headers: { accept } })).text()
    // A search says again what was looked for.
    expect(text.replaceAll(`value="${word}"`, '').replaceAll(`“${word}”`, '').includes(`The local`), url).toBe(false)
    for (const { id } of [local, draft]) expect(text, url).not.toContain(id)
  }
  expect((await gwil.call('GET', `search?q=${word}`)).items).toEqual([])
  expect((await gwil.call('GET', `stories/similar?title=${word}`)).items).toEqual([])
  expect((await nia.call('GET', `search?q=${word}`)).items.length).toBeGreaterThan(0)

  // One step further it goes out, and what was said about it before stays.
  await shareStory(here.context, author, draft.id, 'world')
  const sent = await until(() => mastodon.inbox.find(({ bytes }) => bytes.includes(draft.uri)))
  expect(sent.bytes).not.toMatch(/More quillwort|There is quillwort|Look at the quillwort/)
  await until(async () => (await gwil.ask('GET', `object?uri=${encodeURIComponent(draft.uri)}`)).status === 200)
  expect(mastodon.inbox.some(({ bytes }) => bytes.includes(local.uri))).toBe(false)
}, 120_000)
