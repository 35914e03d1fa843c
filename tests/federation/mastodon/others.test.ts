/** Mastodon, section 8: reports, follows that end, blocks, moves, and what comes from accounts that nobody knows. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blockActor } from '../../../server/moderation/trust.ts'
import type { Doc, PeerActor } from '../../help/peer.ts'
import { type Answer, until } from '../../help/server.ts'
import { type Mastodon, openScene, publicUri, type Scene, schemes } from './scene.ts'

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(() => scene?.close())

const pageOf = async (name: string): Promise<string[]> =>
  (await scene.server.document(`${scene.nia.uri}/${name}?page=true`)).orderedItems
const followers = () => pageOf('followers')
const following = () => pageOf('following')
const reports = async (): Promise<Answer[]> => (await scene.admin.call('GET', 'moderation/reports')).items

describe.each(schemes)('signing by %s', (scheme) => {
  let mastodon: Mastodon
  let maddy: PeerActor
  let instance: PeerActor
  let story: Answer
  const activity = (by: PeerActor, type: string, object: unknown, extra: Doc = {}) =>
    mastodon.peer.activity(by, type, object, extra)

  beforeAll(async () => {
    mastodon = scene.mastodon(scheme)
    maddy = await mastodon.follower('maddy', scene.nia.uri)
    instance = mastodon.peer.actor('instance', { type: 'Application', preferredUsername: mastodon.peer.host })
    story = await scene.story()
  })

  /** Nia follows somebody there, who accepts. */
  async function followed(name: string): Promise<{ actor: PeerActor; follow: Doc }> {
    const actor = mastodon.peer.actor(name)
    await scene.nia.call('POST', 'follows', { target: actor.id })
    const { body, path } = await mastodon.received((one) => one.type === 'Follow' && one.object === actor.id)
    expect(path).toBe(`/users/${name}/inbox`)
    await mastodon.send(actor, activity(actor, 'Accept', body), `${scene.nia.uri}/inbox`)
    await until(async () => (await following()).includes(actor.id))
    return { actor, follow: body }
  }

  test('Flag in: by the other server’s own actor, with a local account and its posts; content cut at 5,000', async () => {
    const flag = activity(instance, 'Flag', [scene.nia.uri, story.uri], {
      content: 'x'.repeat(6_000),
      to: scene.nia.uri
    })
    await mastodon.send(instance, flag)
    const found = await until(async () => (await reports()).find((one) => one.reporter === instance.id))
    expect(found).toMatchObject({ actor: scene.nia.uri, objects: [story.uri] })
    expect(found.text.length).toBeLessThanOrEqual(5_000)
  })

  test('Flag in without an account of ours: taken, and nothing comes of it', async () => {
    const before = (await reports()).length
    await mastodon.send(instance, activity(instance, 'Flag', [maddy.id], { content: 'Not yours' }))
    await mastodon.says(instance, { content: '<p>after</p>', cc: [scene.nia.uri] })
    expect(await reports()).toHaveLength(before)
  })

  test('Flag out: by our server’s own actor to the account’s inbox; only what was chosen, and never who reported', async () => {
    const rude = await mastodon.says(maddy, { content: '<p>Rude words</p>', cc: [scene.nia.uri] })
    const other = await mastodon.says(mastodon.peer.actor('other'), {
      content: '<p>Kind words</p>',
      cc: [scene.nia.uri]
    })
    const flags = () => mastodon.peer.inbox.filter(({ body }) => body.type === 'Flag')
    await scene.admin.call('POST', 'reports', { actor: maddy.id, objects: [rude.id], text: 'Kept here' })
    const told = { actor: maddy.id, objects: [rude.id, other.id], text: 'It insults us', forward: true }
    await scene.nia.call('POST', 'reports', told)
    const { body, path, bytes } = await mastodon.received((one) => one.type === 'Flag')
    expect(path).toBe('/users/maddy/inbox')
    expect(body).toMatchObject({
      actor: `${scene.server.origin}/actor`,
      object: [maddy.id, rude.id],
      content: 'It insults us'
    })
    expect(new URL(body.id).origin).toBe(scene.server.origin)
    expect(bytes).not.toContain(scene.nia.uri)
    expect(bytes).not.toContain('nia')
    expect(bytes).not.toContain('Kept here')
    expect(flags()).toHaveLength(1)
    expect((await reports()).filter((one) => one.actor === maddy.id)).toHaveLength(2)
  })

  test('Follow in: an Accept with the Follow; Follow again is accepted again', async () => {
    const follow = activity(maddy, 'Follow', scene.nia.uri)
    await mastodon.send(maddy, follow, `${scene.nia.uri}/inbox`)
    const { body, path } = await mastodon.received((one) => one.type === 'Accept' && one.object?.id === follow.id)
    expect(path).toBe('/users/maddy/inbox')
    expect(body.object).toMatchObject({ type: 'Follow', actor: maddy.id, object: scene.nia.uri })
  })

  test.each(['the whole Follow', 'its id'])('Undo of a Follow by %s', async (form) => {
    const una = mastodon.peer.actor('una')
    const follow = activity(una, 'Follow', scene.nia.uri)
    await mastodon.send(una, follow, `${scene.nia.uri}/inbox`)
    await until(async () => (await followers()).includes(una.id))
    await mastodon.send(una, activity(una, 'Undo', form === 'its id' ? follow.id : follow), `${scene.nia.uri}/inbox`)
    await until(async () => !(await followers()).includes(una.id))
  })

  test.each(['the whole Announce', 'its id'])('Undo of an Announce by %s', async (form) => {
    const shares = async () => (await scene.object(story.uri)).counts.shares
    const before = await shares()
    const boost = activity(maddy, 'Announce', story.uri, { to: [publicUri], cc: [scene.nia.uri] })
    await mastodon.send(maddy, boost)
    await until(async () => (await shares()) === before + 1)
    await mastodon.send(maddy, activity(maddy, 'Undo', form === 'its id' ? boost.id : boost))
    await until(async () => (await shares()) === before)
  })

  test('Undo out: the Follow whole within', async () => {
    const { actor, follow } = await followed('ursa')
    await scene.nia.call('DELETE', 'follows', { target: actor.id })
    const { body, path } = await mastodon.received((one) => one.type === 'Undo' && one.object?.id === follow.id)
    expect(path).toBe('/users/ursa/inbox')
    expect(body.object).toMatchObject({ type: 'Follow', actor: scene.nia.uri, object: actor.id })
  })

  test('Reject at once, and Reject later: the follow ends; by id or by the embedded Follow', async () => {
    const shy = mastodon.peer.actor('shy')
    await scene.nia.call('POST', 'follows', { target: shy.id })
    const { body } = await mastodon.received((one) => one.type === 'Follow' && one.object === shy.id)
    await mastodon.send(shy, activity(shy, 'Reject', body), `${scene.nia.uri}/inbox`)
    await until(async () => (await scene.nia.call('POST', 'follows', { target: shy.id })).uri !== body.id)
    const { actor, follow } = await followed('later')
    await mastodon.send(actor, activity(actor, 'Reject', follow.id), `${scene.nia.uri}/inbox`)
    await until(async () => !(await following()).includes(actor.id))
  })

  test('Block in ends follows both ways', async () => {
    const { actor } = await followed('bea')
    await mastodon.send(actor, activity(actor, 'Follow', scene.nia.uri), `${scene.nia.uri}/inbox`)
    await until(async () => (await followers()).includes(actor.id))
    await mastodon.send(actor, activity(actor, 'Block', scene.nia.uri), `${scene.nia.uri}/inbox`)
    await until(async () => !(await followers()).includes(actor.id) && !(await following()).includes(actor.id))
  })

  test('blocked here: a Reject and an Undo end follows both ways, and leave to quote is taken back', async () => {
    const { actor, follow } = await followed('eve')
    const theirs = activity(actor, 'Follow', scene.nia.uri)
    await mastodon.send(actor, theirs, `${scene.nia.uri}/inbox`)
    await until(async () => (await followers()).includes(actor.id))
    const quoting = mastodon.peer.create(actor, { content: '<p>Hm</p>', quote: story.uri }).object
    const request = activity(actor, 'QuoteRequest', story.uri, { instrument: quoting })
    await mastodon.send(actor, request, `${scene.nia.uri}/inbox`)
    const leave = (await mastodon.received((one) => one.type === 'Accept' && one.object?.id === request.id)).body.result
    await blockActor(scene.server.context, null, actor.id, 'a test')
    const reject = await mastodon.received((one) => one.type === 'Reject' && one.object?.id === theirs.id)
    expect(reject.body).toMatchObject({ actor: scene.nia.uri, object: { actor: actor.id, object: scene.nia.uri } })
    const undo = await mastodon.received((one) => one.type === 'Undo' && one.object?.id === follow.id)
    expect(undo.path).toBe('/users/eve/inbox')
    const revoked = mastodon.peer.inbox.filter(({ body }) => body.type === 'Delete' && body.object?.id === leave)
    await until(
      () =>
        revoked.length > 0 ||
        mastodon.peer.inbox.some(({ body, path }) => path === '/users/eve/inbox' && body.object?.id === leave)
    )
    expect((await fetch(leave, { headers: { accept: 'application/activity+json' } })).status).toBe(404)
    expect(await followers()).not.toContain(actor.id)
    expect(await following()).not.toContain(actor.id)
  })

  test('Move in: those who follow go along when the new account names the old one; out: an Undo and a Follow', async () => {
    const { actor: old } = await followed('old')
    const fresh = mastodon.peer.actor('fresh', { alsoKnownAs: [old.id] })
    const thief = mastodon.peer.actor('thief')
    await mastodon.send(old, activity(old, 'Move', old.id, { target: thief.id }))
    await mastodon.send(old, activity(old, 'Move', old.id, { target: fresh.id }))
    const { body } = await mastodon.received((one) => one.type === 'Follow' && one.object === fresh.id)
    expect(body.actor).toBe(scene.nia.uri)
    await mastodon.received((one) => one.type === 'Undo' && one.object?.object === old.id)
    expect(mastodon.peer.inbox.some((one) => one.body.type === 'Follow' && one.body.object === thief.id)).toBe(false)
  })

  test.each(['Delete', 'Update'])(
    '%s of an actor that nobody here knows gets 202, and nobody is asked',
    async (type) => {
      const ghost = mastodon.peer.actor(`ghost${type}`)
      mastodon.peer.documents.delete(ghost.id)
      const object = type === 'Delete' ? ghost.id : ghost.document
      const told = await ghost.post(`${scene.server.origin}/inbox`, activity(ghost, type, object), { scheme })
      expect(told.status).toBe(202)
      expect(mastodon.peer.asked.some(({ path }) => path.includes(`ghost${type}`))).toBe(false)
    }
  )

  test('Delete of an actor: their words and follows are gone', async () => {
    const dee = await mastodon.follower('dee', scene.nia.uri)
    await mastodon.says(dee, { inReplyTo: story.uri, content: '<p>Soon gone</p>', cc: [scene.nia.uri] })
    await mastodon.send(dee, activity(dee, 'Delete', dee.id, { to: [publicUri] }))
    await until(async () => !(await scene.server.page(story.url)).includes('Soon gone'))
    await until(async () => !(await followers()).includes(dee.id))
  })

  test('FEP-8fcf: a list of followers that differs is mended by asking for ours', async () => {
    const { actor } = await followed('syn')
    const url = `${actor.id}/followers_synchronization`
    const digest = createHash('sha256').update('').digest('hex').replace(/./g, '0')
    mastodon.peer.documents.set(url, {
      '@context': 'https://www.w3.org/ns/activitystreams',
      id: url,
      type: 'OrderedCollection',
      orderedItems: []
    })
    const header = `collectionId="${actor.id}/followers", digest="${digest}", url="${url}"`
    const note = mastodon.peer.create(actor, { content: '<p>Hush</p>', to: [`${actor.id}/followers`], cc: [] })
    const told = await actor.post(`${scene.server.origin}/inbox`, note, {
      scheme,
      tamper: (sent) => void Object.assign(sent.headers, { 'collection-synchronization': header })
    })
    expect(told.status).toBe(202)
    await until(async () => !(await following()).includes(actor.id))
  })
})
