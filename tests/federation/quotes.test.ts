/** Quotes in both directions, the leave for them, and who may do what with a story. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Doc, type Peer, type PeerActor, startPeer } from '../help/peer.ts'
import { type Answer, freePorts, type Person, type TestServer, testServer, until } from '../help/server.ts'

let server: TestServer
let mastodon: Peer
let nia: Person
let admin: Person
let maddy: PeerActor
let story: Answer

const publicUri = 'https://www.w3.org/ns/activitystreams#Public'
const parts = { summary: 'A summary.', body: 'Body', wentWell: 'Well', wentBadly: 'Badly' }

beforeAll(async () => {
  const [a, b] = (await freePorts(2)) as [number, number]
  server = await testServer(a, 'Aldermere', [`http://127.0.0.1:${b}`])
  mastodon = await startPeer(b)
  nia = await server.person('nia')
  admin = await server.person('ruth', 'admin')
  maddy = mastodon.actor('maddy')
  await trust('known')
  story = await nia.call('POST', 'stories', { title: 'Library table', ...parts })
})
afterAll(async () => {
  await Promise.all([server?.stop(), mastodon?.stop()])
})

const trust = (state: string) =>
  admin.call('PUT', `moderation/domains/${encodeURIComponent(mastodon.host)}`, { state, reason: 'test' })
const object = (uri: string) => nia.call('GET', `object?uri=${encodeURIComponent(uri)}`)
const settle = () => new Promise((done) => setTimeout(done, 400))
const send = (activity: Doc, by = maddy) => by.post(`${nia.uri}/inbox`, activity)
const answerTo = (request: Doc) =>
  mastodon
    .received((body) => ['Accept', 'Reject'].includes(body.type) && body.object?.id === request.id)
    .then(({ body }) => body)

/** A quoting note of the peer, with the request that Mastodon sends for it. */
function quoting(target: string, part: Doc = {}, by = maddy) {
  const create = mastodon.create(by, {
    content: `<p>Worth a read</p><p class="quote-inline">RE: <a href="${target}"><span>${target}</span></a></p>`,
    quote: target,
    cc: [nia.uri],
    ...part
  })
  return { create, request: mastodon.activity(by, 'QuoteRequest', target, { instrument: create.object }) }
}

describe('quoting one of ours', () => {
  let authorization: string

  test('is allowed at once, by a leave that stands at our address', async () => {
    const { create, request } = quoting(story.uri)
    expect((await send(request)).status).toBe(202)
    const accept = await answerTo(request)
    expect(accept).toMatchObject({ type: 'Accept', actor: nia.uri, to: [maddy.id], object: { type: 'QuoteRequest' } })
    authorization = accept.result
    expect(authorization).toMatch(new RegExp(`^${server.origin}/quote-authorizations/[0-9a-f]{32}$`))
    expect(await server.document(authorization)).toMatchObject({
      id: authorization,
      type: 'QuoteAuthorization',
      attributedTo: nia.uri,
      interactingObject: create.object.id,
      interactionTarget: story.uri
    })
    // Mastodon does not address whom it quotes.
    const document = { ...create.object, cc: [], quoteAuthorization: authorization }
    await send({ ...create, cc: [], object: document })
    const item = await until(() => object(create.object.id))
    await until(async () =>
      (await nia.call('GET', 'notifications')).items.some(
        (one: Answer) => one.kind === 'mention' && one.uri === create.object.id
      )
    )
    expect(item.quote).toBe(story.uri)
    const page = await server.page(`/posts/${item.id}`)
    expect(page).toContain('Worth a read')
    expect(page).toContain(`href="/stories/${story.id}"`)
    expect(page).toContain('Library table')
    expect(page).not.toContain('RE:')
  })

  test.each<[string, (uri: string) => Doc]>([
    ['quoteUrl', (uri) => ({ quoteUrl: uri })],
    ['quoteUri', (uri) => ({ quoteUri: uri })],
    ['_misskey_quote', (uri) => ({ _misskey_quote: uri })],
    [
      'a Link in tag (FEP-e232)',
      (uri) => ({
        tag: [
          {
            type: 'Link',
            mediaType: 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
            href: uri,
            name: `RE: ${uri}`
          }
        ]
      })
    ]
  ])('is understood by %s, and shown without the line that stands for it', async (_name, quote) => {
    const content = `<p>Look</p><span class="quote-inline"><br><br>RE: <a href="${story.uri}">${story.uri}</a></span>`
    const { create } = quoting(story.uri, { quote: undefined, content, ...quote(story.uri) })
    await send(create)
    const item = await until(() => object(create.object.id))
    expect(item.quote).toBe(story.uri)
    expect(item.html).not.toContain('RE:')
    expect(await server.page(`/posts/${item.id}`)).toContain(`href="/stories/${story.id}"`)
  })

  test('is asked only by who wrote the quoting post', async () => {
    const { create } = quoting(story.uri)
    const mallory = mastodon.actor('mallory')
    const request = mastodon.activity(mallory, 'QuoteRequest', story.uri, { instrument: create.object })
    await send(request, mallory)
    await settle()
    expect(mastodon.inbox.some(({ body }) => body.object?.id === request.id)).toBe(false)
  })

  test('waits for a moderator when the server is not known', async () => {
    await trust('unknown')
    const stranger = mastodon.actor('stranger')
    const { request } = quoting(story.uri, {}, stranger)
    await send(request, stranger)
    const held = await until(async () =>
      (await admin.call('GET', 'moderation/queue')).items.find((item: Answer) => item.actor === stranger.id)
    )
    expect(mastodon.inbox.some(({ body }) => body.object?.id === request.id)).toBe(false)
    await admin.call('POST', `moderation/queue/${held.id}/release`, {})
    expect((await answerTo(request)).type).toBe('Accept')
    await trust('known')
  })

  test('ends when its author allows it no longer', async () => {
    await nia.call('PATCH', `stories/${story.id}`, { interactionPolicy: { quote: 'nobody' } })
    const { body } = await mastodon.received((one) => one.type === 'Delete' && one.object?.id === authorization)
    expect(body).toMatchObject({ actor: nia.uri, object: { type: 'QuoteAuthorization', interactionTarget: story.uri } })
    expect((await fetch(authorization, { headers: { accept: 'application/activity+json' } })).status).toBe(404)
    const { create, request } = quoting(story.uri)
    await send(request)
    const reject = await answerTo(request)
    expect(reject.type).toBe('Reject')
    expect(reject).not.toHaveProperty('result')
    await send(create)
    const item = await until(() => object(create.object.id))
    expect(await server.page(`/posts/${item.id}`)).not.toContain(`href="/stories/${story.id}"`)
  })
})

