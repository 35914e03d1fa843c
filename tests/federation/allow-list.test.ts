/** A server that federates by a list: whatever it answers to machines, it answers to servers on the list that sign. */
import { createPrivateKey } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Peer, type PeerActor, startPeer } from '../help/peer.ts'
import { freePorts, type Person, type TestServer, testServer, until } from '../help/server.ts'
import { withRoutes } from './every-route.ts'
import { cavage, rfc9421 } from './gate/signing.ts'

const activity = 'application/activity+json'
let server: TestServer
let routes: string[]
let friends: Peer
let strangers: Peer
let gwil: PeerActor
let eve: PeerActor
let nia: Person
let urls: string[]

type Scheme = typeof cavage | typeof rfc9421

async function get(url: string, by?: PeerActor, scheme: Scheme = cavage) {
  const keys = by && ({ privateKey: createPrivateKey(by.privateKey) } as never)
  const signed = by ? scheme({ url: server.origin + url, method: 'GET', keyId: by.keyId, keys: keys! }) : []
  const headers = { host: server.host, accept: activity, ...Object.fromEntries(signed) }
  return server.app.inject({ url, headers })
}
const isDocument = ({ headers }: { headers: object }) => /activity\+json|ld\+json/.test(JSON.stringify(headers))

beforeAll(async () => {
  const ports = await freePorts(3)
  friends = await startPeer(ports[1]!)
  strangers = await startPeer(ports[2]!)
  const settings = { FEDERATION_MODE: 'allow-list' }
  const started = await withRoutes(() =>
    testServer(ports[0]!, 'Aldermere', [friends.origin, strangers.origin], settings)
  )
  server = started.made
  routes = started.routes
  gwil = friends.actor('gwil')
  eve = strangers.actor('eve')
  nia = await server.person('nia')
  const ada = await server.person('ada', 'admin')
  await ada.call('PUT', `moderation/domains/${friends.host}`, { state: 'known', reason: 'a test' })
  const made = { summary: 'Two sentences.', body: 'We did.', wentWell: 'This.', wentBadly: 'That.' }
  const { id } = await nia.call('POST', 'stories', { title: 'An open story', ...made })
  const fill = (route: string) =>
    route
      .replace(/:id/, /^\/actors/.test(route) ? nia.id : id)
      .replace(/:handle/, 'nia')
      .replace(/:\w+|\*/g, 'x')
  urls = [...new Set(routes.map(fill))]
  expect(urls).toContain(`/stories/${id}`)
}, 30_000)
afterAll(async () => {
  await server?.stop()
  await friends?.stop()
  await strangers?.stop()
})

describe('documents', () => {
  const given = async (by?: PeerActor, scheme?: Scheme) => {
    const found: string[] = []
    for (const url of urls) {
      const answer = await get(url, by, scheme)
      if (answer.statusCode === 200 && isDocument(answer)) found.push(url)
    }
    return found
  }

  test('are for nobody who does not sign, but for the server’s own actor', async () => {
    expect(await given()).toEqual(['/actor'])
  })

  test('are not for who signs from a server that is not on the list', async () => {
    expect(await given(eve)).toEqual(['/actor'])
    expect(await given(eve, rfc9421)).toEqual(['/actor'])
  })

  test.each([
    ['draft-cavage', cavage],
    ['RFC 9421', rfc9421]
  ])('are for who signs from one that is, by %s', async (_name, scheme) => {
    const found = await given(gwil, scheme)
    expect(found).toEqual(
      expect.arrayContaining([
        '/actor',
        '/@nia',
        `/actors/${nia.id}`,
        `/actors/${nia.id}/outbox`,
        urls.find((url) => url.startsWith('/stories/'))!
      ])
    )
    expect(found.length).toBeGreaterThan(15)
  })

  test('are kept by nobody on the way', async () => {
    const story = urls.find((url) => /^\/stories\/\w{32}$/.test(url))!
    expect((await get(story, gwil)).headers['cache-control']).toBe('private, no-store')
  })

  test('are for nobody once the server is blocked, whatever it signs', async () => {
    const ada = await server.person('bea', 'admin')
    await ada.call('PUT', `moderation/domains/${friends.host}`, { state: 'blocked', reason: 'a test' })
    await until(async () => (await get('/@nia', gwil)).statusCode === 403)
    expect(await given(gwil)).toEqual(['/actor'])
  })
})

test('who we are may be asked by anyone', async () => {
  const paths = [
    `/.well-known/webfinger?resource=acct:nia@${server.host}`,
    '/.well-known/nodeinfo',
    '/nodeinfo/2.0',
    '/nodeinfo/2.1',
    '/.well-known/host-meta',
    '/.well-known/host-meta.json'
  ]
  for (const path of paths) expect((await get(path)).statusCode, path).toBe(200)
})
