/** Questions and answers, from asking to answered. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiServer, apiServer, type Person, story, type Told } from './server.ts'

let server: ApiServer
let nia: Person
let tom: Person
let mod: Person

beforeAll(async () => {
  server = await apiServer()
  nia = await server.person('nia')
  tom = await server.person('tom')
  mod = await server.person('mod', 'moderator')
})
afterAll(() => server.stop())

describe('questions, answers, and accepting one', () => {
  it('goes from asking to answered', async () => {
    const about = await nia.post('stories', story)
    const asked = await tom.call('POST', 'questions', {
      title: 'Who insured it?',
      body: 'Was it *you*?',
      about: about.uri
    })
    expect(asked.status).toBe(201)
    expect(asked.body).toMatchObject({ title: 'Who insured it?', about: about.uri, answered: false, accepted: [] })
    expect(asked.body.html).toContain('<em>you</em>')
    const reply = await nia.call('POST', 'replies', {
      inReplyTo: asked.body.uri,
      body: 'The county did.',
      kind: 'answer'
    })
    expect(reply.status).toBe(201)
    expect(reply.body).toMatchObject({ kind: 'reply', body: 'The county did.', inReplyTo: asked.body.uri })
    const accepted = await tom.call('POST', `replies/${reply.body.id}/accept`)
    expect(accepted.status).toBe(200)
    expect(accepted.body).toMatchObject({ id: asked.body.id, answered: true, accepted: [reply.body.uri] })
    const { items } = await server.stranger.get('questions?answered=true')
    expect(items).toMatchObject([
      { kind: 'question', answered: true, accepted: [reply.body.uri], counts: { replies: 1 } }
    ])
    const thread = await server.stranger.get(`object?uri=${about.uri}`)
    expect(thread).toMatchObject({ kind: 'story', uri: about.uri, wentWell: story.wentWell, counts: { replies: 1 } })
    expect(thread.replies.map((one: Told) => one.uri)).toEqual([asked.body.uri, reply.body.uri])
    const inner = await server.stranger.get(`object?uri=${asked.body.uri}`)
    expect(inner.replies.map((one: Told) => one.uri)).toEqual([reply.body.uri])
    const undone = await nia.call('DELETE', `replies/${reply.body.id}/accept`)
    expect(undone.body).toMatchObject({ answered: false, accepted: [] })
    expect((await server.stranger.get(`questions?about=${about.uri}`)).items).toHaveLength(1)
  })

  it('lets only the asker or the author asked accept', async () => {
    const asked = await tom.post('questions', { title: 'How?' })
    const reply = await mod.post('replies', { inReplyTo: asked.uri, body: 'So.' })
    expect((await mod.call('POST', `replies/${reply.id}/accept`)).status).toBe(403)
    expect((await tom.call('POST', `replies/${asked.id}/accept`)).status).toBe(409)
  })

  it('changes and withdraws them', async () => {
    const asked = await tom.post('questions', { title: 'How?', body: 'Exactly?', topics: ['how'] })
    const changed = await tom.call('PATCH', `questions/${asked.id}`, { title: 'How then?' })
    expect(changed.body).toMatchObject({ title: 'How then?', body: 'Exactly?', topics: ['how'] })
    expect((await tom.call('PATCH', `questions/${asked.id}`, { body: null })).body.body).toBe('')
    const reply = await nia.post('replies', { inReplyTo: asked.uri, body: 'So.' })
    expect((await nia.call('PATCH', `replies/${reply.id}`, { body: 'So!' })).body.body).toBe('So!')
    expect((await tom.call('PATCH', `replies/${reply.id}`, { body: 'Mine' })).status).toBe(403)
    expect(await server.stranger.get(`replies/${reply.id}`)).toMatchObject({ body: 'So!' })
    expect((await nia.call('DELETE', `replies/${reply.id}`)).status).toBe(204)
    for (const noun of ['stories', 'replies'])
      expect((await tom.call('DELETE', `${noun}/${asked.id}`)).status).toBe(404)
    expect((await tom.call('DELETE', `questions/${asked.id}`)).status).toBe(204)
    expect((await server.stranger.call('GET', `questions/${asked.id}`)).status).toBe(410)
  })

  it('answers 404 for a reply to nothing', async () => {
    const { status } = await tom.call('POST', 'replies', { inReplyTo: 'https://moot.example/none', body: 'Hello' })
    expect(status).toBe(404)
  })
})
