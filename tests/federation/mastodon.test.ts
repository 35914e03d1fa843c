/** A Mastodon-shaped peer does what Mastodon does, in both signature styles. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Doc, type Peer, type PeerActor, type Scheme, startPeer } from '../help/peer.ts'
import { type Answer, freePorts, type Person, type TestServer, testServer, until } from '../help/server.ts'

let server: TestServer
let mastodon: Peer
let nia: Person
let admin: Person
let story: Answer

beforeAll(async () => {
  const [a, b] = (await freePorts(2)) as [number, number]
  server = await testServer(a, 'Aldermere', [`http://127.0.0.1:${b}`])
  mastodon = await startPeer(b)
  nia = await server.person('nia')
  admin = await server.person('ruth', 'admin')
  story = await nia.call('POST', 'stories', {
    title: 'Library table',
    summary: 'Two officers and a kettle.',
    body: 'We moved.',
    wentWell: 'People came earlier.',
    wentBadly: 'No private room.',
    topics: ['housing']
  })
})
afterAll(async () => {
  await Promise.all([server?.stop(), mastodon?.stop()])
})

const object = (uri: string) => nia.call('GET', `object?uri=${encodeURIComponent(uri)}`)
const trust = (state: string) =>
  admin.call('PUT', `moderation/domains/${encodeURIComponent(mastodon.host)}`, { state, reason: 'test' })

describe.each<Scheme>(['cavage', 'rfc9421'])('signing by %s', (scheme) => {
  let maddy: PeerActor
  const post = (activity: Doc, inbox = `${server.origin}/inbox`) => maddy.post(inbox, activity, { scheme })

  beforeAll(async () => {
    maddy = mastodon.actor(`maddy_${scheme}`)
    await trust('unknown')
  })

  test('follows, and is accepted although unknown', async () => {
    const follow = mastodon.activity(maddy, 'Follow', nia.uri)
    expect((await post(follow, `${nia.uri}/inbox`)).status).toBe(202)
    const accept = await mastodon.received((body) => body.type === 'Accept' && body.object?.id === follow.id)
    expect(accept.body).toMatchObject({ actor: nia.uri, object: { type: 'Follow', actor: maddy.id, object: nia.uri } })
    expect(accept.path).toBe(`/users/maddy_${scheme}/inbox`)
    expect(accept.headers.signature).toBeTruthy()
  })

  test('gets what is published after that', async () => {
    const next = await nia.call('POST', 'stories', {
      title: `For ${scheme}`,
      summary: 'A summary.',
      body: 'Body',
      wentWell: 'Well',
      wentBadly: 'Badly'
    })
    const { body } = await mastodon.received((one) => one.type === 'Create' && one.object?.id === next.uri)
    expect(body.object).toMatchObject({ type: 'Article', name: `For ${scheme}`, attributedTo: nia.uri })
    expect(body.object['schema:positiveNotes']).toContain('Well')
  })

  test('likes, boosts and replies: held while unknown, counted once let in, one each', async () => {
    const like = mastodon.activity(maddy, 'Like', story.uri)
    const boost = mastodon.activity(maddy, 'Announce', story.uri, {
      to: ['https://www.w3.org/ns/activitystreams#Public'],
      cc: [nia.uri]
    })
    const before = (await object(story.uri)).counts
    for (const activity of [like, boost]) expect((await post(activity)).status).toBe(202)
    await until(
      async () =>
        (await admin.call('GET', 'moderation/queue')).items.filter(
          (item: Answer) => item.actor?.uri === maddy.id || item.actor === maddy.id
        ).length === 2
    )
    expect((await object(story.uri)).counts).toEqual(before)
    await trust('known')
    const again = mastodon.activity(maddy, 'Like', story.uri)
    for (const activity of [again, boost, again]) expect((await post(activity)).status).toBe(202)
    const reply = mastodon.create(maddy, {
      inReplyTo: story.uri,
      content: `<p>Thank you from ${scheme}<script>alert(1)</script></p>`,
      cc: [nia.uri],
      tag: [{ type: 'Mention', href: nia.uri, name: '@nia' }]
    })
    expect((await post(reply)).status).toBe(202)
    await until(async () => {
      const { counts } = await object(story.uri)
      return (
        counts.likes === before.likes + 1 &&
        counts.shares === before.shares + 1 &&
        counts.replies === before.replies + 1
      )
    })
    const page = await server.page(story.url)
    expect(page).toContain(`Thank you from ${scheme}`)
    expect(page).not.toContain('alert(1)')
  })

  test('asks the council a question, which stands among the questions', async () => {
    const council = await server.document(`${server.origin}/@aldermere`)
    const ask = mastodon.create(maddy, {
      content: `<p><span class="h-card"><a class="u-url mention" href="${council.url}">@aldermere</a></span> Who pays for a dropped kerb (${scheme})? We do not know.</p>`,
      cc: [council.id],
      tag: [{ type: 'Mention', href: council.id, name: '@aldermere' }]
    })
    expect((await post(ask, council.inbox)).status).toBe(202)
    const item = await until(async () =>
      (await nia.call('GET', 'questions')).items.find((one: Answer) => one.uri === ask.object.id)
    )
    expect(item.title).toContain('dropped kerb')
    expect(await server.page('/questions')).toContain(`dropped kerb (${scheme})`)
    const answer = await nia.call('POST', 'replies', { inReplyTo: ask.object.id, body: 'The highways team.' })
    const { body } = await mastodon.received((one) => one.type === 'Create' && one.object?.id === answer.uri)
    expect(body.object).toMatchObject({ type: 'Note', inReplyTo: ask.object.id })
    expect(body.object.name).toBeUndefined()
    expect(body.object.tag).toContainEqual(expect.objectContaining({ type: 'Mention', href: maddy.id }))
  })

  test('edits and deletes its own reply, and nobody else can', async () => {
    const reply = mastodon.create(maddy, { inReplyTo: story.uri, content: '<p>First words</p>', cc: [nia.uri] })
    await post(reply)
    await until(async () => (await server.page(story.url)).includes('First words'))
    const other = mastodon.actor(`other_${scheme}`)
    const changed = {
      ...reply.object,
      content: '<p>Second words</p>',
      updated: new Date(Date.now() + 1000).toISOString()
    }
    await other.post(`${server.origin}/inbox`, mastodon.activity(other, 'Update', changed), { scheme })
    await other.post(`${server.origin}/inbox`, mastodon.activity(other, 'Delete', reply.object.id), { scheme })
    await new Promise((done) => setTimeout(done, 400))
    expect(await server.page(story.url)).toContain('First words')
    await post(mastodon.activity(maddy, 'Update', changed))
    await until(async () => (await server.page(story.url)).includes('Second words'))
    await post(mastodon.activity(maddy, 'Delete', { id: reply.object.id, type: 'Tombstone' }))
    await until(async () => !(await server.page(story.url)).includes('Second words'))
  })

  test('takes back a like and a boost', async () => {
    const before = (await object(story.uri)).counts
    await post(mastodon.activity(maddy, 'Undo', { id: 'x', type: 'Like', actor: maddy.id, object: story.uri }))
    await post(mastodon.activity(maddy, 'Undo', { id: 'y', type: 'Announce', actor: maddy.id, object: story.uri }))
    await until(async () => {
      const { counts } = await object(story.uri)
      return counts.likes === before.likes - 1 && counts.shares === before.shares - 1
    })
  })

  test('unfollows', async () => {
    const followers = async () => (await server.document(`${nia.uri}/followers`)).totalItems as number
    const before = await followers()
    await post(
      mastodon.activity(maddy, 'Undo', {
        id: `${maddy.id}#follows/1`,
        type: 'Follow',
        actor: maddy.id,
        object: nia.uri
      }),
      `${nia.uri}/inbox`
    )
    await until(async () => (await followers()) === before - 1)
  })

  test('what is forged or broken has no effect and is no error of ours', async () => {
    const create = mastodon.create(maddy, { inReplyTo: story.uri, content: '<p>Forged words</p>', cc: [nia.uri] })
    const tries: [string, Promise<Response>, number[]][] = [
      [
        'a body changed after signing',
        maddy.post(`${server.origin}/inbox`, create, {
          scheme,
          tamper: (request) => {
            request.body = request.body.replace('Forged', 'Worse')
          }
        }),
        [401]
      ],
      [
        'an old date',
        maddy.post(`${server.origin}/inbox`, create, { scheme, date: new Date(Date.now() - 48 * 3_600_000) }),
        [401]
      ],
      [
        'no signature',
        fetch(`${server.origin}/inbox`, {
          method: 'POST',
          headers: { 'content-type': 'application/activity+json' },
          body: JSON.stringify(create)
        }),
        [401]
      ],
      [
        'another actor',
        maddy.post(
          `${server.origin}/inbox`,
          { ...create, actor: `${mastodon.origin}/users/victim_${scheme}` },
          { scheme }
        ),
        [401, 503]
      ],
      ['no id', maddy.post(`${server.origin}/inbox`, { ...create, id: undefined }, { scheme }), [400]],
      [
        'a string for an object',
        maddy.post(`${server.origin}/inbox`, { ...create, id: `${create.id}/2`, object: 7 }, { scheme }),
        [202, 400]
      ]
    ]
    for (const [name, response, statuses] of tries) expect(statuses, name).toContain((await response).status)
    await new Promise((done) => setTimeout(done, 300))
    expect(await server.page(story.url)).not.toContain('Forged words')
  })
})

describe('following from here', () => {
  test('a handle is looked up, a Follow sent, and posts come to the timeline of who follows, and to nobody else while unknown', async () => {
    await trust('unknown')
    const jonas = mastodon.actor('jonas')
    const asked = await nia.call('POST', 'follows', { target: `@jonas@${mastodon.host}` })
    expect(asked.state).toBe('requested')
    const follow = await mastodon.received((body) => body.type === 'Follow' && body.object === jonas.id)
    await jonas.post(`${nia.uri}/inbox`, mastodon.activity(jonas, 'Accept', follow.body))
    await until(async () => (await server.document(`${nia.uri}/following`)).totalItems >= 1)
    const note = mastodon.create(jonas, { content: '<p>Allotment news</p>' })
    await jonas.post(`${server.origin}/inbox`, note)
    const item = await until(async () =>
      (await nia.call('GET', 'timeline')).items.find((one: Answer) => one.uri === note.object.id)
    )
    expect(item).toMatchObject({ kind: 'post', author: { handle: `@jonas@${mastodon.host}` } })
    expect((await admin.call('GET', 'timeline')).items.some((one: Answer) => one.uri === note.object.id)).toBe(false)
    expect((await fetch(`${server.origin}/posts/${item.id}`)).status).toBe(404)
    expect((await nia.call('GET', 'search?q=allotment')).items).toEqual([])
    const like = await nia.call('POST', 'likes', { object: note.object.id })
    expect(like).toBeTruthy()
    const { path } = await mastodon.received((body) => body.type === 'Like' && body.object === note.object.id)
    expect(path).toBe('/users/jonas/inbox')
  })

  test('an Accept that was never asked for does nothing', async () => {
    const mallory = mastodon.actor('mallory')
    await mallory.post(
      `${nia.uri}/inbox`,
      mastodon.activity(mallory, 'Accept', {
        type: 'Follow',
        id: `${server.origin}/follows/1`,
        actor: nia.uri,
        object: mallory.id
      })
    )
    await new Promise((done) => setTimeout(done, 300))
    expect((await server.document(`${nia.uri}/following`)).totalItems).toBe(1)
  })
})
