/** A recipe goes to another council line by line with its sources, waits for leave, and takes in what others suggest. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Doc, type Peer, type PeerActor, startPeer } from '../help/peer.ts'
import { type Answer, freePorts, type Person, type TestServer, testServer, until as wait } from '../help/server.ts'

let aldermere: TestServer
let thornbeck: TestServer
let mastodon: Peer
let nia: Person
let gwil: Person
let maddy: PeerActor
let story: Answer
let recipe: Answer
let request: Doc

/** Several deliveries may lie between; a slow machine takes its time for each. */
const until = <Result>(look: () => Promise<Result | undefined | false | null>) => wait(look, 40)

const publicUri = 'https://www.w3.org/ns/activitystreams#Public'

beforeAll(async () => {
  const [a, b, c] = (await freePorts(3)) as [number, number, number]
  const origins = [a, b, c].map((port) => `http://127.0.0.1:${port}`)
  aldermere = await testServer(a, 'Aldermere', origins)
  thornbeck = await testServer(b, 'Thornbeck', origins)
  mastodon = await startPeer(c)
  nia = await aldermere.person('nia')
  gwil = await thornbeck.person('gwil')
  maddy = mastodon.actor('maddy')
  const admin = await aldermere.person('ruth', 'admin')
  const boss = await thornbeck.person('moira', 'admin')
  const trust = (who: Person, host: string, state: string) =>
    who.call('PUT', `moderation/domains/${encodeURIComponent(host)}`, { state, reason: 'test' })
  await trust(admin, thornbeck.host, 'network')
  await trust(admin, mastodon.host, 'known')
  await trust(boss, aldermere.host, 'network')
  const target = `@nia@${aldermere.host}`
  await until(async () => (await gwil.call('POST', 'follows', { target })).state === 'accepted')
  story = await nia.call('POST', 'stories', {
    ...{ title: 'A housing table in a library', summary: 'How we began.', body: '1. Ask the front desk.' },
    ...{ wentWell: 'People came.', wentBadly: 'Queues at the door.', cost: '£400' }
  })
  const question = await nia.call('POST', 'questions', { about: story.uri, title: 'What do you need?', body: '' })
  const answer = mastodon.create(maddy, {
    ...{ inReplyTo: question.uri, content: '<p>The key to one room.</p>', cc: [nia.uri] },
    interactionPolicy: { canQuote: { automaticApproval: [], manualApproval: [publicUri] } }
  })
  await maddy.post(`${nia.uri}/inbox`, answer)
  const { id } = await until(() => object(nia, answer.object.id))
  await nia.call('POST', `replies/${id}/accept`)
})
afterAll(async () => {
  await Promise.all([aldermere?.stop(), thornbeck?.stop(), mastodon?.stop()])
})

const object = (person: Person, uri: string) => person.call('GET', `object?uri=${encodeURIComponent(uri)}`)
const draft = () => nia.call('GET', `recipes/${recipe.id}/draft`)
/** The recipe as Thornbeck has it. */
const copy = async () => gwil.call('GET', `recipes/${(await object(gwil, recipe.uri)).id}`)
const texts = (found: Answer) => found.lines.map((line: Answer) => line.text)
const documentNow = () => aldermere.document(recipe.uri)

