/** What a server is, is asked when we first meet it, and shown beside its people. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Peer, startPeer } from '../help/peer.ts'
import { type Answer, freePorts, type Person, type TestServer, testServer, until } from '../help/server.ts'

let server: TestServer
let peer: Peer
let admin: Person

beforeAll(async () => {
  const [a, b] = (await freePorts(2)) as [number, number]
  server = await testServer(a, 'Aldermere', [`http://127.0.0.1:${b}`])
  peer = await startPeer(b)
  admin = await server.person('ruth', 'admin')
  const schema = 'http://nodeinfo.diaspora.software/ns/schema/2.0'
  peer.documents.set(`${peer.origin}/.well-known/nodeinfo`, {
    links: [{ rel: schema, href: `${peer.origin}/nodeinfo/2.0` }]
  })
  peer.documents.set(`${peer.origin}/nodeinfo/2.0`, {
    software: { name: 'mastodon', version: '4.5.0' },
    metadata: { nodeName: 'Tide <b>pool</b>' }
  })
})
afterAll(async () => {
  await Promise.all([server?.stop(), peer?.stop()])
})

test('its software is known after its first message', async () => {
  const maddy = peer.actor('maddy')
  await maddy.post(`${server.origin}/inbox`, peer.activity(maddy, 'Follow', admin.uri))
  const domain = await until(async () => {
    const { items } = await admin.call('GET', 'moderation/domains')
    return items.find((one: Answer) => one.host === peer.host && one.software)
  })
  expect(domain).toMatchObject({ software: 'mastodon', state: 'unknown' })
})
