/** Rules on every way in, over real HTTP: a server that is trusted as a peer council sends, and the rules stop or mark it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isFollowedHere } from '../../../server/follows/follows.store.ts'
import { anyPost } from '../../../server/posts/posts.store.ts'
import { type Doc, type Peer, type PeerActor, startPeer } from '../../help/peer.ts'
import { type Answer, freePorts, type Person, type TestServer, testServer, until } from '../../help/server.ts'

let server: TestServer
let peer: Peer
let nia: Person
let ruth: Person
let maddy: PeerActor
let story: Answer
let rule: Answer

beforeAll(async () => {
  const [a, b] = (await freePorts(2)) as [number, number]
  server = await testServer(a, 'Aldermere', [`http://127.0.0.1:${b}`])
  peer = await startPeer(b)
  nia = await server.person('nia')
  ruth = await server.person('ruth', 'moderator')
  maddy = peer.actor('maddy')
  await ruth.call('PUT', `moderation/domains/${encodeURIComponent(peer.host)}`, { state: 'network', reason: 'a peer' })
  const parts = { summary: 'A summary.', body: 'Body', wentWell: 'Well', wentBadly: 'Badly' }
  story = await nia.call('POST', 'stories', { title: 'Library table', ...parts })
})
afterAll(async () => {
  await Promise.all([server?.stop(), peer?.stop()])
})

/** Puts the one rule at work. */
async function rules(actions: Doc, conditions: Doc[] = [{ on: 'words', list: ['casino'] }]) {
  if (rule) await ruth.call('DELETE', `moderation/rules/${rule.id}`)
  rule = await ruth.call('POST', 'moderation/rules', { name: 'Gambling', conditions, actions })
}
const send = (activity: Doc, by = maddy) => by.post(`${nia.uri}/inbox`, activity)
/** What is kept here, without looking anything up elsewhere. */
async function object(uri: string) {
  const found = await anyPost(server.context.store.read, { uri })
  return found && found.post.audience !== 'withdrawn' ? found.post : undefined
}
const queue = async (): Promise<Answer[]> => (await ruth.call('GET', 'moderation/queue?size=100')).items
const heldFor = (fits: (item: Answer) => boolean) => until(async () => (await queue()).find(fits))
const reply = (content: string, more: Doc = {}, by = maddy) =>
  peer.create(by, { content: `<p>${content}</p>`, inReplyTo: story.uri, cc: [nia.uri], ...more })
/** Everything sent before this was worked through: one after the other, since they are of one author. */
async function settled(by = maddy) {
  const last = reply('The end of it', {}, by)
  await send(last, by)
  await until(() => object(last.object.id))
}
const isHere = async (uri: string) => (await object(uri)) !== undefined
const picture = (name: string) => ({
  attachment: [{ type: 'Document', mediaType: 'image/png', url: 'https://elsewhere.example/1.png', name }]
})

