/** Two councils, a third shaped like them, Mastodon and a stranger: who is where with a story, and who built on it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Doc, type Peer, type PeerActor, startPeer } from '../help/peer.ts'
import { type Answer, freePorts, type Person, type TestServer, testServer, until } from '../help/server.ts'

let aldermere: TestServer
let thornbeck: TestServer
/** A third council, and people with Mastodon accounts: one whom a moderator let in, one whom nobody knows. */
let dyffryn: Peer
let mastodon: Peer
let stranger: Peer
let nia: Person
let ruth: Person
let gwil: Person
let boss: Person
let elin: PeerActor
let maddy: PeerActor
let nobody: PeerActor
let story: Answer

const input = (title: string, more = {}) => ({
  title,
  summary: 'Two officers, a kettle, Tuesdays. People come earlier.',
  body: 'We moved a table.',
  wentWell: 'People come earlier.',
  wentBadly: 'No private room for nine weeks.',
  ...more
})

beforeAll(async () => {
  const ports = await freePorts(5)
  const [a, b, c, d, e] = ports as [number, number, number, number, number]
  const origins = ports.map((port) => `http://127.0.0.1:${port}`)
  aldermere = await testServer(a, 'Aldermere', origins)
  thornbeck = await testServer(b, 'Thornbeck', origins)
  ;[dyffryn, mastodon, stranger] = await Promise.all([startPeer(c), startPeer(d), startPeer(e)])
  nia = await aldermere.person('nia')
  ruth = await aldermere.person('ruth', 'admin')
  gwil = await thornbeck.person('gwil')
  boss = await thornbeck.person('moira', 'admin')
  elin = dyffryn.actor('elin')
  maddy = mastodon.actor('maddy')
  nobody = stranger.actor('nobody')
  await know(ruth, thornbeck.host, 'network')
  await know(boss, aldermere.host, 'network')
  await know(ruth, dyffryn.host, 'network')
  await know(boss, dyffryn.host, 'network')
  await know(ruth, mastodon.host, 'known')
  await gwil.call('POST', 'follows', { target: `@aldermere@${aldermere.host}` })
  await until(async () => (await thornbeck.document(`${gwil.uri}/following`)).totalItems === 1)
  story = await nia.call('POST', 'stories', input('A table in the library'))
  await until(() => here(gwil, story.uri))
})
afterAll(async () => {
  await Promise.all([aldermere, thornbeck, dyffryn, mastodon, stranger].map((one) => one?.stop()))
})

const know = (admin: Person, host: string, state: string) =>
  admin.call('PUT', `moderation/domains/${encodeURIComponent(host)}`, { state, reason: 'test' })
const here = (person: Person, uri: string) => person.call('GET', `object?uri=${encodeURIComponent(uri)}`)
const adoption = (person: Person, uri = story.uri) => person.call('GET', `adoption?object=${encodeURIComponent(uri)}`)
const counted = (person: Person, counts: Record<string, number>) =>
  until(async () => {
    const told = await adoption(person)
    return Object.entries(counts).every(([step, n]) => told.counts[step] === n) && told
  })
const told = (person: Person, kind: string) =>
  until(async () => (await person.call('GET', 'notifications')).items.find((one: Answer) => one.kind === kind))
const replies = async (by: PeerActor, peer: Peer, content: string, more: Doc = {}) => {
  const create = peer.create(by, { content, inReplyTo: story.uri, cc: [nia.uri], ...more })
  await by.post(`${aldermere.origin}/inbox`, create)
  return create.object
}

