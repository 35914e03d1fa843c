/** Handles at another host than the server's: found by WebFinger, believed when both hosts say so, and good for nothing else. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Doc, type Peer, type PeerActor, startPeer } from '../help/peer.ts'
import { type Answer, freePorts, type Person, type TestServer, testServer, until } from '../help/server.ts'

let server: TestServer
/** Where the accounts are. */
let social: Peer
/** Whose name their handles bear. */
let home: Peer
let nia: Person
let admin: Person

beforeAll(async () => {
  const [a, b, c] = (await freePorts(3)) as [number, number, number]
  server = await testServer(a, 'Aldermere', [`http://127.0.0.1:${b}`, `http://127.0.0.1:${c}`])
  social = await startPeer(b)
  home = await startPeer(c)
  nia = await server.person('nia')
  admin = await server.person('ruth', 'admin')
  await decide(social.host, 'known')
}, 60_000)
afterAll(async () => {
  await Promise.all([server?.stop(), social?.stop(), home?.stop()])
})

const decide = (host: string, state: string) =>
  admin.call('PUT', `moderation/domains/${encodeURIComponent(host)}`, { state, reason: 'test' })
const jrd = (subject: string, self: string): Doc => ({
  subject: `acct:${subject}`,
  links: [{ rel: 'self', type: 'application/activity+json', href: self }]
})
/** Has the social server say that somebody on it is called otherwise. */
const claim = (actor: PeerActor, handle: string) => {
  const name = actor.document.preferredUsername
  social.fingers.set(`acct:${name}@${social.host}`, jrd(handle, actor.id))
}
const confirm = (handle: string, self: string) => home.fingers.set(`acct:${handle}`, jrd(handle, self))
/** Has somebody say something, and gives it as it stands here. */
async function say(by: PeerActor): Promise<Answer> {
  const create = social.create(by, { content: '<p>Good morning</p>', cc: [nia.uri] })
  expect((await by.post(`${nia.uri}/inbox`, create)).status).toBe(202)
  return until(async () => {
    const answer = await nia.ask('GET', `object?uri=${encodeURIComponent(create.object.id)}`)
    return answer.status === 200 && ((await answer.json()) as Answer)
  })
}
const handleIn = async ({ uri }: Answer) =>
  (await nia.call('GET', `object?uri=${encodeURIComponent(uri)}`)).author.handle
/** Whether a handle was asked for there. */
const asked = (peer: Peer, resource: string) =>
  peer.asked.some(({ path }) => path.includes(encodeURIComponent(`acct:${resource}`)))

test('both hosts say so: it is shown, and whoever types it finds them', async () => {
  const owen = social.actor('owen')
  claim(owen, `owen@${home.host}`)
  confirm(`owen@${home.host}`, owen.id)
  const said = await say(owen)
  await until(async () => (await handleIn(said)) === `@owen@${home.host}`)
  for (const host of [home.host, social.host])
    expect(await server.page(`/@owen@${host}`)).toContain(`<span>@owen<wbr>@${home.host}</span>`)
  expect(await nia.call('POST', 'follows', { target: `@owen@${home.host}` })).toMatchObject({ target: owen.id })
  await social.received((body) => body.type === 'Follow')
  const reply = { inReplyTo: said.uri, body: `Good morning, @owen@${home.host}`, audience: 'direct' }
  await nia.call('POST', 'replies', reply)
  const { body } = await social.received(({ type, object }) => type === 'Create' && object.inReplyTo === said.uri)
  expect(body.object.tag).toContainEqual({ type: 'Mention', href: owen.id, name: `@owen@${home.host}` })
  expect(body.object.to).toEqual([owen.id])
})

test('trust goes by where they are', async () => {
  const amy = social.actor('amy')
  claim(amy, `amy@${home.host}`)
  confirm(`amy@${home.host}`, amy.id)
  const said = await say(amy)
  await until(async () => (await handleIn(said)) === `@amy@${home.host}`)
  await decide(home.host, 'blocked')
  expect(await say(amy)).toMatchObject({ author: { uri: amy.id } })
  await decide(home.host, 'unknown')
  await decide(social.host, 'blocked')
  expect((await amy.post(`${nia.uri}/inbox`, social.create(amy, { cc: [nia.uri] }))).status).toBe(403)
  await decide(social.host, 'known')
})

test('nobody takes the handle of another, of one of ours, or one that its host does not know', async () => {
  const real = social.actor('real')
  confirm(`thief@${home.host}`, real.id)
  const thief = social.actor('thief')
  claim(thief, `thief@${home.host}`)
  const fake = social.actor('nia')
  claim(fake, `nia@${server.host}`)
  const lone = social.actor('lone')
  claim(lone, `lone@${home.host}`)
  const other = social.actor('other')
  claim(other, `real@${home.host}`)
  confirm(`real@${home.host}`, other.id)
  const said = new Map<string, Answer>()
  for (const one of [thief, fake, lone, other]) said.set(one.document.preferredUsername, await say(one))
  // A lane of the queue keeps its order: what comes after them tells that they are done.
  await done()
  for (const name of said.keys()) expect(asked(social, `${name}@${social.host}`), name).toBe(true)
  for (const name of ['thief', 'lone']) expect(asked(home, `${name}@${home.host}`), name).toBe(true)
  for (const [name, one] of said) expect(await handleIn(one), name).toBe(`@${name}@${social.host}`)
  expect(await server.page('/@nia')).not.toContain(fake.id)
})

let n = 0
/** Waits until somebody new has been given their handle. */
async function done() {
  const last = social.actor(`last${++n}`)
  claim(last, `last${n}@${home.host}`)
  confirm(`last${n}@${home.host}`, last.id)
  const said = await say(last)
  await until(async () => (await handleIn(said)) === `@last${n}@${home.host}`)
}

test('who says in their document what they are called is believed as far as it is theirs, and not asked', async () => {
  const told = social.actor('told', { webfinger: `told@${social.host}` })
  const said = await say(told)
  await done()
  expect(await handleIn(said)).toBe(`@told@${social.host}`)
  expect(asked(social, 'told@')).toBe(false)
  const far = social.actor('far', { webfinger: `far@${home.host}` })
  confirm(`far@${home.host}`, far.id)
  claim(far, `far@${home.host}`)
  const also = await say(far)
  await until(async () => (await handleIn(also)) === `@far@${home.host}`)
})