describe('the bytes', () => {
  test('are an Article that is a HowTo, each line citing its source', async () => {
    const made = await nia.call('POST', `stories/${story.id}/recipe`)
    expect(made.lines.find((line: Answer) => line.text === 'The key to one room.')).toMatchObject({
      ...{ section: 'needs', standing: 'waiting', sources: [{ author: maddy.id }] }
    })
    recipe = await nia.call('POST', `recipes/${made.id}/publish`, {})
    expect(texts(recipe)).not.toContain('The key to one room.')
    const document = await documentNow()
    const citation = [
      {
        ...{ type: 'schema:CreativeWork', id: story.uri, url: story.url, name: 'Story' },
        'schema:author': { type: 'schema:Person', id: nia.uri, name: 'Nia' }
      }
    ]
    expect(document).toMatchObject({
      ...{ type: 'Article', name: 'A housing table in a library', url: recipe.url, attributedTo: nia.uri },
      summary: '<p>How we began.</p>',
      'schema:additionalType': 'https://schema.org/HowTo',
      'schema:version': '1',
      'schema:isBasedOn': story.uri,
      'schema:estimatedCost': '£400',
      'schema:step': [
        {
          type: 'schema:HowToStep',
          'schema:position': 1,
          'schema:text': 'Ask the front desk.',
          'schema:citation': citation
        }
      ],
      'schema:negativeNotes': [{ type: 'schema:ListItem', name: 'Queues at the door.', 'schema:citation': citation }]
    })
    expect(document.tag).toContainEqual({
      ...{ type: 'Link', href: story.uri, name: 'Story: Nia' },
      mediaType: 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
    })
    expect(JSON.stringify(document)).not.toContain('The key')
  })

  test('are a recipe at another council, with links to its sources', async () => {
    await until(() => object(gwil, recipe.uri))
    const theirs = await copy()
    expect(theirs).toMatchObject({ kind: 'recipe', version: 1, story: story.uri, title: recipe.title })
    expect(theirs.lines).toContainEqual({
      ...{ id: expect.any(String), section: 'steps', text: 'Ask the front desk.', gone: false },
      sources: [{ uri: story.uri, url: story.url, author: nia.uri, name: 'Nia', what: 'Story' }]
    })
    const page = await thornbeck.page(`/recipes/${theirs.id}`)
    expect(page).toContain('Ask the front desk.')
    expect(page).toMatch(/What went badly[\s\S]*Queues at the door\./)
    expect(page).toContain('Story</a>')
  })
})

describe('leave to quote', () => {
  test('is asked of who decides each time, with the words and nothing else', async () => {
    ;({ body: request } = await mastodon.received((body) => body.type === 'QuoteRequest'))
    expect(request).toMatchObject({ actor: nia.uri, to: [maddy.id] })
    expect(request.instrument).toMatchObject({ attributedTo: nia.uri, content: '<p>The key to one room.</p>' })
    expect(request.instrument.quote).toBe(request.object)
    expect(JSON.stringify(request)).not.toContain('front desk')
  })

  test('of somebody else counts for nothing', async () => {
    const eve = mastodon.actor('eve')
    await eve.post(`${nia.uri}/inbox`, mastodon.activity(eve, 'Accept', request.id, { result: `${eve.id}/leave` }))
    const done = mastodon.create(eve, { content: '<p>Later than that.</p>', cc: [nia.uri] })
    await eve.post(`${nia.uri}/inbox`, done)
    await until(() => object(nia, done.object.id))
    expect(texts(await nia.call('GET', `recipes/${recipe.id}`))).not.toContain('The key to one room.')
  })

  test('brings the line, here and there; taken back, the line goes', async () => {
    const leave = `${maddy.id}/leave/1`
    await maddy.post(`${nia.uri}/inbox`, mastodon.activity(maddy, 'Accept', request.id, { result: leave }))
    await until(async () => texts(await copy()).includes('The key to one room.'))
    expect(await documentNow()).toMatchObject({ 'schema:supply': [{ name: 'The key to one room.' }] })
    const cited = (await copy()).lines.find((line: Answer) => line.section === 'needs')
    expect(cited.sources).toMatchObject([{ author: maddy.id, name: 'Maddy of Mastodon' }])
    await maddy.post(`${nia.uri}/inbox`, mastodon.activity(maddy, 'Delete', { id: leave, type: 'QuoteAuthorization' }))
    await until(async () => !texts(await copy()).includes('The key to one room.'))
    expect(JSON.stringify(await documentNow())).not.toContain('The key')
    const [line] = (await draft()).lines.filter((one: Answer) => one.text === 'The key to one room.')
    expect(line.standing).toBe('refused')
  })
})

