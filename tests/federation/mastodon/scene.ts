/** A council's server and two Mastodons, one for each kind of signature: each signs by its kind and takes no other. */
import { expect } from 'vitest'
import type { Actor } from '../../../server/actors/actors.store.ts'
import { type Delivery, type Doc, type Peer, type PeerActor, type Scheme, startPeer } from '../../help/peer.ts'
import { type Answer, freePorts, type Person, type TestServer, testServer, until } from '../../help/server.ts'
import { isSignedBy, schemeOf } from '../signatures.ts'

export const publicUri = 'https://www.w3.org/ns/activitystreams#Public'
export const schemes: Scheme[] = ['cavage', 'rfc9421']

/** One Mastodon. */
export interface Mastodon {
  peer: Peer
  scheme: Scheme
  /** Signs and posts; fails unless it is taken. */
  send(by: PeerActor, activity: Doc, inbox?: string): Promise<void>
  /** Waits for a delivery, which must be signed by the key that its actor lists; Node's own crypto checks. */
  received(fits: (body: Doc) => boolean): Promise<Delivery>
  /** A person who follows one of ours. */
  follower(name: string, of: string): Promise<PeerActor>
  /** A post of one of its people, here once it is taken in. */
  says(by: PeerActor, note: Doc): Promise<Doc>
}

export type Scene = Awaited<ReturnType<typeof openScene>>

/** Opens one; both Mastodons are known here. */
export async function openScene(environment: Record<string, string> = {}) {
  const [port, ...others] = (await freePorts(3)) as [number, number, number]
  const server = await testServer(
    port,
    'Aldermere',
    others.map((other) => `http://127.0.0.1:${other}`),
    environment
  )
  const nia = await server.person('nia')
  const admin = await server.person('ruth', 'admin')
  const peers = await Promise.all(others.map(startPeer))
  const trust = (peer: Peer, state: string) =>
    admin.call('PUT', `moderation/domains/${encodeURIComponent(peer.host)}`, { state, reason: 'test' })
  for (const peer of peers) await trust(peer, 'known')
  return {
    server,
    nia,
    admin,
    trust,
    mastodon: (scheme: Scheme): Mastodon => playing(server, peers[schemes.indexOf(scheme)]!, scheme),
    story: (part: object = {}): Promise<Answer> => nia.call('POST', 'stories', { ...storyParts, ...part }),
    /** The post at an address, as somebody here reads it. */
    object: (uri: string, who: Person = nia): Promise<Answer> =>
      who.call('GET', `object?uri=${encodeURIComponent(uri)}`),
    close: () => Promise.all([server.stop(), ...peers.map((peer) => peer.stop())])
  }
}

const storyParts = {
  title: 'Library table',
  summary: 'Two officers and a kettle.\nPeople came.',
  body: 'We moved.',
  wentWell: 'People came earlier.',
  wentBadly: 'No private room.'
}

function playing(server: TestServer, peer: Peer, scheme: Scheme): Mastodon {
  peer.answerWith((delivery) => ({ status: schemeOf(delivery) === scheme ? 202 : 401 }))
  const send = async (by: PeerActor, activity: Doc, inbox = `${server.origin}/inbox`) => {
    const response = await by.post(inbox, activity, { scheme })
    expect(response.status, await response.text()).toBe(202)
  }
  return {
    peer,
    scheme,
    send,
    async received(fits) {
      const delivery = await peer.received(fits)
      expect(schemeOf(delivery)).toBe(scheme)
      expect(isSignedBy(delivery, keysIn(await server.document(delivery.body.actor)), peer.origin)).toBe(true)
      return delivery
    },
    async follower(name, of) {
      const actor = peer.actor(name)
      const follow = peer.activity(actor, 'Follow', of)
      await send(actor, follow, `${of}/inbox`)
      await peer.received((body) => body.type === 'Accept' && body.object?.id === follow.id)
      return actor
    },
    async says(by, note) {
      const create = peer.create(by, note)
      await send(by, create)
      const uri = encodeURIComponent(create.object.id)
      await until(async () => (await fetch(`${server.origin}/api/folkmoot/v1/object?uri=${uri}`)).ok)
      return create.object
    }
  }
}

/** The RSA key of an actor's document, in the form in which the signature check wants it. */
export const keysIn = (document: Answer) =>
  ({ publicKeys: [{ id: document.publicKey.id, owner: document.id, pem: document.publicKey.publicKeyPem }] }) as Actor