describe('a step', () => {
  test('is taken here, and both councils count the same', async () => {
    const said = await gwil.call('POST', 'adoption', {
      object: story.uri,
      step: 'want',
      words: 'After the **election**.'
    })
    expect(said.html).toContain('Thornbeck wants to try this.')
    await counted(nia, { want: 1, trying: 0 })
    await gwil.call('POST', 'adoption', { object: story.uri, step: 'trying' })
    const seen = await counted(nia, { want: 0, trying: 1 })
    const own = await adoption(gwil)
    expect(own).toMatchObject({ mine: 'trying', counts: seen.counts })
    expect(own.councils.map(({ uri, step, host }: Answer) => ({ uri, step, host }))).toEqual(
      seen.councils.map(({ uri, step, host }: Answer) => ({ uri, step, host }))
    )
    expect(seen.councils[0]).toMatchObject({ council: 'Thornbeck', host: thornbeck.host })
    expect(await told(nia, 'step')).toMatchObject({ author: { uri: gwil.uri } })
  })

  test('travels as a reply that any server shows, with its meaning in terms of schema.org', async () => {
    const { councils } = await adoption(gwil)
    const note = await thornbeck.document(councils[0].uri)
    expect(note).toMatchObject({
      type: 'Note',
      inReplyTo: story.uri,
      'schema:additionalType': 'https://schema.org/UseAction',
      'schema:actionStatus': 'https://schema.org/ActiveActionStatus'
    })
    expect(note.content).toContain('Thornbeck is trying this.')
    expect(note).not.toHaveProperty('name')
    expect([note.to, note.cc].flat()).toContain('https://www.w3.org/ns/activitystreams#Public')
    expect(JSON.stringify(note['@context'])).toContain('https://schema.org/')
  })

  test('is said from Mastodon in plain words or with a hashtag, and counted apart from councils', async () => {
    const first = await replies(
      maddy,
      mastodon,
      `<p><span class="h-card"><a href="${nia.uri}">@nia</a></span> We adopted this!</p>`
    )
    const seen = await until(async () => {
      const now = await adoption(nia)
      return now.elsewhere.length === 1 && now
    })
    expect(seen.elsewhere[0]).toMatchObject({ step: 'adopted', uri: first.id, author: { uri: maddy.id } })
    expect(seen.counts).toMatchObject({ adopted: 0, trying: 1 })
    await replies(
      maddy,
      mastodon,
      '<p>Sad news. <a href="https://m.example/tags/stopped">#<span>stopped</span></a></p>',
      {
        tag: [{ type: 'Hashtag', name: '#stopped', href: 'https://m.example/tags/stopped' }]
      }
    )
    await until(async () => (await adoption(nia)).elsewhere[0]?.step === 'stopped')
    const page = await aldermere.page(`/stories/${story.id}`)
    expect(page).toContain('1 council, in their own words, and 1 person elsewhere')
  })

  test('from a server that nobody knows counts once a person has let it in', async () => {
    const note = await replies(nobody, stranger, '<p>We are following this.</p>')
    const held = await until(async () =>
      (await ruth.call('GET', 'moderation/queue')).items.find((one: Answer) => one.host === stranger.host)
    )
    expect((await adoption(nia)).elsewhere.map((one: Answer) => one.uri)).not.toContain(note.id)
    await ruth.call('POST', `moderation/queue/${held.id}/release`, {})
    await until(async () => (await adoption(nia)).elsewhere.some((one: Answer) => one.uri === note.id))
  })

  test('is taken back on both', async () => {
    await gwil.call('DELETE', 'adoption', { object: story.uri })
    await counted(nia, { want: 1, trying: 0 })
    await counted(gwil, { want: 1, trying: 0 })
  })

  test('that changes to stopped, or whose reply is deleted, counts so on both', async () => {
    const reply = { content: '<p>We are trying this in two branches.</p>', inReplyTo: story.uri, cc: [nia.uri] }
    const create = dyffryn.create(elin, reply)
    for (const { origin } of [aldermere, thornbeck]) await elin.post(`${origin}/inbox`, create)
    for (const person of [nia, gwil]) await counted(person, { want: 1, trying: 1, stopped: 0 })
    await gwil.call('POST', 'adoption', { object: story.uri, step: 'stopped', words: 'Nobody for the second chair.' })
    for (const person of [nia, gwil]) await counted(person, { want: 0, trying: 1, stopped: 1 })
    const copy = await here(gwil, story.uri)
    for (const page of [
      await aldermere.page(`/stories/${story.id}/steps`),
      await thornbeck.page(`/stories/${copy.id}/steps`)
    ])
      expect(page).toContain('Nobody for the second chair.')

    const gone = dyffryn.activity(elin, 'Delete', { id: create.object.id, type: 'Tombstone' })
    for (const { origin } of [aldermere, thornbeck]) await elin.post(`${origin}/inbox`, gone)
    for (const person of [nia, gwil]) await counted(person, { want: 0, trying: 0, stopped: 1 })
    const standing = async (person: Person) =>
      (await adoption(person)).councils.map(({ uri, step, host }: Answer) => ({ uri, step, host }))
    expect(await standing(gwil)).toEqual(await standing(nia))
  })
})

