/** Two peers, one honest, and a server of ours between them, fresh for each test. */
import { afterEach, beforeEach } from 'vitest'
import { AS, type Ours, type OursOptions, type Peer, person, type Reply, send, startOurs, startPeer } from './help.ts'
import { bytes, cavage, rsaKeys, type SignOptions } from './signing.ts'

export const keys = rsaKeys()
export const evilKeys = rsaKeys()
export let peer: Peer
export let evil: Peer
export let ours: Ours
/** The honest actor, on `peer`. */
export let alice: string
/** The forger, on `evil`. */
export let mallory: string
/** What has to be closed after the test. */
export const closing: (() => Promise<void>)[] = []

/** Makes the scene anew before each test of the file that calls this. */
export function useScene(): void {
  beforeEach(async () => {
    peer = await startPeer()
    evil = await startPeer()
    alice = `${peer.origin}/users/alice`
    mallory = `${evil.origin}/users/mallory`
    peer.pages.set('/users/alice', person(alice, keys))
    evil.pages.set('/users/mallory', person(mallory, evilKeys))
    closing.push(peer.close, evil.close)
    await open({})
  })
  afterEach(async () => {
    await Promise.all(closing.splice(0).map((close) => close()))
  })
}

/** Replaces our server by one with other settings. */
export async function open(options: Partial<OursOptions>): Promise<void> {
  ours = await startOurs({ peers: [peer, evil], ...options })
  closing.push(ours.close)
}

/** A Like by the honest actor. */
export function like(more: Record<string, unknown> = {}): Record<string, unknown> {
  const object = `${ours.origin}/stories/1`
  return { '@context': AS, id: `${alice}#likes/1`, type: 'Like', actor: alice, object, ...more }
}

/** Posts a document to our inbox, signed by the honest actor unless told. */
export function post(document: unknown, more: Partial<SignOptions> = {}, sign = cavage): Promise<Reply> {
  const body = bytes(document)
  const url = `${ours.origin}/inbox`
  return send(url, 'POST', sign({ url, keyId: `${alice}#main-key`, keys, body, ...more }), body)
}

/** The part of a reply that counts for a refusal. */
export function verdict(reply: Reply): [status: number, passed: boolean] {
  return [reply.status, reply.passed]
}