describe('each action', () => {
  test('hold: it waits although its server is a peer council, with rule and words, and is let in once', async () => {
    await rules({ decide: 'hold', label: { text: 'Gambling <b>', open: true }, stripMedia: true })
    const one = reply('Our ｃａｓіno night', picture('A mug'))
    await send(one)
    const item = await heldFor(({ object }) => object === one.object.id)
    expect(item).toMatchObject({
      rule: 'Gambling (version 1)',
      reason: 'the rule “Gambling” holds it',
      host: peer.host
    })
    expect(await isHere(one.object.id)).toBe(false)
    expect(await server.page(`/stories/${story.id}`)).not.toContain('night')
    await ruth.call('POST', `moderation/queue/${item.id}/release`, {})
    const { id } = await until(() => object(one.object.id))
    // Its marks came along, and the rule did not hold it again.
    const page = await server.page(`/replies/${id}`)
    expect(page).toContain('Gambling &lt;b&gt;')
    expect(page).not.toContain('A mug')
    expect(await queue()).toEqual([])
  })

  test('reject: it is never here, and the hit is kept', async () => {
    await rules({ decide: 'reject' })
    const one = reply('casino')
    await send(one)
    await settled()
    expect([await isHere(one.object.id), await queue()]).toEqual([false, []])
    expect((await ruth.call('GET', `moderation/rules/${rule.id}`)).hits).toBe(1)
  })

  test('limit: those who are named may read it, nobody else', async () => {
    await rules({ decide: 'limit' })
    const one = reply('casino among few', { tag: [{ type: 'Mention', href: nia.uri, name: '@nia' }] })
    await send(one)
    const { id } = await until(() => object(one.object.id))
    expect(await server.page(`/replies/${id}`)).not.toContain('among few')
  })

  test('strip media, mark sensitive, and label for moderators only', async () => {
    await rules({ stripMedia: true, sensitive: true, label: { text: 'Gambling talk', open: false } })
    const [one, other] = [
      reply('casino with a picture', picture('A mug')),
      reply('tea with a picture', picture('A spoon'))
    ]
    await send(one)
    await send(other)
    const [{ id }, plain] = [await until(() => object(one.object.id)), await until(() => object(other.object.id))]
    const page = await server.page(`/replies/${id}`)
    expect(page).not.toContain('A mug')
    expect(page).not.toContain('Gambling talk')
    expect(await server.page(`/replies/${plain.id}`)).toContain('A spoon')
  })
})