describe('quoting others', () => {
  const note = async (policy: Doc = {}) => {
    const create = mastodon.create(maddy, { content: '<p>Bins on Friday</p>', cc: [nia.uri], ...policy })
    await send(create)
    await until(() => object(create.object.id))
    return create.object
  }
  const open = { interactionPolicy: { canQuote: { automaticApproval: [publicUri] } } }

  test('asks for leave, and tells of it once it is given; a leave taken back ends it', async () => {
    const quoted = await note(open)
    const quote = await nia.call('POST', 'quotes', { object: quoted.id, body: 'We should try this.' })
    expect(quote).toMatchObject({ quote: quoted.id, state: 'requested', uri: expect.any(String) })
    const { body: request, path } = await mastodon.received((one) => one.type === 'QuoteRequest')
    expect(path).toBe('/users/maddy/inbox')
    expect(request).toMatchObject({ actor: nia.uri, object: quoted.id, instrument: { type: 'Note', id: quote.uri } })
    const document = await server.document(quote.uri)
    for (const key of ['quote', 'quoteUrl', 'quoteUri', '_misskey_quote']) expect(document[key]).toBe(quoted.id)
    expect(document.tag).toContainEqual(expect.objectContaining({ type: 'Link', href: quoted.id }))
    expect(document.content).toContain('class="quote-inline"')
    expect(document).not.toHaveProperty('quoteAuthorization')
    const leave = `${mastodon.origin}/users/maddy/quote_authorizations/1`
    const forger = mastodon.actor('forger')
    await send(mastodon.activity(forger, 'Accept', request, { result: leave }), forger)
    await settle()
    expect(await server.document(quote.uri)).not.toHaveProperty('quoteAuthorization')
    await send(mastodon.activity(maddy, 'Accept', request, { result: leave }))
    const { body: update } = await mastodon.received((one) => one.type === 'Update' && one.object?.id === quote.uri)
    expect(update.object.quoteAuthorization).toBe(leave)
    expect(await server.page(quote.url)).toContain('Bins on Friday')
    await send(mastodon.activity(maddy, 'Delete', leave))
    await until(async () => !(await server.document(quote.uri)).quote)
    expect(await server.page(quote.url)).not.toContain('Bins on Friday')
  })

  test('is refused where the author does not allow it', async () => {
    const closed = await note({ interactionPolicy: { canQuote: { automaticApproval: [maddy.id] } } })
    expect((await nia.ask('POST', 'quotes', { object: closed.id, body: 'No.' })).status).toBe(403)
    const followers = await note({
      interactionPolicy: { canQuote: { automaticApproval: [`${maddy.id}/followers`] } }
    })
    expect((await nia.ask('POST', 'quotes', { object: followers.id, body: 'No.' })).status).toBe(403)
  })

  test('a refusal leaves the link', async () => {
    const quoted = await note(open)
    const quote = await nia.call('POST', 'quotes', { object: quoted.id, body: 'Hm.' })
    const { body: request } = await mastodon.received(
      (one) => one.type === 'QuoteRequest' && one.instrument?.id === quote.uri
    )
    await send(mastodon.activity(maddy, 'Reject', request))
    const document = await until(async () => {
      const now = await server.document(quote.uri)
      return !now.quote && now
    })
    expect(document.content).toContain(quoted.url)
  })

  test('one of our own needs nobody, and shows', async () => {
    const own = await nia.call('POST', 'stories', { title: 'Own table', ...parts })
    const quote = await admin.call('POST', 'quotes', { object: own.uri, body: 'Read this.' })
    expect(quote.state).toBe('accepted')
    const document = await server.document(quote.uri)
    expect(await server.document(document.quoteAuthorization)).toMatchObject({ interactingObject: quote.uri })
    expect(await server.page(quote.url)).toContain('Own table')
  })
})