describe('a replication', () => {
  let theirs: Answer
  /** A replication by the third council, sent to everyone who may have the story. */
  const another = async (more: Doc = {}) => {
    const create = dyffryn.create(elin, {
      type: 'Article',
      name: 'Bwrdd yn y llyfrgell',
      summary: '<p>Bilingual.</p>',
      content: '<p>Bilingual, with a private booth.</p>',
      'schema:additionalType': 'https://schema.org/Report',
      'schema:isBasedOn': story.uri,
      'schema:positiveNotes': 'A booth.',
      'schema:negativeNotes': 'Mud.',
      ...more
    })
    for (const server of [aldermere, thornbeck]) await elin.post(`${server.origin}/inbox`, create)
    return create.object
  }

  test('reaches the author of its source, who follows nobody there, with what was changed', async () => {
    theirs = await gwil.call('POST', 'stories', {
      ...input('A table on market day'),
      state: 'embedded',
      basedOn: story.uri,
      changed: 'Moved to Wednesdays: Tuesday is market day'
    })
    const used = await told(nia, 'used')
    expect(used).toMatchObject({ author: { uri: gwil.uri }, uri: theirs.uri })
    const page = await aldermere.page(`/stories/${story.id}/used-by`)
    expect(page).toContain('A table on market day')
    expect(page).toContain('Moved to Wednesdays: Tuesday is market day')
    const source = await here(gwil, story.uri)
    expect(await thornbeck.page(`/stories/${theirs.id}`)).toContain(`href="/stories/${source.id}"`)
  })

  test('by a second council makes the story worth repeating on both servers, with the same tree', async () => {
    await another()
    for (const person of [nia, gwil]) await until(async () => (await adoption(person)).worthRepeating !== null)
    const source = await here(gwil, story.uri)
    for (const page of [await aldermere.page(`/stories/${story.id}`), await thornbeck.page(`/stories/${source.id}`)]) {
      expect(page).toContain('Practice worth repeating')
      expect(page).toContain('Who learned from whom')
    }
    const tree = async (person: Person) => {
      const root = await person.call('GET', `replications/tree?object=${encodeURIComponent(story.uri)}`)
      return [root.uri, root.replications.map(({ uri, changed }: Answer) => [uri, changed]).sort()]
    }
    expect(await tree(nia)).toEqual(await tree(gwil))
    expect((await tree(nia))[1]).toHaveLength(2)
    await told(nia, 'worth')
    const listed = await gwil.call('GET', 'stories?worth=true')
    expect(listed.items.map(({ uri }: Answer) => uri)).toEqual([story.uri])
  })

  test('that is withdrawn takes the mark away, on both', async () => {
    await gwil.call('DELETE', `stories/${theirs.id}`)
    for (const person of [nia, gwil]) await until(async () => (await adoption(person)).worthRepeating === null)
  })

  test('brings what it builds on, when that is not here', async () => {
    const source = dyffryn.create(elin, {
      type: 'Article',
      name: 'A warden on a bicycle',
      content: '<p>A warden on a bicycle.</p>',
      'schema:additionalType': 'https://schema.org/Report',
      'schema:positiveNotes': 'Quick.',
      'schema:negativeNotes': 'Wet.'
    }).object
    const mine = await nia.call('POST', 'stories', input('Two wardens on bicycles', { basedOn: source.id }))
    const tree = await until(async () => {
      const root = await nia.call('GET', `replications/tree?object=${encodeURIComponent(mine.uri)}`)
      return root.uri === source.id && root
    })
    expect(tree.replications[0].uri).toBe(mine.uri)
    await until(() => dyffryn.inbox.some(({ body }) => body.type === 'Create' && body.object?.id === mine.uri))
    const sent = dyffryn.inbox.find(({ body }) => body.object?.id === mine.uri)!.body
    expect(sent.object['schema:isBasedOn']).toBe(source.id)
  })
})
