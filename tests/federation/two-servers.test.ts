/** Two councils and a stranger, over real HTTP: what one says, the other shows. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Peer, type PeerActor, startPeer } from '../help/peer.ts'
import { type Answer, freePorts, type Person, type TestServer, testServer, until } from '../help/server.ts'

let aldermere: TestServer
let thornbeck: TestServer
let stranger: Peer
let nia: Person
let admin: Person
let gwil: Person
let boss: Person

const storyInput = {
  title: 'A food waste round with smaller lorries',
  summary: 'Four small lorries instead of two large ones, for lanes where the big ones could not turn.',
  body: 'We walked **every lane** with the crews first.',
  wentWell: 'Narrow lanes are served for the first time.',
  wentBadly: 'Two lorries were too few in December.',
  topics: ['waste', 'rural'],
  state: 'embedded',
  cost: '£240,000',
  place: 'Hill villages'
}

beforeAll(async () => {
  const [a, b, c] = (await freePorts(3)) as [number, number, number]
  const origins = [a, b, c].map((port) => `http://127.0.0.1:${port}`)
  aldermere = await testServer(a, 'Aldermere', origins)
  thornbeck = await testServer(b, 'Thornbeck', origins)
  stranger = await startPeer(c)
  nia = await aldermere.person('nia')
  admin = await aldermere.person('ruth', 'admin')
  gwil = await thornbeck.person('gwil')
  boss = await thornbeck.person('moira', 'admin')
  await admin.call('PUT', `moderation/domains/${encodeURIComponent(thornbeck.host)}`, {
    state: 'network',
    reason: 'peer council'
  })
  await boss.call('PUT', `moderation/domains/${encodeURIComponent(aldermere.host)}`, {
    state: 'network',
    reason: 'peer council'
  })
})
afterAll(async () => {
  await Promise.all([aldermere?.stop(), thornbeck?.stop(), stranger?.stop()])
})

const council = (server: TestServer, handle: string) => `@${handle}@${server.host}`
const onTimeline = (person: Person, uri: string) =>
  until(async () => (await person.call('GET', 'timeline')).items.find((item: Answer) => item.uri === uri))
const object = (person: Person, uri: string) => person.call('GET', `object?uri=${encodeURIComponent(uri)}`)

describe('a story, a question and its answer go the whole way', () => {
  let story: Answer
  let question: Answer
  let answer: Answer

  test('following a council brings what its people publish, both halves read from the bytes', async () => {
    const follow = await nia.call('POST', 'follows', { target: council(thornbeck, 'thornbeck') })
    expect(follow.state).toMatch(/requested|accepted/)
    await until(async () => (await aldermere.document(`${nia.uri}/following`)).totalItems === 1)
    story = await gwil.call('POST', 'stories', storyInput)
    const seen = await onTimeline(nia, story.uri)
    expect(seen).toMatchObject({ kind: 'story', title: storyInput.title, author: { uri: gwil.uri } })
    expect(seen.wentWell).toContain('served for the first time')
    expect(seen.wentBadly).toContain('too few in December')
    expect((await thornbeck.document(story.uri))['schema:negativeNotes']).toContain('too few in December')
  })

  test('the story has a page at the other council too', async () => {
    const seen = await object(nia, story.uri)
    const page = await aldermere.page(`/stories/${seen.id}`)
    expect(page).toContain('A food waste round with smaller lorries')
    expect(page).toContain('too few in December')
  })

  test('a question asked there arrives here, its answer goes back, and the asker accepts it', async () => {
    question = await nia.call('POST', 'questions', {
      title: 'Which licence do the drivers need?',
      body: 'We have nobody with a **C1**.',
      about: story.uri
    })
    await until(async () =>
      (await object(gwil, story.uri)).replies.some(
        (item: Answer) => item.uri === question.uri && item.kind === 'question'
      )
    )
    answer = await gwil.call('POST', 'replies', { inReplyTo: question.uri, body: 'None: they are 7.5 tonnes.' })
    await until(async () => (await object(nia, question.uri)).replies.some((item: Answer) => item.uri === answer.uri))
    const seen = (await object(nia, question.uri)).replies.find((item: Answer) => item.uri === answer.uri)
    const after = await nia.call('POST', `replies/${seen.id}/accept`)
    expect(after).toMatchObject({ answered: true, accepted: [answer.uri] })
    const there = await until(async () => {
      const item = await object(gwil, question.uri)
      return item.answered && item
    })
    expect(there.accepted).toEqual([answer.uri])
  })

  test('both pages show the accepted answer', async () => {
    const here = await aldermere.page(question.url)
    expect(here).toContain('Accepted answer')
    expect(here).toContain('7.5 tonnes')
    const there = await object(gwil, question.uri)
    const page = await thornbeck.page(`/questions/${there.id}`)
    expect(page).toContain('Accepted answer')
    expect(page).toContain('7.5 tonnes')
  })

  test('those whom it concerns are told, once', async () => {
    const items = (await gwil.call('GET', 'notifications')).items as Answer[]
    expect(items.filter((item) => item.type === 'question' || item.kind === 'question').length).toBeGreaterThan(0)
  })

  test('an edit travels', async () => {
    await gwil.call('PATCH', `stories/${story.id}`, {
      ...storyInput,
      wentBadly: 'Two lorries were too few. We bought a third.'
    })
    await until(async () => (await object(nia, story.uri)).wentBadly.includes('bought a third'))
  })

  test('likes and boosts travel and are counted, and are taken back', async () => {
    await nia.call('POST', 'likes', { object: story.uri })
    await nia.call('POST', 'shares', { object: story.uri })
    await until(async () => (await object(gwil, story.uri)).counts.likes === 1)
    // The council shows on what its people say, and Nia did.
    await until(async () => (await object(gwil, story.uri)).counts.shares === 2)
    await nia.call('DELETE', 'likes', { object: story.uri })
    await until(async () => (await object(gwil, story.uri)).counts.likes === 0)
  })

  test('a withdrawal travels, and leaves a tombstone', async () => {
    const gone = await gwil.call('POST', 'stories', { ...storyInput, title: 'Told too early' })
    const seen = await onTimeline(nia, gone.uri)
    await gwil.call('DELETE', `stories/${gone.id}`)
    await until(async () => (await nia.ask('GET', `object?uri=${encodeURIComponent(gone.uri)}`)).status >= 400)
    expect(await aldermere.page(`/stories/${seen.id}`)).not.toContain('Told too early')
    const tombstone = await fetch(gone.uri, { headers: { accept: 'application/activity+json' } })
    expect(tombstone.status).toBe(410)
    expect(await tombstone.json()).toMatchObject({ type: 'Tombstone', id: gone.uri })
  })

  test('a local story never leaves', async () => {
    const before = (await nia.call('GET', 'timeline')).items.length
    const local = await gwil.call('POST', 'stories', { ...storyInput, title: 'Only for us', audience: 'local' })
    await new Promise((done) => setTimeout(done, 700))
    expect((await nia.call('GET', 'timeline')).items.length).toBe(before)
    expect((await fetch(local.uri, { headers: { accept: 'application/activity+json' } })).status).toBe(404)
    expect((await fetch(local.uri)).status).toBe(404)
  })
})

describe('a stranger', () => {
  let story: Answer
  const held = () => boss.call('GET', 'moderation/queue').then((answer) => answer.items as Answer[])
  let finn: PeerActor
  const reply = (words: string) => {
    finn ??= stranger.actor('finn')
    const by = finn
    return {
      by,
      create: stranger.create(by, {
        inReplyTo: story.uri,
        content: `<p>${words}</p>`,
        cc: [gwil.uri],
        tag: [{ type: 'Mention', href: gwil.uri, name: '@gwil' }]
      })
    }
  }

  test('is held: nobody sees the words, anywhere', async () => {
    story = await gwil.call('POST', 'stories', { ...storyInput, title: 'Lorries again' })
    const { by, create } = reply('The kettle rota nearly ended us')
    expect((await by.post(`${thornbeck.origin}/inbox`, create)).status).toBe(202)
    const item = await until(async () => (await held()).find((one) => one.object === create.object.id))
    expect(item.summary).toContain('kettle rota')
    const seen = await object(gwil, story.uri)
    expect(seen.replies).toEqual([])
    expect(seen.counts.replies).toBe(0)
    for (const path of [
      story.url,
      '/',
      '/questions',
      '/search?q=kettle',
      '/feeds/stories.atom',
      `${story.uri}/replies`
    ])
      expect(await thornbeck.page(path)).not.toContain('kettle rota')
    expect(JSON.stringify(await thornbeck.document(`${story.uri}/replies`))).not.toContain(create.object.id)
    expect(JSON.stringify(await gwil.call('GET', 'notifications'))).not.toContain('kettle')
    expect((await gwil.call('GET', 'search?q=kettle')).items).toEqual([])
  })

  test('is shown once a person lets the words in', async () => {
    const [item] = await held()
    expect((await gwil.ask('POST', `moderation/queue/${item.id}/release`, {})).status).toBe(403)
    await boss.call('POST', `moderation/queue/${item.id}/release`, {})
    await until(async () => (await object(gwil, story.uri)).replies.length === 1)
    expect(await thornbeck.page(story.url)).toContain('kettle rota')
    const again = reply('A second thought')
    await again.by.post(`${thornbeck.origin}/inbox`, again.create)
    await until(async () => (await held()).some((one) => one.object === again.create.object.id))
  })

  test('is trusted for good with "trust author", and what waits comes in', async () => {
    const [item] = await held()
    await boss.call('POST', `moderation/queue/${item.id}/release`, { trust: 'author' })
    await until(async () => (await object(gwil, story.uri)).replies.length === 2)
    const third = reply('Third')
    await third.by.post(`${thornbeck.origin}/inbox`, third.create)
    await until(async () => (await object(gwil, story.uri)).replies.length === 3)
  })

  test('once blocked never arrives, and is gone from threads', async () => {
    await boss.call('PUT', `moderation/domains/${encodeURIComponent(stranger.host)}`, {
      state: 'blocked',
      reason: 'spam'
    })
    expect((await object(gwil, story.uri)).replies).toEqual([])
    const fourth = reply('Fourth')
    const response = await fourth.by.post(`${thornbeck.origin}/inbox`, fourth.create)
    expect([202, 403]).toContain(response.status)
    await new Promise((done) => setTimeout(done, 500))
    expect(await held()).toEqual([])
    expect((await object(gwil, story.uri)).replies).toEqual([])
  })
})
