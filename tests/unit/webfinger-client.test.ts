/** Looking handles up at real servers, honest and otherwise. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { FetchFailed } from '../../federation/fetch.ts'
import { type Network, openNetwork } from '../../federation/network/network.ts'
import { lookupHandle } from '../../federation/webfinger-client.ts'
import { type Peer, startPeer } from '../federation/gate/help.ts'
import { ACTIVITY } from '../federation/gate/signing.ts'

let peer: Peer
let home: Peer
let network: Network
let host: string
let homeHost: string

beforeAll(async () => {
  peer = await startPeer()
  home = await startPeer()
  host = new URL(peer.origin).host
  homeHost = new URL(home.origin).host
  network = openNetwork({ allowPrivateOrigins: [peer.origin, home.origin], userAgent: 'test' })
})

beforeEach(() => {
  for (const one of [peer, home]) {
    one.pages.clear()
    one.asked.length = 0
  }
})

afterAll(async () => {
  await network.close()
  await peer.close()
  await home.close()
})

const path = (user: string, at: string): string =>
  `/.well-known/webfinger?resource=${encodeURIComponent(`acct:${user}@${at}`)}`
const self = (href: string): object => ({ rel: 'self', type: ACTIVITY, href })

async function codeOf(handle: string): Promise<string> {
  try {
    return (await lookupHandle(network, handle)).handle
  } catch (error) {
    return error instanceof FetchFailed ? error.code : `threw ${error}`
  }
}

describe('lookupHandle', () => {
  test('finds the actor, the subscribe template and the intents (FEP-3b86)', async () => {
    const bob = `${peer.origin}/users/bob`
    peer.pages.set(path('bob', host), {
      subject: `acct:bob@${host}`,
      links: [
        { rel: 'http://webfinger.net/rel/profile-page', type: 'text/html', href: `${peer.origin}/@bob` },
        self(bob),
        { rel: 'http://ostatus.org/schema/1.0/subscribe', template: `${peer.origin}/authorize_interaction?uri={uri}` },
        { rel: 'https://w3id.org/fep/3b86/Create', template: `${peer.origin}/share?text={content}` },
        { rel: 'https://w3id.org/fep/3b86/Follow', href: `${peer.origin}/follow?uri={object}` },
        { rel: 'https://w3id.org/fep/3b86/Like', template: 'javascript:alert(1)' }
      ]
    })
    const found = {
      actor: bob,
      handle: `bob@${host}`,
      subscribe: `${peer.origin}/authorize_interaction?uri={uri}`,
      intents: { create: `${peer.origin}/share?text={content}`, follow: `${peer.origin}/follow?uri={object}` }
    }
    for (const handle of [`@bob@${host}`, `bob@${host}`, `acct:bob@${host}`, ` @bob@${host} `]) {
      expect(await lookupHandle(network, handle)).toEqual(found)
    }
  })

  test('takes the ld+json type, and a subject in another case or none', async () => {
    const links = [
      { ...self(`${peer.origin}/u`), type: 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"' }
    ]
    peer.pages.set(path('Bob', host), { subject: `acct:bob@${host}`, links })
    expect(await codeOf(`@Bob@${host}`)).toBe(`Bob@${host}`)
    peer.pages.set(path('Bob', host), { links })
    expect(await codeOf(`@Bob@${host}`)).toBe(`Bob@${host}`)
    expect(peer.asked).toHaveLength(2)
  })

  test('a subject on another host has to loop back: one hop', async () => {
    const bob = `${peer.origin}/users/bob`
    peer.pages.set(path('bob', host), { subject: `acct:bob@${homeHost}`, links: [self(bob)] })
    home.pages.set(path('bob', homeHost), { subject: `acct:bob@${homeHost}`, links: [self(bob)] })
    expect(await lookupHandle(network, `@bob@${host}`)).toMatchObject({ actor: bob, handle: `bob@${homeHost}` })
    expect(await codeOf(`@bob@${homeHost}`)).toBe(`bob@${homeHost}`)
  })

  test('a subject that does not loop back is a mismatch', async () => {
    const bob = `${peer.origin}/users/bob`
    peer.pages.set(path('bob', host), { subject: `acct:victim@${homeHost}`, links: [self(bob)] })
    home.pages.set(path('victim', homeHost), {
      subject: `acct:victim@${homeHost}`,
      links: [self(`${home.origin}/users/victim`)]
    })
    expect(await codeOf(`@bob@${host}`)).toBe('mismatch')
    home.pages.set(path('victim', homeHost), { subject: `acct:bob@${host}`, links: [self(bob)] })
    expect(await codeOf(`@bob@${host}`)).toBe('mismatch')
    home.pages.delete(path('victim', homeHost))
    expect(await codeOf(`@bob@${host}`)).toBe('not-found')
  })

  test('a 404 is asked again by way of host-meta', async () => {
    const hostMeta = `<?xml version="1.0"?><XRD><Link rel="lrdd" template="${home.origin}/finger?a=1&amp;uri={uri}"/></XRD>`
    peer.pages.set('/.well-known/host-meta', (_req, res) =>
      res.writeHead(200, { 'content-type': 'application/xrd+xml' }).end(hostMeta)
    )
    const resource = encodeURIComponent(`acct:bob@${host}`)
    home.pages.set(`/finger?a=1&uri=${resource}`, { subject: `acct:bob@${host}`, links: [self(`${peer.origin}/u`)] })
    expect(await lookupHandle(network, `@bob@${host}`)).toMatchObject({ actor: `${peer.origin}/u` })
  })

  test.each([
    '',
    'bob',
    '@bob',
    'bob@',
    '@bob@a b',
    '@b/b@example.org',
    '@bob@example.org/path',
    '@bob@ex?ample',
    'https://example.org/@bob',
    '@a@b@c'
  ])('"%s" is no handle, and nobody is asked', async (handle) => expect(await codeOf(handle)).toBe('not-found'))

  test('hosts that may not be reached', async () => {
    for (const bad of ['127.0.0.1', 'localhost', '[::1]', '169.254.169.254', '10.0.0.1:22', '0x7f000001']) {
      expect(await codeOf(`@bob@${bad}`)).toBe('refused')
    }
  })

  test('answers that are none', async () => {
    for (const answer of [
      {},
      { links: 7 },
      { links: [null, 7, 'x', []] },
      { links: [{ rel: 'self', href: `${peer.origin}/u` }] },
      { links: [self('javascript:1')] },
      { links: [self('')] },
      { subject: 7, links: [] }
    ]) {
      peer.pages.set(path('bob', host), answer)
      expect(await codeOf(`@bob@${host}`)).toBe('not-found')
    }
    for (const [status, code] of [
      [410, 'gone'],
      [500, 'unreachable'],
      [403, 'refused']
    ] as const) {
      peer.pages.set(path('bob', host), (_req, res) => res.writeHead(status).end())
      expect(await codeOf(`@bob@${host}`)).toBe(code)
    }
    peer.pages.set(path('bob', host), (_req, res) => res.end('['.repeat(50_000)))
    expect(await codeOf(`@bob@${host}`)).toBe('not-found')
    peer.pages.set(path('bob', host), (_req, res) => res.end('x'.repeat(1 << 20)))
    expect(await codeOf(`@bob@${host}`)).toBe('refused')
  })
})
