/** What is for followers only carries a digest of who they are on that server; who they are is told to that server alone. */
import { createHash } from 'node:crypto'
import Fastify from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sendActivity } from '../../../federation/outbox.ts'
import { acceptConstraint, documentRoutes } from '../../../federation/served/routes.ts'
import type { Actor } from '../../../server/actors/actors.store.ts'
import type { Viewer } from '../../../server/members/viewer.ts'
import { type Peer, startPeer } from '../../help/peer.ts'
import { freePorts } from '../../help/server.ts'
import { actorElsewhere, type TestCouncil, testCouncil } from '../council.ts'

let peer: Peer
let council: TestCouncil
let nia: Viewer
let maddy: Actor

beforeAll(async () => {
  const [port] = (await freePorts(1)) as [number]
  peer = await startPeer(port)
  council = await testCouncil({ allowPrivateOrigins: [peer.origin] })
  nia = await council.person('nia')
  maddy = await council.remote(peer.actor('maddy').document)
  await council.follow(maddy, nia.actor.id)
  await council.follow(await council.remote(actorElsewhere('jonas')), nia.actor.id)
})
afterAll(async () => {
  await Promise.all([council?.close(), peer?.stop()])
})

const send = async (to: string, open: boolean) => {
  const id = `${nia.actor.uri}/${to.length}${open}`
  const document = { id, type: 'Create', actor: nia.actor.uri, to: [to], object: 'https://x.example/1' }
  await sendActivity(council.context, { actor: nia.actor, document, to: [`${peer.origin}/inbox`], open })
  await council.deliver()
  return peer.inbox.find(({ body }) => body.id === id)!
}

test('a post for followers carries the digest, signed; others do not', async () => {
  const followers = `${nia.actor.uri}/followers`
  const { headers } = await send(followers, false)
  const digest = createHash('sha256').update(maddy.uri).digest('hex')
  const url = `${nia.actor.uri}/followers/synchronization`
  expect(headers['collection-synchronization']).toBe(`collectionId="${followers}", url="${url}", digest="${digest}"`)
  expect(String(headers.signature)).toContain('collection-synchronization')
  expect((await send(`${peer.origin}/users/maddy`, false)).headers['collection-synchronization']).toBeUndefined()
})

test('a server is told of its own people only', async () => {
  const app = Fastify({ routerOptions: { constraints: { accept: acceptConstraint } } })
  await app.register(documentRoutes(council.federation, { signedBy: async () => maddy.uri }))
  const url = `/actors/${nia.actor.uri.split('/').pop()}/followers/synchronization`
  const signature = `keyId="${maddy.uri}#main-key",signature="x"`
  const answer = await app.inject({ url, headers: { accept: 'application/activity+json', signature } })
  expect(answer.json()).toMatchObject({ type: 'OrderedCollection', orderedItems: [maddy.uri] })
  expect((await app.inject({ url, headers: { accept: 'application/activity+json' } })).statusCode).toBe(401)
  await app.close()
})
