/** What goes out when people here follow, like, share, and change: looked at where it arrives. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { publicKeysOf } from '../../../federation/gate/keys.ts'
import type { JsonObject } from '../../../federation/json.ts'
import { activityByUri } from '../../../federation/outbox.store.ts'
import type { Actor } from '../../../server/actors/actors.store.ts'
import { actorById } from '../../../server/actors/actors.store.ts'
import { rotateKeys } from '../../../server/actors/keys.ts'
import { councilOf } from '../../../server/council/settings.ts'
import { setUpCouncil } from '../../../server/council/setup.ts'
import { followActor, unfollow } from '../../../server/follows/follows.ts'
import { showInterest, withdrawInterest } from '../../../server/interest/interest.ts'
import { editProfile } from '../../../server/members/profile.ts'
import type { Viewer } from '../../../server/members/viewer.ts'
import type { WholePost } from '../../../server/posts/posts.store.ts'
import { type Peer, startPeer } from '../../help/peer.ts'
import { freePorts } from '../../help/server.ts'
import { type TestCouncil, testCouncil } from '../council.ts'
import { isSignedBy } from '../signatures.ts'

let peer: Peer
let council: TestCouncil
let nia: Viewer
let owl: Actor
let fox: Actor
let post: WholePost

const only = (type: string) => {
  const found = peer.inbox.filter(({ body }) => body.type === type)
  expect(found).toHaveLength(1)
  return found[0]!
}

beforeAll(async () => {
  const [port] = (await freePorts(1)) as [number]
  peer = await startPeer(port)
  council = await testCouncil({ allowPrivateOrigins: [peer.origin] })
  council.context.remote.findActor = async () => owl.id
  nia = await council.person('nia')
  owl = await council.remote(peer.actor('owl').document as JsonObject)
  fox = await council.remote(peer.actor('fox').document as JsonObject)
  post = await council.received({ uri: `${owl.uri}/statuses/1`, author: owl.id, kind: 'post' })
  await council.settle()
})
beforeEach(() => {
  peer.inbox.length = 0
})
afterAll(async () => {
  await council?.close()
  await peer?.stop()
})

describe('following', () => {
  test('asks at the personal inbox, ends there with the whole Follow', async () => {
    const follow = await followActor(council.context, nia.actor.id, owl.id)
    await council.settle()
    const asked = only('Follow')
    expect(asked.path).toBe('/users/owl/inbox')
    expect(asked.body).toMatchObject({ id: follow.uri, actor: nia.actor.uri, object: owl.uri })
    expect(isSignedBy(asked, nia.actor, peer.origin)).toBe(true)

    await unfollow(council.context, nia, 'owl')
    await council.settle()
    const ended = only('Undo')
    expect(ended.path).toBe('/users/owl/inbox')
    expect(ended.body.object).toEqual({ id: follow.uri, type: 'Follow', actor: nia.actor.uri, object: owl.uri })
  })

  test('by others is accepted with the whole Follow, which some look into', async () => {
    await council.follow(fox, nia.actor.id)
    await council.settle()
    const accepted = only('Accept')
    expect(accepted.path).toBe('/users/fox/inbox')
    expect(accepted.body).toMatchObject({ actor: nia.actor.uri, to: [fox.uri] })
    expect(accepted.body.object).toEqual({
      id: `${fox.uri}#follows/${nia.actor.id}`,
      type: 'Follow',
      actor: fox.uri,
      object: nia.actor.uri
    })
  })

  test('among ourselves sends nothing', async () => {
    await followActor(council.context, nia.actor.id, (await council.council()).id)
    await council.settle()
    expect(peer.inbox).toEqual([])
  })
})

describe('interest', () => {
  test('a like goes to the author’s own inbox, and is taken back whole', async () => {
    await showInterest(council.context, nia, 'like', post.post.uri)
    await council.settle()
    const like = only('Like')
    expect(like.path).toBe('/users/owl/inbox')
    expect(like.body).toMatchObject({ actor: nia.actor.uri, object: post.post.uri, to: [owl.uri] })

    await withdrawInterest(council.context, nia, 'like', post.post.uri)
    await council.settle()
    expect(only('Undo').body.object).toEqual({
      id: like.body.id,
      type: 'Like',
      actor: nia.actor.uri,
      object: post.post.uri
    })
    expect(await activityByUri(council.context.store.read, like.body.id)).toBeUndefined()
  })

  test('liked again, it is a new Like', async () => {
    await showInterest(council.context, nia, 'like', post.post.uri)
    await council.settle()
    const first = only('Like').body.id
    await withdrawInterest(council.context, nia, 'like', post.post.uri)
    await showInterest(council.context, nia, 'like', post.post.uri)
    await council.settle()
    const likes = peer.inbox.filter(({ body }) => body.type === 'Like').map(({ body }) => body.id)
    expect(likes).toHaveLength(2)
    expect(likes[1]).not.toBe(first)
  })

  test('a share goes to the author and to all who follow who shares', async () => {
    await showInterest(council.context, nia, 'share', post.post.uri)
    await council.settle()
    const shares = peer.inbox.filter(({ body }) => body.type === 'Announce')
    expect(shares.map(({ path }) => path).sort()).toEqual(['/inbox', '/users/owl/inbox'])
    expect(shares[0]!.body).toMatchObject({
      actor: nia.actor.uri,
      object: post.post.uri,
      to: ['https://www.w3.org/ns/activitystreams#Public'],
      cc: [`${nia.actor.uri}/followers`, owl.uri],
      published: expect.any(String)
    })
  })
})

describe('changes of actors', () => {
  test('a new profile goes whole to followers', async () => {
    await editProfile(council.context, nia, { name: 'Nia Rees', role: 'Head of waste' })
    await council.settle()
    expect(only('Update').body).toMatchObject({
      actor: nia.actor.uri,
      object: { id: nia.actor.uri, type: 'Person', name: 'Nia Rees', inbox: nia.actor.inbox }
    })
  })

  test('new keys are told, signed by the key that the peer knows; whoever knows it no more gets them by the new one', async () => {
    const first = await rotateKeys(council.context, nia.actor.id)
    await council.settle()
    const update = only('Update')
    expect(isSignedBy(update, nia.actor, peer.origin)).toBe(true)
    expect(isSignedBy(update, first, peer.origin)).toBe(false)
    expect(publicKeysOf(update.body.object)).toHaveLength(2)
    peer.inbox.length = 0
    const second = await rotateKeys(council.context, nia.actor.id)
    peer.answerWith((delivery) => ({ status: isSignedBy(delivery, second, peer.origin) ? 202 : 401 }))
    await council.settle()
    peer.answerWith(() => ({ status: 202 }))
    expect(isSignedBy(only('Update'), second, peer.origin)).toBe(true)
  })

  test('the council’s new name goes to its followers; the server’s new key is used at once', async () => {
    const before = await council.council()
    await council.follow(owl, before.id)
    await setUpCouncil(council.context, { name: 'Aldermere City Council', handle: 'aldermere' })
    await council.settle()
    expect(only('Update').body.object).toMatchObject({ id: before.uri, name: 'Aldermere City Council' })
    const { signer } = council.federation
    const { serverActor } = await councilOf(council.context)
    expect((await actorById(council.context.store.read, serverActor))!.type).toBe('Application')
    await rotateKeys(council.context, serverActor)
    await council.settle()
    expect(council.federation.signer.privateKey).not.toBe(signer.privateKey)
  })
})