describe('each way in', () => {
  beforeEach(() => rules({ decide: 'hold' }))

  test('a change of something that is here', async () => {
    const one = reply('Tea at ten')
    await send(one)
    await until(() => object(one.object.id))
    const updated = { ...one.object, content: '<p>casino at ten</p>', updated: new Date().toISOString() }
    await send(peer.activity(maddy, 'Update', updated))
    await heldFor(({ type, object }) => type === 'Update' && object === one.object.id)
    expect(await server.page(`/stories/${story.id}`)).not.toContain('casino at ten')
  })

  test.each<[string, Doc]>([
    [
      'a poll',
      {
        type: 'Question',
        content: 'Which?',
        oneOf: [
          { type: 'Note', name: 'casino' },
          { type: 'Note', name: 'tea' }
        ]
      }
    ],
    ['an event', { type: 'Event', name: 'casino evening', content: '<p>At the hall</p>' }],
    [
      'a description of a picture',
      {
        attachment: [
          { type: 'Document', mediaType: 'image/png', url: 'https://elsewhere.example/2.png', name: 'A casino' }
        ]
      }
    ],
    ['a topic', { tag: [{ type: 'Hashtag', name: '#casino', href: 'https://elsewhere.example/t' }] }],
    ['a text given by language', { content: undefined, contentMap: { cy: '<p>casino</p>' } }]
  ])('%s', async (_name, part) => {
    const one = reply('Hello', part)
    await send(one)
    await heldFor(({ object }) => object === one.object.id)
    expect(await isHere(one.object.id)).toBe(false)
  })

  test('what is announced, by address and wrapped by a Group, is fetched and judged', async () => {
    const group = peer.actor('readers', { type: 'Group' })
    const followed = await ruth.ask('POST', 'follows', { target: group.id })
    expect(followed.status).toBeLessThan(300)
    const follow = (await peer.received((body) => body.type === 'Follow' && body.object === group.id)).body
    await send(peer.activity(group, 'Accept', follow), group)
    const [one, two] = [
      peer.create(maddy, { content: '<p>casino one</p>' }),
      peer.create(maddy, { content: '<p>casino two</p>' })
    ]
    await until(() => isFollowedHere(server.context.store.read, group.id))
    await send(peer.activity(group, 'Announce', one.object.id), group)
    await heldFor(({ object }) => object === one.object.id)
    await send(peer.activity(group, 'Announce', two), group)
    await heldFor(({ object }) => object === two.object.id)
    expect([await isHere(one.object.id), await isHere(two.object.id)]).toEqual([false, false])
  })

  test('the conversation above, and what somebody here looks up', async () => {
    const above = peer.create(maddy, { content: '<p>casino above</p>' })
    await send(peer.create(maddy, { content: '<p>Below</p>', inReplyTo: above.object.id, cc: [nia.uri] }))
    await heldFor(({ object }) => object === above.object.id)
    const looked = peer.create(maddy, { content: '<p>casino looked up</p>' })
    expect((await nia.ask('GET', `object?uri=${encodeURIComponent(looked.object.id)}`)).status).not.toBe(200)
    await nia.ask('GET', `search?q=${encodeURIComponent(looked.object.id)}`)
    await heldFor(({ object }) => object === looked.object.id)
  })

  test('what is sent along with a request', async () => {
    const note = {
      type: 'Note',
      id: `${maddy.id}/quoting/1`,
      attributedTo: maddy.id,
      content: '<p>casino</p>',
      quote: story.uri
    }
    await send(peer.activity(maddy, 'QuoteRequest', story.uri, { instrument: note }))
    await heldFor(({ type }) => type === 'QuoteRequest')
  })

  test('a profile, sent and fetched: nothing of it shows until it is let in', async () => {
    const sly = peer.actor('sly', { name: 'Casino Sly', summary: '<p>Visit my casino</p>' })
    const one = reply('A good question', {}, sly)
    await send(one, sly)
    const { id } = await until(() => object(one.object.id))
    expect(await server.page(`/replies/${id}`)).not.toContain('Casino Sly')
    expect(await server.page(`/@sly@${peer.host}`)).not.toContain('Visit my casino')
    const item = await heldFor(({ actor, type }) => actor === sly.id && type === 'Update')
    await ruth.call('POST', `moderation/queue/${item.id}/release`, {})
    await until(async () => (await server.page(`/replies/${id}`)).includes('Casino Sly'))
    await send(peer.activity(maddy, 'Update', { ...maddy.document, name: 'Casino Maddy' }))
    await heldFor(({ actor, type }) => actor === maddy.id && type === 'Update')
    expect(await server.page(`/@maddy@${peer.host}`)).not.toContain('Casino Maddy')
  })

  test('likes and follows, by what is known of their author', async () => {
    await rules({ decide: 'hold' }, [{ on: 'type', types: ['Like', 'Follow'] }, { on: 'first' }])
    const fresh = peer.actor('fresh')
    await send(peer.activity(fresh, 'Like', story.uri), fresh)
    await send(peer.activity(fresh, 'Follow', nia.uri), fresh)
    await heldFor(({ actor, type }) => actor === fresh.id && type === 'Like')
    await heldFor(({ actor, type }) => actor === fresh.id && type === 'Follow')
  })

  test('a deletion always arrives', async () => {
    const one = reply('Soon gone')
    await send(one)
    await until(() => object(one.object.id))
    await send(peer.activity(maddy, 'Delete', { type: 'Tombstone', id: one.object.id, content: 'casino' }))
    await until(async () => !(await isHere(one.object.id)))
  })
})

test('the API tries a rule on what came in, and says how two differ', async () => {
  const conditions = [{ on: 'words', list: ['casino', 'tea'] }]
  const draft = { name: 'Draft', conditions, actions: { decide: 'reject' } }
  const told = await ruth.call('POST', 'moderation/rules/simulate', {
    rule: draft,
    against: { ...draft, conditions: [{ on: 'words', list: ['tea'] }] }
  })
  expect(told.rejected).toBeGreaterThan(5)
  expect(told.total).toBeGreaterThan(told.rejected)
  expect(told.difference).toMatchObject({ onlyOther: 0, both: told.against.rejected })
  const tested = await ruth.call('POST', 'moderation/rules/test', { rule: draft, text: 'More TEA' })
  expect(tested).toMatchObject({ matches: true })
  const refused = await ruth.ask('POST', 'moderation/rules', {
    ...draft,
    conditions: [{ on: 'from', domains: ['127.0.0.1'] }]
  })
  expect(refused.status).toBe(422)
  expect((await nia.ask('GET', 'moderation/rules')).status).toBe(403)
})