describe('who may do what with a story', () => {
  const told = (policy: Doc) =>
    nia.call('POST', 'stories', { title: 'Careful', ...parts, interactionPolicy: policy }) as Promise<Answer>

  test('stands in its document as Mastodon and GoToSocial read it', async () => {
    const careful = await told({ reply: 'followers', quote: 'nobody', like: 'everyone' })
    expect(careful.interactionPolicy).toEqual({ reply: 'followers', quote: 'nobody', like: 'everyone' })
    expect((await server.document(careful.uri)).interactionPolicy).toEqual({
      canReply: { automaticApproval: [`${nia.uri}/followers`] },
      canQuote: { automaticApproval: [nia.uri] },
      canLike: { automaticApproval: [publicUri] }
    })
  })

  test('is kept to: likes and replies of others have no effect, and nobody is told', async () => {
    const careful = await told({ reply: 'nobody', quote: 'nobody', like: 'nobody' })
    const reply = mastodon.create(maddy, { inReplyTo: careful.uri, content: '<p>Uninvited</p>', cc: [nia.uri] })
    for (const one of [mastodon.activity(maddy, 'Like', careful.uri), reply]) expect((await send(one)).status).toBe(202)
    await settle()
    expect((await object(careful.uri)).counts).toMatchObject({ likes: 0, replies: 0 })
    expect(await server.page(careful.url)).not.toContain('Uninvited')
    expect((await admin.ask('POST', 'likes', { object: careful.uri })).status).toBe(403)
    expect((await admin.ask('POST', 'replies', { inReplyTo: careful.uri, body: 'Hello' })).status).toBe(403)
    expect((await nia.ask('POST', 'replies', { inReplyTo: careful.uri, body: 'Myself' })).status).toBe(201)
  })

  test('lets followers in where they may', async () => {
    const careful = await told({ reply: 'followers' })
    const fan = mastodon.actor('fan')
    await send(mastodon.activity(fan, 'Follow', nia.uri), fan)
    await mastodon.received((body) => body.type === 'Accept' && body.object?.actor === fan.id)
    const inReplyTo = careful.uri
    await send(mastodon.create(fan, { inReplyTo, content: '<p>From a follower</p>', cc: [nia.uri] }), fan)
    await until(async () => (await server.page(careful.url)).includes('From a follower'))
  })

  test.each(['Like', 'Reply', 'Announce'])('GoToSocial asks by %sRequest, and is answered', async (act) => {
    const open = await nia.call('POST', 'stories', { title: `Open ${act}`, ...parts })
    const reply = mastodon.create(maddy, { inReplyTo: open.uri, content: '<p>May I?</p>', cc: [nia.uri] }).object
    const activity = mastodon.activity(maddy, act, open.uri)
    const instrument = act === 'Reply' ? reply : activity
    const request = mastodon.activity(maddy, `${act}Request`, open.uri, { instrument })
    await send(request)
    const accept = await answerTo(request)
    expect(await server.document(accept.result)).toMatchObject({
      type: `${act}Authorization`,
      interactingObject: instrument.id,
      interactionTarget: open.uri
    })
    const count = { Like: 'likes', Reply: 'replies', Announce: 'shares' }[act]!
    await until(async () => (await object(open.uri)).counts[count] >= 1)
    const shut = await told({ reply: 'nobody', like: 'nobody' })
    if (act === 'Announce') return
    const again = mastodon.activity(maddy, `${act}Request`, shut.uri, { instrument: `${maddy.id}/statuses/x${act}` })
    await send(again)
    expect((await answerTo(again)).type).toBe('Reject')
  })
})