describe('suggestions', () => {
  const decide = (reply: string, more: object) =>
    nia.call('POST', `recipes/${recipe.id}/suggestions`, { reply, take: true, ...more })
  const suggestion = (words: string): Promise<Answer> =>
    until(async () =>
      (await nia.call('GET', `recipes/${recipe.id}/suggestions`)).items.find((one: Answer) => one.html.includes(words))
    )

  test('of another council stand in the next version, in their name, and they are told', async () => {
    await gwil.call('POST', 'replies', { inReplyTo: recipe.uri, body: 'Bring the vicar.' })
    const { id } = await suggestion('vicar')
    await decide(id, { section: 'needs', text: 'Bring the vicar.', thanks: 'Thank you, it is in version 2.' })
    const next = await nia.call('POST', `recipes/${recipe.id}/publish`, {})
    expect(next.version).toBe(2)
    await until(async () => (await copy()).version === 2)
    const line = (await copy()).lines.find((one: Answer) => one.text === 'Bring the vicar.')
    expect(line.sources).toMatchObject([{ author: gwil.uri, what: 'Suggestion' }])
    await until(async () => (await gwil.call('GET', 'notifications')).items.some((one: Answer) => one.kind === 'reply'))
    const { items } = await gwil.call('GET', `recipes/${(await copy()).id}/versions`)
    expect(items.map((one: Answer) => one.number)).toEqual([2, 1])
    expect(items[0].changes).toMatchObject([{ how: 'added', section: 'needs' }])
  })

  test('come as replies from Mastodon too', async () => {
    const reply = mastodon.create(maddy, { inReplyTo: recipe.uri, content: '<p>Put out a kettle</p>', cc: [nia.uri] })
    await maddy.post(`${nia.uri}/inbox`, reply)
    const { id, author } = await suggestion('kettle')
    expect(author.uri).toBe(maddy.id)
    await decide(id, { section: 'steps', text: 'Put out a kettle.', thanks: 'Thank you, Maddy.' })
    const { body } = await mastodon.received(
      (one) => one.type === 'Create' && one.object?.inReplyTo === reply.object.id
    )
    expect(body.object.content).toContain('Thank you, Maddy.')
    // Her server has no policy for quotes: when she takes it back, the words go.
    await nia.call('POST', `recipes/${recipe.id}/publish`, {})
    await until(async () => texts(await copy()).includes('Put out a kettle.'))
    await maddy.post(`${nia.uri}/inbox`, mastodon.activity(maddy, 'Delete', { id: reply.object.id, type: 'Tombstone' }))
    await until(async () => !texts(await copy()).includes('Put out a kettle.'))
    const [gone] = (await nia.call('GET', `recipes/${recipe.id}`)).lines.filter((one: Answer) => one.gone)
    expect(gone).toMatchObject({ text: '', section: 'steps' })
  })
})

test('a recipe of somebody else, written otherwise, is read as far as it is one', async () => {
  const create = mastodon.create(maddy, {
    type: 'Article',
    ...{ name: 'Tea', content: '<p>Make tea.</p>', summary: '<p>Quick.</p>', cc: [nia.uri] },
    additionalType: 'HowTo',
    step: [
      'Boil <script>water',
      { type: 'HowToSection', itemListElement: [{ type: 'HowToStep', text: 'Pour' }] },
      {
        type: 'HowToStep',
        text: 'Wait',
        citation: ['javascript:alert(1)', { id: 'https://x.example/1', url: 'https://evil.example/' }]
      },
      7
    ],
    supply: { name: 'Tea leaves' },
    estimatedCost: '£1'
  })
  await maddy.post(`${nia.uri}/inbox`, create)
  const { id } = await until(() => object(nia, create.object.id))
  const found = await nia.call('GET', `recipes/${id}`)
  expect(found.lines.map((line: Answer) => [line.section, line.text])).toEqual([
    ['cost', '£1'],
    ['needs', 'Tea leaves'],
    ['steps', 'Boil'],
    ['steps', 'Pour'],
    ['steps', 'Wait']
  ])
  expect(found.lines.at(-1).sources).toMatchObject([{ uri: 'https://x.example/1', url: 'https://x.example/1' }])
  expect(await aldermere.page(`/recipes/${id}`)).not.toContain('evil.example')
})

test('a withdrawn recipe goes everywhere', async () => {
  await nia.call('DELETE', `recipes/${recipe.id}`)
  await until(async () => (await gwil.ask('GET', `object?uri=${encodeURIComponent(recipe.uri)}`)).status === 410)
  const told = await fetch(recipe.uri, { headers: { accept: 'application/activity+json' } })
  expect(told.status).toBe(410)
  expect(await told.json()).toMatchObject({ type: 'Tombstone', formerType: 'Article' })
})
