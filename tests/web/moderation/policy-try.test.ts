/** Before a decision about a server is made, its page tells what it would have done to what really came in: numbers, a sample, CSV. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Said } from '../../../schema/rules.ts'
import { keepFollow } from '../../../server/follows/follows.store.ts'
import { personByActor } from '../../../server/members/members.store.ts'
import { makeViewer } from '../../../server/members/viewer.ts'
import { trustOfHost } from '../../../server/moderation/instances.store.ts'
import { noteArrival } from '../../../server/moderation/rules/inbox-log.ts'
import { trustServer } from '../../../server/moderation/trust.ts'
import { anyPost } from '../../../server/posts/posts.store.ts'
import { acceptAnswer } from '../../../server/questions/answers.ts'
import { pageText } from '../../help/html.ts'
import { freePorts, type Person, type TestServer, testServer } from '../../help/server.ts'
import { type SignedIn, signIn } from '../../help/signed-in.ts'
import { remoteActor, remotePost } from '../pages/elsewhere.ts'

let server: TestServer
let nia: Person
let moderator: Person
let ruth: SignedIn
const host = 'busstop.example'

beforeAll(async () => {
  const [port] = (await freePorts(1)) as [number]
  server = await testServer(port, 'Aldermere')
  nia = await server.person('nia')
  moderator = await server.person('ruth', 'moderator')
  ruth = await signIn(server, moderator)
  await setScene()
}, 60_000)
afterAll(() => server?.stop())

const actor = (username: string, at = host) =>
  remoteActor(server.context, { id: `https://${at}/users/${username}`, preferredUsername: username, name: username })

function arrived(by: string, words: string, more: { type?: string; media?: string[]; object?: string } = {}) {
  const { type = 'Create', media = [], object = `${by}/posts/${words}` } = more
  const said: Said = {
    ...{ type, kind: 'Note', texts: [{ field: 'words', text: words }], links: [], tagged: [], media },
    ...{ language: 'en', mentions: 0, closed: false }
  }
  const { context } = server
  const facts = { trust: 'known' as const, age: 100 }
  noteArrival(context, {
    ...{ uri: `${by}/activities/${type}-${words}`, object, actor: by, host: new URL(by).host, path: 'inbox' },
    ...{ verdict: 'keep', said, facts, at: context.clock() }
  })
}

/** Three ordinary posts, one by somebody followed, one that was accepted, a request to follow; and others that are not touched. */
async function setScene() {
  const { context } = server
  const [finn, oye] = [await actor('finn'), await actor('oye')]
  const settled = await actor('gwil', `own.${host}`)
  const [below, other] = [await actor('ada', `a.${host}`), await actor('jo', 'elsewhere.example')]
  await trustServer(context, null, settled.host, 'known', 'Decided by itself')
  await context.store.write((tx) =>
    keepFollow(tx, { follower: nia.id, followed: oye.id, uri: `${nia.uri}/f/1`, state: 'accepted' })
  )
  const { member, actor: self } = (await personByActor(context.store.read, nia.id))!
  const viewer = makeViewer(member, self)
  const question = await nia.call('POST', 'questions', { title: 'Who moved an advice desk?', body: 'And how?' })
  const answer = await remotePost(context, finn, { inReplyTo: question.uri, content: '<p>We did.</p>' })
  const uri = (await anyPost(context.store.read, { id: answer }))!.post.uri
  await acceptAnswer(context, viewer, answer)
  arrived(finn.uri, 'accepted', { object: uri })
  arrived(finn.uri, 'one', { media: ['image/png'] })
  arrived(finn.uri, 'two')
  arrived(below.uri, 'three')
  arrived(oye.uri, 'followed')
  arrived(finn.uri, 'follows', { type: 'Follow', object: nia.uri })
  arrived(settled.uri, 'settled')
  arrived(other.uri, 'elsewhere')
}

const confirm = async (fields: Record<string, string>) => {
  const response = await ruth.form('/moderation/servers', { host, ...fields })
  const html = await response.text()
  return { html, text: pageText(html).replace(/\s+/g, ' ') }
}

test('a block: all from there, what was good of it first, and nothing is decided by asking', async () => {
  const { html, text } = await confirm({ state: 'blocked' })
  expect(text).toContain('6 things that came in from there')
  expect(text).toContain('would not have come in 6')
  expect(text).toContain('was later an accepted answer 1')
  expect(text).toContain('by people whom somebody here follows 1')
  expect(text.indexOf('The ones you would have missed')).toBeLessThan(text.indexOf('would not have come in'))
  expect(text).toContain('See 6 of the 6')
  expect(text).not.toContain('elsewhere.example')
  expect((await trustOfHost(server.context.store.read, host))?.trust).toBe('unknown')
  const link = /href="([^"]*simulation\.csv[^"]*)"/.exec(html)![1]!.replaceAll('&amp;', '&')
  const csv = await ruth.ask(link)
  expect(csv.headers.get('content-type')).toContain('text/csv')
  const lines = (await csv.text()).trim().split('\r\n')
  expect(lines).toHaveLength(7)
  expect(lines.filter((line) => line.includes(',reject,'))).toHaveLength(6)
  expect(await nia.ask('POST', `moderation/policies/${host}/simulate`, { severity: 'suspend' })).toMatchObject({
    status: 403
  })
})

test('a limit: those who are followed show to their followers, the rest waits, and following goes on', async () => {
  const { text } = await confirm({ state: 'limited' })
  expect(text).toContain('would have waited for a person 4')
  expect(text).toContain('would have shown only to those who follow their author 1')
  expect(text).not.toContain('would not have come in')
})

test('media left out: only what has any', async () => {
  const { text } = await confirm({ state: 'unknown', whole: 'yes', rejectMedia: 'yes' })
  expect(text).toContain('would have lost their pictures and clips 1')
  expect(text).toContain('See 1 of the 1')
})

test('a server from which nothing came says so', async () => {
  const response = await ruth.form('/moderation/servers', { host: 'silent.example', state: 'blocked' })
  expect(pageText(await response.text())).toContain('Nothing came in from there in the last 30 days')
})

test('the same by the API, which changes nothing', async () => {
  const asked = `moderation/policies/${host}/simulate`
  expect(await moderator.call('POST', asked, { severity: 'limit' })).toMatchObject({
    ...{ total: 6, held: 4, limited: 1, rejected: 0, stopped: { accepted: 1, followed: 1 } }
  })
  const all = await moderator.call('POST', asked, { severity: 'suspend' })
  expect(all).toMatchObject({ total: 6, rejected: 6, missed: [{ decide: 'reject' }, { decide: 'reject' }] })
  expect(all.sample).toHaveLength(6)
  expect((await trustOfHost(server.context.store.read, host))?.trust).toBe('unknown')
})
