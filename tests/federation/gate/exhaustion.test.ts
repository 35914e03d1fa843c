/** What strangers can make us do: documents, look-ups and bodies beyond measure, over real HTTP. */
import { createServer } from 'node:http'
import { describe, expect, test } from 'vitest'
import { listen, type Peer, person, stop } from './help.ts'
import { alice, evil, evilKeys, keys, like, mallory, open, ours, peer, post, useScene, verdict } from './scene.ts'
import { ACTIVITY } from './signing.ts'

useScene()

describe('documents of actors that are of no use', () => {
  test.each([
    ['not JSON', 'nothing', 401],
    ['a list', '[]', 401],
    ['50 000 deep', '['.repeat(50_000), 401],
    ['two mebibytes', `"${'a'.repeat(2 << 20)}"`, 401],
    ['not an actor', JSON.stringify({ id: 'ID', type: 'Note', inbox: 'x' }), 401],
    ['without inbox', JSON.stringify({ id: 'ID', type: 'Person' }), 401],
    [
      'a key of rubbish',
      JSON.stringify({
        id: 'ID',
        type: 'Person',
        inbox: 'x',
        publicKey: { id: 'ID#main-key', owner: 'ID', publicKeyPem: 'x' }
      }),
      401
    ],
    [
      'keys of all wrong types',
      JSON.stringify({
        id: 'ID',
        type: 'Person',
        inbox: 'x',
        publicKey: [7, [], {}, null, { id: {}, publicKeyPem: [] }],
        assertionMethod: 'x'
      }),
      401
    ]
  ])('%s', async (_name, text, status) => {
    const page = text.replaceAll('ID', alice)
    peer.pages.set('/users/alice', (_req, res) => res.writeHead(200, { 'content-type': ACTIVITY }).end(page))
    expect(verdict(await post(like()))).toEqual([status, false])
  })

  test.each([500, 502, 503, 429])('an answer of %d is tried again later', async (status) => {
    peer.pages.set('/users/alice', (_req, res) => res.writeHead(status).end())
    expect(await post(like())).toMatchObject({ status: 503, passed: false, retryAfter: '60' })
    expect(await post(like())).toMatchObject({ status: 429, passed: false, retryAfter: '60' })
    expect(peer.asked.length).toBeLessThanOrEqual(1)
    peer.pages.set('/users/alice', person(alice, keys))
    ours.now.offset = 61_000
    expect((await post(like(), { date: new Date(Date.now() + 61_000) })).passed).toBe(true)
  })
})

describe('limits', () => {
  test('blocked servers get 403, before anything is fetched', async () => {
    await open({ blocked: (host) => host === new URL(evil.origin).host })
    const reply = await post(like({ actor: mallory, id: `${mallory}#1` }), {
      keyId: `${mallory}#main-key`,
      keys: evilKeys
    })
    expect(verdict(reply)).toEqual([403, false])
    expect(ours.fetches).toEqual([])
    expect((await post(like())).passed).toBe(true)
  })

  test('invented actors: at most ten look-ups of a host at once, others undisturbed', async () => {
    const waiting: (() => void)[] = []
    for (let index = 0; index < 40; index++) {
      evil.pages.set(`/u/${index}`, (_req, res) => waiting.push(() => res.writeHead(404).end()))
    }
    const flood = Array.from({ length: 40 }, (_, index) => {
      const actor = `${evil.origin}/u/${index}`
      return post(like({ actor, id: `${actor}#1` }), { keyId: `${actor}#k`, keys: evilKeys })
    })
    await expect.poll(() => waiting.length).toBe(8)
    expect(evil.asked).toHaveLength(8)
    expect((await post(like())).passed).toBe(true)
    const release = setInterval(() => waiting.splice(0).forEach((answer) => void answer()), 5)
    const replies = await Promise.all(flood)
    clearInterval(release)
    expect(replies.filter((reply) => reply.status === 401)).toHaveLength(10)
    expect(replies.filter((reply) => reply.status === 429 && reply.retryAfter === '1')).toHaveLength(30)
    expect(evil.asked).toHaveLength(10)
  })

  test('a look-up that failed is not repeated for a minute', async () => {
    const actor = `${evil.origin}/none`
    const again = () => post(like({ actor, id: `${actor}#1` }), { keyId: `${actor}#k`, keys: evilKeys })
    expect((await again()).status).toBe(401)
    expect(await again()).toMatchObject({ status: 429, retryAfter: '60' })
    expect(evil.asked).toEqual(['GET /none'])
  })

  test('more than its share a second: 429 and when to come again', async () => {
    await open({ limits: { burst: 3, perSecond: 0.1 } })
    for (let turn = 0; turn < 3; turn++) expect((await post(like())).status).toBe(202)
    const reply = await post(like())
    expect(reply.status).toBe(429)
    expect(Number(reply.retryAfter)).toBeGreaterThan(1)
    const other = await post(like({ actor: mallory, id: `${mallory}#1` }), {
      keyId: `${mallory}#main-key`,
      keys: evilKeys
    })
    expect(other.passed).toBe(true)
  })
})

describe('bodies that are too much', () => {
  test.each([
    ['50 000 deep', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`, 400],
    ['a list 50 000 deep', '['.repeat(50_000), 400],
    ['a bare string', '"hello"', 400],
    ['a list', '[]', 400],
    ['nothing', '', 400],
    ['two mebibytes', `{"a":"${'a'.repeat(2 << 20)}"}`, 413]
  ])('%s', async (_name, text, status) => {
    expect(verdict(await post(text))).toEqual([status, false])
  })

  test('10 000 recipients pass, for the readers cut them', async () => {
    const to = Array.from({ length: 10_000 }, (_, index) => `https://a.example/${index}`)
    expect((await post(like({ to }))).passed).toBe(true)
  })
})

test('an actor’s server that hangs holds nothing for long', { timeout: 30_000 }, async () => {
  const server = createServer(() => undefined)
  const origin = await listen(server)
  const hanging: Peer = { ...evil, origin }
  await open({ peers: [hanging] })
  const actor = `${origin}/u`
  const started = performance.now()
  const reply = await post(like({ actor, id: `${actor}#1` }), { keyId: `${actor}#k`, keys: evilKeys })
  expect(reply).toMatchObject({ status: 503, retryAfter: '60' })
  expect(performance.now() - started).toBeLessThan(18_000)
  await stop(server)
})
